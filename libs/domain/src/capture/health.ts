import { type CaptureContent, type CaptureItem } from './configuration';
import { groupHolds, isReadAt } from './items-to-read';

/** A value as the record of a scan has it. */
export interface RecordedValue {
  readonly value?: unknown;
  readonly unit?: string | null;
  readonly error?: string | null;
}
export interface ScanForHealth {
  readonly pid: string;
  readonly startTime: Date;
  readonly scanKind?: string | null;
  readonly technique?: string | null;
  readonly proposal?: string | null;
  readonly values: ReadonlyMap<string, RecordedValue>;
}
export const ITEM_PROBLEMS = ['missing', 'out-of-range', 'frozen', 'unit-changed'] as const;
export type ItemProblem = (typeof ITEM_PROBLEMS)[number];

export interface ItemHealth {
  readonly key: string;
  readonly name: string;
  readonly isRequired: boolean;
  /** In how many of the scans it was to be recorded, and in how many it was. */
  readonly expected: number;
  readonly arrived: number;
  readonly lastError: string | null;
  readonly lastErrorAt: Date | null;
  readonly lastValue: unknown;
  readonly unit: string | null;
  readonly problems: readonly ItemProblem[];
}
/** One scan may be odd; so many in a row are not chance. */
const SCANS_IN_A_ROW = 2;

/** Read once per scan, so that its absence means something: values of points and of changes may well not come. */
const isExpected = (item: CaptureItem): boolean =>
  item.source.kind !== 'form' && (isReadAt(item, 'start') || isReadAt(item, 'end'));
const isThere = (recorded: RecordedValue | undefined): boolean =>
  recorded !== undefined && (recorded.error === undefined || recorded.error === null) && recorded.value !== undefined;

/** How often the newest in the list are so, without a break. */
function streak<T>(newestFirst: readonly T[], isSo: (entry: T) => boolean): number {
  const end = newestFirst.findIndex((entry) => !isSo(entry));
  return end === -1 ? newestFirst.length : end;
}
const isOutside = (value: unknown, { plausible }: CaptureItem): boolean =>
  typeof value === 'number' &&
  ((plausible?.min != null && value < plausible.min) || (plausible?.max != null && value > plausible.max));

/** The unit that the configuration names, else the one before. */
function hasOtherUnit(item: CaptureItem, there: readonly RecordedValue[]): boolean {
  const [newest, ...before] = there.map(({ unit }) => unit ?? '');
  if (newest === undefined) return false;
  const expected = item.unit || before.find((unit) => unit !== newest);
  return expected !== undefined && newest !== '' && expected !== '' && newest !== expected;
}

function problemsOf(item: CaptureItem, newestFirst: readonly (RecordedValue | undefined)[]): ItemProblem[] {
  const there = newestFirst.filter((one): one is RecordedValue => isThere(one));
  const values = there.map(({ value }) => value);
  const frozen = item.plausible?.frozenScans ?? Number.POSITIVE_INFINITY;
  const found: Readonly<Record<ItemProblem, boolean>> = {
    missing: streak(newestFirst, (one) => !isThere(one)) >= SCANS_IN_A_ROW,
    'out-of-range': streak(values, (value) => isOutside(value, item)) >= SCANS_IN_A_ROW,
    frozen: streak(values, (value) => JSON.stringify(value) === JSON.stringify(values[0])) >= frozen,
    'unit-changed': hasOtherUnit(item, there),
  };
  return ITEM_PROBLEMS.filter((problem) => found[problem]);
}

/**
 * How the items of a configuration fared in the latest finished scans of the beamline.
 * @param since when the configuration came into force: earlier scans do not lack what nobody had asked for yet
 */
export function itemHealth(
  content: CaptureContent,
  scans: readonly ScanForHealth[],
  since = new Date(0),
): ItemHealth[] {
  const newestFirst = [...scans].sort((a, b) => b.startTime.getTime() - a.startTime.getTime());
  return content.groups.flatMap((group) => {
    const concerned = newestFirst.filter((scan) => groupHolds(group, scan));
    return group.items.filter(isExpected).map((item) =>
      healthOf(
        item,
        concerned.filter(({ startTime, values }) => startTime >= since || values.has(item.key)),
      ),
    );
  });
}
function healthOf(item: CaptureItem, newestFirst: readonly ScanForHealth[]): ItemHealth {
  const recorded = newestFirst.map(({ values }) => values.get(item.key));
  const failed = newestFirst.find(({ values }) => values.get(item.key)?.error);
  const last = recorded.find(isThere);
  return {
    key: item.key,
    name: item.name,
    isRequired: item.required ?? false,
    expected: recorded.length,
    arrived: recorded.filter(isThere).length,
    lastError: failed?.values.get(item.key)?.error ?? null,
    lastErrorAt: failed?.startTime ?? null,
    lastValue: last?.value ?? null,
    unit: last?.unit ?? item.unit ?? null,
    problems: problemsOf(item, recorded),
  };
}

export interface NumberedScan {
  readonly door: string;
  readonly number: number;
  readonly startTime: Date;
  /** When the catalogue first heard of it. */
  readonly arrivedAt: Date;
}
export interface MissingScan {
  readonly door: string;
  readonly number: number;
}
/** A jump as wide as this is a counter that was set, not a loss. */
const WIDEST_GAP = 100;

/** Numbers that a door left out. The next scan must have been there for `graceMs`: the one before may be on its way. */
export function missingScans(scans: readonly NumberedScan[], now: Date, graceMs: number): MissingScan[] {
  const missing: MissingScan[] = [];
  for (const door of new Set(scans.map((scan) => scan.door))) {
    const ofDoor = scans.filter((scan) => scan.door === door);
    const seen = new Set(ofDoor.map(({ number }) => number));
    const inOrder = [...ofDoor].sort((a, b) => a.startTime.getTime() - b.startTime.getTime() || a.number - b.number);
    inOrder.forEach((scan, index) => {
      const before = inOrder[index - 1]?.number ?? scan.number;
      const isWide = scan.number - before > WIDEST_GAP;
      if (isWide || now.getTime() - scan.arrivedAt.getTime() < graceMs) return;
      for (let number = before + 1; number < scan.number; number++)
        if (!seen.has(number)) missing.push({ door, number });
    });
  }
  return missing;
}
