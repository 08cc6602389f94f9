import { Injectable, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import type { BlockKind } from './block-kind';
import { FileChunks } from './file-chunks';
import { isOfFiles } from './file-conditions';
import { entryToWire, type FileEntry, type ShownMembers } from './file-entry';

/** Up to so many files an answer is made in one piece; a longer one leaves chunk by chunk. */
const FILES_IN_ONE_PIECE = 20_000;

const filesIn = (blocks: readonly Stored[]): number =>
  blocks.reduce((sum, block) => sum + ((block['fileCount'] as number | undefined) ?? 0), 0);
/** Can the entries of these blocks be held at once? */
export const areFew = (blocks: readonly Stored[]): boolean => filesIn(blocks) <= FILES_IN_ONE_PIECE;

export interface Showing {
  /** Members that the client wants; absent: all. */
  readonly fields?: readonly string[] | undefined;
  /** Adds `id`, as SciCat's older routes do. */
  readonly withId?: boolean;
  /** Adds it to the files too, as answers to writing do. */
  readonly withFileIds?: boolean;
  /** More members of the answer. */
  readonly more?: (block: Stored) => Fields;
}

const wants = (fields: readonly string[] | undefined): boolean => !fields || fields.some(isOfFiles);
/** Members of entries that are asked for; undefined: all of them. */
function membersOf(fields: readonly string[] | undefined): ReadonlySet<string> | undefined {
  const inside = (fields ?? [])
    .filter(isOfFiles)
    .map((path) => path.split('.').filter((part) => !/^\d+$/u.test(part))[1]);
  return inside.length === 0 || inside.includes(undefined) ? undefined : new Set(inside as string[]);
}

const shownOf = ({ fields, withFileIds }: Showing): ShownMembers => ({ asked: membersOf(fields), withId: withFileIds });

/** Blocks as they leave: the record, and its entries from the chunks. */
@Injectable()
export class BlockAnswers {
  constructor(private readonly chunks: FileChunks) {}

  async list(
    { kind }: BlockKind,
    blocks: readonly Stored[],
    showing: Showing = {},
  ): Promise<Fields[] | StreamableFile> {
    if (!wants(showing.fields)) return blocks.map((block) => this.bare(kind, block, showing));
    if (!areFew(blocks)) return json(this.listText(kind, blocks, showing));
    const files = await this.chunks.ofMany(blocks.map(({ _id }) => _id));
    const filesOf = (block: Stored) => (block['files'] as FileEntry[] | undefined) ?? files.get(block._id) ?? [];
    return blocks.map((block) => this.whole(kind, block, filesOf(block), showing));
  }
  async one({ kind }: BlockKind, block: Stored, showing: Showing = {}): Promise<Fields | StreamableFile> {
    const known = block['files'] as FileEntry[] | undefined;
    if (known) return this.whole(kind, block, known, showing);
    if ((block['fileCount'] as number) > FILES_IN_ONE_PIECE) return json(this.text(kind, block, showing));
    return this.whole(kind, block, await this.chunks.of(block._id), showing);
  }

  private bare(kind: BlockKind['kind'], block: Stored, { withId, more }: Showing): Fields {
    return { ...toWire(kind, block), ...(withId && { id: block._id }), ...more?.(block) };
  }
  private whole(kind: BlockKind['kind'], block: Stored, files: readonly FileEntry[], showing: Showing): Fields {
    const shown = shownOf(showing);
    return {
      ...this.bare(kind, block, showing),
      dataFileList: files.map((file, index) => entryToWire(block._id, index, file, shown)),
    };
  }

  private async *listText(kind: BlockKind['kind'], blocks: readonly Stored[], showing: Showing) {
    yield '[';
    let isFirst = true;
    for (const block of blocks) {
      if (!isFirst) yield ',';
      isFirst = false;
      yield* this.text(kind, block, showing);
    }
    yield ']';
  }
  private async *text(kind: BlockKind['kind'], block: Stored, showing: Showing) {
    const shown = shownOf(showing);
    yield `${JSON.stringify(this.bare(kind, block, showing)).slice(0, -1)},"dataFileList":[`;
    let index = 0;
    for await (const files of this.chunks.inOrder(block._id)) {
      const texts = files.map((file) => JSON.stringify(entryToWire(block._id, index++, file, shown)));
      yield (index > files.length ? ',' : '') + texts.join(',');
    }
    yield ']}';
  }
}

const json = (text: AsyncGenerator<string>): StreamableFile =>
  new StreamableFile(Readable.from(text), { type: 'application/json; charset=utf-8' });

/** A list that leaves batch by batch. */
export const jsonList = (batches: AsyncIterable<readonly Fields[]>): StreamableFile => json(listText(batches));
async function* listText(batches: AsyncIterable<readonly Fields[]>): AsyncGenerator<string> {
  yield '[';
  let isFirst = true;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    yield (isFirst ? '' : ',') + batch.map((row) => JSON.stringify(row)).join(',');
    isFirst = false;
  }
  yield ']';
}
