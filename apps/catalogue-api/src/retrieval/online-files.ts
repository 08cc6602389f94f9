import { Injectable } from '@nestjs/common';
import { SciZooError } from '@scizoo/domain';
import { DatasetsService } from '../datasets/datasets.service';
import { FileChunks } from '../file-lists/file-chunks';
import { OrigDatablocksService } from '../origdatablocks/origdatablocks.service';
import type { Stored } from '../schema/record-kind';
import { DatasetFiles } from './dataset-files';
import { FileRefused, type SourceFolder } from './source-folder';

const LOOKED_AT_ONCE = 16;
/** A dataset is online when one of its first files is: a list of a million is not gone through for that. */
const FILES_LOOKED_AT = 5;
export const NO_FILES_LISTED = 'This dataset has no files in the catalogue';
export const FILES_GONE = 'The files of this dataset are not on disk (any more)';

/** Whether files that are listed can be had at this moment. Who may have them is asked before. */
@Injectable()
export class OnlineFiles {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly blocks: OrigDatablocksService,
    private readonly chunks: FileChunks,
    private readonly files: DatasetFiles,
  ) {}

  /** Why nothing of a dataset can be had, as a sentence; undefined when something can. */
  async obstacleOf(dataset: Stored): Promise<string | undefined> {
    try {
      const folder = await this.files.folderOf(dataset);
      const paths = (await this.firstPathsOf([dataset._id])).get(dataset._id) ?? [];
      if (paths.length === 0) return NO_FILES_LISTED;
      return (await hasOneOf(folder, paths)) ? undefined : FILES_GONE;
    } catch (error) {
      if (error instanceof SciZooError && error.code === 'not-found') return error.message;
      throw error;
    }
  }

  /** Those of these datasets that are open to everybody and can be had, with their bytes. */
  async openAmong(pids: readonly string[]): Promise<Map<string, number>> {
    const found = await this.datasets.openOnes(pids);
    const folders = new Map<string, SourceFolder>();
    await inTurns(found, async (dataset) => {
      const folder = await this.files.folderOf(dataset).catch(() => undefined);
      if (folder) folders.set(dataset._id, folder);
    });
    const online = new Map<string, number>();
    const bytes = new Map(found.map(({ _id, size }): [string, number] => [_id, typeof size === 'number' ? size : 0]));
    if (folders.size === 0) return online;
    const paths = await this.firstPathsOf([...folders.keys()]);
    await inTurns([...paths], async ([pid, first]) => {
      if (await hasOneOf(folders.get(pid)!, first)) online.set(pid, bytes.get(pid) ?? 0);
    });
    return online;
  }

  private async firstPathsOf(pids: readonly string[]): Promise<Map<string, string[]>> {
    const blocks = await this.blocks.directoryOfMany(pids);
    const first = await this.chunks.firstPaths([...blocks.keys()], FILES_LOOKED_AT);
    const paths = new Map<string, string[]>();
    for (const [block, pid] of blocks)
      paths.set(pid, [...(paths.get(pid) ?? []), ...(first.get(block) ?? [])].slice(0, FILES_LOOKED_AT));
    return paths;
  }
}

async function hasOneOf(folder: SourceFolder, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const facts = await folder.facts(path).catch((error: unknown) => {
      if (!(error instanceof FileRefused)) throw error;
    });
    if (facts) return true;
  }
  return false;
}
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += LOOKED_AT_ONCE)
    await Promise.all(items.slice(at, at + LOOKED_AT_ONCE).map(work));
}
