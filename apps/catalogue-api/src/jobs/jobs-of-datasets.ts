import { Injectable } from '@nestjs/common';
import type { Caller } from '@scizoo/domain';
import { AccessService } from '../access';
import { DATASET_RELATIONS, DatasetRelations } from '../datasets/dataset-relations';
import { DATASET } from '../datasets/dataset.record';
import { EVERYTHING, type Inclusion } from '../query/condition';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { JOB, type ListedDataset } from './job.record';
import { type DatasetOfJob, ListedDatasets } from './listed-datasets';

const PARTS = ['origdatablocks', 'datablocks', 'attachments'] as const;
const WHOLE = { where: EVERYTHING, include: [], limit: 0, skip: 0, sort: [] };
const DETAILS: readonly Inclusion[] = PARTS.map((relation) => ({ relation, scope: WHOLE }));

const listIn = (job: Stored): ListedDataset[] => {
  const list = ((toWire(JOB, job)['jobParams'] ?? {}) as Fields)['datasetList'];
  return Array.isArray(list) ? (list as ListedDataset[]) : [];
};

/** The datasets that jobs list, as far as the caller may read them: a job opens nothing. */
@Injectable()
export class JobsOfDatasets {
  constructor(
    private readonly listed: ListedDatasets,
    private readonly relations: DatasetRelations,
    private readonly access: AccessService,
  ) {}

  /** Per job, in its order. */
  async readable(jobs: readonly Stored[], caller: Caller): Promise<Map<string, DatasetOfJob[]>> {
    const found = await this.listed.present(jobs.flatMap(listIn));
    const seen = found.filter((dataset) => this.access.mayRead(caller, 'dataset', dataset));
    const byPid = new Map(seen.map((dataset) => [dataset._id, dataset]));
    return new Map(
      jobs.map((job) => [
        job._id,
        [...new Set(listIn(job).map(({ pid }) => pid))]
          .map((pid) => byPid.get(pid))
          .filter((item) => item !== undefined),
      ]),
    );
  }

  /** With their file lists and pictures. */
  async detailed(
    jobs: readonly Stored[],
    caller: Caller,
    inclusions = DETAILS,
    showDataset: (dataset: Stored) => Fields = (dataset) => toWire(DATASET, dataset),
  ): Promise<Map<string, Fields[]>> {
    const ofJobs = await this.readable(jobs, caller);
    const datasets = [...new Map([...ofJobs.values()].flat().map((dataset) => [dataset._id, dataset])).values()];
    const related = await this.relations.of(datasets, inclusions, caller);
    const show = (dataset: DatasetOfJob): Fields => ({
      ...showDataset(dataset),
      ...Object.fromEntries(
        Object.entries(related).map(([name, found]) => [
          name,
          (found.get(dataset._id) ?? []).map((record) => toWire(DATASET_RELATIONS[name]!, record)),
        ]),
      ),
    });
    return new Map([...ofJobs].map(([id, listed]) => [id, listed.map(show)]));
  }
}
