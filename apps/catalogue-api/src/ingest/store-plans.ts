import { SOURCE_PRIORITY, type FieldMark } from '@scizoo/domain';
import type { ClientSession, Connection } from 'mongoose';
import { storeToldFiles } from '../file-lists/told-files';
import type { FlatFields } from './captured-values';
import type { Document } from './driver';
import { noteOpenScans } from './open-scans';
import type { DatasetPlan, KnownDataset } from './plan-dataset';
import type { ProposalPlan } from './plan-proposal';
import { datasetWrite, hasFiles, historyLine, ownedAfter, pointWrites, proposalWrite, toldFilesOf } from './store';

type Stored = Document & { _id: string };
export interface BatchPlans {
  readonly datasets: readonly DatasetPlan[];
  /** The datasets as they were read. */
  readonly records: ReadonlyMap<string, KnownDataset>;
  readonly proposals: readonly ProposalPlan[];
  readonly now: Date;
}

/** Writes all of a batch within the transaction of the session; operations of a session follow one another. */
export async function storePlans(connection: Connection, session: ClientSession, plans: BatchPlans): Promise<void> {
  const changed = plans.datasets.filter(({ applied }) => applied.length > 0);
  const proposals = plans.proposals.filter(({ applied }) => applied.length > 0);
  const marks = [...changed, ...proposals].flatMap(({ applied }) =>
    applied.map(({ id }) => ({ _id: id, at: plans.now })),
  );
  if (marks.length === 0) return;
  const collection = (name: string) => connection.collection<Stored>(name);
  await collection('eventMarks').insertMany(marks, { session, ordered: false });
  if (changed.length > 0)
    await collection('datasets').bulkWrite(changed.map(datasetWrite), { session, ordered: false });
  await noteOpenScans(connection, session, changed);
  const points = changed.flatMap(pointWrites);
  if (points.length > 0) await collection('scanPoints').bulkWrite(points, { session, ordered: false });
  if (proposals.length > 0) await storeProposals(connection, session, proposals);
  const withFiles = changed.filter(hasFiles);
  if (withFiles.length > 0) await storeFiles(connection, session, withFiles, plans);
  const history = [
    ...changed.map((plan) => historyLine('Dataset', plan, plans.now)),
    ...proposals.map((plan) => historyLine('Proposal', plan, plans.now)),
  ];
  await connection.collection('history').insertMany(history, { session, ordered: false });
}

async function storeFiles(
  connection: Connection,
  session: ClientSession,
  changed: readonly DatasetPlan[],
  plans: BatchPlans,
) {
  const blocks = connection.collection<Stored>('origdatablocks');
  const told = changed
    .map((plan) => toldFilesOf(plan, ownedAfter(plan, plans.records.get(plan.pid))))
    .filter(({ listed, announced, gone = [] }) => listed !== undefined || announced.length + gone.length > 0);
  if (told.length === 0) return;
  await storeToldFiles(connection, session, told, plans.now);
  const sums = await blocks
    .aggregate<{ _id: string; size: number; numberOfFiles: number }>(
      [
        { $match: { datasetId: { $in: changed.map(({ pid }) => pid) } } },
        { $group: { _id: '$datasetId', size: { $sum: '$size' }, numberOfFiles: { $sum: '$fileCount' } } },
      ],
      { session },
    )
    .toArray();
  const updates = sums.map(({ _id, size, numberOfFiles }) => ({
    updateOne: { filter: { _id }, update: { $set: { size, numberOfFiles } } },
  }));
  await connection.collection<Stored>('datasets').bulkWrite(updates, { session, ordered: false });
}

async function storeProposals(connection: Connection, session: ClientSession, plans: readonly ProposalPlan[]) {
  await connection.collection<Stored>('proposals').bulkWrite(plans.map(proposalWrite), { session, ordered: false });
  const samples = plans.flatMap((plan) => plan.samples);
  if (samples.length === 0) return;
  const collection = connection.collection<Stored>('samples');
  const ids = samples.map(({ _id }) => _id as string);
  const known = await collection.find({ _id: { $in: ids } }, { session, projection: { 'ing.f': 1 } }).toArray();
  const marks = new Map(
    known.map(({ _id, ing }) => [_id, (ing as { f?: Record<string, FieldMark> } | undefined)?.f ?? {}]),
  );
  const writes = samples.map((sample) => sampleWrite(sample, marks.get(sample['_id'] as string) ?? {}));
  await collection.bulkWrite(writes, { session });
}

/** What a user has changed on a sample stays. */
function sampleWrite({ _id, ...sample }: FlatFields, marks: Readonly<Record<string, FieldMark>>) {
  const fields = Object.entries(sample).filter(([name]) => marks[name]?.[0] !== SOURCE_PRIORITY.user);
  return {
    updateOne: {
      filter: { _id: _id as string },
      update: {
        $set: Object.fromEntries(fields),
        $setOnInsert: {
          sampleCharacteristics: {},
          isPublished: false,
          version: '4',
          createdAt: sample['updatedAt'],
          createdBy: 'scicow',
        },
      },
      upsert: true,
    },
  };
}
