import { SciZooError } from '../errors';
import type { CaptureContent, CaptureForm, CaptureItem } from './configuration';
import { DEFAULT_TIMEOUT_MS, itemsOf, sourceText } from './configuration';
import { parseExpression } from './expression';
import { formFields } from './form-fields';
import { isReadAt, type ReadMoment } from './items-to-read';
import { tangoName } from './tango-name';

export const CAPTURE_FAULTS = [
  'name-missing',
  'key-missing',
  'key-illegal',
  'key-doubled',
  'key-reserved',
  'source-missing',
  'expression-bad',
  'expression-key-unknown',
  'expression-key-elsewhen',
  'form-unknown',
  'field-unknown',
  'plausible-reversed',
  'timeout-over-budget',
  'group-doubled',
  'group-name-missing',
  'form-doubled',
  'form-bad',
  'form-field-unasked',
  'form-field-key',
  'device-unknown',
  'device-unreachable',
  'attribute-unknown',
  'unit-differs',
  'budget-exceeded',
] as const;
export type CaptureFaultCode = (typeof CAPTURE_FAULTS)[number];

/** What is wrong with a configuration, and where; texts for people are made from the code. */
export interface CaptureFault {
  readonly code: CaptureFaultCode;
  /** An error keeps the version from being activated; a warning is for a person to judge. */
  readonly severity: 'error' | 'warning';
  /** Places in `groups` and `items`. */
  readonly group?: number;
  readonly item?: number;
  /** Of the item, or of what is meant otherwise. */
  readonly key?: string;
  /** What the text says beside the code: the unit of the device, the reason of an expression. */
  readonly detail?: string;
}

/** What is known of an attribute or element in the control system; by `sourceText` in lower case. */
export interface AttributeFacts {
  readonly state: 'found' | 'device-unknown' | 'device-unreachable' | 'attribute-unknown';
  readonly unit?: string;
  readonly reason?: string;
}
export interface CheckedAgainst {
  readonly attributes?: ReadonlyMap<string, AttributeFacts>;
  /** How long one snapshot took when it was tried. */
  readonly tookMs?: number;
}

/** Keys that the scan itself writes. */
const RESERVED_KEYS: readonly string[] = [
  'scan_command',
  'scan_type',
  'scan_state',
  'scan_outcome_reason',
  'scan_files',
  'detectors',
  'motors',
  'motor_ranges',
  'door',
  'visit',
  'user',
  'points_done',
  'points_total',
];
/** Letters, digits, `_` and `-`, a letter first: what every client can use as a name. */
const LEGAL_KEY = /^[A-Za-z][A-Za-z0-9_-]*$/u;
const isLegalKey = (key: string): boolean => LEGAL_KEY.test(key);

type Found = Omit<CaptureFault, 'group' | 'item' | 'key'>;
const error = (code: CaptureFaultCode, detail?: string): Found => ({
  code,
  severity: 'error',
  ...(detail === undefined ? {} : { detail }),
});
const warning = (code: CaptureFaultCode, detail?: string): Found => ({ ...error(code, detail), severity: 'warning' });

/** Everything that can be said of a configuration; errors and warnings in the order of the page. */
export function captureFaults(content: CaptureContent, against: CheckedAgainst = {}): CaptureFault[] {
  const seen = new Map<string, number>();
  for (const key of itemsOf(content).flatMap(keysOf)) seen.set(key, (seen.get(key) ?? 0) + 1);
  const faults = content.groups.flatMap((group, g): CaptureFault[] => [
    ...groupFaults(content, g).map((fault) => ({ ...fault, group: g })),
    ...group.items.flatMap((item, i) =>
      itemFaults(item, content, seen, against).map((fault) => ({ ...fault, group: g, item: i, key: item.key })),
    ),
  ]);
  const over = (against.tookMs ?? 0) > content.timeBudgetMs;
  return [...faults, ...formFaults(content), ...(over ? [warning('budget-exceeded', String(against.tookMs))] : [])];
}

export const hasErrors = (faults: readonly CaptureFault[]): boolean =>
  faults.some(({ severity }) => severity === 'error');

/** Keys under which an item stands in the record: what is read at both ends twice, a large list with its figures. */
function keysOf({ key, when, type }: CaptureItem): string[] {
  const keys = when === 'both' ? [key, `${key}_end`] : [key];
  if (type !== 'list' && type !== 'image') return keys;
  return keys.flatMap((one) => [one, ...['min', 'max', 'mean'].map((figure) => `${one}_${figure}`)]);
}

function groupFaults({ groups }: CaptureContent, at: number): Found[] {
  const { name } = groups[at] as CaptureContent['groups'][number];
  if (name.trim() === '') return [error('group-name-missing')];
  return groups.findIndex((group) => group.name === name) < at ? [error('group-doubled', name)] : [];
}

function formFaults(content: CaptureContent): CaptureFault[] {
  const forms = content.forms ?? [];
  return forms.flatMap((form, at): CaptureFault[] => {
    const { name, schema } = form;
    const isDoubled = forms.findIndex((other) => other.name === name) < at;
    const isForm = schema['type'] === 'object' && isObject(schema['properties']);
    const faults = [
      ...(isDoubled ? [error('form-doubled')] : []),
      ...(isForm ? formFieldFaults(form, content) : [error('form-bad')]),
    ];
    return faults.map((fault) => ({ ...fault, key: name }));
  });
}
/** A field that no item names is recorded under its own name, with a higher rank than what is measured. */
function formFieldFaults(form: CaptureForm, content: CaptureContent): Found[] {
  const items = itemsOf(content);
  const asked = new Set(formFields(form).map(({ name }) => name));
  return Object.keys(form.schema['properties'] as object).flatMap((field): Found[] => {
    if (!asked.has(field)) return [error('form-field-unasked', field)];
    const isNamed = items.some(({ source }) => source.form === form.name && source.field === field);
    if (isNamed) return [];
    if (items.some((item) => keysOf(item).includes(field)) || RESERVED_KEYS.includes(field))
      return [error('form-field-key', field)];
    return isLegalKey(field) ? [] : [warning('form-field-key', field)];
  });
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function itemFaults(
  item: CaptureItem,
  content: CaptureContent,
  seen: ReadonlyMap<string, number>,
  { attributes }: CheckedAgainst,
): Found[] {
  const { key, plausible } = item;
  const faults: Found[] = [];
  if (item.name.trim() === '') faults.push(error('name-missing'));
  if (key === '') faults.push(error('key-missing'));
  else if (!isLegalKey(key)) faults.push(error('key-illegal', key));
  else if (RESERVED_KEYS.includes(key)) faults.push(error('key-reserved', key));
  else faults.push(...doubled(item, seen));
  if (plausible?.min != null && plausible.max != null && plausible.min > plausible.max)
    faults.push(error('plausible-reversed'));
  if (item.source.kind === 'tango' && (item.timeoutMs ?? DEFAULT_TIMEOUT_MS) > content.timeBudgetMs && item.timeoutMs)
    faults.push(warning('timeout-over-budget', String(item.timeoutMs)));
  return [...faults, ...sourceFaults(item, content, seen), ...deviceFaults(item, attributes)];
}

function doubled(item: CaptureItem, seen: ReadonlyMap<string, number>): Found[] {
  const twice = keysOf(item).find((key) => (seen.get(key) ?? 0) > 1);
  return twice === undefined ? [] : [error('key-doubled', twice)];
}

function sourceFaults(item: CaptureItem, content: CaptureContent, seen: ReadonlyMap<string, number>): Found[] {
  const { source } = item;
  switch (source.kind) {
    case 'tango': {
      const isWhole = source.device && source.attribute && tangoName(sourceText(source))?.attribute !== undefined;
      return isWhole ? [] : [error('source-missing')];
    }
    case 'sardana':
      return tangoName(source.element ?? '') ? [] : [error('source-missing')];
    case 'constant':
      return source.value === undefined || source.value === null || source.value === ''
        ? [error('source-missing')]
        : [];
    case 'form':
      return fieldFaults(source, content);
    case 'computed':
      return expressionFaults(item, content, seen);
  }
}
function fieldFaults({ form: name, field }: CaptureItem['source'], { forms }: CaptureContent): Found[] {
  const form = forms?.find((candidate) => candidate.name === name);
  if (!form) return [error('form-unknown', name ?? '')];
  const fields = form.schema['properties'];
  return isObject(fields) && Object.hasOwn(fields, field ?? '') ? [] : [error('field-unknown', field ?? '')];
}
const MOMENTS: readonly ReadMoment[] = ['start', 'end', 'point'];
function expressionFaults(item: CaptureItem, content: CaptureContent, seen: ReadonlyMap<string, number>): Found[] {
  const items = itemsOf(content);
  const moments = MOMENTS.filter((moment) => isReadAt(item, moment));
  try {
    return parseExpression(item.source.expression ?? '').keys.flatMap((key): Found[] => {
      const needed = items.find((other) => other.key === key);
      if (!needed) return seen.has(key) ? [] : [error('expression-key-unknown', key)];
      // a form is filled in by somebody at some time, and a change comes when it comes
      const isThere = needed.source.kind !== 'form' && moments.length > 0;
      return isThere && moments.every((moment) => isReadAt(needed, moment))
        ? []
        : [error('expression-key-elsewhen', key)];
    });
  } catch (fault) {
    if (fault instanceof SciZooError) return [error('expression-bad', fault.message)];
    throw fault;
  }
}

function deviceFaults({ source, unit }: CaptureItem, attributes: CheckedAgainst['attributes']): Found[] {
  if (source.kind !== 'tango' && source.kind !== 'sardana') return [];
  const facts = attributes?.get(sourceText(source).toLowerCase());
  if (!facts) return [];
  // A device that is off today may be on tomorrow: only what the database does not know is an error.
  if (facts.state === 'device-unreachable') return [warning('device-unreachable', facts.reason)];
  if (facts.state !== 'found') return [error(facts.state, facts.reason)];
  return unit && facts.unit && !isSameUnit(unit, facts.unit) ? [warning('unit-differs', facts.unit)] : [];
}

/** The two letters for micro look the same and are told apart by nobody. */
const isSameUnit = (a: string, b: string): boolean => plainUnit(a) === plainUnit(b);
const plainUnit = (unit: string): string => unit.normalize('NFKC').trim();
