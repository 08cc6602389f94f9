import { type ScanKey, type ScanState, SOURCE_PRIORITY, type SourceKind } from '@scizoo/domain';
import {
  type DataFile,
  type EventData,
  type EventType,
  filesOf,
  type ScanColumn,
  type ScanFacts,
  type SciZooEvent,
} from '@scizoo/messaging';
import { capturedFields, type FlatFields, METADATA } from './captured-values';
import { capturedPoint, type PointRun, pointsOf } from './points-of-event';

/**
 * What one event says about a measurement: fields of its record at the event's own priority, and values to take only
 * where nobody says better. Null takes a field away. Names that begin with `@` are not fields of the dataset but are
 * merged by the same rule: its list of files and the columns of its points.
 */
export interface Statements {
  readonly fields: FlatFields;
  readonly defaults: FlatFields;
  readonly points: readonly PointRun[];
}
export const FILES = '@files';
export const COLUMNS = '@columns';

const metadata = (fields: FlatFields): FlatFields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${METADATA}.${key}`, value]));
const date = (text: string | null | undefined): Date | undefined => (text == null ? undefined : new Date(text));
const single = (value: string | null | undefined): string[] | undefined => (value ? [value] : undefined);
const fileName = (path: string): string => path.split('/').at(-1) || path;
const inState = (state: ScanState, reason?: string | null): FlatFields =>
  metadata({ scan_state: state, scan_outcome_reason: reason ?? null });

/** Paths of data files as the record lists them: relative to the source folder where they are inside. */
export function relativePath(path: string, folder: string | null | undefined): string {
  const prefix = folder?.endsWith('/') ? folder : `${folder ?? ''}/`;
  return folder && path.startsWith(prefix) && path.length > prefix.length ? path.slice(prefix.length) : path;
}

const withoutSlash = (folder: string): string => (folder.length > 1 ? folder.replace(/\/$/, '') : folder);

/** Facts that start and end of a scan both tell. */
function scanFacts(facts: ScanFacts): { fields: FlatFields; defaults: FlatFields } {
  const first = facts.files?.[0];
  return {
    fields: {
      runNumber: String(facts.scanNumber),
      startTime: date(facts.startTime),
      creationTime: date(facts.startTime),
      proposalIds: single(facts.proposalId),
      sampleIds: single(facts.sampleId),
      sourceFolder: facts.sourceFolder ? withoutSlash(facts.sourceFolder) : undefined,
      datasetName: facts.title || undefined,
      ...metadata({
        scan_command: facts.command,
        scan_type: facts.scanType ?? undefined,
        scan_files: facts.files?.map(({ path }) => path),
        door: facts.door ?? undefined,
        visit: facts.visit ?? undefined,
        user: facts.user ?? undefined,
        technique: facts.technique ?? undefined,
      }),
    },
    defaults: { datasetName: first ? fileName(first.path) : facts.command },
  };
}

type Reader<T extends EventType> = (data: EventData<T>, event: SciZooEvent<T>, key: ScanKey) => Partial<Statements>;
type ScanEventType = Exclude<EventType, `org.scizoo.${'proposal' | 'capture' | 'machine'}.${string}`>;

const started: Reader<'org.scizoo.scan.started.v1'> = (data) => {
  const { fields, defaults } = scanFacts(data);
  const seconds = data.estimatedDurationS;
  const motors = data.motors ?? undefined;
  return {
    fields: {
      ...fields,
      ...inState('running'),
      ...metadata({
        detectors: data.detectors ?? undefined,
        motors: motors?.map(({ name }) => name),
        motor_ranges: motors?.some(({ from }) => from != null) ? motors.map((motor) => ({ ...motor })) : undefined,
        points_total: data.pointsTotal ?? undefined,
      }),
      'scan.estimatedEnd': seconds == null ? undefined : new Date(Date.parse(data.startTime) + seconds * 1000),
      [COLUMNS]: data.columns?.map(({ name, unit }: ScanColumn) => ({ name, ...(unit ? { unit } : {}) })),
      ...capturedFields(data.snapshot, 'start'),
    },
    defaults: { ...defaults, ...metadata({ points_done: 0 }) },
  };
};

const progress: Reader<'org.scizoo.scan.progress.v1'> = (data) => ({
  fields: {
    ...inState('running'),
    ...metadata({ points_done: data.pointsDone, points_total: data.pointsTotal ?? undefined }),
  },
  points: pointsOf(data),
});

const snapshot: Reader<'org.scizoo.scan.metadata.v1'> = (data) => ({
  fields: capturedFields(data.values, data.when),
  points: capturedPoint(data),
});

const finished: Reader<'org.scizoo.scan.finished.v1'> = (data) => {
  const { fields, defaults } = scanFacts(data);
  return {
    fields: {
      ...fields,
      ...inState(data.outcome, data.reason),
      endTime: date(data.endTime),
      ...metadata({ points_done: data.pointsDone ?? undefined }),
      [FILES]: data.files?.length
        ? data.files.map((file) => fileEntry(file, data.sourceFolder, data.endTime))
        : undefined,
      ...capturedFields(data.values, 'end'),
    },
    defaults,
  };
};

function fileEntry(file: DataFile, folder: string | null | undefined, otherwise: string): FlatFields {
  return {
    path: relativePath(file.path, folder),
    size: file.size ?? 0,
    time: new Date(file.modifiedAt ?? otherwise),
    ...(file.checksum ? { chk: file.checksum } : {}),
  };
}

const filesWritten: Reader<'org.scizoo.file.written.v2'> = (data, { time }, key) => {
  const [first] = data.files as [DataFile];
  const modified = first.modifiedAt ?? data.endTime ?? time;
  const begin = data.startTime ?? (key.kind === 'file' ? key.firstModified : modified);
  const listed = data.files.map((file) => [
    `${FILES}/${relativePath(file.path, data.folder)}`,
    [fileEntry(file, data.folder, modified)],
  ]);
  const former = data.movedFrom;
  return {
    fields: {
      // Before what is listed: in its new folder it may have the same name.
      ...(former ? { [`${FILES}/${relativePath(former.path, former.folder)}`]: null } : {}),
      sourceFolder: withoutSlash(data.folder),
      dataFormat: data.format ?? undefined,
      proposalIds: single(data.proposalId),
      datasetName: data.title || undefined,
      ...metadata({ visit: data.visit ?? undefined, user: data.user ?? undefined }),
      ...Object.fromEntries(listed),
      ...capturedFields(data.header, 'file'),
    },
    defaults: {
      startTime: date(begin),
      creationTime: date(begin),
      endTime: date(data.endTime ?? modified),
      datasetName: fileName(first.path),
      ...(key.kind === 'file' ? inState('finished') : {}),
    },
  };
};
/** Both versions travel side by side for as long as there are producers of the older one. */
const fileWritten: Reader<'org.scizoo.file.written.v1'> = (data, event, key) =>
  filesWritten(filesOf(data), event as unknown as SciZooEvent<'org.scizoo.file.written.v2'>, key);

const formSubmitted: Reader<'org.scizoo.form.submitted.v1'> = (data, { time }) => ({
  fields: {
    proposalIds: single(data.proposalId),
    sampleIds: single(data.sampleId),
    ...metadata({ visit: data.visit ?? undefined }),
    ...capturedFields(data.values, 'form'),
  },
  defaults: {
    startTime: date(time),
    creationTime: date(time),
    ...metadata({ user: data.submittedBy ?? undefined }),
  },
});

const readers: { readonly [T in ScanEventType]: Reader<T> } = {
  'org.scizoo.scan.started.v1': started,
  'org.scizoo.scan.progress.v1': progress,
  'org.scizoo.scan.metadata.v1': snapshot,
  'org.scizoo.scan.finished.v1': finished,
  'org.scizoo.file.written.v1': fileWritten,
  'org.scizoo.file.written.v2': filesWritten,
  'org.scizoo.form.submitted.v1': formSubmitted,
};
export const isScanEvent = (event: SciZooEvent): event is SciZooEvent<ScanEventType> =>
  Object.hasOwn(readers, event.type);

/** @throws SciZooError `invalid` when values cannot stand in a record */
export function statementsOf(event: SciZooEvent<ScanEventType>, key: ScanKey): Statements {
  const read = readers[event.type] as Reader<ScanEventType>;
  const { fields = {}, defaults = {}, points = [] } = read(event.data, event, key);
  return { fields, defaults, points };
}

/** Forms and file headers have their own rank, whoever sends them; the rest follows the kind of its producer. */
export function priorityOf(type: EventType, kind: SourceKind | 'proposals'): number {
  if (type === 'org.scizoo.form.submitted.v1') return SOURCE_PRIORITY.form;
  if (type.startsWith('org.scizoo.file.written.')) return SOURCE_PRIORITY['file-header'];
  return kind === 'proposals' ? SOURCE_PRIORITY.sardana : SOURCE_PRIORITY[kind];
}
