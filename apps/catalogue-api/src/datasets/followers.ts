import { type Owned, readersOf } from '@scizoo/domain';
import type { ClientSession, Connection } from 'mongoose';
import type { Stored } from '../schema/record-kind';

const MEMBERS = ['ownerGroup', 'accessGroups', 'instrumentGroup', 'sharedWith', 'isPublished'] as const;
const ownershipOf = (record: Owned): string =>
  JSON.stringify(MEMBERS.map((name) => record[name] ?? (name === 'isPublished' ? false : null)));

/** Does the dataset belong to others now, or may others read it? */
const isReowned = (before: Owned, next: Owned): boolean => ownershipOf(before) !== ownershipOf(next);

/** What a part of a dataset takes over from it. */
function inherited(next: Owned, now: Date) {
  const { ownerGroup, accessGroups = [], instrumentGroup, isPublished = false } = next;
  return {
    $set: {
      ownerGroup,
      accessGroups,
      isPublished,
      readers: readersOf(next),
      updatedAt: now,
      ...(instrumentGroup !== undefined && { instrumentGroup }),
    },
    ...(instrumentGroup === undefined && { $unset: { instrumentGroup: '' } }),
  };
}

/** Update of the attachments of a re-owned dataset; those that another group has put there stay with that group. */
export const followingAttachments = (pid: string, before: Owned, next: Owned, now: Date) => ({
  filter: {
    relationships: { $elemMatch: { targetId: pid, targetType: 'dataset' } },
    ownerGroup: before.ownerGroup,
  },
  update: inherited(next, now),
});
/** All of them are listed to whom the dataset is open. */
export const openingAttachments = (pid: string, next: Owned) => ({
  filter: { relationships: { $elemMatch: { targetId: pid, targetType: 'dataset' } } },
  update: { $set: { readers: readersOf(next) } },
});
export const followingBlocks = (pid: string, next: Owned, now: Date) => {
  const { $set, ...more } = inherited(next, now);
  return { filter: { datasetId: pid }, update: { ...more, $set: { ...$set, sharedWith: next.sharedWith ?? [] } } };
};
/** Collections of file lists. */
export const BLOCKS = ['origdatablocks', 'datablocks'] as const;

/** Pictures and file lists of a dataset belong to whom it belongs, from the same moment on. */
export async function followDataset(connection: Connection, session: ClientSession, before: Stored, next: Stored) {
  if (!isReowned(before as Owned, next as Owned)) return;
  const now = new Date();
  const blocks = followingBlocks(next._id, next as Owned, now);
  const attachments = followingAttachments(next._id, before as Owned, next as Owned, now);
  for (const name of BLOCKS) await connection.collection(name).updateMany(blocks.filter, blocks.update, { session });
  await connection.collection('attachments').updateMany(attachments.filter, attachments.update, { session });
  const opening = openingAttachments(next._id, next as Owned);
  await connection.collection('attachments').updateMany(opening.filter, opening.update, { session });
}
