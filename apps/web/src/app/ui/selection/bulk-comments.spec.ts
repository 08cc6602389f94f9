import { TestBed } from '@angular/core/testing';
import { Api } from '../../core/api';
import { Problem } from '../../core/problem';
import { setUp, signedIn } from '../../testing/setup';
import { BulkComments, commentAfter } from './bulk-comments';

interface Sent {
  pid: string;
  was: string | null;
  value: string | null;
}
function comments(had: Record<string, string | null>, changedMeanwhile: string[] = []) {
  const sent: Sent[] = [];
  const get = (): Promise<unknown> =>
    Promise.resolve(Object.entries(had).map(([pid, comment]) => ({ pid, ...(comment && { comment }) })));
  const send = (_method: string, path: string, { was, value }: Sent): Promise<unknown> => {
    const pid = path.split('/').at(-2)!;
    if (changedMeanwhile.includes(pid)) return Promise.reject(new Problem('conflict', 'changed'));
    sent.push({ pid, was, value });
    return Promise.resolve({});
  };
  setUp(signedIn(), { provide: Api, useValue: { get, send } });
  const progress: number[] = [];
  const asked = new AbortController();
  const told = { signal: asked.signal, done: (count: number) => void progress.push(count) };
  return { comments: TestBed.inject(BulkComments), sent, progress, told, asked };
}

describe('a remark on many', () => {
  it.each([
    ['below', 'beam lost\nsee 12'],
    ['empty', 'beam lost'],
    ['instead', 'see 12'],
  ] as const)('is put %s', (way, expected) => {
    expect(commentAfter('beam lost', { text: 'see 12', way })).toBe(expected);
    expect(commentAfter(null, { text: 'see 12', way })).toBe('see 12');
  });
  it('says of each what was there, leaves alone what has it, and is taken back exactly', async () => {
    const { comments: many, sent, progress, told } = comments({ a: null, b: 'beam lost' });
    const done = await many.apply(['a', 'b'], { text: 'see 12', way: 'below' }, told);
    expect(sent).toEqual([
      { pid: 'a', was: null, value: 'see 12' },
      { pid: 'b', was: 'beam lost', value: 'beam lost\nsee 12' },
    ]);
    expect(progress.at(-1)).toBe(2);
    await many.undo(done, told);
    expect(sent.slice(2)).toEqual([
      { pid: 'a', was: 'see 12', value: null },
      { pid: 'b', was: 'beam lost\nsee 12', value: 'beam lost' },
    ]);
    const kept = await many.apply(['b'], { text: 'x', way: 'empty' }, told);
    expect([kept.outcomes, kept.undo]).toEqual([[{ pid: 'b', status: 'unchanged' }], []]);
  });
  it('overwrites nobody who was quicker, and says so', async () => {
    const { comments: many, told } = comments({ a: null, b: null }, ['b']);
    const { outcomes, undo } = await many.apply(['a', 'b'], { text: 'x', way: 'instead' }, told);
    expect(outcomes).toEqual([
      { pid: 'a', status: 'changed' },
      { pid: 'b', status: 'refused', message: 'Somebody else changed the comment meanwhile' },
    ]);
    expect(undo.map(({ pid }) => pid)).toEqual(['a']);
  });
  it('ends where it is ended', async () => {
    const { comments: many, sent, told, asked } = comments({});
    asked.abort();
    expect((await many.apply(['a'], { text: 'x', way: 'below' }, told)).outcomes).toEqual([]);
    expect(sent).toEqual([]);
  });
});
