import type { ScanKey } from '@scizoo/domain';
import { newDataset as completed } from '../datasets/new-dataset';
import type { FlatFields } from './captured-values';
import type { Circumstances } from './plan-dataset';

/** Where a record has to name a folder and no event has told one yet. */
const UNKNOWN_FOLDER = '/unknown';

/** Nested object out of flat paths of at most two parts. */
function nested(fields: FlatFields): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) {
    if (value === null) continue;
    const dot = path.indexOf('.');
    if (dot === -1) {
      record[path] = value;
      continue;
    }
    const parent = (record[path.slice(0, dot)] ??= {}) as Record<string, unknown>;
    parent[path.slice(dot + 1)] = value;
  }
  return record;
}

const timeOf = (key: ScanKey): Date | undefined =>
  key.kind === 'sardana' ? new Date(key.startTime) : key.kind === 'file' ? new Date(key.firstModified) : undefined;

/** A raw dataset as the catalogue creates it from its first events: with the defaults of every new dataset. */
export function datasetOfScan(
  { pid, key, keyText }: { pid: string; key: ScanKey; keyText: string },
  fields: FlatFields,
  { beamline, facility, now, years }: Circumstances,
): Record<string, unknown> {
  const { scan, ...rest } = nested(fields) as { scan?: Record<string, unknown> } & Record<string, unknown>;
  const begin = timeOf(key);
  const number = key.kind === 'sardana' ? key.serial : undefined;
  const given = {
    type: 'raw',
    datasetName: number === undefined ? keyText : `scan ${number}`,
    sourceFolder: UNKNOWN_FOLDER,
    creationTime: begin ?? now,
    ...(begin && { startTime: begin }),
    ...(number !== undefined && { runNumber: String(number) }),
    creationLocation: `/${facility}/${beamline.name}`,
    instrumentIds: beamline.instrumentId ? [beamline.instrumentId] : [],
    images: [],
    createdBy: 'scicow',
    updatedBy: 'scicow',
    createdAt: now,
    updatedAt: now,
    ...rest,
    scan: { beamline: beamline.name, key: keyText, flags: [], ...(number !== undefined && { number }), ...scan },
  };
  return { _id: pid, ...completed(given, { version: '4', now, years }) };
}
