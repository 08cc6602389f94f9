import { setTimeout as sleep } from 'node:timers/promises';
import { PassThrough } from 'node:stream';
import { linesOf } from './lines';

async function all(chunks: readonly (Buffer | string)[]): Promise<string[]> {
  const stream = new PassThrough();
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  // What was written before anybody reads is not lost.
  await sleep(5);
  const found: string[] = [];
  for await (const line of linesOf(stream)) found.push(line);
  return found;
}

describe('lines of a stream', () => {
  it('come whole from any chunks, with either end of line, the last one without', async () => {
    expect(await all(['one\ntw', 'o\r\n', '\nthree'])).toEqual(['one', 'two', '', 'three']);
    expect(await all([])).toEqual([]);
    expect(await all(['a\n'])).toEqual(['a']);
  });
  it('keep characters that a chunk cuts in two', async () => {
    const bytes = Buffer.from('Å and 𝛼\nß');
    expect(await all(Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(['Å and 𝛼', 'ß']);
  });
  it('have an end', async () => {
    const chunk = 'x'.repeat(8 * 1024 * 1024);
    await expect(all([chunk, chunk, chunk, chunk, chunk])).rejects.toThrow('longer than');
  });
});
