import {
  type CaptureContent,
  type CaptureItem,
  DEFAULT_TIMEOUT_MS,
  type MadeValue,
  madeValues,
  sourceText,
} from '@scizoo/domain';
import type { CapturedValue } from '@scizoo/messaging';
import type { Reading, TangoGateway } from '@scizoo/tango-gateway';
import { attributeOf, capturedOf, isRead, keyWith } from './captured-values';
import { NOTHING_TOLD, type ToldValues } from './sardana-values';

/** Kinds of items that are read here; the others are told by who has them. */
export const READ_HERE = ['tango', 'sardana', 'constant', 'computed'] as const;
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

const toldOf = (item: CaptureItem, told: ToldValues): Reading | undefined =>
  item.source.kind === 'sardana' ? told.get(attributeOf(item).toLowerCase()) : undefined;

/**
 * All items at once: attributes in parallel, each within its own time, all within that of the snapshot.
 * @param told what Sardana has told already, which needs no asking
 */
export async function takeSnapshot(
  items: readonly CaptureItem[],
  moment: string,
  { timeBudgetMs }: Pick<CaptureContent, 'timeBudgetMs'>,
  gateway: Pick<TangoGateway, 'read'>,
  told: ToldValues = NOTHING_TOLD,
): Promise<Snapshot> {
  const now = new Date();
  const asked = items.filter((item) => isRead(item) && !toldOf(item, told));
  const readings = await readAll(asked, timeBudgetMs, gateway);
  return snapshotOf(items, moment, (item) =>
    capturedOf(item, toldOf(item, told) ?? (readings.get(attributeOf(item)) as Reading), keyAt(item, moment), now),
  );
}

/** The same items as not read: a gap is a fact, and a value of another time would be a lie. */
export const notRead = (
  items: readonly CaptureItem[],
  moment: string,
  reason: string,
  told: ToldValues = NOTHING_TOLD,
): Snapshot =>
  snapshotOf(items, moment, (item) => {
    const reading = toldOf(item, told);
    const key = keyAt(item, moment);
    if (reading) return capturedOf(item, reading, key, new Date());
    return [{ key, source: attributeOf(item), error: `not read: ${reason}` }];
  });

function snapshotOf(
  items: readonly CaptureItem[],
  moment: string,
  read: (item: CaptureItem) => CapturedValue[],
): Snapshot {
  const byItem = new Map<CaptureItem, CapturedValue[]>();
  for (const item of items) if (isRead(item)) byItem.set(item, read(item));
  const known = Object.fromEntries([...byItem].map(([{ key }, [first]]) => [key, first?.value]));
  for (const [item, made] of madeValues(items, known)) byItem.set(item, [madeHere(item, moment, made)]);
  const values = fitting(items.map((item) => byItem.get(item) ?? []));
  const missing = items.filter((item) => item.required && (byItem.get(item) ?? []).some(isMissing));
  return { values, missing };
}

/** An event has room for so many values: where they are more, the figures of lists go first, from the end. */
function fitting(ofItems: readonly (readonly CapturedValue[])[]): CapturedValue[] {
  let over = ofItems.flat().length - MOST_VALUES;
  const kept = [...ofItems].reverse().map((values) => {
    const figures = Math.max(0, Math.min(over, values.length - 1));
    over -= figures;
    return values.slice(0, values.length - figures);
  });
  return kept.reverse().flat().slice(0, MOST_VALUES);
}

async function readAll(
  items: readonly CaptureItem[],
  timeoutMs: number,
  gateway: Pick<TangoGateway, 'read'>,
): Promise<ReadonlyMap<string, Reading>> {
  const perAttributeMs: Record<string, number> = {};
  for (const item of items) {
    const name = attributeOf(item);
    const limit = item.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    perAttributeMs[name] = Math.max(perAttributeMs[name] ?? 0, limit);
  }
  const names = Object.keys(perAttributeMs);
  const readings = names.length > 0 ? await gateway.read(names, { timeoutMs, perAttributeMs }) : [];
  return new Map(readings.map((reading) => [reading.name, reading]));
}

const madeHere = (item: CaptureItem, moment: string, made: MadeValue): CapturedValue => ({
  key: keyAt(item, moment),
  ...made,
  ...(item.unit && { unit: item.unit }),
  source: item.source.kind === 'constant' ? 'constant' : sourceText(item.source).slice(0, 512),
});
