import { datasetPid, type FormerPlace } from '@scizoo/messaging';
import type { ClientSession, Connection } from 'mongoose';
import type { Accepted } from './accept-event';
import type { Document } from './driver';
import { statementsOf } from './statements-of-event';

export type AcceptedScan = Extract<Accepted, { about: 'scan' }>;
/** A scan of a control system, as far as it matters to files that were saved beside it. */
export interface ScanInFolder {
  readonly _id: string;
  readonly beamline: string;
  readonly sourceFolder: string;
  readonly startTime: Date;
  readonly endTime?: Date;
}
/** What a spectrometer measured in the last point is written when the scan has ended. */
const GRACE_MS = 10_000;
const LONGEST_SCAN_MS = 48 * 3600 * 1000;
const MOST_SCANS = 500;

const foldersAbove = (folder: string): string[] => {
  const parts = folder.replace(/\/+$/u, '').split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/')).filter((path) => path.length > 1);
};
/** Where and when a measurement was saved first: later versions of the file belong where the first one did. */
const savedAt = ({ key }: AcceptedScan) =>
  key.kind === 'file' ? { ...key, at: Date.parse(key.firstModified) } : undefined;

/** The scan whose folder and time the file falls into; of several the one that began last. */
function scanAround(file: AcceptedScan, scans: readonly ScanInFolder[]): ScanInFolder | undefined {
  const saved = savedAt(file);
  if (!saved) return undefined;
  const folders = new Set(foldersAbove(saved.folder));
  return scans
    .filter(
      ({ beamline, sourceFolder, startTime, endTime }) =>
        beamline === saved.beamline &&
        folders.has(sourceFolder) &&
        startTime.getTime() <= saved.at &&
        (endTime === undefined || saved.at <= endTime.getTime() + GRACE_MS),
    )
    .sort((a, b) => b.startTime.getTime() - a.startTime.getTime())[0];
}

/** Files that a scan takes over, as events of that scan: listed in its folder, counted apart from other files of the same source. */
function adopted(file: AcceptedScan, scan: ScanInFolder): AcceptedScan {
  const { event } = file;
  if (!event.type.startsWith('org.scizoo.file.written.')) return file;
  const { movedFrom } = event.data as { movedFrom?: FormerPlace };
  const folder = scan.sourceFolder;
  const data = { ...event.data, folder, ...(movedFrom && { movedFrom: { ...movedFrom, folder } }) };
  const moved = { ...event, data } as Parameters<typeof statementsOf>[0];
  return {
    ...file,
    statements: statementsOf(moved, file.key),
    adoptedBy: scan._id,
    series: `${event.source}#${datasetPid('', event.subject).slice(1)}`,
  };
}

/** Scans that a batch itself tells of. */
const scansIn = (items: readonly AcceptedScan[], pidPrefix: string): ScanInFolder[] =>
  items.flatMap(({ key, event, statements: { fields } }) => {
    const { sourceFolder, startTime, endTime } = fields;
    if (key.kind !== 'sardana' || typeof sourceFolder !== 'string' || !(startTime instanceof Date)) return [];
    const _id = datasetPid(pidPrefix, event.subject);
    return [{ _id, beamline: key.beamline, sourceFolder, startTime, ...(endTime instanceof Date && { endTime }) }];
  });

/** Start and end of a scan tell of it one after the other: the one that knows the end counts. */
function eachOnce(scans: readonly ScanInFolder[]): ScanInFolder[] {
  const open = scans.filter(({ endTime }) => !endTime);
  const ended = scans.filter(({ endTime }) => endTime);
  return [...new Map([...open, ...ended].map((scan) => [scan._id, scan])).values()];
}

/** The same items, with files given to the scans that ran around them. What has a dataset of its own keeps it. */
export async function givenToScans(
  items: readonly AcceptedScan[],
  { connection, session, pidPrefix }: { connection: Connection; session: ClientSession; pidPrefix: string },
): Promise<readonly AcceptedScan[]> {
  const files = items.flatMap((item) => savedAt(item) ?? []);
  if (files.length === 0) return items;
  const datasets = connection.collection<Document & { _id: string }>('datasets');
  const from = Math.min(...files.map(({ at }) => at));
  const folders = [...new Set(files.flatMap(({ folder }) => foldersAbove(folder)))];
  const stored = await datasets
    .find(
      {
        'scan.beamline': { $in: [...new Set(files.map(({ beamline }) => beamline))] },
        startTime: { $gte: new Date(from - LONGEST_SCAN_MS), $lte: new Date(Math.max(...files.map(({ at }) => at))) },
        sourceFolder: { $in: folders },
        'scan.key': /^sardana\//u,
        $or: [{ endTime: { $exists: false } }, { endTime: { $gte: new Date(from - GRACE_MS) } }],
      },
      { session, projection: { sourceFolder: 1, startTime: 1, endTime: 1, 'scan.beamline': 1 } },
    )
    .sort({ startTime: -1 })
    .limit(MOST_SCANS)
    .toArray();
  const scans = eachOnce([
    ...stored.map(({ scan, ...rest }) => ({ ...rest, beamline: (scan as { beamline: string }).beamline })),
    ...scansIn(items, pidPrefix),
  ] as ScanInFolder[]);
  if (scans.length === 0) return items;
  const own = await datasets
    .find(
      { _id: { $in: items.filter(savedAt).map(({ event }) => datasetPid(pidPrefix, event.subject)) } },
      { session, projection: { _id: 1 } },
    )
    .toArray();
  const ownPids = new Set(own.map(({ _id }) => _id));
  return items.map((item) => {
    const scan = ownPids.has(datasetPid(pidPrefix, item.event.subject)) ? undefined : scanAround(item, scans);
    return scan ? adopted(item, scan) : item;
  });
}
