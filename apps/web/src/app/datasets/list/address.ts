import type { Params } from '@angular/router';
import { momentOf } from '../../core/time';
import type { Layout } from '../../ui/table/layout';
import { readLayout, writeLayout } from '../../ui/table/layout';
import { METADATA, levelsOf } from '../../ui/table/sort';
import type { Condition, DateField, Facet, Level, NumberField, Scope, SearchBody } from './search';
import { DATES, FACETS, NUMBERS, RELATIONS, SCOPES } from './search';

/** Days of the clock on screen, both included; null is open. */
export interface Days {
  from: string | null;
  till: string | null;
}
export interface Range {
  min: number | null;
  max: number | null;
}
/** Values of facets. */
export type Chosen = Readonly<Partial<Record<Facet, readonly string[]>>>;
/** What the address of the list says; opening the same address shows the same list. */
export interface ListAddress {
  text: string;
  /** Null: all that the person may see. */
  scope: Scope | null;
  filters: Chosen;
  /** Values that no dataset of the list has. */
  excluded: Chosen;
  dates: Readonly<Partial<Record<DateField, Days>>>;
  numbers: Readonly<Partial<Record<NumberField, Range>>>;
  conditions: readonly Condition[];
  sort: string;
  /** Null: the columns of the list as it is built. */
  columns: readonly string[] | null;
  /** Widths, pins and units of columns; null as with the columns. */
  layout: Layout | null;
  /** Key of the saved view that is open. */
  view: string | null;
  /** Rows on one page; null where the list is scrolled through. */
  pageSize: number | null;
  /** Counted from 1. */
  page: number;
}
export const PAGE_SIZES = [25, 50, 100, 250] as const;
export const NEWEST_FIRST = '-startTime';
export const BARE: ListAddress = {
  text: '',
  scope: null,
  filters: {},
  excluded: {},
  dates: {},
  numbers: {},
  conditions: [],
  sort: NEWEST_FIRST,
  columns: null,
  layout: null,
  view: null,
  pageSize: null,
  page: 1,
};

/** Before the name of a field in an address: without these values. */
const NOT = 'not-';
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string' && one !== '');
const number = (value: string | undefined): number | null =>
  value === undefined || value === '' || Number.isNaN(Number(value)) ? null : Number(value);

function daysOf(value: unknown): Days | null {
  const [from = '', till = ''] = text(value).split('..');
  const days = { from: DAY.test(from) ? from : null, till: DAY.test(till) ? till : null };
  return days.from || days.till ? days : null;
}
function rangeOf(value: unknown): Range | null {
  const [min, max] = text(value).split('..');
  const range = { min: number(min), max: number(max) };
  return range.min === null && range.max === null ? null : range;
}

/** One condition in an address: `["photon_energy","between",880,990,"eV"]`. */
const writeCondition = ({ key, relation, value, until, unit }: Condition): string =>
  JSON.stringify([key, relation, value ?? null, until ?? null, unit ?? null]).replace(/(,null)+\]$/, ']');
function readCondition(written: string): Condition[] {
  try {
    const [key, named, value, until, unit] = JSON.parse(written) as unknown[];
    const relation = RELATIONS.find((one) => one === named);
    if (typeof key !== 'string' || !relation) return [];
    return [
      {
        key,
        relation,
        ...(typeof value === 'string' || typeof value === 'number' ? { value } : {}),
        ...(typeof until === 'number' ? { until } : {}),
        ...(typeof unit === 'string' ? { unit } : {}),
      },
    ];
  } catch {
    return [];
  }
}

const chosen = <K extends string, V>(names: readonly K[], read: (name: K) => V | null): Partial<Record<K, V>> =>
  Object.fromEntries(names.map((name) => [name, read(name)]).filter(([, value]) => value !== null)) as Partial<
    Record<K, V>
  >;

export function readAddress(query: Params): ListAddress {
  const columns = list(query['columns']);
  return {
    text: text(query['text']),
    scope: SCOPES.find((scope) => scope === query['scope']) ?? null,
    filters: chosen(FACETS, (name) => (list(query[name]).length ? list(query[name]) : null)),
    excluded: chosen(FACETS, (name) => (list(query[NOT + name]).length ? list(query[NOT + name]) : null)),
    dates: chosen(DATES, (name) => daysOf(query[name])),
    numbers: chosen(NUMBERS, (name) => rangeOf(query[name])),
    conditions: list(query['where']).flatMap(readCondition),
    sort: text(query['sort']) || NEWEST_FIRST,
    columns: columns.length ? columns : null,
    layout: readLayout(query['layout']),
    view: text(query['view']) || null,
    pageSize: PAGE_SIZES.find((size) => size === Number(query['pageSize'])) ?? null,
    page: Math.max(1, Math.floor(Number(query['page'])) || 1),
  };
}

/** Every member is there, null where the address says nothing, so that it may replace an older address. */
export function writeAddress(address: ListAddress): Params {
  const { filters, excluded, dates, numbers, conditions } = address;
  return {
    text: address.text || null,
    scope: address.scope,
    ...Object.fromEntries(FACETS.map((name) => [name, filters[name]?.length ? [...filters[name]] : null])),
    ...Object.fromEntries(FACETS.map((name) => [NOT + name, excluded[name]?.length ? [...excluded[name]] : null])),
    ...Object.fromEntries(
      DATES.map((name) => [name, dates[name] ? `${dates[name].from ?? ''}..${dates[name].till ?? ''}` : null]),
    ),
    ...Object.fromEntries(
      NUMBERS.map((name) => [name, numbers[name] ? `${numbers[name].min ?? ''}..${numbers[name].max ?? ''}` : null]),
    ),
    where: conditions.length ? conditions.map(writeCondition) : null,
    sort: address.sort === NEWEST_FIRST ? null : address.sort,
    columns: address.columns ? [...address.columns] : null,
    layout: writeLayout(address.layout),
    view: address.view,
    pageSize: address.pageSize,
    page: address.pageSize && address.page > 1 ? address.page : null,
  };
}

/** What the catalogue is asked of the order. */
export function orderOf(sort: string): Pick<SearchBody, 'sort' | 'levels'> {
  const levels = levelsOf(sort).map(({ field, falls }): Level => {
    const direction = falls ? 'desc' : 'asc';
    return field.startsWith(METADATA) ? { key: field.slice(METADATA.length), direction } : { field, direction };
  });
  const [first] = levels;
  return levels.length === 1 && first?.field
    ? { sort: { field: first.field, direction: first.direction } }
    : { levels };
}

const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
/** The moments of whole days in the zone; the last day is included. */
function momentsOf({ from, till }: Days, zone: string): { from?: string; till?: string } {
  const last = till ? momentOf(`${nextDay(till)}T00:00`, zone).getTime() - 1 : 0;
  return {
    ...(from ? { from: momentOf(`${from}T00:00`, zone).toISOString() } : {}),
    ...(till ? { till: new Date(last).toISOString() } : {}),
  };
}
const typed = (facet: Facet, value: string): string | boolean => (facet === 'isPublished' ? value === 'true' : value);

const asked = (chosen: Chosen): Record<string, (string | boolean)[]> =>
  Object.fromEntries(
    FACETS.filter((name) => chosen[name]?.length).map((name) => [
      name,
      (chosen[name] ?? []).map((value) => typed(name, value)),
    ]),
  );
/** The choice without this value. */
export function without(chosen: Chosen, name: Facet, value: string): Chosen {
  const { [name]: values = [], ...others } = chosen;
  const left = values.filter((one) => one !== value);
  return left.length > 0 ? { ...others, [name]: left } : others;
}

/** What the catalogue is asked: which datasets, without order and columns. */
export function searchOf(address: ListAddress, zone: string): SearchBody {
  const { filters, excluded, dates, numbers, conditions } = address;
  const body: SearchBody = { scope: address.scope ?? 'all' };
  if (address.text) body.text = address.text;
  if (Object.keys(filters).length) body.filters = asked(filters);
  if (Object.keys(excluded).length) body.exclude = asked(excluded);
  if (Object.keys(dates).length)
    body.dates = Object.fromEntries(Object.entries(dates).map(([name, days]) => [name, momentsOf(days, zone)]));
  if (Object.keys(numbers).length)
    body.numbers = Object.fromEntries(
      Object.entries(numbers).map(([name, { min, max }]) => [
        name,
        { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) },
      ]),
    );
  if (conditions.length) body.conditions = [...conditions];
  return body;
}

export const filtersOf = ({ text, filters, excluded, dates, numbers, conditions }: ListAddress): number =>
  (text ? 1 : 0) +
  Object.values(filters).filter((values) => values.length > 0).length +
  Object.values(excluded).filter((values) => values.length > 0).length +
  Object.keys(dates).length +
  Object.keys(numbers).length +
  conditions.length;
export const withoutFilters = (address: ListAddress): ListAddress => ({
  ...BARE,
  scope: address.scope,
  sort: address.sort,
  columns: address.columns,
  layout: address.layout,
  view: address.view,
  pageSize: address.pageSize,
});
