import { formatScanKey, visitOfFolder } from '@scizoo/domain';
import { type CapturedValue, type EventData, makeEvent, type SciZooEvent, sourceOf } from '@scizoo/messaging';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { boundedHeader } from './bounded-header';
import type { WatchedFolder } from './config';
import type { FoundFile } from './file-watcher';
import { type FileFormat, type FileHeader, ForeignFile, formatOf } from './formats';
import type { Journal, ToldFile } from './journal';
import { momentOf } from './local-moment';

/** Some network drives keep times of files to two seconds. */
const COARSEST_CLOCK_MS = 2000;
const LARGEST_READ = 256 * 1024;
const SAMPLE_NAME = 'sample_name';
const FILE_HEADER = 'file_header';
const LONGEST_REASON = 1000;
const LONGEST_TITLE = 1000;
const LONGEST_NAME = 256;
const TYPE = 'org.scizoo.file.written.v1';
type Facts = EventData<typeof TYPE>;
export interface Around {
  readonly facility: string;
  readonly zone: string;
  readonly host: string;
}
/** What a file tells by itself. */
export interface ReadFile {
  readonly file: FoundFile;
  readonly format: string;
  /** The folder that the measurement stands in. */
  readonly folder: string;
  readonly stem: string;
  readonly checksum: string;
  readonly header: FileHeader;
  /** Why its header tells nothing, or not all. */
  readonly fault?: string;
  /** As it was told when it stood elsewhere before. */
  readonly movedFrom?: ToldFile;
}
export interface MeasuredFile {
  readonly event: SciZooEvent<typeof TYPE>;
  readonly checksum: string;
  readonly folder: string;
  readonly stem: string;
}

/** Buffers no larger than the file: thousands of small ones are read one after the other at the first look. */
async function checksumOf({ path, size }: FoundFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: Math.max(1, Math.min(LARGEST_READ, size)) }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** @throws Error with code ENOENT when it has gone meanwhile, ForeignFile when another program wrote it */
export async function readFileOf(file: FoundFile, journal: Journal): Promise<ReadFile> {
  const { format, stem } = formatOf(file.path) ?? {};
  if (!format || stem === undefined) throw new Error(`${file.path} is of no known format`);
  const { header, fault } = await headerOf(file, format).then(
    (read) => ({ header: read, fault: read.fault && `${format.name}: ${read.fault}` }),
    (error: Error) => {
      if (error instanceof ForeignFile) throw error;
      return { header: { values: [] } as FileHeader, fault: `${format.name}: ${error.message}` };
    },
  );
  const checksum = await checksumOf(file);
  const same = journal.sameContent(checksum);
  // A copy is a measurement of its own; what has left its place for this one was moved. Moving keeps the time of a file: maps
  // that were packed and removed have settings with the same content as the next map.
  const isSameTime = same && Math.abs(same.modifiedMs - file.modifiedMs) <= COARSEST_CLOCK_MS;
  const isMoved = same && isSameTime && same.path !== file.path && !(await stat(same.path).catch(() => undefined));
  return {
    file,
    format: format.name,
    folder: folderOf(file.path),
    stem: header.stem ?? stem,
    checksum,
    header,
    ...(fault && { fault }),
    ...(isMoved && { movedFrom: same }),
  };
}

function headerOf(file: FoundFile, format: FileFormat): Promise<FileHeader> {
  return file.size > 0 ? format.read(file.path) : Promise.reject(new Error('is empty'));
}

/** A file as its event: where it is, what its header tells, and the measurement it is a part of. */
export function measuredFile(read: ReadFile, watched: WatchedFolder, journal: Journal, around: Around): MeasuredFile {
  const { file, stem, checksum, header, fault } = read;
  const folder = shown(read.folder, watched);
  const key = read.movedFrom?.key ?? journal.measurement(folder, stem)?.key ?? newKey(read, folder, watched, around);
  const facts: Facts = {
    path: shown(file.path, watched),
    folder,
    size: file.size,
    modifiedAt: new Date(file.modifiedMs).toISOString(),
    checksum,
    checksumAlgorithm: 'sha256',
    format: read.format,
    ...told(header, file, folder, around),
    ...former(read.movedFrom, watched),
    header: [...boundedHeader(header.values), ...sampleIn(header), ...aboutHeader(fault, journal.faultOf(file.path))],
  };
  const about = { subject: key, source: sourceOf('scifly', watched.beamline), sequence: journal.nextSequence(key) };
  return { event: makeEvent(TYPE, about, facts), checksum, folder, stem };
}

/** Its name as somebody typed it: no record of a sample need stand behind it. */
const sampleIn = ({ sample, values }: FileHeader): CapturedValue[] =>
  sample && !values.some(({ key }) => key === SAMPLE_NAME) ? [{ key: SAMPLE_NAME, value: sample }] : [];

/** The folder that a measurement stands in; that of a map is around the map's own. */
const folderOf = (path: string): string => (formatOf(path)?.format.isFolder ? dirname(dirname(path)) : dirname(path));

function former(moved: ToldFile | undefined, watched: WatchedFolder): Pick<Facts, 'movedFrom'> {
  if (!moved || relative(watched.path, moved.path).startsWith('..')) return {};
  return { movedFrom: { path: shown(moved.path, watched), folder: shown(folderOf(moved.path), watched) } };
}

/** A fault that was told of an earlier version of the file is taken back by one that can be read. */
function aboutHeader(fault: string | undefined, before: string | undefined): CapturedValue[] {
  if (fault) return [{ key: FILE_HEADER, error: fault.slice(0, LONGEST_REASON) }];
  return before ? [{ key: FILE_HEADER, value: 'read' }] : [];
}

/** As the facility knows it, with slashes as everywhere else. */
function shown(path: string, { path: root, shownAs }: WatchedFolder): string {
  const below = relative(root, path);
  const top = (shownAs ?? root).replaceAll('\\', '/').replace(/\/+$/, '');
  return below === '' ? top : `${top}/${below.replaceAll('\\', '/')}`;
}

const newKey = ({ file, stem }: ReadFile, folder: string, { beamline, host }: WatchedFolder, around: Around): string =>
  formatScanKey({
    kind: 'file',
    facility: around.facility,
    beamline,
    host: host ?? around.host,
    folder,
    stem,
    firstModified: new Date(file.modifiedMs).toISOString(),
  });

function told(header: FileHeader, file: FoundFile, folder: string, { zone }: Around): Partial<Facts> {
  const { proposalId, visit } = { ...visitOfFolder(header.savedAs), ...visitOfFolder(folder) };
  const measuredAt = header.writtenAt && momentOf(header.writtenAt, zone, file.modifiedMs);
  const title = [header.sample, header.title].filter(Boolean).join(' ');
  return {
    ...(title && { title: title.slice(0, LONGEST_TITLE) }),
    ...(header.user && { user: header.user.slice(0, LONGEST_NAME) }),
    ...(proposalId && { proposalId }),
    ...(visit && { visit }),
    ...(measuredAt && { startTime: measuredAt.toISOString() }),
  };
}
