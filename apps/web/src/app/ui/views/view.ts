import type { Params } from '@angular/router';
import type { Schema } from '@scizoo/catalogue-client';
import type { Density } from '../../core/preferences';
import { DENSITIES } from '../../core/preferences';

/** Private, shared with a group, or proposed by staff for an instrument. */
export type ViewKind = 'own' | 'group' | 'instrument';
/** What a view keeps. */
export interface ViewContent {
  readonly name: string;
  /** What the address of the table says of it, as `name=value&…`. */
  readonly query: string;
  readonly density: Density | null;
}
export interface View extends ViewContent {
  /** As an address names it: `my:<name>`, or the id of one that others see too. */
  readonly key: string;
  readonly kind: ViewKind;
  readonly group: string | null;
  readonly instrument: string | null;
  /** Name of the author, of one that others see too. */
  readonly owner: string | null;
  readonly revision: number;
  readonly mayChange: boolean;
}
/** Where a new view goes. */
export interface ViewPlace {
  readonly kind: ViewKind;
  readonly group?: string;
  readonly instrument?: string;
}

const densityOf = (value: unknown): Density | null => DENSITIES.find((one) => one === value) ?? null;

export const ownView = ({ name, query, density }: Omit<ViewContent, 'density'> & { density?: unknown }): View => ({
  ...{ name, query, density: densityOf(density), key: `my:${name}`, kind: 'own' },
  ...{ group: null, instrument: null, owner: null, revision: 0, mayChange: true },
});
export function sharedView(view: Schema<'SharedView'>): View {
  const { id, name, query, density, group, instrument, owner, revision, mayChange } = view;
  return {
    ...{ key: id, name, query, owner, revision, mayChange, density: densityOf(density) },
    kind: instrument ? 'instrument' : 'group',
    group: group ?? null,
    instrument: instrument ?? null,
  };
}

interface OldColumns {
  readonly name: string;
  readonly columns: readonly string[];
  readonly sort?: string;
}
const isObject = (one: unknown): one is Record<string, unknown> => typeof one === 'object' && one !== null;
/** A view out of the settings of a user; those of before kept columns and sort in members of their own. */
export function storedView(one: unknown): View[] {
  if (!isObject(one) || typeof one['name'] !== 'string' || one['name'] === '') return [];
  if (typeof one['query'] === 'string') return [ownView(one as unknown as ViewContent)];
  if (!Array.isArray(one['columns'])) return [];
  const { name, columns, sort } = one as unknown as OldColumns;
  const query = new URLSearchParams({ columns: columns.join(','), ...(sort && { sort }) });
  return [ownView({ name, query: query.toString() })];
}

/** Parameters of an address as one text; those without a value are left out. */
export function textOf(params: Params): string {
  const written = Object.entries(params).filter(([, value]) => value !== null && value !== undefined);
  const pairs = written.flatMap(([name, value]) => [value as unknown].flat().map((one) => [name, String(one)]));
  return new URLSearchParams(pairs).toString();
}
export function paramsOf(query: string): Params {
  const params = new URLSearchParams(query);
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => {
      const values = params.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
