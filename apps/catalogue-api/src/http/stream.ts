import { StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';

/** The first item is awaited before anything is sent, so that a refusal still gets its status. */
export async function begun<T>(items: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const iterator = items[Symbol.asyncIterator]();
  let first: IteratorResult<T> | undefined = await iterator.next();
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const result = first;
        first = undefined;
        return result ? Promise.resolve(result) : iterator.next();
      },
      return: async (value?: unknown) => {
        await iterator.return?.(value);
        return { done: true, value: undefined };
      },
    }),
  };
}

const CHUNK_LENGTH = 32_768;
/** Small texts go together: a chunk of its own for each would cost more than the text. */
async function* inChunks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting = '';
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < CHUNK_LENGTH) continue;
    yield waiting;
    waiting = '';
  }
  if (waiting !== '') yield waiting;
}

export interface Download {
  readonly type: string;
  /** Name under which browsers save it. */
  readonly fileName?: string;
}

/** Texts as the body of an answer, sent while they come; when the client goes away, the source is closed. */
export async function streamed(texts: AsyncIterable<string>, { type, fileName }: Download): Promise<StreamableFile> {
  const source = Readable.from(inChunks(await begun(texts)), { objectMode: false });
  return new StreamableFile(source, {
    type,
    ...(fileName !== undefined && { disposition: `attachment; filename="${fileName}"` }),
  });
}

async function* jsonArray(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = '[';
  for await (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

/** A list of any length as one JSON array that is never in memory as a whole. */
export const streamedJson = (items: AsyncIterable<unknown>): Promise<StreamableFile> =>
  streamed(jsonArray(items), { type: 'application/json; charset=utf-8' });
