import { Injectable, inject } from '@angular/core';
import { Api } from '../../core/api';
import type { Dataset } from '../../core/api-types';
import type { Progress } from './chosen-rows';

/** Lists of a dataset that several datasets are given at once. */
export type Shared = Partial<Record<'keywords' | 'sharedWith' | 'accessGroups', string[]>>;
/** Fields that all chosen datasets are given the same value of. */
export type Given = Partial<{ dataQualityMetrics: number | null; sampleIds: string[] }>;
export interface Change {
  add?: Shared;
  remove?: Shared;
  set?: Given;
}
/** What a dataset had in the places that a change names. */
export type Before = Shared & Given & { comment?: string | null };
export interface Outcome {
  pid: string;
  status: 'changed' | 'unchanged' | 'refused';
  message?: string;
}
/** What one act did, and the changes that take exactly that back. */
export interface Done {
  readonly outcomes: readonly Outcome[];
  readonly undo: readonly { pids: string[]; change: Change }[];
}
/** So many identifiers stand in one address. */
const IN_ADDRESS = 80;
/** So many are changed by one request: few enough that its progress is seen, and that it may be ended in between. */
const PORTION = 250;

export const slices = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
const members = (shared: Shared | undefined): [keyof Shared, string[]][] =>
  Object.entries(shared ?? {}) as [keyof Shared, string[]][];

/** What has to be undone on one dataset: only what it did not have before, only what it had. */
function reverseOf(before: Before, { add, remove, set }: Change): Change {
  const added = members(add).map(([name, words]) => [name, words.filter((word) => !before[name]?.includes(word))]);
  const removed = members(remove).map(([name, words]) => [name, words.filter((word) => before[name]?.includes(word))]);
  const filled = (all: unknown[][]): Shared =>
    Object.fromEntries(all.filter(([, words]) => (words as string[]).length > 0)) as Shared;
  const had = Object.fromEntries(Object.keys(set ?? {}).map((name) => [name, before[name as keyof Given] ?? null]));
  return { add: filled(removed), remove: filled(added), ...(set && { set: had }) };
}

/** Acts on many datasets with an answer for each. */
@Injectable({ providedIn: 'root' })
export class BulkChanges {
  private readonly api = inject(Api);

  /** Portion by portion; when it is ended in between, what was done so far is told. */
  async apply(pids: readonly string[], change: Change, progress?: Progress): Promise<Done> {
    const outcomes: Outcome[] = [];
    const groups = new Map<string, { pids: string[]; change: Change }>();
    for (const some of slices(pids, PORTION)) {
      if (progress?.signal.aborted) break;
      const before = await this.before(some, Object.keys({ ...change.add, ...change.remove, ...change.set }));
      const answered = await this.send(some, change);
      for (const { pid, status } of answered) {
        const had = before.get(pid);
        if (status !== 'changed' || !had) continue;
        const reverse = reverseOf(had, change);
        const key = JSON.stringify(reverse);
        const group = groups.get(key) ?? { pids: [], change: reverse };
        group.pids.push(pid);
        groups.set(key, group);
      }
      outcomes.push(...answered);
      progress?.done(outcomes.length);
    }
    return { outcomes, undo: [...groups.values()] };
  }
  async undo({ undo }: Done, progress?: Progress): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const { pids, change } of undo)
      for (const some of slices(pids, PORTION)) {
        if (progress?.signal.aborted) return outcomes;
        outcomes.push(...(await this.send(some, change)));
        progress?.done(outcomes.length);
      }
    return outcomes;
  }

  private async send(pids: readonly string[], change: Change): Promise<Outcome[]> {
    const body = { pids, ...change };
    return (await this.api.send<{ results: Outcome[] }>('POST', '/api/v4/datasets/bulk-changes', body)).results;
  }
  /** What they have in these fields now. */
  async before(pids: readonly string[], fields: readonly string[]): Promise<Map<string, Before>> {
    const found = new Map<string, Before>();
    for (const some of slices(pids, IN_ADDRESS)) {
      const filter = JSON.stringify({
        where: { pid: { $in: some } },
        fields: ['pid', ...fields],
        limits: { limit: IN_ADDRESS },
      });
      for (const had of await this.api.get<Dataset[]>('/api/v4/datasets', { filter }))
        found.set(had.pid, {
          keywords: had.keywords ?? [],
          sharedWith: had.sharedWith ?? [],
          accessGroups: had.accessGroups ?? [],
          sampleIds: had.sampleIds ?? [],
          dataQualityMetrics: Number(had.dataQualityMetrics) || null,
          comment: had.comment ?? null,
        });
    }
    return found;
  }
}
