import type { Verdict } from '@scizoo/domain';
import type { MachineChanged, SciZooEvent } from '@scizoo/messaging';
import type { ClientSession, Connection } from 'mongoose';

export type MachineEvent = SciZooEvent<'org.scizoo.machine.changed.v1'>;
export interface AcceptedMachineEvent {
  readonly event: MachineEvent;
}
/** Kept until the logbooks have told it, and a while longer; the notes themselves stay. */
export interface MachineChange extends Omit<MachineChanged, 'at'> {
  /** The id of the event: told again, it is the same change. */
  readonly _id: string;
  readonly at: Date;
  readonly toldAt: Date;
  /** Notes were written. */
  readonly noted?: boolean;
}
const KEPT_SECONDS = 90 * 24 * 3600;
export const MACHINE_CHANGES = 'machineChanges';
export const machineChangesOf = (connection: Connection) => connection.collection<MachineChange>(MACHINE_CHANGES);

export const isMachineEvent = (event: SciZooEvent): event is MachineEvent =>
  event.type === 'org.scizoo.machine.changed.v1';

/** Within the transaction of the batch. @returns a verdict for each event */
export async function storeMachineChanges(
  connection: Connection,
  session: ClientSession,
  items: readonly AcceptedMachineEvent[],
  now: Date,
): Promise<Verdict[]> {
  if (items.length === 0) return [];
  const writes = items.map(({ event: { id, data } }) => ({
    updateOne: {
      filter: { _id: id },
      update: { $setOnInsert: { ...data, at: new Date(data.at), toldAt: now } },
      upsert: true,
    },
  }));
  const { upsertedIds } = await machineChangesOf(connection).bulkWrite(writes, { session });
  return items.map((_, at) => (upsertedIds[at] === undefined ? 'duplicate' : 'applied'));
}

export async function indexMachineChanges(connection: Connection): Promise<void> {
  await machineChangesOf(connection).createIndex({ toldAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });
}
