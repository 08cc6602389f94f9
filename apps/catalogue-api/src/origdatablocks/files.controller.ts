import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, invalid } from '@scizoo/domain';
import { CallerOf } from '../access';
import { DatasetsService } from '../datasets/datasets.service';
import { FileChunks } from '../file-lists/file-chunks';
import { filesOf, windowsOf } from '../file-lists/file-directory';
import type { FileEntry } from '../file-lists/file-entry';
import { FileSearch } from '../file-lists/file-search';
import type { QueryString } from '../query/json-parameter';
import { wholeNumber } from '../query/v3-filter';
import { Answers, Asks, Names } from '../schema/openapi';
import { FilesPage } from './origdatablock.shapes';
import { OrigDatablocksService } from './origdatablocks.service';

const MOST = 1000;
const MOST_FILES = 100_000_000;

const show = ({ path, size, time, chk }: FileEntry) => ({ path, size, time, ...(chk !== undefined && { chk }) });

function textOf(query: QueryString): string | undefined {
  const text = query['text'];
  if (text === undefined || text === '') return undefined;
  if (typeof text !== 'string' || text.length > 200) throw invalid('text must be a text of at most 200 characters');
  return text;
}

/** Files of one dataset, page by page: a list of 100,000 files must not travel at once. */
@ApiTags('files')
@Controller('api/v4/datasets/:pid/files')
export class FilesController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly blocks: OrigDatablocksService,
    private readonly chunks: FileChunks,
    private readonly search: FileSearch,
  ) {}

  @Get()
  @Names('pid')
  @Asks('limit', 'cursor', 'text')
  @Answers(FilesPage)
  async list(@Param('pid') pid: string, @Query() query: QueryString, @CallerOf() caller: Caller) {
    await this.datasets.forFiles(pid, caller);
    const limit = wholeNumber(query['limit'], 100, MOST, 'limit');
    if (limit === 0) throw invalid('limit must be 1 or more');
    const text = textOf(query);
    const blocks = await this.blocks.directoryOf(pid);
    if (text === undefined) return this.page(blocks, limit, query['cursor']);
    const found = await this.search.page(blocks, text, { limit, cursor: (query['cursor'] as string) || undefined });
    return { ...found, files: found.files.map(show) };
  }

  private async page(
    blocks: readonly { readonly _id: string; readonly fileCount?: number }[],
    limit: number,
    cursor: unknown,
  ) {
    const skip = wholeNumber(cursor || undefined, 0, MOST_FILES, 'cursor');
    const total = blocks.reduce((sum, { fileCount = 0 }) => sum + fileCount, 0);
    const placed = await filesOf(this.chunks, await windowsOf(blocks, skip, limit));
    const next = skip + placed.length;
    return { files: placed.map(({ entry }) => show(entry)), next: next < total ? String(next) : null, total };
  }
}
