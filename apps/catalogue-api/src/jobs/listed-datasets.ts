import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Owned } from '@scizoo/domain';
import { faultTexts } from '@scizoo/service-kit';
import type { Connection } from 'mongoose';
import { FileChunks } from '../file-lists/file-chunks';
import { faultsOf } from '../schema/checked';
import type { Stored } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import { jobFault } from './job-fault';
import { ListedDataset } from './job.record';

const DATASETS_AT_MOST = 10_000;
const NAMED_AT_MOST = 20;

/** What rules of jobs need to know about a dataset. */
export type DatasetOfJob = Stored & Owned;

const isMap = (value: unknown): value is object => value !== null && typeof value === 'object' && !Array.isArray(value);

/** @throws 400 for what is no list of `{pid, files}` */
export function parseDatasetList(given: unknown): ListedDataset[] {
  if (!Array.isArray(given) || given.length === 0)
    throw jobFault('Invalid datasetList: it must be a list of at least one dataset');
  if (given.length > DATASETS_AT_MOST)
    throw jobFault(`Invalid datasetList: it has more than ${DATASETS_AT_MOST} datasets`);
  for (const [i, item] of given.entries()) {
    const faults = isMap(item) ? faultTexts(faultsOf(ListedDataset, item)) : ['it must be an object'];
    if (faults.length > 0) throw jobFault(`Invalid datasetList: [${i}]: ${faults.join('; ')}`);
  }
  return given as ListedDataset[];
}

/** Looks the datasets and files up that a job names. */
@Injectable()
export class ListedDatasets {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly chunks: FileChunks,
  ) {}

  /** @throws 400 when one of them does not exist */
  async find(list: readonly ListedDataset[]): Promise<DatasetOfJob[]> {
    const pids = [...new Set(list.map(({ pid }) => pid))];
    const byPid = new Map((await this.present(list)).map((dataset) => [dataset._id, dataset]));
    const missing = pids.filter((pid) => !byPid.has(pid));
    if (missing.length > 0)
      throw jobFault(`Datasets with pid ${missing.slice(0, NAMED_AT_MOST).join(', ')} do not exist.`);
    return pids.map((pid) => byPid.get(pid)!);
  }
  /** Those that exist. */
  async present(list: readonly ListedDataset[]): Promise<DatasetOfJob[]> {
    const pids = [...new Set(list.map(({ pid }) => pid))];
    return (await this.connection
      .collection<DatasetOfJob>('datasets')
      .find({ _id: { $in: pids } }, { maxTimeMS: QUERY_TIME_MS })
      .toArray()) as unknown as DatasetOfJob[];
  }

  /**
   * @param isKnown whether the caller may know what is in a dataset; of others no file is found
   * @throws 400 that lists the files which their datasets do not have
   */
  async assertFiles(list: readonly ListedDataset[], isKnown: (pid: string) => boolean): Promise<void> {
    const absent: { pid: string; nonExistFiles: string[] }[] = [];
    for (const { pid, files } of list) {
      const missing = isKnown(pid) ? await this.missing(pid, files) : files;
      if (missing.length > 0) absent.push({ pid, nonExistFiles: missing.slice(0, NAMED_AT_MOST) });
    }
    if (absent.length > 0)
      throw jobFault('At least one requested file could not be found.', { error: JSON.stringify(absent) });
  }
  private async missing(pid: string, files: readonly string[]): Promise<string[]> {
    if (files.length === 0) return [];
    const blocks = await this.connection
      .collection<{ _id: string }>('origdatablocks')
      .find({ datasetId: pid }, { projection: { _id: 1 }, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    const wanted = [...new Set(files)];
    const found = await this.chunks.collection
      .aggregate<{ _id: string }>(
        [
          { $match: { block: { $in: blocks.map(({ _id }) => _id) }, 'files.path': { $in: wanted } } },
          { $project: { path: '$files.path' } },
          { $unwind: '$path' },
          { $match: { path: { $in: wanted } } },
          { $group: { _id: '$path' } },
        ],
        { maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
    const known = new Set(found.map(({ _id }) => _id));
    return wanted.filter((path) => !known.has(path));
  }
}
