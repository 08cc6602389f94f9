import { decodeKey, encodeKey, forbidden } from '@scizoo/domain';
import { isDeepStrictEqual } from 'node:util';
import type { Stored } from '../schema/record-kind';

/** Settings RAW_READ_ONLY and RETENTION_MIN_YEARS. */
export interface RetentionPolicy {
  readonly rawReadOnly: boolean;
  readonly years: number | undefined;
}

/** Facts of the acquisition: what was measured, when and where it lies. */
const FROZEN = ['sourceFolder', 'creationTime', 'startTime', 'endTime', 'runNumber', 'creationLocation', 'dataFormat'];
const METADATA = 'scientificMetadata';

/** Last day of the rule for this dataset; undefined while it is open: no raw data, a running scan, no policy. */
export function frozenUntil(dataset: Stored, policy: RetentionPolicy): Date | undefined {
  if (!policy.rawReadOnly || dataset['type'] !== 'raw') return undefined;
  const state = (dataset['scan'] as { state?: string } | undefined)?.state;
  if (state === 'running') return undefined;
  return endOfRetention(dataset, policy);
}

function endOfRetention(dataset: Stored, { years }: RetentionPolicy): Date {
  const measured = (dataset['endTime'] ?? dataset['creationTime'] ?? dataset['createdAt']) as Date;
  const end = new Date(measured);
  // Without a number of years the facts stay as they are for good.
  end.setUTCFullYear(years === undefined ? 9999 : end.getUTCFullYear() + years);
  return end;
}

/** Keys of the metadata that came from the beamline: by the marks of events, else (other ingestors) all that are there. */
function capturedKeys(dataset: Stored): string[] {
  const stored = Object.keys((dataset[METADATA] ?? {}) as object);
  const marks = (dataset['ing'] as { f?: Record<string, readonly [number, number]>; s?: object } | undefined) ?? {};
  if (!marks.s) return stored;
  const userSet = new Set(
    Object.entries(marks.f ?? {})
      .filter(([, [priority]]) => priority >= 100)
      .map(([name]) => name),
  );
  return stored.filter((key) => !userSet.has(markOfMetadata(key)));
}
/** Name of the mark of one metadata key: a path as a key of its own. */
export const markOfMetadata = (encodedKey: string): string => encodeKey(`${METADATA}.${encodedKey}`);

const day = (date: Date): string => date.toISOString().slice(0, 10);

/** @throws 403 that names field, rule and end date */
export function assertMayBecome(current: Stored, next: Stored, policy: RetentionPolicy, now = new Date()): void {
  const until = frozenUntil(current, policy);
  if (!until || until <= now) return;
  const refuse = (name: string) =>
    forbidden(`${name} is a fact of a finished raw dataset and is read-only until ${day(until)} (rule RAW_READ_ONLY)`);
  const changed = FROZEN.find((name) => current[name] !== undefined && !isDeepStrictEqual(current[name], next[name]));
  if (changed) throw refuse(changed);
  const [before, after] = [current, next].map((record) => (record[METADATA] ?? {}) as Record<string, unknown>) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const key = capturedKeys(current).find((name) => !isDeepStrictEqual(before[name], after[name]));
  if (key !== undefined) throw refuse(`${METADATA}.${key}`);
}

/** The facts of this dataset that the rule keeps. */
export function frozenFields(dataset: Stored): string[] {
  const captured = capturedKeys(dataset).map((key) => `${METADATA}.${decodeKey(key)}`);
  return [...FROZEN.filter((name) => dataset[name] !== undefined), ...captured];
}

/** @throws 403 when files of this dataset may not change any more */
export function assertFilesMayChange(dataset: Stored, policy: RetentionPolicy, now = new Date()): void {
  const until = frozenUntil(dataset, policy);
  if (until && until > now)
    throw forbidden(`the file list of a finished raw dataset is read-only until ${day(until)} (rule RAW_READ_ONLY)`);
}

/** Whether the dataset may not be deleted yet. */
export const isKept = (dataset: Stored, policy: RetentionPolicy, now: Date): boolean =>
  policy.years !== undefined && dataset['type'] === 'raw' && endOfRetention(dataset, policy) > now;

/** @throws 403 while the dataset must be kept */
export function assertMayVanish(dataset: Stored, policy: RetentionPolicy, now = new Date()): void {
  const until = endOfRetention(dataset, policy);
  if (isKept(dataset, policy, now))
    throw forbidden(`a raw dataset is kept until ${day(until)} (rule RETENTION_MIN_YEARS)`);
}

/** @throws 403 when a part of the record (file list, attachment) may not be deleted yet */
export function assertPartMayVanish(what: string, dataset: Stored, policy: RetentionPolicy, now = new Date()): void {
  if (isKept(dataset, policy, now))
    throw forbidden(
      `${what} of a raw dataset is kept until ${day(endOfRetention(dataset, policy))} (rule RETENTION_MIN_YEARS)`,
    );
}

/** Raw datasets of a proposal that must still be kept: while there is one, the proposal must be kept too. */
export function keptOfProposal(id: string, years: number, now = new Date()): Record<string, unknown> {
  const since = new Date(now);
  since.setUTCFullYear(since.getUTCFullYear() - years);
  const measured = [{ endTime: { $gt: since } }, { endTime: { $exists: false }, creationTime: { $gt: since } }];
  return { proposalIds: id, type: 'raw', $or: measured };
}

/** @throws 403 when the day on which the dataset opens would be put off without a reason */
export function assertEmbargoKept(current: Stored, next: Stored): void {
  const { date } = (current['embargo'] ?? {}) as { date?: Date };
  const [before, after] = [current, next].map(
    (dataset) => (dataset['datasetlifecycle'] as { dateOfPublishing?: Date } | undefined)?.dateOfPublishing,
  );
  if (!date || !before || (after && after <= before)) return;
  throw forbidden(
    `datasetlifecycle.dateOfPublishing is the end of the embargo, ${day(before)} (rule embargo): ` +
      'it is put off with a reason, by POST /api/v4/datasets/{pid}/embargo',
  );
}
