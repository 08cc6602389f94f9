import type { Params } from '@angular/router';
import { SCAN_STATES } from '@scizoo/domain';
import type { ScanState } from '../core/api-types';
import { dayStart, shiftStart } from '../core/time';
import type { Layout } from '../ui/table/layout';
import { readLayout, writeLayout } from '../ui/table/layout';

export const RANGES = ['shift', 'today', 'day'] as const;
export type Range = (typeof RANGES)[number];

/** Scans that are left out on request. */
export const HIDDEN = ['failed', 'alignment'] as const;
export type Hidden = (typeof HIDDEN)[number];
/** What people have added to a scan. */
export const ASSETS = ['comment', 'images'] as const;
export type Asset = (typeof ASSETS)[number];
export const GROUPS = ['day', 'shift', 'sample', 'command'] as const;
export type Group = (typeof GROUPS)[number];

/** What the address of the scan log says; opening the same address shows the same view. */
export interface ScanLogAddress {
  instrument: string | null;
  proposal: string | null;
  /** A range that moves with the clock; else `from` and `till` count. */
  range: Range | null;
  from: string | null;
  till: string | null;
  text: string;
  states: readonly ScanState[];
  minRating: number | null;
  hide: readonly Hidden[];
  has: readonly Asset[];
  /** Kind of scan, as its command begins. */
  type: string | null;
  motor: string | null;
  detector: string | null;
  /** Null: days, without totals, as long as rows are sorted by time. */
  group: Group | null;
  /** Null: the columns of the table as it is built. */
  columns: readonly string[] | null;
  /** Widths, pins and units of columns; null as with the columns. */
  layout: Layout | null;
  sort: string;
  /** Key of the saved view that is open. */
  view: string | null;
  selected: string | null;
  drawer: boolean;
}
export const NEWEST_FIRST = '-startTime';
export const BARE: ScanLogAddress = {
  instrument: null,
  proposal: null,
  range: null,
  from: null,
  till: null,
  text: '',
  states: [],
  minRating: null,
  hide: [],
  has: [],
  type: null,
  motor: null,
  detector: null,
  group: null,
  columns: null,
  layout: null,
  sort: NEWEST_FIRST,
  view: null,
  selected: null,
  drawer: false,
};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const moment = (value: unknown): string | null => {
  const time = Date.parse(text(value) ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
};
const list = (value: unknown): string[] => text(value)?.split(',').filter(Boolean) ?? [];

export function readAddress(query: Params): ScanLogAddress {
  const rating = Number(query['minRating']);
  const states = list(query['state']);
  return {
    instrument: text(query['instrument']),
    proposal: text(query['proposal']),
    range: RANGES.find((range) => range === query['range']) ?? null,
    from: moment(query['from']),
    till: moment(query['till']),
    text: text(query['text']) ?? '',
    states: SCAN_STATES.filter((state) => states.includes(state)),
    minRating: rating >= 1 && rating <= 5 ? Math.round(rating) : null,
    hide: HIDDEN.filter((name) => list(query['hide']).includes(name)),
    has: ASSETS.filter((name) => list(query['has']).includes(name)),
    type: text(query['type']),
    motor: text(query['motor']),
    detector: text(query['detector']),
    group: GROUPS.find((group) => group === query['group']) ?? null,
    columns: query['columns'] === undefined ? null : list(query['columns']),
    layout: readLayout(query['layout']),
    sort: text(query['sort']) ?? NEWEST_FIRST,
    view: text(query['view']),
    selected: text(query['selected']),
    drawer: query['drawer'] === '1',
  };
}

/** Which scans, as an address and the catalogue are told it. */
export const termsOf = (address: ScanLogAddress) => ({
  instrument: address.instrument,
  proposal: address.proposal,
  range: address.range,
  from: address.from,
  till: address.till,
  text: address.text || null,
  state: address.states.join(',') || null,
  minRating: address.minRating,
  hide: address.hide.join(',') || null,
  has: address.has.join(',') || null,
  type: address.type,
  motor: address.motor,
  detector: address.detector,
});
export function writeAddress(address: ScanLogAddress): Params {
  return {
    ...termsOf(address),
    from: address.range ? null : address.from,
    till: address.range ? null : address.till,
    group: address.group,
    columns: address.columns?.join(',') ?? null,
    layout: writeLayout(address.layout),
    sort: address.sort === NEWEST_FIRST ? null : address.sort,
    view: address.view,
    selected: address.selected,
    drawer: address.drawer ? '1' : null,
  };
}

export interface Span {
  from: string | null;
  till: string | null;
}
/** The moments that a range means now, on the clock of the zone. */
export function spanOf(address: Pick<ScanLogAddress, 'range' | 'from' | 'till'>, now: number, zone: string): Span {
  if (address.range === 'shift') return { from: shiftStart(now, zone).toISOString(), till: null };
  if (address.range === 'today') return { from: dayStart(now, zone).toISOString(), till: null };
  if (address.range === 'day') return { from: new Date(now - 86_400_000).toISOString(), till: null };
  return { from: address.from, till: address.till };
}

/** Filters that the filter dialog sets; text and time have fields of their own. */
export const chosenFiltersOf = ({ states, minRating, hide, has, type, motor, detector }: ScanLogAddress): number =>
  [states.length, minRating, ...hide, ...has, type, motor, detector].filter(Boolean).length;
export const filtersOf = (address: ScanLogAddress): number =>
  chosenFiltersOf(address) + [address.text, address.range ?? address.from ?? address.till].filter(Boolean).length;
/** The filters of the dialog, all off. */
export const NO_FILTERS: Partial<ScanLogAddress> = {
  states: [],
  minRating: null,
  hide: [],
  has: [],
  type: null,
  motor: null,
  detector: null,
};
