import { invalid, SCAN_STATES } from '@scizoo/domain';
import { isMoment } from '@scizoo/service-kit';
import { type Level, type LevelPosition, metadataLevel, MOST_LEVELS, parseLevelCursor } from '../query/levels';
import { assertKey } from '../query/metadata-condition';

/** Scans that are left out on request. */
const HIDDEN = ['failed', 'alignment'] as const;
export type Hidden = (typeof HIDDEN)[number];
/** What people have added to a scan. */
const ASSETS = ['comment', 'images'] as const;
export type Asset = (typeof ASSETS)[number];

/** What a caller asks of the scan log, parsed once and bounded. */
export interface ScanLogFilter {
  readonly instrument?: string;
  readonly proposal?: string;
  readonly from?: Date;
  readonly till?: Date;
  readonly text?: string;
  readonly state?: readonly string[];
  readonly minRating?: number;
  readonly hide?: readonly Hidden[];
  readonly has?: readonly Asset[];
  /** Kind of scan, as its command begins: `ascan`, `mesh`. */
  readonly type?: string;
  readonly motor?: string;
  readonly detector?: string;
}
export interface ScanLogSort {
  readonly field: string;
  readonly direction: 1 | -1;
}
export interface ScanLogQuery {
  readonly filter: ScanLogFilter;
  readonly sort: ScanLogSort;
  /** Instead of `sort`: several levels, or a metadata key; no index serves these. */
  readonly levels?: readonly Level[];
  readonly limit: number;
  readonly after?: Position;
  readonly afterLevels?: LevelPosition;
  readonly columns: readonly string[];
}
/** Where a page ended: value of the sorted field, and the PID. */
export type Position = readonly [value: string | number | Date | null, pid: string];

export type RawQuery = Readonly<Record<string, unknown>>;

const SORTABLE: Readonly<Record<string, string>> = {
  startTime: 'startTime',
  endTime: 'endTime',
  updatedAt: 'updatedAt',
  scanNumber: 'scan.number',
  datasetName: 'datasetName',
  size: 'size',
  numberOfFiles: 'numberOfFiles',
  dataQualityMetrics: 'dataQualityMetrics',
  state: 'scan.state',
};
export const MAX_LIMIT = 1000;
const INITIAL_LIMIT = 200;
const MAX_TEXT = 200;
const MAX_COLUMNS = 50;

/** One value of a query parameter. A list in its place is refused, not guessed at. */
export function textParameter(query: RawQuery, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw invalid(`${name} may be given once`);
  if (value.length > 1000) throw invalid(`${name} is too long`);
  if (value.includes('\0')) throw invalid(`${name} must not have a NUL character`);
  return value;
}
/** `access_token` is SciCat's way to send a token. */
const KNOWN = new Set([
  ...['instrument', 'proposal', 'from', 'till', 'text', 'state', 'minRating'],
  ...['hide', 'has', 'type', 'motor', 'detector'],
  ...['sort', 'limit', 'cursor', 'columns', 'lastEventId', 'access_token'],
]);
/** What is not understood is refused: a filter that is left out would show everything instead of little. */
function assertKnown(query: RawQuery): void {
  const other = Object.keys(query).find((name) => !KNOWN.has(name));
  if (other !== undefined) throw invalid(`${other.slice(0, 100)} is not a parameter of the scan log`);
}
function moment(query: RawQuery, name: string): Date | undefined {
  const text = textParameter(query, name);
  if (text === undefined) return undefined;
  if (!isMoment(text)) throw invalid(`${name} must be an ISO 8601 time`);
  return new Date(text);
}
function number(query: RawQuery, name: string, min: number, max: number): number | undefined {
  const text = textParameter(query, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) throw invalid(`${name} must be a number from ${min} to ${max}`);
  return value;
}
/** Names out of a short list, with commas between them. */
function names<T extends string>(query: RawQuery, name: string, known: readonly T[]): T[] | undefined {
  const asked = textParameter(query, name)?.split(',');
  if (asked?.some((text) => !(known as readonly string[]).includes(text)))
    throw invalid(`${name} must be one of ${known.join(', ')}`);
  return asked as T[] | undefined;
}

export function parseFilter(query: RawQuery): ScanLogFilter {
  assertKnown(query);
  const text = textParameter(query, 'text');
  if (text !== undefined && text.length > MAX_TEXT) throw invalid(`text may have at most ${MAX_TEXT} characters`);
  return {
    instrument: textParameter(query, 'instrument')?.toLowerCase(),
    proposal: textParameter(query, 'proposal'),
    from: moment(query, 'from'),
    till: moment(query, 'till'),
    text,
    state: names(query, 'state', SCAN_STATES),
    minRating: number(query, 'minRating', 0, 5),
    hide: names(query, 'hide', HIDDEN),
    has: names(query, 'has', ASSETS),
    type: textParameter(query, 'type'),
    motor: textParameter(query, 'motor'),
    detector: textParameter(query, 'detector'),
  };
}

export function parseColumns(query: RawQuery): string[] {
  const columns = [...new Set((textParameter(query, 'columns') ?? '').split(',').filter((key) => key !== ''))];
  if (columns.length > MAX_COLUMNS) throw invalid(`columns may name at most ${MAX_COLUMNS} keys`);
  if (columns.some((key) => key.length > 256 || key.includes('\0')))
    throw invalid('columns has a name that no key can have');
  return columns;
}

const METADATA = 'meta:';
function levelOf(text: string): Level {
  const direction = text.startsWith('-') ? -1 : 1;
  const name = text.replace(/^-/, '');
  if (name.startsWith(METADATA)) {
    const key = name.slice(METADATA.length);
    assertKey(key, 'sort');
    return metadataLevel(key, direction);
  }
  const field = Object.hasOwn(SORTABLE, name) ? SORTABLE[name] : undefined;
  if (field === undefined)
    throw invalid(`sort must be one of ${Object.keys(SORTABLE).join(', ')} or meta:<key>, with - for falling`);
  return { name, paths: [field], direction };
}
function parseSort(query: RawQuery): Level[] {
  const levels = (textParameter(query, 'sort') ?? '-startTime').split(',').map(levelOf);
  if (levels.length > MOST_LEVELS) throw invalid(`sort may have at most ${MOST_LEVELS} levels`);
  return levels;
}

export function parseQuery(query: RawQuery): ScanLogQuery {
  const limit = number(query, 'limit', 1, MAX_LIMIT) ?? INITIAL_LIMIT;
  if (!Number.isInteger(limit)) throw invalid('limit must be a whole number');
  const levels = parseSort(query);
  const [{ name, paths, direction }] = levels as [Level];
  const isPlain = levels.length === 1 && !name.startsWith(METADATA);
  const sort: ScanLogSort = isPlain ? { field: paths[0]!, direction } : { field: 'startTime', direction: -1 };
  const cursor = textParameter(query, 'cursor');
  return {
    filter: parseFilter(query),
    sort,
    limit,
    columns: parseColumns(query),
    ...(isPlain
      ? { after: cursor === undefined ? undefined : parseCursor(cursor, sort) }
      : { levels, afterLevels: cursor === undefined ? undefined : parseLevelCursor(cursor, levels) }),
  };
}

/** A page's end as text; it names the sort, so that it cannot be used with another one. */
export function cursorOf([value, pid]: Position, sort: ScanLogSort): string {
  const time = value instanceof Date;
  return Buffer.from(
    JSON.stringify([sort.field, sort.direction, time, time ? value.toISOString() : value, pid]),
  ).toString('base64url');
}
function parseCursor(cursor: string, sort: ScanLogSort): Position {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid('cursor is not one of ours');
  }
  const [field, direction, isTime, value, pid] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const isPlain = value === null || typeof value === 'string' || typeof value === 'number';
  if (!isPlain || typeof pid !== 'string' || (isTime === true && !isMoment(value)))
    throw invalid('cursor is not one of ours');
  if (field !== sort.field || direction !== sort.direction) throw invalid('cursor belongs to another sort');
  return [isTime === true ? new Date(value as string) : value, pid];
}
