import { SCAN_METADATA_KEYS } from '@scizoo/domain';
import {
  type CapturedValue,
  type DataFile,
  makeEvent,
  MAX_EVENT_BYTES,
  type ScanFacts,
  type ScanFinished,
  type SciZooEvent,
  sourceOf,
} from '@scizoo/messaging';
import { posix } from 'node:path';
import type { EndMessage, PointsMessage, RecordedScan, RecorderMessage, StartMessage } from './recorder-message';
import { detectorsOf, motorsOf, pointColumns, scanColumns } from './scan-columns';
import { identityOf, type Place, type ScanIdentity } from './scan-identity';

const present = <T extends object>(members: T): T =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as T;

export function filesOf({ ScanDir, ScanFile }: RecordedScan): DataFile[] {
  return (ScanFile ?? []).map((name) => ({
    path: ScanDir && !name.startsWith('/') ? posix.join(ScanDir, name) : name,
  }));
}

function factsOf(scan: RecordedScan, identity: ScanIdentity): ScanFacts {
  const { proposalId, visit, sampleId, technique, startTime } = identity;
  return present({
    scanNumber: scan.serialno,
    command: scan.title,
    scanType: scan.macro,
    door: scan.door,
    startTime,
    user: scan.user,
    proposalId,
    visit,
    sampleId,
    technique,
    title: scan.environment?.ScanTitle?.trim(),
    sourceFolder: scan.ScanDir,
    files: filesOf(scan),
  });
}

/** A captured item must not take the place of a key that every scan has. */
const AGREED: ReadonlySet<string> = new Set(SCAN_METADATA_KEYS);
/** Names that would do harm to whoever reads them: no catalogue takes them, nor the rest of a scan that has one. */
const HARMFUL: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const freeKey = (told: string, source: string | undefined, used: Set<string>): string => {
  const label = told.replaceAll('\0', '') || source?.replaceAll('\0', '').slice(0, 256) || 'unnamed';
  let key = AGREED.has(label) || HARMFUL.has(label) ? `snapshot_${label}` : label;
  if (used.has(key)) key = `${key} (${source ?? used.size})`.slice(0, 256);
  used.add(key);
  return key;
};

const LONGEST_TEXT = 4000;
/** Structures have no place in a record; what they say can still be read. */
const recordable = (value: unknown): unknown => {
  const isList = Array.isArray(value) && !JSON.stringify(value).includes('{');
  return isList || typeof value !== 'object' ? (value ?? null) : value && JSON.stringify(value).slice(0, LONGEST_TEXT);
};

/** Members of SampleInfo and SourceInfo that are single values. */
function infoValues(prefix: string, info: Record<string, unknown> | undefined): CapturedValue[] {
  return Object.entries(info ?? {})
    .filter(([, value]) => value !== null && value !== '' && typeof value !== 'object')
    .map(([name, value]) => ({ key: `${prefix}_${name}`.slice(0, 256), value }));
}

function snapshotOf({ snapshot, sampleInfo, sourceInfo }: StartMessage): CapturedValue[] {
  const used = new Set<string>();
  const read = (snapshot ?? []).map(({ label, source, unit, readAt, value, error, quality }) => ({
    key: freeKey(label, source, used),
    ...(error ? { error } : { value: recordable(value) }),
    ...present({ unit, source, readAt, quality }),
  }));
  const told = [...infoValues('sample', sampleInfo), ...infoValues('source', sourceInfo)];
  return [...read, ...told.map((item) => ({ ...item, key: freeKey(item.key, undefined, used) }))].slice(0, 2000);
}

/** Between way points a continuous scan takes as many points as it has time for (`ascanc`, `d2scanc`). */
const TAKES_WHAT_IT_GETS = /^[ad]\d?scanc$/;
/** `meshct mot01 0 1 3 mot02 0 1 2 …`: Sardana counts the intervals of the first motor only. */
const LINES = /^meshct \S+ \S+ \S+ (\d+) \S+ \S+ \S+ (\d+)/;

/** Sardana counts intervals; where the length is not known, it counts points. */
function pointsTotal({ totalScanIntervals, estimatedtime, scan }: StartMessage): number | undefined {
  if (TAKES_WHAT_IT_GETS.test(scan.title.split(' ')[0] ?? '')) return undefined;
  const lines = LINES.exec(scan.title);
  if (lines) return (Number(lines[1]) + 1) * (Number(lines[2]) + 1);
  if (totalScanIntervals === undefined || totalScanIntervals === null || totalScanIntervals < 0) return undefined;
  const isKnown = estimatedtime === undefined || estimatedtime === null || estimatedtime >= 0;
  const total = Math.round(totalScanIntervals) + (isKnown ? 1 : 0);
  return total > 0 ? total : undefined;
}

const TIMES: Readonly<Record<string, string>> = {
  acqtime: 'acquisition_time',
  motiontime: 'motion_time',
  deadtime: 'dead_time',
  delaytime: 'delay_time',
  setuptime: 'setup_time',
};
const timesOf = ({ times }: EndMessage): CapturedValue[] =>
  Object.entries(times ?? {}).flatMap(([name, value]) =>
    Object.hasOwn(TIMES, name) && typeof value === 'number' ? [{ key: TIMES[name] as string, value, unit: 's' }] : [],
  );

function outcomeOf({ endstatus, exception }: EndMessage): Pick<ScanFinished, 'outcome' | 'reason'> {
  if (endstatus === 'Normal') return { outcome: 'finished' };
  if (endstatus === 'Stop') return { outcome: 'stopped' };
  if (endstatus === 'Abort') return { outcome: 'stopped', reason: 'aborted' };
  const reason = exception?.text || exception?.type || 'the scan broke; the control system gave no reason';
  return { outcome: 'failed', reason: reason.slice(0, 1000) };
}

function startedData(message: StartMessage, identity: ScanIdentity) {
  const estimated = message.estimatedtime;
  return present({
    ...factsOf(message.scan, identity),
    estimatedDurationS: typeof estimated === 'number' && estimated >= 0 ? estimated : undefined,
    pointsTotal: pointsTotal(message),
    motors: motorsOf(message).slice(0, 200),
    detectors: detectorsOf(message).slice(0, 1000),
    columns: scanColumns(message.columns ?? []),
    snapshot: snapshotOf(message),
  });
}
function progressData({ pointsDone, firstPoint, columns }: PointsMessage) {
  const kept = pointColumns(columns);
  return present({ pointsDone, ...(kept && { firstPoint: firstPoint ?? 0, columns: kept }) });
}
function finishedData(message: EndMessage, identity: ScanIdentity) {
  return present({
    ...factsOf(message.scan, identity),
    ...outcomeOf(message),
    endTime: new Date(message.endtime).toISOString(),
    pointsDone: message.pointsDone,
    values: timesOf(message),
  });
}

const bytesOf = (event: SciZooEvent): number => Buffer.byteLength(JSON.stringify(event));
/** An event above the limit is better told with less than not at all: first arrays go, then everything captured. */
function fitted(event: SciZooEvent): SciZooEvent {
  if (bytesOf(event) <= MAX_EVENT_BYTES) return event;
  const data = event.data as { snapshot?: CapturedValue[]; columns?: unknown };
  const isLarge = (value: unknown) => Array.isArray(value) || (typeof value === 'string' && value.length > 256);
  const snapshot = data.snapshot?.map((item) =>
    isLarge(item.value) ? { ...item, value: undefined, error: 'too large to be copied here' } : item,
  );
  const smaller = { ...event, data: present({ ...data, snapshot, columns: undefined }) } as SciZooEvent;
  return bytesOf(smaller) <= MAX_EVENT_BYTES
    ? smaller
    : ({ ...smaller, data: present({ ...smaller.data, snapshot: undefined }) } as SciZooEvent);
}

/**
 * The event that a recorder's message means. Its sequence is the recorder's, so a message told twice, before or after a
 * restart of either side, is the same event with the same id.
 * @throws SciZooError `invalid`
 */
export function eventOf(message: RecorderMessage, place: Place): SciZooEvent {
  const identity = identityOf(message.scan, place);
  const about = {
    subject: identity.key,
    source: sourceOf('scifish', identity.beamline),
    sequence: message.sequence,
    time: message.time ? new Date(message.time) : undefined,
  };
  switch (message.event) {
    case 'start':
      return fitted(makeEvent('org.scizoo.scan.started.v1', about, startedData(message, identity)));
    case 'points':
      return fitted(makeEvent('org.scizoo.scan.progress.v1', about, progressData(message)));
    case 'end':
      return fitted(makeEvent('org.scizoo.scan.finished.v1', about, finishedData(message, identity)));
  }
}
