import type { Owned } from '@scizoo/domain';
import type { FileEntry } from '../file-lists/file-entry';
import type { ToldFiles } from '../file-lists/told-files';
import type { AnyBulkWriteOperation, Document } from './driver';
import type { FlatFields } from './captured-values';
import type { DatasetPlan, KnownDataset } from './plan-dataset';
import type { ProposalPlan } from './plan-proposal';
import { COLUMNS, FILES } from './statements-of-event';

type Write = AnyBulkWriteOperation<Document & { _id: string }>;

/** Plans as operations of the database. Which operation stands for which change is decided here and nowhere else. */
export const datasetWrite = ({ pid, insert, set, unset }: DatasetPlan): Write =>
  insert
    ? { insertOne: { document: insert as Document & { _id: string } } }
    : { updateOne: { filter: { _id: pid }, update: updateOf(set, unset) } };

export const proposalWrite = ({ proposalId, set, unset, onInsert }: ProposalPlan): Write => ({
  updateOne: {
    filter: { _id: proposalId },
    update: { ...updateOf(set, unset), $setOnInsert: onInsert },
    upsert: true,
  },
});

function updateOf(set: FlatFields, unset: readonly string[]): Document {
  if (unset.length === 0) return { $set: set };
  return { $set: set, $unset: Object.fromEntries(unset.map((path) => [path, ''])) };
}

/** Points and column descriptions; the same run of points always lands in the same place. */
export function pointWrites({ pid, points, beside }: DatasetPlan): Write[] {
  const writes: Write[] = [];
  const byChunk = new Map<number, FlatFields>();
  for (const { chunk, first, count, lane, columns } of points) {
    const runs = byChunk.get(chunk) ?? {};
    runs[`runs.${first}${lane ? `-${lane}` : ''}`] = { count, columns };
    byChunk.set(chunk, runs);
  }
  for (const [chunk, runs] of byChunk)
    writes.push(upsert(`${pid}#${String(chunk).padStart(7, '0')}`, { $set: runs, $setOnInsert: { pid, chunk } }));
  const columns = beside[COLUMNS];
  if (columns !== undefined) writes.push(upsert(`${pid}#columns`, { $set: { columns, pid } }));
  return writes;
}

const upsert = (_id: string, update: Document): Write => ({ updateOne: { filter: { _id }, update, upsert: true } });

/** What the plan tells about files: the list at the end of the scan, and files that were announced by themselves. */
export function toldFilesOf({ pid, beside }: DatasetPlan, owner: ToldFiles['owner']): ToldFiles {
  const told = Object.entries(beside).filter(([name, files]) => name.startsWith(FILES) && Array.isArray(files));
  return {
    pid,
    owner,
    listed: told.find(([name]) => name === FILES)?.[1] as FileEntry[] | undefined,
    gone: Object.keys(beside).flatMap((name) =>
      name.startsWith(`${FILES}/`) && beside[name] === null ? [name.slice(FILES.length + 1)] : [],
    ),
    announced: told.filter(([name]) => name !== FILES).flatMap(([, files]) => files as FileEntry[]),
  };
}
export const hasFiles = ({ beside }: DatasetPlan): boolean =>
  Object.keys(beside).some((name) => name.startsWith(FILES));

/** Ownership of the dataset after the plan. */
export function ownedAfter(
  { insert, set }: DatasetPlan,
  known: KnownDataset | undefined,
): Owned & { readers?: readonly string[] } {
  return { ...known, ...(insert ?? set) } as Owned & { readers?: readonly string[] };
}

/** What the events of one batch did to one record; the values themselves stand in the record with their sources. */
export const historyLine = (
  subsystem: 'Dataset' | 'Proposal',
  plan: DatasetPlan | ProposalPlan,
  now: Date,
): Document => ({
  subsystem,
  documentId: 'pid' in plan ? plan.pid : plan.proposalId,
  operation: 'ingest',
  timestamp: now,
  user: 'scicow',
  events: plan.applied.map(({ id, type, source, scansequence }) => ({ id, type, source, sequence: scansequence })),
});
