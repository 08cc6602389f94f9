import type { ScanLogRow } from '../../core/api-types';
import type { ShownNote } from '../notes/notes';

/** Keys that mean something for the page around the table. */
export type PageKey = 'drawer' | 'filter' | 'columns' | 'pause' | 'escape';
/** What the keys do in the table. */
export interface KeyActs {
  /** @param range chooses the rows on the way, as Shift means it */
  step(by: number, range: boolean): void;
  goTo(place: 'first' | 'last'): void;
  /** Rows on one screen. */
  page(): number;
  side(by: number): void;
  toEdge(edge: 'first' | 'last'): void;
  onRow(act: (row: ScanLogRow) => void): void;
  onEither(act: (row: ScanLogRow) => void, onNote: (note: ShownNote) => unknown): void;
  enter(row: ScanLogRow): void;
  comment(row: ScanLogRow): void;
  edit(row: ScanLogRow): void;
  rate(row: ScanLogRow, stars: number | null): void;
  choose(row: ScanLogRow): void;
  chooseAll(): void;
  pictures(row: ScanLogRow): void;
  picturesOf(note: ShownNote): void;
  editNote(note: ShownNote): void;
  removeNote(note: ShownNote): void;
  /** One scan up or down. */
  moveNote(note: ShownNote, by: 1 | -1): void;
  newNote(where: 'here' | 'now'): void;
  nextUnrated(): void;
  tell(key: PageKey): void;
}
const nothing = (): void => undefined;

function withControl(key: string, acts: KeyActs): (() => void) | undefined {
  const all: Record<string, () => void> = {
    Home: () => acts.goTo('first'),
    End: () => acts.goTo('last'),
    a: () => acts.chooseAll(),
  };
  return all[key];
}
function withAlt(key: string, acts: KeyActs): (() => void) | undefined {
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  return () => acts.onEither(nothing, (note) => acts.moveNote(note, key === 'ArrowUp' ? -1 : 1));
}
function plain({ key, shiftKey }: KeyboardEvent, acts: KeyActs): (() => void) | undefined {
  if (/^[0-5]$/.test(key)) return () => acts.onRow((row) => acts.rate(row, Number(key) || null));
  const all: Record<string, () => void> = {
    ArrowDown: () => acts.step(1, shiftKey),
    ArrowUp: () => acts.step(-1, shiftKey),
    PageDown: () => acts.step(acts.page(), shiftKey),
    PageUp: () => acts.step(-acts.page(), shiftKey),
    ArrowRight: () => acts.side(1),
    ArrowLeft: () => acts.side(-1),
    Home: () => acts.toEdge('first'),
    End: () => acts.toEdge('last'),
    Enter: () => acts.onEither((row) => acts.enter(row), acts.editNote),
    c: () => acts.onEither((row) => acts.comment(row), acts.editNote),
    e: () => acts.onEither((row) => acts.edit(row), acts.editNote),
    x: () => acts.onRow((row) => acts.choose(row)),
    i: () => acts.newNote('here'),
    I: () => acts.newNote('now'),
    Delete: () => acts.onEither(nothing, acts.removeNote),
    n: () => acts.nextUnrated(),
    u: () => acts.onEither((row) => acts.pictures(row), acts.picturesOf),
    ' ': () => acts.tell('drawer'),
    '/': () => acts.tell('filter'),
    '.': () => acts.tell('columns'),
    p: () => acts.tell('pause'),
    Escape: () => acts.tell('escape'),
  };
  return all[key];
}
/** What a key means in the table; undefined for one that means nothing. */
export function actOf(event: KeyboardEvent, acts: KeyActs): (() => void) | undefined {
  if (event.altKey) return withAlt(event.key, acts);
  return event.ctrlKey || event.metaKey ? withControl(event.key, acts) : plain(event, acts);
}
