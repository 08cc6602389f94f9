import { Injectable, inject } from '@angular/core';
import type { DraftFacts } from '@scizoo/domain';
import { Api } from '../core/api';
import type { Dataset } from '../core/api-types';
import { Session } from '../core/session';
import { datasetsByPid } from '../datasets/by-pid';

const FIELDS = [
  ...['pid', 'datasetName', 'type', 'size', 'numberOfFiles', 'isPublished', 'keywords', 'techniques'],
  ...['dataFormat', 'principalInvestigators', 'proposalIds', 'startTime', 'creationTime', 'datasetlifecycle'],
] as const;
export type ChosenDataset = Pick<Dataset, Extract<(typeof FIELDS)[number], keyof Dataset>>;

/** Datasets of a publication, in its order; those that one may not read are absent. */
@Injectable({ providedIn: 'root' })
export class ChosenDatasets {
  private readonly api = inject(Api);
  private readonly session = inject(Session);

  async find(pids: readonly string[], signal?: AbortSignal): Promise<ChosenDataset[]> {
    await this.session.load();
    const route = `/api/v4/datasets${this.session.lastUser() ? '' : '/public'}`;
    return datasetsByPid(this.api, pids, FIELDS, { route, signal });
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
