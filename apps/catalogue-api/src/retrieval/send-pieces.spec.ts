import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReusedMemory, SMALL_BYTES } from './piece-memory';
import { sendPieces } from './send-pieces';
import { bytesOf } from './source-folder';

/** More than the memory of a download, and no multiple of its pieces. */
const content = randomBytes(5_000_017);

describe('pieces that are sent', () => {
  let folder: string;
  let path: string;
  let server: Server;
  let fault: Promise<unknown>;
  let pieces: (memory: ReusedMemory) => AsyncIterable<Buffer>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scizoo-pieces-'));
    path = join(folder, 'frames.h5');
    await writeFile(path, content);
    server = createServer((_, response) => {
      const memory = new ReusedMemory();
      fault = sendPieces(response, pieces(memory), memory);
    });
    await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });
  const answer = () =>
    new Promise<IncomingMessage>((done) =>
      get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, done).once('error', () => undefined),
    );
  const file = async function* (memory: ReusedMemory) {
    yield* bytesOf(await open(path), 0, content.length, memory);
  };

  it('come as they were read, though their memory is used again, also to a client that takes its time', async () => {
    pieces = file;
    const got: Buffer[] = [];
    for await (const bytes of await answer()) {
      got.push(bytes as Buffer);
      await new Promise(setImmediate);
    }
    expect(Buffer.concat(got).equals(content)).toBe(true);
    expect(await fault).toBeUndefined();
  });

  it('lie in at most three places, however many there are', async () => {
    const places = new Set<ArrayBufferLike>();
    pieces = async function* (memory) {
      for await (const piece of file(memory)) {
        if (piece.length >= SMALL_BYTES) places.add(piece.buffer);
        yield piece;
      }
    };
    (await answer()).resume();
    expect(await fault).toBeUndefined();
    expect(places.size).toBeGreaterThan(0);
    expect(places.size).toBeLessThanOrEqual(3);
  });

  it('end with the client', async () => {
    let isOver = false;
    pieces = async function* (memory) {
      try {
        for (;;) yield* file(memory);
      } finally {
        isOver = true;
      }
    };
    (await answer()).destroy();
    expect(await fault).toBeUndefined();
    expect(isOver).toBe(true);
  });

  it('break the connection with a fault', async () => {
    pieces = async function* () {
      yield Buffer.from('begun');
      yield Buffer.from('and going on');
      throw new Error('the disk is gone');
    };
    await expect(answer().then((begun) => begun.toArray())).rejects.toThrow('aborted');
    expect(await fault).toEqual(new Error('the disk is gone'));
  });
});
