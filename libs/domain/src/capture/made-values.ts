import type { CaptureItem } from './configuration';
import { parseExpression } from './expression';

export interface MadeValue {
  readonly value?: unknown;
  /** Why nothing can be computed. */
  readonly error?: string;
}
type Values = Readonly<Record<string, unknown>>;

/**
 * Values of constants, and of what is computed from them and from what was read.
 * @param read values by key
 */
export function madeValues(items: readonly CaptureItem[], read: Values): Map<CaptureItem, MadeValue> {
  const made = new Map<CaptureItem, MadeValue>();
  const known: Record<string, unknown> = Object.assign(Object.create(null), read);
  const keep = (item: CaptureItem, value: MadeValue) => {
    made.set(item, value);
    known[item.key] = value.value;
  };
  for (const item of items) if (item.source.kind === 'constant') keep(item, { value: item.source.value ?? null });
  for (const item of inOrderOfNeed(items)) keep(item, computed(item.source.expression, known));
  return made;
}

function computed(expression: string | null | undefined, values: Values): MadeValue {
  try {
    return { value: parseExpression(expression ?? '').evaluate(values) };
  } catch (error) {
    return { error: `not computed: ${(error as Error).message}`.slice(0, 1000) };
  }
}

/** What is computed from something computed comes after it; what goes in a circle comes as it is, and cannot be computed. */
function inOrderOfNeed(items: readonly CaptureItem[]): CaptureItem[] {
  let waiting = items.filter(({ source }) => source.kind === 'computed');
  const order: CaptureItem[] = [];
  while (waiting.length > 0) {
    const keys = new Set(waiting.map(({ key }) => key));
    const ready = waiting.filter(({ source }) => !keysNeeded(source.expression).some((key) => keys.has(key)));
    order.push(...(ready.length > 0 ? ready : waiting));
    waiting = ready.length > 0 ? waiting.filter((item) => !ready.includes(item)) : [];
  }
  return order;
}
function keysNeeded(expression: string | null | undefined): readonly string[] {
  try {
    return parseExpression(expression ?? '').keys;
  } catch {
    // It cannot be computed, which is told with its value.
    return [];
  }
}

/** What is recorded in place of a large list or an image; where it is stands beside it. */
export const listText = (shape: readonly number[], missing = 0): string =>
  `array of ${shape.join(' x ')} values${missing > 0 ? `, ${missing} of them missing` : ''}, not copied`;
