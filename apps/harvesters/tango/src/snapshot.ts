import { type CaptureContent, type CaptureItem, DEFAULT_TIMEOUT_MS, parseExpression } from '@scizoo/domain';
import type { CapturedValue } from '@scizoo/messaging';
import type { Reading, TangoGateway } from '@scizoo/tango-gateway';
import { attributeOf, capturedOf, keyWith } from './captured-values';

/** Kinds of items that are read here; the others are told by who has them. */
export const READ_HERE = ['tango', 'constant', 'computed'] as const;
const MOST_VALUES = 2000;

export interface Snapshot {
  readonly values: CapturedValue[];
  /** Required items of which there is no value. */
  readonly missing: readonly CaptureItem[];
}
const isMissing = ({ error, value, quality }: CapturedValue): boolean =>
  error !== undefined || value === null || value === undefined || quality === 'invalid';

/** Under which key a value stands: what is read at both ends of a scan keeps both. */
const keyAt = ({ key, when }: CaptureItem, moment: string): string =>
  when === 'both' && moment === 'end' ? keyWith(key, '_end') : key;

/** All items at once: attributes in parallel, each within its own time, all within that of the snapshot. */
export async function takeSnapshot(
  items: readonly CaptureItem[],
  moment: string,
  { timeBudgetMs }: Pick<CaptureContent, 'timeBudgetMs'>,
  gateway: Pick<TangoGateway, 'read'>,
): Promise<Snapshot> {
  const now = new Date();
  const readings = await readAll(items, timeBudgetMs, gateway);
  return snapshotOf(items, moment, (item) =>
    capturedOf(item, readings.get(attributeOf(item)) as Reading, keyAt(item, moment), now),
  );
}

/** The same items as not read: a gap is a fact, and a value of another time would be a lie. */
export const notRead = (items: readonly CaptureItem[], moment: string, reason: string): Snapshot =>
  snapshotOf(items, moment, (item) => [
    { key: keyAt(item, moment), source: attributeOf(item), error: `not read: ${reason}` },
  ]);

function snapshotOf(
  items: readonly CaptureItem[],
  moment: string,
  read: (item: CaptureItem) => CapturedValue[],
): Snapshot {
  const byItem = new Map<CaptureItem, CapturedValue[]>();
  for (const item of items) if (item.source.kind === 'tango') byItem.set(item, read(item));
  for (const item of items) if (item.source.kind === 'constant') byItem.set(item, [constant(item, moment)]);
  const known = Object.fromEntries([...byItem].map(([{ key }, [first]]) => [key, first?.value]));
  for (const item of items) if (item.source.kind === 'computed') byItem.set(item, [computed(item, moment, known)]);
  const values = items.flatMap((item) => byItem.get(item) ?? []);
  const missing = items.filter((item) => item.required && (byItem.get(item) ?? []).some(isMissing));
  return { values: values.slice(0, MOST_VALUES), missing };
}

async function readAll(
  items: readonly CaptureItem[],
  timeoutMs: number,
  gateway: Pick<TangoGateway, 'read'>,
): Promise<ReadonlyMap<string, Reading>> {
  const perAttributeMs: Record<string, number> = {};
  for (const item of items.filter(({ source }) => source.kind === 'tango')) {
    const name = attributeOf(item);
    const limit = item.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    perAttributeMs[name] = Math.max(perAttributeMs[name] ?? 0, limit);
  }
  const names = Object.keys(perAttributeMs);
  const readings = names.length > 0 ? await gateway.read(names, { timeoutMs, perAttributeMs }) : [];
  return new Map(readings.map((reading) => [reading.name, reading]));
}

const constant = (item: CaptureItem, moment: string): CapturedValue => ({
  key: keyAt(item, moment),
  value: item.source.value ?? null,
  ...(item.unit && { unit: item.unit }),
  source: 'constant',
});

type Values = Readonly<Record<string, unknown>>;
function computed(item: CaptureItem, moment: string, values: Values): CapturedValue {
  const expression = item.source.expression ?? '';
  const facts = { key: keyAt(item, moment), ...(item.unit && { unit: item.unit }), source: expression.slice(0, 512) };
  try {
    return { ...facts, value: parseExpression(expression).evaluate(values) };
  } catch (error) {
    return { ...facts, error: `not computed: ${(error as Error).message}`.slice(0, 1000) };
  }
}
