/** Free metadata as lines that a person edits; what nobody touched goes back exactly as it came. */
export interface Line {
  readonly id: number;
  readonly key: string;
  /** As typed; a structure as JSON. */
  readonly text: string;
  readonly unit: string;
  /** A structure of its own: objects, and lists that are no plain values. */
  readonly nested: boolean;
  /** A text of some length, or of several lines. */
  readonly long?: boolean;
  readonly original?: unknown;
  readonly touched: boolean;
}
export type LineFault = 'key' | 'twice' | 'json' | 'number';

const NUMBER = /^[-+−]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
type Map = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object';
const isPlainList = (value: unknown): value is unknown[] => Array.isArray(value) && value.every(isPlain);
const isQuantity = (value: unknown): value is Map =>
  isMap(value) && 'value' in value && (isPlain(value['value']) || isPlainList(value['value']));

const written = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** The catalogue computes these from value and unit. */
const COMPUTED = new Set(['valueSI', 'unitSI']);
/** As a person wrote it, for showing and for copies. */
export function withoutComputed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutComputed);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([name]) => !COMPUTED.has(name));
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutComputed(item)]));
}

const LONG = 60;
const isLong = (text: string): boolean => text.length > LONG || text.includes('\n');

function lineOf(key: string, original: unknown, id: number): Line {
  const base = { id, key, original, touched: false };
  if (isQuantity(original))
    return { ...base, nested: false, text: written(original['value']), unit: written(original['unit']) };
  if (isPlain(original) || isPlainList(original)) {
    const text = written(original);
    return { ...base, nested: false, text, unit: '', ...(isLong(text) && { long: true }) };
  }
  return { ...base, nested: true, text: JSON.stringify(withoutComputed(original), null, 2), unit: '' };
}
export const linesOf = (metadata: Map): Line[] =>
  Object.entries(metadata).map(([key, value], at) => lineOf(key, value, at));

/** What the text says, in the type that stood there before. */
function valueOf({ text, unit, original }: Line): unknown {
  const typed = text.trim();
  const before = isQuantity(original) ? original['value'] : original;
  if (Array.isArray(before)) return JSON.parse(typed) as unknown;
  if (typeof before === 'boolean' && /^(true|false)$/i.test(typed)) return typed.toLowerCase() === 'true';
  if (typeof before === 'string' && !unit.trim()) return text;
  return NUMBER.test(typed) ? Number(typed.replace('−', '-')) : text;
}
function entryOf(line: Line): unknown {
  if (!line.touched) return line.original;
  if (line.nested) return JSON.parse(line.text) as unknown;
  const value = valueOf(line);
  const unit = line.unit.trim();
  if (!isQuantity(line.original)) return unit ? { value, unit } : value;
  const kept = Object.entries(line.original).filter(([name]) => !COMPUTED.has(name) && name !== 'unit');
  return { ...Object.fromEntries(kept), value, ...(unit && { unit }) };
}
/** Nothing was typed in a line that somebody added. */
export const isBlank = ({ key, text, unit, original }: Line): boolean =>
  original === undefined && `${key}${text}${unit}`.trim() === '';

export function faultOf(line: Line, lines: readonly Line[]): LineFault | null {
  if (isBlank(line)) return null;
  const key = line.key.trim();
  if (key === '') return 'key';
  if (lines.some((other) => other.id < line.id && !isBlank(other) && other.key.trim() === key)) return 'twice';
  if (!line.touched) return null;
  try {
    const entry = entryOf(line);
    return isQuantity(entry) && line.unit.trim() !== '' && typeof entry['value'] === 'string' ? 'number' : null;
  } catch {
    return 'json';
  }
}
/** @returns null while a line has a fault */
export function metadataOf(lines: readonly Line[]): Record<string, unknown> | null {
  if (lines.some((line) => faultOf(line, lines))) return null;
  return Object.fromEntries(lines.filter((line) => !isBlank(line)).map((line) => [line.key.trim(), entryOf(line)]));
}

/** Offered while typing; any other unit may be typed too. */
export const COMMON_UNITS = [
  ...['mm', 'um', 'nm', 'angstrom', 'cm', 'm', 'g', 'mg', 'ug', 'kg', 'K', 'degC', 's', 'ms', 'min', 'h'],
  ...[
    'eV',
    'keV',
    'V',
    'mV',
    'A',
    'mA',
    'Pa',
    'mbar',
    'bar',
    'Hz',
    'kHz',
    'deg',
    'mrad',
    'T',
    'mol',
    'mmol',
    'l',
    'ml',
  ],
  ...['mol/l', 'mg/ml', 'g/cm^3', '%'],
] as const;
