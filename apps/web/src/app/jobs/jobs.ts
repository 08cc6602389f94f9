import type { JobState } from '@scizoo/domain';
import { isJobOver, jobStateOf } from '@scizoo/domain';
import type { Schema } from '@scizoo/catalogue-client';

export type Job = Schema<'JobRecord'>;
export type ShownState = JobState | 'other';
export interface ListedDataset {
  readonly pid: string;
  readonly files: readonly string[];
}
/** Of one dataset of a job. */
export interface DatasetOfJob {
  readonly pid: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly message?: string;
  /** The same as a word, where it is one of ours. */
  readonly said?: unknown;
  readonly files?: number;
  readonly bytes?: number;
  /** Where it can be downloaded, and until when. */
  readonly url?: string;
  readonly expiresAt?: string;
}

/** Where its owner says yes to a transfer in their name; null when nobody is asked. */
export function consentOf(job: Job): string | null {
  const { consentUrl } = job.jobResultObject ?? {};
  if (isJobOver(jobStateOf(job.statusCode)) || typeof consentUrl !== 'string') return null;
  return /^https?:\/\//u.test(consentUrl) ? consentUrl : null;
}
/** Nothing runs before a consent that is asked for. */
export function stateOf(job: Job): ShownState {
  const state = jobStateOf(job.statusCode);
  return state === 'running' && consentOf(job) !== null ? 'waiting' : state;
}
/** Only what is under way changes by itself. */
export const isMoving = (job: Job): boolean => ['waiting', 'running', 'cancelling'].includes(stateOf(job));
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const datasetsOf = (job: Job): readonly ListedDataset[] =>
  listIn(job.jobParams['datasetList']) as readonly ListedDataset[];
const ALL_ALIKE = ['running', 'done', 'failed', 'cancelled'] as const;
/** As far as whoever does the job has told; Globus tells of all its datasets together. */
export function resultsOf(job: Job): readonly DatasetOfJob[] {
  const told = listIn(job.jobResultObject?.['datasets']) as readonly DatasetOfJob[];
  const known = new Map(told.map((one) => [one.pid, one]));
  const ofJob = told.length > 0 ? undefined : ALL_ALIKE.find((state) => state === stateOf(job));
  return datasetsOf(job).map(({ pid }) => known.get(pid) ?? { pid, state: ofJob ?? 'waiting' });
}

interface Progress {
  readonly bytes?: number;
  readonly bytesTotal?: number;
  /** Of Globus. */
  readonly filesTransferred?: number;
  readonly filesTotal?: number;
}
/** How much of it is done, 0 to 1; null when nobody tells. */
export function shareOf(job: Job): number | null {
  const results = resultsOf(job);
  if (stateOf(job) === 'done') return 1;
  const { filesTransferred, filesTotal } = (job.jobResultObject ?? {}) as Progress;
  if (filesTransferred !== undefined && filesTotal) return Math.min(1, filesTransferred / filesTotal);
  if (results.length === 0 || !listIn(job.jobResultObject?.['datasets']).length) return null;
  // What failed is over while the others go on, but in the end it was not done.
  const counted = isJobOver(stateOf(job)) ? ['done'] : ['done', 'failed'];
  const over = results.filter(({ state }) => counted.includes(state)).length;
  const { bytes, bytesTotal } = job.jobResultObject as Progress;
  const inside = bytes !== undefined && bytesTotal ? Math.min(1, bytes / bytesTotal) : 0;
  return Math.min(1, (over + (isJobOver(stateOf(job)) ? 0 : inside)) / results.length);
}

/** The same order again, for what did not come to an end; null when there is nothing to repeat. */
export function againOf(job: Job): object | null {
  const state = stateOf(job);
  if (state !== 'failed' && state !== 'partly' && state !== 'cancelled') return null;
  const done = new Set(resultsOf(job).flatMap((one) => (one.state === 'done' ? [one.pid] : [])));
  const datasetList = datasetsOf(job).filter(({ pid }) => !done.has(pid));
  if (datasetList.length === 0) return null;
  const { type, ownerGroup, ownerUser, jobParams } = job;
  return { type, ...(ownerGroup ? { ownerGroup } : { ownerUser }), jobParams: { ...jobParams, datasetList } };
}
