/** What conditions on metadata mean, for the reference. */
export type Json = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);

/** Factor and offset to a base unit, and which base. */
const UNITS: Readonly<Record<string, readonly [base: string, factor: number, offset: number]>> = {
  eV: ['J', 1.602176634e-19, 0],
  keV: ['J', 1.602176634e-16, 0],
  mm: ['m', 1e-3, 0],
  cm: ['m', 1e-2, 0],
  degC: ['K', 1, 273.15],
  K: ['K', 1, 0],
};
const NEARLY = 1e-9;
const isNear = (a: number, b: number) => Math.abs(a - b) <= Math.abs(b) * NEARLY;

export interface MetadataTest {
  readonly key: string;
  readonly relation: string;
  readonly value?: unknown;
  readonly until?: number;
  readonly unit?: string;
}

/** What stands under a key: of that very name, or inside of objects whose names the dots part. */
function itemsAt(metadata: unknown, key: string): unknown[] {
  const inner = key.split('.').reduce<unknown>((node, part) => (isMap(node) ? node[part] : undefined), metadata);
  return [isMap(metadata) ? metadata[key] : undefined, inner].filter((item) => item !== undefined);
}

const NUMERIC: Readonly<Record<string, (value: number, given: number, until: number) => boolean>> = {
  equal: isNear,
  greater: (value, given) => value > given,
  less: (value, given) => value < given,
  'at-least': (value, given) => value >= given,
  'at-most': (value, given) => value <= given,
  between: (value, given, until) => value >= given && value <= until,
  inside: (value, given, until) => value > given && value < until,
};

/** A condition on metadata, of SciCat's search page and of our own. */
export function passesMetadata({ key, relation, value: given, until, unit }: MetadataTest, record: Json): boolean {
  const items = itemsAt(record['scientificMetadata'], key);
  if (relation === 'exists') return items.length > 0;
  if (relation === 'missing') return items.length === 0;
  if (relation === 'not-equal')
    return items.length > 0 && !passesMetadata({ key, relation: 'equal', value: given, ...(unit && { unit }) }, record);
  const bare = items.flatMap((item) => (isMap(item) ? [item['value'], item['v']] : item));
  if (relation === 'contains')
    return bare.some((item) => typeof item === 'string' && item.toLowerCase().includes(String(given).toLowerCase()));
  if (relation === 'starts-with')
    return bare.some((item) => typeof item === 'string' && item.toLowerCase().startsWith(String(given).toLowerCase()));
  if (typeof given === 'string') return bare.includes(given);
  const holds = NUMERIC[relation]!;
  if (!unit) return bare.some((item) => typeof item === 'number' && holds(item, given as number, until as number));
  const [base, factor, offset] = UNITS[unit]!;
  return items.some((item) => {
    if (!isMap(item) || typeof item['unit'] !== 'string' || typeof item['value'] !== 'number') return false;
    const [ofItem, itsFactor, itsOffset] = UNITS[item['unit']]!;
    const inBase = (x: number) => x * factor + offset;
    return ofItem === base && holds(item['value'] * itsFactor + itsOffset, inBase(given as number), inBase(until ?? 0));
  });
}
