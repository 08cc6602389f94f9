import type { ScanLogRow, ScanPoints } from '../../core/api-types';
import { POINT_NUMBER } from '../../ui/plot';
import type { Series } from '../../ui/plot';

const MOST_LINES = 5;
const numbers = (values: readonly unknown[] | undefined): (number | null)[] =>
  (values ?? []).map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null));

/** What is drawn over what: detectors over the first motor, over the point number where a motor goes to and fro. */
export function curvesOf(
  row: Pick<ScanLogRow, 'motors' | 'detectors' | 'scanType'>,
  found: ScanPoints,
): { x: Series; ys: Series[] } | null {
  const series = (name: string): Series => ({
    name,
    unit: found.columns.find((column) => column.name === name)?.unit,
    values: numbers(found.points[name]),
  });
  const names = Object.keys(found.points);
  const length = Math.max(0, ...names.map((name) => found.points[name]?.length ?? 0));
  if (length === 0) return null;
  const steady = !/mesh|timescan|ct/.test(row.scanType ?? '');
  const motor = steady ? row.motors.find((name) => names.includes(name)) : undefined;
  const numeric = (name: string): boolean => series(name).values.some((value) => value !== null);
  const measured = row.detectors.filter((name) => names.includes(name) && numeric(name));
  const others = names.filter(
    (name) => !row.motors.includes(name) && !/^(point_nb|timestamp|epoch|index)$/i.test(name) && numeric(name),
  );
  const ys = (measured.length > 0 ? measured : others).slice(0, MOST_LINES).map(series);
  if (ys.length === 0) return null;
  const x = motor
    ? series(motor)
    : { name: POINT_NUMBER, values: Array.from({ length }, (_, at) => found.firstPoint + at) };
  return inOrder(x, ys);
}

/** The plot needs rising positions; a scan may run downwards. */
function inOrder(x: Series, ys: readonly Series[]): { x: Series; ys: Series[] } {
  const order = x.values.map((_, at) => at).filter((at) => x.values[at] !== null);
  order.sort((a, b) => Number(x.values[a]) - Number(x.values[b]));
  const sorted = ({ values, ...rest }: Series): Series => ({ ...rest, values: order.map((at) => values[at] ?? null) });
  return { x: sorted(x), ys: ys.map(sorted) };
}
