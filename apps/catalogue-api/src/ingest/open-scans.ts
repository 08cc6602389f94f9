import type { ClientSession, Connection } from 'mongoose';
import type { AnyBulkWriteOperation } from './driver';
import type { DatasetPlan } from './plan-dataset';

/**
 * Scans that run, by PID, in a collection of their own. An index on the state within the datasets would be dearer: when a
 * field of any index changes, MongoDB works out the keys of all indexes of the record again, and looks up each index in its
 * catalog twice within a transaction: 0.5 ms for each scan that ends.
 */
interface OpenScan {
  readonly _id: string;
}
const collectionOf = (connection: Connection) => connection.collection<OpenScan>('openScans');
const FORMER_INDEX = 'scan.state_1_scan.estimatedEnd_1';
const MOST_LOOKED_UP = 2000;

const stateAfter = ({ insert, set }: DatasetPlan): unknown =>
  insert ? (insert['scan'] as { state?: unknown } | undefined)?.state : set['scan.state'];

/** Notes which scans of a batch have begun and ended, in the transaction of the batch. */
export async function noteOpenScans(
  connection: Connection,
  session: ClientSession,
  plans: readonly DatasetPlan[],
): Promise<void> {
  const writes = plans.flatMap((plan): AnyBulkWriteOperation<OpenScan>[] => {
    const state = stateAfter(plan);
    if (state === undefined || (plan.insert && state !== 'running')) return [];
    const filter = { _id: plan.pid };
    return state === 'running'
      ? [{ updateOne: { filter, update: { $setOnInsert: filter }, upsert: true } }]
      : [{ deleteOne: { filter } }];
  });
  if (writes.length > 0) await collectionOf(connection).bulkWrite(writes, { session, ordered: false });
}

export const closeScan = async (connection: Connection, session: ClientSession, pid: string): Promise<void> =>
  void (await collectionOf(connection).deleteOne({ _id: pid }, { session }));

/** PIDs of the scans that run; undefined when there are too many of them to be looked up by PID. */
export async function openScanPids(connection: Connection): Promise<string[] | undefined> {
  const found = await collectionOf(connection)
    .find({}, { limit: MOST_LOOKED_UP + 1 })
    .toArray();
  return found.length > MOST_LOOKED_UP ? undefined : found.map(({ _id }) => _id);
}

/** PIDs of the scans that run, some at a time. */
export async function* openScanBatches(connection: Connection, size: number): AsyncGenerator<string[]> {
  for (let last = ''; ;) {
    const found = await collectionOf(connection)
      .find({ _id: { $gt: last } })
      .sort({ _id: 1 })
      .limit(size)
      .toArray();
    if (found.length === 0) return;
    yield found.map(({ _id }) => _id);
    last = found.at(-1)?._id ?? '';
  }
}

/** What left the list without the catalogue's doing (a dataset was removed). */
export const forgetOpenScans = async (connection: Connection, pids: readonly string[]): Promise<void> =>
  void (pids.length > 0 && (await collectionOf(connection).deleteMany({ _id: { $in: [...pids] } })));

/** A database of before: its running scans are those of the index, which goes once they are noted. */
export async function takeOverOpenScans(connection: Connection): Promise<void> {
  const datasets = connection.collection<OpenScan>('datasets');
  const indexes = await datasets.indexes().catch(() => []);
  if (!indexes.some(({ name }) => name === FORMER_INDEX)) return;
  const running = datasets.find({ 'scan.state': 'running' }, { projection: { _id: 1 }, hint: FORMER_INDEX });
  for await (const { _id } of running)
    await collectionOf(connection).updateOne({ _id }, { $setOnInsert: { _id } }, { upsert: true });
  await datasets.dropIndex(FORMER_INDEX);
}
