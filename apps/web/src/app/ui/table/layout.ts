/** What a person has set for one column, beyond its place. */
export interface ColumnSetting {
  /** In pixels. */
  readonly width?: number;
  /** Stays at the left edge; says so also where the column does or does not by itself. */
  readonly pinned?: boolean;
  /** Values are shown in this unit where they can be. */
  readonly unit?: string;
  readonly digits?: number;
}
/** By the id of the column. */
export type Layout = Readonly<Record<string, ColumnSetting>>;
export const BARE_LAYOUT: Layout = {};

/** What a table needs to know of its columns to lay them out; each table adds how cells are filled. */
export interface TableColumn {
  readonly id: string;
  readonly width: number;
  readonly end?: true;
  /** Takes the width that is left. */
  readonly grows?: true;
  /** Field that the server sorts by. */
  readonly sort?: string;
  /** Key of the scientific metadata. */
  readonly key?: string;
  /** Stays at the left edge unless somebody lets it go. */
  readonly pinned?: boolean;
  /** Shown by a picture or buttons alone: no name in the header. */
  readonly bare?: true;
}
export type Placed<C extends TableColumn> = C & {
  /** Has the width that a person gave it. */
  readonly sized: boolean;
  readonly unit?: string;
  readonly digits?: number;
};

export const LEAST_WIDTH = 36;
export const MOST_WIDTH = 900;
const MOST_DIGITS = 8;
/** More sticking columns than this leave no room for the others, and the style sheet knows no more. */
export const MOST_PINNED = 5;
export const clampWidth = (width: number): number => Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Math.round(width)));

/** Columns as they stand on screen: with their settings, pinned ones first. */
export function placed<C extends TableColumn>(columns: readonly C[], layout: Layout): Placed<C>[] {
  const all = columns.map((column): Placed<C> => {
    const { width, pinned = column.pinned, unit, digits } = layout[column.id] ?? {};
    const { grows, ...fixed } = column;
    const sized = width !== undefined;
    return {
      ...((sized ? { ...fixed, width } : { ...fixed, ...(grows && { grows }) }) as C),
      pinned: pinned === true,
      sized,
      ...(unit !== undefined && { unit }),
      ...(digits !== undefined && { digits }),
    };
  });
  const pinned = all.filter((column) => column.pinned).slice(0, MOST_PINNED);
  return [...pinned, ...all.filter((column) => !pinned.includes(column))];
}

/** @param lead width of a cell before the columns, @param trail track of a cell behind them */
export function templateOf(columns: readonly TableColumn[], lead: number, trail: number): string {
  const tracks = columns.map(({ width, grows }) => (grows ? `minmax(${width}px, 1fr)` : `${width}px`));
  const spare = columns.some(({ grows }) => grows) ? `${trail}px` : `minmax(${trail}px, 1fr)`;
  return [...(lead ? [`${lead}px`] : []), ...tracks, ...(trail || spare.startsWith('minmax') ? [spare] : [])].join(' ');
}
export const widthOf = (columns: readonly TableColumn[], lead: number, trail: number): number =>
  columns.reduce((sum, { width }) => sum + width, lead + trail);

/** Where the sticking cells of each row stand, as custom properties of the table: rows need nothing of their own. */
export function pinsOf(columns: readonly (TableColumn & { pinned?: boolean })[], lead: number): Record<string, string> {
  const widths = [...(lead ? [lead] : []), ...columns.filter(({ pinned }) => pinned).map(({ width }) => width)];
  const lefts = widths.map((_, at) => widths.slice(0, at).reduce((sum, width) => sum + width, 0));
  return Object.fromEntries(lefts.map((left, at) => [`--left-${at + 1}`, `${left}px`]));
}

// ---- in an address: `scan!w90!p1,meta:photon_energy!ueV!d2`
const escaped = (text: string): string =>
  text.replace(/[%,!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const unescaped = (text: string): string =>
  text.replace(/%(25|2C|21)/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

function settingOf(parts: readonly string[]): ColumnSetting {
  const part = (letter: string): string | undefined => parts.find((one) => one.startsWith(letter))?.slice(1);
  const [width, digits] = [Number(part('w') || NaN), Number(part('d') || NaN)];
  const [pinned, unit] = [part('p'), part('u')];
  return {
    ...(width > 0 && { width: clampWidth(width) }),
    ...((pinned === '1' || pinned === '0') && { pinned: pinned === '1' }),
    ...(unit && { unit: unescaped(unit).slice(0, 64) }),
    ...(Number.isInteger(digits) && digits >= 0 && digits <= MOST_DIGITS && { digits }),
  };
}
/** Null where nothing is said. */
export function readLayout(text: unknown): Layout | null {
  if (typeof text !== 'string') return null;
  const settings = text
    .split(',')
    .map((one) => one.split('!'))
    .map(([id = '', ...parts]) => [unescaped(id), settingOf(parts)] as const)
    .filter(([id, setting]) => id !== '' && Object.keys(setting).length > 0);
  return Object.fromEntries(settings);
}
export function writeLayout(layout: Layout | null): string | null {
  const written = Object.entries(layout ?? BARE_LAYOUT)
    .filter(([, setting]) => Object.values(setting).some((value) => value !== undefined))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { width, pinned, unit, digits }]) =>
      [
        escaped(id),
        width !== undefined && `w${width}`,
        pinned !== undefined && `p${pinned ? 1 : 0}`,
        unit && `u${escaped(unit)}`,
        digits !== undefined && `d${digits}`,
      ]
        .filter(Boolean)
        .join('!'),
    )
    .join(',');
  return written || null;
}

/** The layout with this of one column changed; undefined takes a setting back. */
export function withSetting(layout: Layout, id: string, change: Partial<ColumnSetting>): Layout {
  const { [id]: before, ...others } = layout;
  const kept = Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined);
  return kept.length > 0 ? { ...others, [id]: Object.fromEntries(kept) as ColumnSetting } : others;
}

/** The ids with one of them a place further; what is pinned moves among the pinned, the others among the others. */
export function moved(placedIds: readonly { id: string; pinned?: boolean }[], id: string, by: 1 | -1): string[] | null {
  const at = placedIds.findIndex((column) => column.id === id);
  const other = placedIds[at + by];
  if (at < 0 || !other || Boolean(other.pinned) !== Boolean(placedIds[at]?.pinned)) return null;
  const ids = placedIds.map((column) => column.id);
  [ids[at], ids[at + by]] = [other.id, id];
  return ids;
}

/**
 * The ids with one of them put before (or, past the end, behind) the column that stands at a place now. A pinned column stays
 * among the pinned, another one among the others. Null where nothing would change.
 */
export function droppedAt(
  placedIds: readonly { id: string; pinned?: boolean }[],
  id: string,
  place: number,
): string[] | null {
  const from = placedIds.findIndex((column) => column.id === id);
  if (from < 0) return null;
  const pinned = placedIds.filter((column) => column.pinned).length;
  const [least, most] = placedIds[from]?.pinned ? [0, pinned] : [pinned, placedIds.length];
  const to = Math.max(least, Math.min(most, place));
  if (to === from || to === from + 1) return null;
  const others = placedIds.map((column) => column.id).filter((one) => one !== id);
  others.splice(to > from ? to - 1 : to, 0, id);
  return others;
}
