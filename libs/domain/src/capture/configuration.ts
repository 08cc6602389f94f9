/** What a beamline records beside the scan itself: the vocabulary of SciDog, SciFish and the Tango harvester. */

export const CAPTURE_SOURCES = ['tango', 'sardana', 'constant', 'form', 'computed'] as const;
export type CaptureSourceKind = (typeof CAPTURE_SOURCES)[number];
export const ITEM_TYPES = ['number', 'text', 'yes-no', 'list', 'image'] as const;
export type ItemType = (typeof ITEM_TYPES)[number];
/** `both` is start and end. */
export const READ_WHEN = ['start', 'end', 'both', 'point', 'change'] as const;
export type ReadWhen = (typeof READ_WHEN)[number];

/** Where a value comes from; which members count depends on `kind`. */
export interface CaptureSource {
  readonly kind: CaptureSourceKind;
  /** tango: `B310A-E01/DIA/TCO-02`; names of devices and attributes know no case. */
  readonly device?: string | null;
  readonly attribute?: string | null;
  /** sardana: name of a motor, counter or other element. */
  readonly element?: string | null;
  /** constant */
  readonly value?: unknown;
  /** form: name of the form and of its field. */
  readonly form?: string | null;
  readonly field?: string | null;
  /** computed: arithmetic over keys of other items, see `expression.ts`. */
  readonly expression?: string | null;
}

/** What a value is expected to be like; outside of it the capture health speaks up, the value is recorded all the same. */
export interface PlausibleValues {
  readonly min?: number | null;
  readonly max?: number | null;
  /** The same value in so many scans in a row is suspicious. */
  readonly frozenScans?: number | null;
}

export interface CaptureItem {
  readonly name: string;
  /** Key in the scientific metadata of the dataset. */
  readonly key: string;
  readonly source: CaptureSource;
  readonly when: ReadWhen;
  readonly unit?: string | null;
  readonly type?: ItemType | null;
  readonly timeoutMs?: number | null;
  /** change: at most one record in this time. */
  readonly intervalMs?: number | null;
  readonly required?: boolean | null;
  readonly description?: string | null;
  readonly nexus?: string | null;
  readonly panet?: string | null;
  readonly plausible?: PlausibleValues | null;
}

/** A group holds for scans that match each list that is not empty. */
export interface GroupLimits {
  readonly scanKinds?: readonly string[] | null;
  readonly techniques?: readonly string[] | null;
  readonly proposals?: readonly string[] | null;
}

/** The order in the list is the order on the page. */
export interface CaptureGroup {
  readonly name: string;
  readonly enabled: boolean;
  readonly limits?: GroupLimits | null;
  readonly items: readonly CaptureItem[];
}

/** Questions to the user: a JSON Schema of type object, whose properties are the fields. */
export interface CaptureForm {
  readonly name: string;
  readonly title: string;
  readonly schema: Record<string, unknown>;
}

export interface CaptureContent {
  /** Time that one snapshot may take as a whole. */
  readonly timeBudgetMs: number;
  readonly groups: readonly CaptureGroup[];
  readonly forms?: readonly CaptureForm[] | null;
}

export const DEFAULT_TIMEOUT_MS = 1000;
const DEFAULT_BUDGET_MS = 500;
/** `change`: at most one record in this time, if the item says nothing else. */
export const DEFAULT_INTERVAL_MS = 1000;

export const emptyContent = (): CaptureContent => ({ timeBudgetMs: DEFAULT_BUDGET_MS, groups: [], forms: [] });
export const itemsOf = (content: CaptureContent): CaptureItem[] => content.groups.flatMap(({ items }) => [...items]);

/** `device/attribute` as people write it, for tango; the short name of any other source. */
export function sourceText(source: CaptureSource): string {
  switch (source.kind) {
    case 'tango':
      return [source.device, source.attribute].filter(Boolean).join('/');
    case 'sardana':
      return source.element ?? '';
    case 'constant':
      return typeof source.value === 'string' ? source.value : JSON.stringify(source.value ?? null);
    case 'form':
      return [source.form, source.field].filter(Boolean).join('/');
    case 'computed':
      return source.expression ?? '';
  }
}
