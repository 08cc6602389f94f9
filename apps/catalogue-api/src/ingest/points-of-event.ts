import { encodeKey, invalid, reasonText } from '@scizoo/domain';
import type { ScanMetadata, ScanProgress } from '@scizoo/messaging';
import { assertHarmless, assertPlain } from './captured-values';

const POINTS_PER_CHUNK = 500;
const MAX_POINTS_PER_EVENT = 20_000;

/** Consecutive points that belong to one chunk; said again they are written to the same place. */
export interface PointRun {
  readonly chunk: number;
  /** Number of the first point in the scan. */
  readonly first: number;
  readonly count: number;
  /** Of values that were captured beside the scan: they stand beside its own points, never in their place. */
  readonly lane?: 'captured';
  /** Encoded column name → one value a point; spectra and images stay in the data file. */
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

const fault = (text: string) => invalid(reasonText('event-data'), [text]);
const field = 'data.columns';

/** @throws SciZooError `invalid` */
function checkedColumns(columns: unknown): [string, unknown[]][] {
  if (columns === null || typeof columns !== 'object' || Array.isArray(columns))
    throw fault(reasonText('field-object', { field }));
  const entries = Object.entries(columns as Record<string, unknown>);
  for (const [name, values] of entries) {
    assertHarmless(name, 'data.columns name');
    if (!Array.isArray(values)) throw fault(reasonText('field-list', { field: `${field} ${name}` }));
    if (values.length !== (entries[0]?.[1] as unknown[]).length) throw fault(reasonText('field-lengths', { field }));
    assertPlain(values, `data.columns.${name}`);
  }
  return entries as [string, unknown[]][];
}

/** @throws SciZooError `invalid` */
export function pointsOf({ columns, firstPoint, pointsDone }: ScanProgress): PointRun[] {
  if (columns == null) return [];
  const entries = checkedColumns(columns);
  const count = entries[0]?.[1].length ?? 0;
  if (count > MAX_POINTS_PER_EVENT) throw fault(reasonText('field-points', { field, most: MAX_POINTS_PER_EVENT }));
  const first = firstPoint ?? Math.max(0, pointsDone - count);
  const scalars = entries.filter(([, values]) => !values.some((value) => Array.isArray(value)));
  const runs: PointRun[] = [];
  for (let at = first; at < first + count && scalars.length > 0;) {
    const chunk = Math.floor(at / POINTS_PER_CHUNK);
    const end = Math.min(first + count, (chunk + 1) * POINTS_PER_CHUNK);
    const part = (values: unknown[]) => values.slice(at - first, end - first);
    runs.push({
      chunk,
      first: at,
      count: end - at,
      columns: Object.fromEntries(scalars.map(([name, values]) => [encodeKey(name), part(values)])),
    });
    at = end;
  }
  return runs;
}

/** Single values that were read at a point, as columns beside those of the scan. @throws SciZooError `invalid` */
export function capturedPoint({ when, point, values }: ScanMetadata): PointRun[] {
  if (when !== 'point' || point == null) return [];
  const single = values.filter(({ error, value }) => error == null && value != null && typeof value !== 'object');
  for (const { key } of single) assertHarmless(key, 'data.values key');
  if (single.length === 0) return [];
  const columns = Object.fromEntries(single.map(({ key, value }) => [encodeKey(key), [value]]));
  return [{ chunk: Math.floor(point / POINTS_PER_CHUNK), first: point, count: 1, lane: 'captured', columns }];
}
