import {
  addSequence,
  type FieldMark,
  isSuperseded,
  type Owned,
  readersOf,
  SCAN_METADATA_KEYS,
  type ScanKey,
  type SequenceRange,
  SOURCE_PRIORITY,
  type Statement,
  type Verdict,
  winningFields,
} from '@scizoo/domain';
import type { SciZooEvent } from '@scizoo/messaging';
import type { LifecycleYears } from '../datasets/new-dataset';
import { type FlatFields, METADATA } from './captured-values';
import { datasetOfScan } from './new-dataset';
import { type Beamline, countingFor, flagsOf, type OwningProposal, ownershipOf, unedited } from './ownership';
import type { PointRun } from './points-of-event';
import type { Statements } from './statements-of-event';
import { encodePath, eventMarks, marksOf, type StoredMarks } from './stored-marks';

export { decodedMarks, type StoredMarks } from './stored-marks';

/** An event that passed all checks, with what it says. */
export interface AcceptedEvent {
  readonly event: SciZooEvent;
  readonly priority: number;
  readonly statements: Statements;
  /** Counts its own sequence within the record: a scan may have taken over files of several measurements. */
  readonly series?: string;
  /** PID of the scan that has taken it over. */
  readonly adoptedBy?: string;
}
/** What is read back of a dataset before its next statements: marks and what ownership depends on, never the metadata. */
export interface KnownDataset extends Owned {
  readonly _id: string;
  readonly proposalIds?: readonly string[];
  readonly ing?: StoredMarks;
  readonly scan?: { readonly state?: string };
}
export const READ_BACK = {
  ing: 1,
  proposalIds: 1,
  ownerGroup: 1,
  accessGroups: 1,
  instrumentGroup: 1,
  sharedWith: 1,
  isPublished: 1,
  // what its day of opening follows from
  creationTime: 1,
  createdAt: 1,
  embargo: 1,
  'datasetlifecycle.dateOfPublishing': 1,
} as const;

/** How one dataset changes by the events of a batch. */
export interface DatasetPlan {
  readonly pid: string;
  /** Whole record when it is new, else the fields to set and to remove. */
  readonly insert?: FlatFields;
  readonly set: FlatFields;
  readonly unset: readonly string[];
  /** Pseudo fields: files and columns. */
  readonly beside: FlatFields;
  readonly points: readonly PointRun[];
  readonly verdicts: readonly Verdict[];
  readonly applied: readonly SciZooEvent[];
}

const USER = SOURCE_PRIORITY.user;
const AGREED_PATHS = new Set<string>(SCAN_METADATA_KEYS.map((key) => `${METADATA}.${key}`));
/** A user who has replaced the whole metadata has spoken for every captured item; the state of the scan goes on. */
const keptByUser = (marks: Readonly<Record<string, FieldMark>>) => {
  if (marks[METADATA]?.[0] !== USER) return () => false;
  return (path: string) => path.startsWith(`${METADATA}.`) && !AGREED_PATHS.has(path);
};

interface Merged {
  changes: FlatFields;
  readonly marks: Record<string, FieldMark>;
  readonly seen: Record<string, readonly SequenceRange[]>;
  readonly verdicts: Verdict[];
  readonly applied: SciZooEvent[];
  readonly points: PointRun[];
}

function merge(known: KnownDataset | undefined, events: readonly AcceptedEvent[]): Merged {
  const marks = marksOf(known?.ing);
  const seen: Record<string, readonly SequenceRange[]> = { ...known?.ing?.s };
  const merged: Merged = { changes: {}, marks, seen, verdicts: [], applied: [], points: [] };
  const isKept = keptByUser(marks);
  for (const { event, priority, statements, series } of events) {
    const source = encodePath(series ?? event.source);
    const ranges = addSequence(seen[source] ?? [], event.scansequence);
    if (ranges === undefined) {
      merged.verdicts.push('duplicate');
      continue;
    }
    seen[source] = ranges;
    const statement: Statement = { source: event.source, priority, sequence: event.scansequence, ...statements };
    const changes = winningFields(marks, statement, isKept);
    // While a scan runs it has one event in a batch: its changes are taken as they are.
    merged.changes = merged.applied.length === 0 ? changes : Object.assign(merged.changes, changes);
    merged.points.push(...statements.points);
    merged.verdicts.push(statements.points.length === 0 && isSuperseded(statement, changes) ? 'superseded' : 'applied');
    merged.applied.push(event);
  }
  return merged;
}

/** Fields that the scan log filters by, kept beside the metadata they come from. */
function mirrored(changes: FlatFields, known: KnownDataset | undefined): FlatFields {
  const mirror: FlatFields = {};
  const state = changes[`${METADATA}.scan_state`];
  // Said again with every point, and indexed: written only when it changes.
  if (state !== undefined && state !== known?.scan?.state) mirror['scan.state'] = state;
  if (typeof changes['runNumber'] === 'string') mirror['scan.number'] = Number(changes['runNumber']);
  return mirror;
}

export interface Circumstances {
  readonly beamline: Beamline;
  readonly facility: string;
  readonly now: Date;
  readonly years: LifecycleYears;
  /** Of the proposals that the batch names, those that the catalogue knows. */
  readonly proposals: ReadonlyMap<string, OwningProposal>;
}

function owned(known: KnownDataset | undefined, { changes, marks }: Merged, around: Circumstances): FlatFields {
  const proposalIds = changes['proposalIds'] as string[] | null | undefined;
  if (known && proposalIds === undefined) return {};
  const proposalId = proposalIds?.[0];
  const named = proposalId === undefined ? undefined : around.proposals.get(proposalId);
  const proposal = countingFor(known, around.beamline, named);
  const fields = unedited(ownershipOf(around.beamline, proposal), marks);
  return {
    ...fields,
    readers: readersOf({ ...known, ...fields }),
    'scan.flags': proposal ? [] : flagsOf(around.beamline, proposalId, named),
  };
}

function inserted(
  about: Parameters<typeof datasetOfScan>[0],
  changes: FlatFields,
  ing: Pick<StoredMarks, 'm' | 's'>,
  around: Circumstances,
): FlatFields {
  const fields = Object.fromEntries(Object.entries(changes).filter(([path]) => !path.startsWith('@')));
  return datasetOfScan(about, { ...fields, ing: { f: {}, ...ing } }, around);
}

/** Pure: the same events in any order, with any repetition, over any number of batches end in the same record. */
export function planDataset(
  about: { pid: string; key: ScanKey; keyText: string },
  known: KnownDataset | undefined,
  events: readonly AcceptedEvent[],
  around: Circumstances,
): DatasetPlan {
  const merged = merge(known, events);
  const { verdicts, applied, points } = merged;
  const extra = { ...mirrored(merged.changes, known), ...owned(known, merged, around) };
  const ing = { m: eventMarks(merged.marks), s: merged.seen };
  const set: FlatFields = { 'ing.m': ing.m, 'ing.s': ing.s, updatedAt: around.now, updatedBy: 'scicow' };
  const [unset, beside]: [string[], FlatFields] = [[], {}];
  for (const fields of [merged.changes, extra])
    for (const path in fields) {
      const value = fields[path];
      if (path.startsWith('@')) beside[path] = value;
      else if (value === null) unset.push(path);
      else set[path] = value;
    }
  const insert =
    known || applied.length === 0 ? undefined : inserted(about, { ...merged.changes, ...extra }, ing, around);
  return { pid: about.pid, insert, set, unset, beside, points, verdicts, applied };
}
