import type { Operator, Query, Value, Where } from './filter';
import { type Item, type ModelName, MODELS } from './models';
import { badFilter } from './search-error';

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/gu, String.raw`\$&`);
/** `%` any run of characters, `_` one; a pattern without them matches anywhere in the text. */
function likeExpression(pattern: string, flags: string): RegExp {
  if (!/[%_]/u.test(pattern)) return new RegExp(escapePattern(pattern), flags);
  const source = pattern
    .replace(/%+/gu, '%')
    .split('%')
    .map((part) => part.split('_').map(escapePattern).join('[\\s\\S]'))
    .join('[\\s\\S]*');
  return new RegExp(`^${source}$`, flags);
}

const CLASS = String.raw`\[\^?(?:\\.|[^\]\\[])+\]`;
const ATOM = String.raw`(?:\\[dDwWsS.*+?^$|(){}\[\]\\/\-]|${CLASS}|\.(?:[*+]\??)?|[^\\.*+?|(){}\[\]^$])`;
/** Literals, anchors, `.`, `.*`, character classes: they end in time that grows gently with the text. */
const SAFE = new RegExp(String.raw`^\^?(?:${ATOM})*\$?$`, 'u');
/** `"^L"` or `"/^l/i"`. */
export function regexpOf(text: string): { readonly source: string; readonly ignoreCase: boolean } {
  const [, inner, flags = ''] = /^\/(.*)\/([a-z]*)$/su.exec(text) ?? [];
  const source = inner ?? text;
  if (!SAFE.test(source) || (source.match(/\.[*+]/gu) ?? []).length > 4 || !/^i?$/u.test(flags))
    throw badFilter('regexp may only have literals, anchors, dots, .* and character classes, and the flag i');
  try {
    new RegExp(source, 'u');
  } catch {
    throw badFilter('regexp is no pattern');
  }
  return { source, ignoreCase: flags === 'i' };
}

/** Numbers as numbers, dates as instants, texts by code point; undefined: they cannot be compared. */
function compared(a: unknown, b: Value, isDate: boolean): number | undefined {
  if (isDate && typeof a === 'string' && typeof b === 'string') {
    const [first, second] = [Date.parse(a), Date.parse(b)];
    return Number.isNaN(first) || Number.isNaN(second) ? undefined : first - second;
  }
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return a === b ? 0 : undefined;
}

type Test = (value: unknown, values: readonly Value[], isDate: boolean) => boolean;
const ordered =
  (fits: (order: number) => boolean): Test =>
  (value, [other = null], isDate) => {
    const order = compared(value, other, isDate);
    return order !== undefined && fits(order);
  };
const isText = (value: unknown, fits: (text: string) => boolean) => typeof value === 'string' && fits(value);
const equal: Test = (value, [other = null], isDate) => compared(value ?? null, other, isDate) === 0;
const among: Test = (value, values, isDate) => values.some((other) => compared(value ?? null, other, isDate) === 0);
const like =
  (flags: string): Test =>
  (value, [pattern]) =>
    isText(value, (text) => likeExpression(String(pattern), flags).test(text));
const not =
  (test: Test): Test =>
  (...args) =>
    !test(...args);

const TESTS: Readonly<Record<Operator, Test>> = {
  eq: equal,
  neq: not(equal),
  gt: ordered((order) => order > 0),
  gte: ordered((order) => order >= 0),
  lt: ordered((order) => order < 0),
  lte: ordered((order) => order <= 0),
  between: (value, [low = null, high = null], isDate) =>
    (compared(value, low, isDate) ?? -1) >= 0 && (compared(value, high, isDate) ?? 1) <= 0,
  inq: among,
  nin: not(among),
  like: like('u'),
  nlike: not(like('u')),
  ilike: like('iu'),
  nilike: not(like('iu')),
  regexp: (value, [pattern]) => {
    const { source, ignoreCase } = regexpOf(String(pattern));
    return isText(value, (text) => new RegExp(source, ignoreCase ? 'iu' : 'u').test(text));
  },
};

const valuesOf = (item: Item, field: string): readonly unknown[] => {
  const value = Object.hasOwn(item, field) ? item[field] : undefined;
  return Array.isArray(value) && value.length > 0 ? value : [value];
};

/** Whether an item in memory fits. A field that the model has not matches nothing. */
export function matches(item: Item, where: Where | undefined, model: ModelName): boolean {
  if (where === undefined) return true;
  if ('and' in where) return where.and.every((part) => matches(item, part, model));
  if ('or' in where) return where.or.some((part) => matches(item, part, model));
  const { text, dates } = MODELS[model];
  if ('text' in where) {
    const wanted = where.text.toLowerCase();
    return text.some((field) =>
      String(item[field] ?? '')
        .toLowerCase()
        .includes(wanted),
    );
  }
  const { field, op, values } = where;
  const found = valuesOf(item, field);
  const isNegative = op === 'neq' || op === 'nin' || op === 'nlike' || op === 'nilike';
  const fits = (value: unknown) => TESTS[op](value, values, dates.includes(field));
  return isNegative ? Object.hasOwn(item, field) && found.every(fits) : found.some(fits);
}

/** Order, then a part of the list. */
export function pageOf(items: readonly Item[], { order, skip, limit }: Query): Item[] {
  const sorted = order.length === 0 ? items : [...items].sort((a, b) => rank(a, b, order));
  return sorted.slice(skip, limit === 0 ? undefined : skip + limit);
}
function rank(a: Item, b: Item, order: Query['order']): number {
  for (const [field, direction] of order) {
    const result = compared(a[field], (b[field] ?? null) as Value, false) ?? 0;
    if (result !== 0) return result * direction;
  }
  return 0;
}
/** Only the fields asked for; relations that were asked for stay. */
export function shown(item: Item, { fields, include }: Query): Item {
  if (fields === undefined) return item;
  const relations = new Set(include.map(({ relation }) => relation));
  const isKept = (name: string) => relations.has(name) || fields.names.includes(name) === fields.keep;
  return Object.fromEntries(Object.entries(item).filter(([name]) => isKept(name)));
}
