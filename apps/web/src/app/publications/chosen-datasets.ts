import { Injectable, inject } from '@angular/core';
import type { DraftFacts } from '@scizoo/domain';
import { Api } from '../core/api';
import type { Dataset } from '../core/api-types';
import { Session } from '../core/session';

const FIELDS = [
  ...['pid', 'datasetName', 'type', 'size', 'numberOfFiles', 'isPublished', 'keywords', 'techniques'],
  ...['dataFormat', 'principalInvestigators', 'proposalIds', 'startTime', 'creationTime', 'datasetlifecycle'],
] as const;
export type ChosenDataset = Pick<Dataset, Extract<(typeof FIELDS)[number], keyof Dataset>>;
/** So many identifiers stand in one address. */
const IN_ADDRESS = 80;

/** Datasets of a publication, in its order; those that one may not read are absent. */
@Injectable({ providedIn: 'root' })
export class ChosenDatasets {
  private readonly api = inject(Api);
  private readonly session = inject(Session);

  async find(pids: readonly string[], signal?: AbortSignal): Promise<ChosenDataset[]> {
    await this.session.load();
    const route = `/api/v4/datasets${this.session.lastUser() ? '' : '/public'}`;
    const found = new Map<string, ChosenDataset>();
    for (let at = 0; at < pids.length; at += IN_ADDRESS) {
      const some = pids.slice(at, at + IN_ADDRESS);
      const filter = { where: { pid: { $in: some } }, fields: FIELDS, limits: { limit: some.length } };
      const answer = await this.api.get<ChosenDataset[]>(route, { filter: JSON.stringify(filter) }, signal);
      for (const dataset of answer) found.set(dataset.pid, dataset);
    }
    return pids.flatMap((pid) => found.get(pid) ?? []);
  }
}

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];
export const factsOf = (datasets: readonly ChosenDataset[]): DraftFacts => ({
  keywords: unique(datasets.flatMap(({ keywords }) => keywords ?? [])),
  techniques: [
    ...new Map(datasets.flatMap(({ techniques }) => (techniques ?? []).map((one) => [one.pid, one]))).values(),
  ],
  formats: unique(datasets.flatMap(({ dataFormat }) => dataFormat ?? [])),
  numberOfFiles: datasets.reduce((sum, { numberOfFiles }) => sum + (numberOfFiles ?? 0), 0),
});
export const sizeOf = (datasets: readonly ChosenDataset[]): number =>
  datasets.reduce((sum, { size }) => sum + (size ?? 0), 0);
export const investigatorsOf = (datasets: readonly ChosenDataset[]): string[] =>
  unique(datasets.flatMap(({ principalInvestigators }) => principalInvestigators ?? []));
