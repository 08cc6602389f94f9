import type { ScanColumn, ScannedMotor } from '@scizoo/messaging';
import type { RecordedColumn, StartMessage } from './recorder-message';

/** Point number: told by `firstPoint` already. */
const POINT_NUMBER = new Set(['point_nb', '#Pt No']);
/** Columns of the run itself, not of a detector. */
const TIMES: Readonly<Record<string, string>> = { timestamp: 's', dt: 's', epoch: 's' };

/** The short name; the full one where two columns share a short name. The recorder's points are named the same way. */
function columnNames(columns: readonly RecordedColumn[]): Map<RecordedColumn, string> {
  const names = new Map<RecordedColumn, string>();
  const used = new Set<string>();
  for (const column of columns) {
    const label = column.label || column.name;
    const name = used.has(label) ? column.name : label;
    used.add(name);
    names.set(column, name.slice(0, 256));
  }
  return names;
}

export function scanColumns(columns: readonly RecordedColumn[]): ScanColumn[] {
  const names = columnNames(columns);
  return columns
    .filter(({ name }) => !POINT_NUMBER.has(name))
    .map((column) => ({
      name: names.get(column) as string,
      ...(column.source && { source: column.source }),
      ...unitOf(column),
      ...(column.dtype && { dtype: column.dtype }),
      shape: column.shape ?? [],
    }));
}
const unitOf = (column: RecordedColumn): { unit?: string } => {
  const unit = column.unit || TIMES[column.name];
  return unit ? { unit: unit.slice(0, 64) } : {};
};

/** Columns of one progress message: scalar, equally long, without the point number. */
export function pointColumns(columns: Record<string, unknown> | undefined): Record<string, unknown[]> | undefined {
  const kept = Object.entries(columns ?? {}).filter(
    (entry): entry is [string, unknown[]] => !POINT_NUMBER.has(entry[0]) && Array.isArray(entry[1]),
  );
  const length = kept[0]?.[1].length;
  return length ? Object.fromEntries(kept.filter(([, values]) => values.length === length)) : undefined;
}

export function detectorsOf({ counters, columns = [] }: StartMessage): string[] {
  const names = columnNames(columns);
  const isDetector = counters?.length
    ? ({ name }: RecordedColumn) => counters.includes(name)
    : ({ name, isMotor }: RecordedColumn) => !isMotor && !POINT_NUMBER.has(name) && !Object.hasOwn(TIMES, name);
  return columns.filter(isDetector).map((column) => names.get(column) as string);
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** `mot01 0.0 1.0` within a command: the two numbers after the motor's name. */
function rangeInCommand(command: string, motor: string): [number, number] | undefined {
  const words = command.split(/\s+/);
  const at = words.indexOf(motor, 1);
  if (at < 0) return undefined;
  const range = [words[at + 1], words[at + 2]].map((text) => (text ? Number(text) : NaN));
  return range.every(Number.isFinite) ? (range as [number, number]) : undefined;
}

/**
 * Motors with the range they are scanned over. The column has the absolute limits but not the direction, the command has the
 * direction, but for a relative scan (`dscan`) only differences: so limits from the one, direction from the other.
 */
export function motorsOf({ columns = [], scan }: StartMessage): ScannedMotor[] {
  const names = columnNames(columns);
  return columns
    .filter(({ isMotor }) => isMotor)
    .map((column) => {
      const name = names.get(column) as string;
      const [low, high] = [numberOf(column.min), numberOf(column.max)];
      const told = rangeInCommand(scan.title, name) ?? rangeInCommand(scan.title, column.name);
      const isAbsolute = !/^[dr]/.test(scan.title);
      const [from, to] =
        low !== undefined && high !== undefined
          ? told && told[0] > told[1]
            ? [high, low]
            : [low, high]
          : told && isAbsolute
            ? told
            : [undefined, undefined];
      return { name, ...(from !== undefined && { from }), ...(to !== undefined && { to }), ...unitOf(column) };
    });
}
