import { encodeKey } from '@scizoo/domain';
import type { MetadataCondition } from '../query/metadata-condition';
import type { Fields } from '../schema/record-kind';
import { conversionOf, membersOf } from '../schema/units';

const isMap = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);

/** The value at a base value, as people read it in a list. */
const THREE_DIGITS = 3;
function inUnit(base: unknown, factor: number, offset: number): unknown {
  if (Array.isArray(base)) return base.map((item) => inUnit(item, factor, offset));
  return typeof base === 'number' ? Number(((base - offset) / factor).toPrecision(THREE_DIGITS)) : base;
}

function converted(quantity: Fields, unit: string): Fields {
  const { factor, offset, unitSI } = conversionOf(unit);
  const { value = 'value', unit: unitName = 'unit' } = membersOf(quantity);
  if (quantity['unitSI'] !== unitSI || quantity[unitName] === unit) return quantity;
  return { ...quantity, [value]: inUnit(quantity['valueSI'], factor, offset), [unitName]: unit };
}

/** A copy of the node in which the quantity at the path has another unit. */
function at(node: unknown, [name, ...rest]: readonly string[], unit: string): unknown {
  if (name === undefined) return isMap(node) ? converted(node, unit) : node;
  if (!isMap(node) || !Object.hasOwn(node, name)) return node;
  return { ...node, [name]: at(node[name], rest, unit) };
}

/** SciCat's search shows values in the units in which they were searched for; `metadata` as it is stored. */
export function inAskedUnits(metadata: unknown, conditions: readonly MetadataCondition[]): unknown {
  let result = metadata;
  for (const { key, unit } of conditions) {
    if (!unit) continue;
    result = at(result, [encodeKey(key)], unit);
    if (key.includes('.')) result = at(result, key.split('.').map(encodeKey), unit);
  }
  return result;
}
