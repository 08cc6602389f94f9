import { type Field, fieldsOf, type Shape } from './field';
import { validatorOf } from './json-schema';

/** Faults that are told; a body with thousands of them would keep the process busy for long. */
const FAULTS_TOLD = 20;

/**
 * The body as instances of the declared classes, which class-validator wants. Free content is taken as it is: copying it
 * takes time that grows with the square of its keys. Of many unknown fields or faulty items only the first are kept.
 */
export function dressed(shape: Shape, body: object): object {
  const fields = fieldsOf(shape);
  const instance = new (shape as new () => Record<string, unknown>)();
  let unknown = 0;
  for (const [name, value] of Object.entries(body)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field) instance[name] = dressedValue(field, value);
    else if (++unknown <= FAULTS_TOLD) instance[name] = value;
  }
  return instance;
}
export const isMap = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function dressedValue(field: Field, value: unknown): unknown {
  if (field.kind === 'nested') return isMap(value) ? dressed(field.of(), value) : value;
  if (field.kind !== 'list' || typeof field.of !== 'function' || !Array.isArray(value)) return value;
  const item = field.of();
  const isFine = validatorOf(item);
  // Holes in place of what is fine: places and length stay.
  const faulty = new Array<unknown>(value.length);
  let count = 0;
  for (let i = 0; i < value.length && count < FAULTS_TOLD; i++) {
    const element = value[i] as unknown;
    if (isFine(element)) continue;
    faulty[i] = isMap(element) ? dressed(item, element) : element;
    count++;
  }
  return faulty;
}
