import { isDeepStrictEqual } from 'node:util';

/**
 * What the query languages mean, written down plainly a second time: records in memory, one at a time, nothing parsed
 * before. It shares no code with the parsers and knows no database.
 */
import { isMap, type Json, type MetadataTest, passesMetadata } from './reference-metadata.harness';

export type { Json };

export interface Reader {
  readonly name: string;
  readonly groups: readonly string[];
  readonly email: string;
  readonly seesAll?: boolean;
}
export const NOBODY: Reader = { name: '', groups: [], email: '' };

const texts = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

function belongsTo(reader: Reader, record: Json): boolean {
  const groups = [record['ownerGroup'], record['instrumentGroup'], ...texts(record['accessGroups'])];
  return (
    groups.some((group) => reader.groups.includes(group as string)) ||
    (reader.email !== '' && texts(record['sharedWith']).includes(reader.email))
  );
}
export const mayRead = (reader: Reader, record: Json): boolean =>
  Boolean(reader.seesAll) || record['isPublished'] === true || belongsTo(reader, record);

/** SciCat's search page: published ones of others only when published ones are asked for. */
export const mayFind = (reader: Reader, record: Json, fields: Json): boolean =>
  reader.seesAll ||
  (fields['isPublished'] === true || reader === NOBODY ? record['isPublished'] === true : belongsTo(reader, record));

export const DATES = new Set(['creationTime', 'startTime']);
const RENAMED: Readonly<Record<string, string>> = {
  proposalId: 'proposalIds',
  principalInvestigator: 'principalInvestigators',
};

/** A list on the way that holds no objects: neither a value nor the absence of one. */
const NO_OBJECTS = Symbol('no objects');

/** Every value at the path; a list on the way stands for each of its elements. The last list counts as itself too. */
function valuesAt(node: unknown, parts: readonly string[]): unknown[] {
  const [name, ...rest] = parts;
  if (name === undefined) return Array.isArray(node) ? [...(node as unknown[]), node] : [node];
  if (Array.isArray(node)) {
    const inner = node.filter(isMap);
    return inner.length === 0 ? [NO_OBJECTS] : inner.flatMap((item) => valuesAt(item, parts));
  }
  return isMap(node) && Object.hasOwn(node, name) ? valuesAt(node[name], rest) : [];
}

const isDate = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d\d-\d\d/u.test(text);
/** Dates compare with dates only: here they are the only numbers of this type. */
const comparable = (field: string, value: unknown): unknown =>
  DATES.has(field) && isDate(value) ? BigInt(Date.parse(value)) : value;

const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b);
const ordered = (a: unknown, b: unknown): boolean =>
  typeof a === typeof b && ['string', 'number', 'boolean', 'bigint'].includes(typeof a);

type Verdict = (values: readonly unknown[], operand: unknown) => boolean;
const equals: Verdict = (values, operand) =>
  values.some((value) => same(value, operand)) || (operand === null && values.length === 0);
const among: Verdict = (values, operand) => texts(operand).some((one) => equals(values, one));
const compares =
  (holds: (a: number, b: number) => boolean): Verdict =>
  (values, operand) =>
    values.some((value) => ordered(value, operand) && holds(value as number, operand as number));
const matches =
  (flags: string): Verdict =>
  (values, operand) =>
    values.some((value) => typeof value === 'string' && new RegExp(operand as string, flags).test(value));

const more = compares((a, b) => a > b);
const less = compares((a, b) => a < b);
const atLeast = compares((a, b) => a >= b);
const atMost = compares((a, b) => a <= b);
const OPERATORS: Readonly<Record<string, Verdict>> = {
  eq: equals,
  ne: (values, operand) => !equals(values, operand),
  neq: (values, operand) => !equals(values, operand),
  in: among,
  inq: among,
  nin: (values, operand) => !among(values, operand),
  gt: more,
  gte: atLeast,
  lt: less,
  lte: atMost,
  between: (values, operand) => atLeast(values, texts(operand)[0]) && atMost(values, texts(operand)[1]),
  exists: (values, operand) => values.some((value) => value !== NO_OBJECTS) === operand,
  regex: matches(''),
  like: matches(''),
  ilike: matches('i'),
};

/** One condition on one field: a value, or operators. */
function holdsFor(field: string, condition: unknown, record: Json): boolean {
  const name = RENAMED[field] ?? field;
  const values = valuesAt(record, name.split('.')).map((value) => comparable(name, value));
  const operandOf = (operand: unknown): unknown =>
    Array.isArray(operand) ? operand.map((item) => comparable(name, item)) : comparable(name, operand);
  if (!isMap(condition)) return equals(values, operandOf(condition));
  return Object.entries(condition).every(([operator, operand]) => {
    if (operator === '$options') return true;
    if (operator === '$not') return !holdsFor(field, operand, record);
    if (operator === '$regex') return matches((condition['$options'] as string | undefined) ?? '')(values, operand);
    return OPERATORS[operator.replace('$', '')]!(values, operandOf(operand));
  });
}

/** `where` of v3 and v4. */
export function passesWhere(where: Json, record: Json): boolean {
  return Object.entries(where).every(([name, condition]) => {
    const parts = Array.isArray(condition) ? (condition as Json[]) : [];
    if (name === 'and' || name === '$and') return parts.every((part) => passesWhere(part, record));
    if (name === 'or' || name === '$or') return parts.some((part) => passesWhere(part, record));
    if (name === '$nor') return !parts.some((part) => passesWhere(part, record));
    return holdsFor(name, condition, record);
  });
}

/** What a field holds; every other one holds texts, and metadata anything. */
const HOLDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  size: (value) => typeof value === 'number',
  dataQualityMetrics: (value) => typeof value === 'number',
  isPublished: (value) => typeof value === 'boolean',
  'datasetlifecycle.archivable': (value) => typeof value === 'boolean',
  creationTime: isDate,
  startTime: isDate,
};
const ORDERINGS = new Set(['gt', 'gte', 'lt', 'lte', 'between']);
function isMistaken(field: string, value: unknown, operator: string): boolean {
  if (Array.isArray(value)) return value.some((one) => isMistaken(field, one, operator));
  if (value === null || field.startsWith('scientificMetadata')) return false;
  const isNumberOfText = typeof value === 'number' && !ORDERINGS.has(operator);
  return !(HOLDS[field] ?? ((one) => typeof one === 'string' || isNumberOfText))(value);
}
function isConditionMistaken(field: string, condition: unknown): boolean {
  if (!isMap(condition)) return isMistaken(field, condition, 'eq');
  return Object.entries(condition).some(([name, operand]) => {
    const operator = name.replace('$', '');
    if (operator === 'not') return isConditionMistaken(field, operand);
    return !['exists', 'regex', 'options', 'like', 'ilike'].includes(operator) && isMistaken(field, operand, operator);
  });
}
/** Whether a condition asks for what its field can never hold, so that it is refused. */
export const isWhereMistaken = (where: Json): boolean =>
  Object.entries(where).some(([name, condition]) =>
    ['and', 'or', '$and', '$or', '$nor'].includes(name)
      ? (condition as Json[]).some(isWhereMistaken)
      : isConditionMistaken(RENAMED[name] ?? name, condition),
  );
export const areFieldsMistaken = (fields: Json): boolean =>
  Object.entries(fields).some(([name, given]) => {
    if (name === 'mode') return isWhereMistaken(given as Json);
    return Object.hasOwn(HOLDS, name) && !isMap(given) && isMistaken(name, given, 'eq');
  });

/** SciCat's text search over the words of a description. */
function passesWords(text: string, description: string): boolean {
  const words = description.split(' ');
  const tokens = [...text.matchAll(/(-?)(?:"([^"]*)"|(\S+))/gu)];
  const excluded = tokens.filter(([, minus]) => minus === '-').map(([, , phrase, word]) => phrase ?? word!);
  const phrases = tokens.filter(([, minus, phrase]) => minus === '' && phrase).map(([, , phrase]) => phrase!);
  const wanted = tokens
    .filter(([, minus]) => minus === '')
    .flatMap(([, , phrase, word]) => (phrase ?? word!).split(' '));
  return (
    wanted.some((word) => words.includes(word)) &&
    phrases.every((phrase) => description.includes(phrase)) &&
    !excluded.some((word) => words.includes(word))
  );
}

const RELATIONS: Readonly<Record<string, string>> = {
  EQUAL_TO_STRING: 'equal',
  EQUAL_TO_NUMERIC: 'equal',
  GREATER_THAN: 'greater',
  LESS_THAN: 'less',
  GREATER_THAN_OR_EQUAL: 'at-least',
  LESS_THAN_OR_EQUAL: 'at-most',
  RANGE: 'inside',
  CONTAINS_STRING: 'contains',
};
const DAY_LENGTH = 10;
const END_OF_DAY = 'T23:59:59.999Z';
const lastMoment = (text: string) => (text.length === DAY_LENGTH ? text + END_OF_DAY : text);

function passesField(name: string, given: unknown, record: Json): boolean {
  if (Array.isArray(given)) return given.length === 0 || holdsFor(name, { in: given }, record);
  if (!isMap(given)) return holdsFor(name, given, record);
  const { begin, end, min, max } = given;
  const conditions = {
    ...(begin !== undefined && { gte: begin }),
    ...(end !== undefined && { lte: lastMoment(end as string) }),
    ...(min !== undefined && { gte: min }),
    ...(max !== undefined && { lte: max }),
  };
  return holdsFor(name, conditions, record);
}

/** `fields` of SciCat's search page; a facet leaves the condition on its own field out. */
export function passesFields(fields: Json, record: Json, without?: string): boolean {
  return Object.entries(fields).every(([name, given]) => {
    if (name === without || name === 'metadataKey') return true;
    if (name === 'text') return passesWords(given as string, record['description'] as string);
    if (name === 'mode') return passesWhere(given as Json, record);
    if (name === 'userGroups')
      return [record['ownerGroup'], ...texts(record['accessGroups'])].some((group) =>
        texts(given).includes(group as string),
      );
    if (name === 'scientific')
      return (given as { lhs: string; relation: string; rhs: unknown; unit?: string }[]).every(
        ({ lhs, relation, rhs, unit }) => {
          const [value, until] = Array.isArray(rhs) ? (rhs as number[]) : [rhs];
          const isText = relation.endsWith('STRING');
          return passesMetadata(
            {
              key: lhs,
              relation: RELATIONS[relation]!,
              value,
              ...(until !== undefined && { until: until as number }),
              ...(unit && !isText && { unit }),
            },
            record,
          );
        },
      );
    return passesField(name, given, record);
  });
}

export interface SearchBody {
  readonly text?: string;
  readonly scope?: string;
  readonly filters?: Readonly<Record<string, readonly unknown[]>>;
  readonly exclude?: Readonly<Record<string, readonly unknown[]>>;
  readonly dates?: Readonly<Record<string, { readonly from?: string; readonly till?: string }>>;
  readonly numbers?: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>;
  readonly conditions?: readonly MetadataTest[];
}
const SEARCHED = [
  'datasetName',
  'description',
  'comment',
  'owner',
  'sourceFolder',
  'ownerGroup',
  'pid',
  'creationLocation',
];
const SEARCHED_LISTS = ['keywords', 'principalInvestigators', 'proposalIds', 'sampleIds'];

const searchedIn = (record: Json): string[] =>
  [
    ...SEARCHED.map((name) => (record[name] ?? '') as string),
    ...SEARCHED_LISTS.flatMap((name) => texts(record[name])),
    ...(record['techniques'] as { name: string }[]).map(({ name }) => name),
  ].map((one) => one.toLowerCase());

/** What a text stands for among the records that the reader may read: a PID, whole words, else parts of words. */
export function meaningOf(text: string, readable: readonly Json[]): (record: Json) => boolean {
  const words = text.toLowerCase().split(' ').filter(Boolean);
  const isPid = (record: Json) => words.length === 1 && record['pid'] === words[0];
  const hasWords = (record: Json) => {
    const tokens = searchedIn(record).flatMap((one) => one.split(/[^\p{L}\p{N}_]+/u));
    return words.every((word) => tokens.includes(word));
  };
  if (readable.some(isPid)) return isPid;
  if (readable.some(hasWords)) return hasWords;
  return (record) => words.every((word) => searchedIn(record).some((one) => one.includes(word)));
}

const hasOneOf = (record: Json, field: string, values: readonly unknown[]): boolean =>
  among(valuesAt(record, (field === 'techniques' ? 'techniques.pid' : field).split('.')), values);

/** A body of our own search; `isMeant` is the meaning of its text. */
export function passesSearch(
  body: SearchBody,
  record: Json,
  reader: Reader,
  isMeant: (record: Json) => boolean,
  without?: string,
): boolean {
  const { scope = 'all', filters = {}, exclude = {}, dates = {}, numbers = {}, conditions = [] } = body;
  const isInScope =
    scope === 'all' ||
    (scope === 'public' && record['isPublished'] === true) ||
    (scope === 'groups' && belongsTo(reader, record)) ||
    (scope === 'mine' &&
      (reader.groups.includes(record['ownerGroup'] as string) || reader.name === record['createdBy']));
  return (
    isInScope &&
    isMeant(record) &&
    Object.entries(filters).every(
      ([name, values]) => name === without || values.length === 0 || hasOneOf(record, name, values),
    ) &&
    !Object.entries(exclude).some(([name, values]) => hasOneOf(record, name, values)) &&
    Object.entries(dates).every(
      ([name, { from, till }]) =>
        (from === undefined || holdsFor(name, { gte: from }, record)) &&
        (till === undefined || holdsFor(name, { lte: lastMoment(till) }, record)),
    ) &&
    Object.entries(numbers).every(
      ([name, { min, max }]) =>
        (min === undefined || holdsFor(name, { gte: min }, record)) &&
        (max === undefined || holdsFor(name, { lte: max }, record)),
    ) &&
    conditions.every((condition) => passesMetadata(condition, record))
  );
}
