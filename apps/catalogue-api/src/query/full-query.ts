import { invalid } from '@scizoo/domain';
import { fieldsOf, isMoment, type Shape } from '@scizoo/service-kit';
import type { RecordKind } from '../schema/record-kind';
import { asEqual } from './as-stored';
import { type Condition, LIMITS, type Query, type Scalar, type Test, WHOLE_TEXT } from './condition';
import { type Place, placeOf, presentName } from './field-paths';
import { jsonParameter } from './json-parameter';
import { type MetadataCondition, metadataCondition, scicatCondition } from './metadata-condition';
import { escapePattern } from './safe-pattern';
import { v3Limits, v3Where } from './v3-filter';

type Given = Record<string, unknown>;
type Renamed = Readonly<Record<string, string>>;
const isMap = (value: unknown): value is Given => value !== null && typeof value === 'object' && !Array.isArray(value);

const isWord = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** Words OR-ed, quotes make a phrase, minus excludes. */
function textCondition(kind: RecordKind, text: unknown): Condition {
  if (typeof text !== 'string') throw invalid('fields.text must be a text');
  if (text.length > LIMITS.regexLength) throw invalid(`fields.text is longer than ${LIMITS.regexLength} characters`);
  if (text.trim() === '') return { all: [] };
  if (kind.storage.text) return { path: WHOLE_TEXT, tests: [{ op: 'search', text }] };
  return inTextFields(kind, text);
}

/** The same without a text index, for kinds of which there are few: the beginnings of words in every text field. */
function inTextFields(kind: RecordKind, text: string): Condition {
  const words = [...text.matchAll(/(-?)(?:"([^"]+)"|([^\s"]+))/gu)].map(([, minus, phrase, word]) => ({
    isExcluded: minus === '-',
    source: String.raw`\b${escapePattern(phrase ?? word ?? '')}`,
  }));
  if (words.length > 10) throw invalid('fields.text has more than 10 words');
  const paths = textNamesOf(kind.shape).map((name) => placeOf(kind, name)!.path);
  const anywhere = (sources: string[]): Condition[] =>
    sources.flatMap((source) =>
      paths.map((path) => ({ path, tests: [{ op: 'regex' as const, source, ignoreCase: true }] })),
    );
  const wanted = words.filter((word) => !word.isExcluded).map((word) => word.source);
  const unwanted = words.filter((word) => word.isExcluded).map((word) => word.source);
  return {
    all: [
      ...(wanted.length > 0 ? [{ any: anywhere(wanted) }] : []),
      ...(unwanted.length > 0 ? [{ none: anywhere(unwanted) }] : []),
    ],
  };
}

/** Names of the text fields of a record, also of those of the things it lists, such as paths of files. */
const textNamesOf = (shape: Shape): string[] =>
  Object.entries(fieldsOf(shape)).flatMap(([name, field]) => {
    if (field.kind === 'text') return [name];
    if (field.kind !== 'list') return [];
    if (typeof field.of === 'function') return textNamesOf(field.of()).map((inner) => `${name}.${inner}`);
    return field.of.kind === 'text' ? [name] : [];
  });

const bound = (op: 'gte' | 'lte', value: unknown, place: Place, at: string): Test[] => {
  if (value === undefined || value === null || value === '') return [];
  if (place.type === 'moment') {
    if (!isMoment(value)) throw invalid(`${at} must be a date`);
    const date = new Date(value as string);
    // A day without a time of day: its last moment belongs to the range.
    if (op === 'lte' && (value as string).length === 10) date.setUTCHours(23, 59, 59, 999);
    return [{ op, value: date }];
  }
  if (typeof value !== 'number') throw invalid(`${at} must be a number`);
  return [{ op, value }];
};

function fieldCondition(place: Place, value: unknown, at: string): Condition {
  const { path } = place;
  if (Array.isArray(value)) {
    if (value.length > LIMITS.values) throw invalid(`${at} has more than ${LIMITS.values} values`);
    if (!value.every(isWord)) throw invalid(`${at} must be a list of texts or numbers`);
    if (value.length === 0) return { all: [] };
    return { path, tests: [{ op: 'in', values: value.map((item, i) => asEqual(item, place.type, `${at}[${i}]`)) }] };
  }
  if (isMap(value)) {
    const [low, high] = place.type === 'moment' ? ['begin', 'end'] : ['min', 'max'];
    const other = Object.keys(value).find((name) => name !== low && name !== high);
    if (other !== undefined) throw invalid(`${at}.${other} is not understood here`);
    const tests = [
      ...bound('gte', value[low!], place, `${at}.${low}`),
      ...bound('lte', value[high!], place, `${at}.${high}`),
    ];
    return tests.length === 0 ? { all: [] } : { path, tests };
  }
  if (value === null || isWord(value)) return { path, tests: [{ op: 'eq', value: asEqual(value, place.type, at) }] };
  throw invalid(`${at} is not understood`);
}

function groupCondition(kind: RecordKind, value: unknown): Condition {
  const groups = (Array.isArray(value) ? value : [value]) as Scalar[];
  if (groups.length > LIMITS.values || !groups.every((group) => typeof group === 'string'))
    throw invalid('fields.userGroups must be a list of groups');
  const paths = ['ownerGroup', 'accessGroups'].flatMap((name) => placeOf(kind, name)?.path ?? []);
  if (paths.length === 0) throw invalid(`fields.userGroups: a ${kind.name} belongs to no group`);
  return { any: paths.map((path) => ({ path, tests: [{ op: 'in', values: groups }] })) };
}

/** One condition of `fields`, with the stored path whose facet leaves it out. */
export interface FieldPart {
  readonly path?: string;
  readonly condition: Condition;
}
/** SciCat's `fields`, parsed. */
export interface FieldsQuery {
  readonly parts: readonly FieldPart[];
  /** Conditions on metadata; answers show values in their units. */
  readonly metadata: readonly MetadataCondition[];
  /** Part of the names that a list of metadata keys is to have. */
  readonly metadataKey?: string;
}

function scientific(kind: RecordKind, value: unknown, at: string): MetadataCondition[] {
  if (!kind.quantities) throw invalid(`${at} is not a field of a ${kind.name}`);
  if (!Array.isArray(value)) throw invalid(`${at} must be a list`);
  if (value.length > LIMITS.conditions) throw invalid(`${at} has more than ${LIMITS.conditions} conditions`);
  return value.map((item, i) => scicatCondition(item, `${at}[${i}]`));
}

/** SciCat's `fields`: values, lists and ranges by field name, and the special keys of its search page. */
export function parseFields(kind: RecordKind, given: unknown, renamed: Renamed = {}): FieldsQuery {
  const fields = jsonParameter('fields', given);
  if (Object.keys(fields).length > LIMITS.conditions)
    throw invalid(`fields has more than ${LIMITS.conditions} conditions`);
  const parts: FieldPart[] = [];
  const metadata: MetadataCondition[] = [];
  let metadataKey: string | undefined;
  for (const [name, value] of Object.entries(fields)) {
    const at = `fields.${name}`;
    if (name === 'text') parts.push({ condition: textCondition(kind, value) });
    else if (name === 'mode') parts.push({ condition: v3Where(kind, renamed).parse(value, at) });
    else if (name === 'userGroups') parts.push({ condition: groupCondition(kind, value) });
    else if (name === 'metadataKey') metadataKey = keyText(value, at);
    else if (name === 'scientific' || name === 'characteristics') {
      const conditions = scientific(kind, value, at);
      metadata.push(...conditions);
      for (const [i, condition] of conditions.entries())
        parts.push({ condition: metadataCondition(kind.quantities!, condition, `${at}[${i}]`) });
    } else {
      const place = placeOf(kind, presentName(renamed, name));
      if (!place) throw invalid(`${at}: ${name} is not a field of a ${kind.name}`);
      parts.push({ path: place.path, condition: fieldCondition(place, value, at) });
    }
  }
  return { parts, metadata, ...(metadataKey !== undefined && { metadataKey }) };
}
function keyText(value: unknown, at: string): string {
  if (typeof value !== 'string' || value.length > LIMITS.regexLength) throw invalid(`${at} must be a short text`);
  return value;
}

export const allOf = (parts: readonly FieldPart[]): Condition => ({ all: parts.map(({ condition }) => condition) });

export const fieldsCondition = (kind: RecordKind, given: unknown, renamed: Renamed = {}): Condition =>
  allOf(parseFields(kind, given, renamed).parts);

/** SciCat's `fullquery`. */
export function fullQuery(
  kind: RecordKind,
  fields: unknown,
  limits: unknown,
  renamed: Renamed = {},
): Query & { readonly metadata: readonly MetadataCondition[] } {
  const { parts, metadata } = parseFields(kind, fields, renamed);
  const page = v3Limits(kind, jsonParameter('limits', limits), renamed);
  return { where: allOf(parts), include: [], metadata, ...page };
}
