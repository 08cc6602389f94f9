import { derive } from '@scizoo/service-kit';
import { DatasetRecord, Lifecycle } from './dataset.record';

export const CreateDataset = derive('CreateDataset', DatasetRecord, { optional: ['pid'] });
export const ReplaceDataset = derive('ReplaceDataset', DatasetRecord, { omit: ['pid', 'type'] });
export const UpdateDataset = derive('UpdateDataset', DatasetRecord, { omit: ['pid', 'type'], partial: true });
export const UpdateLifecycle = derive('UpdateLifecycle', Lifecycle, { partial: true });

/** Fields that PUT leaves as they are when the body does not name them. */
const KEPT = new Set(
  (
    'pid type version createdBy createdAt updatedBy updatedAt classification ' +
    'size packedSize numberOfFiles numberOfFilesArchived'
  ).split(' '),
);

/** What a full replacement writes: fields that the body does not have are taken away or get their initial value. */
export function replacement(
  body: Record<string, unknown>,
  initials: Record<string, unknown>,
  names: readonly string[],
) {
  const cleared = names.filter((name) => !KEPT.has(name)).map((name) => [name, initials[name] ?? null]);
  // The lifecycle is never without its defaults.
  return { ...Object.fromEntries(cleared), datasetlifecycle: {}, ...body } as Record<string, unknown>;
}
