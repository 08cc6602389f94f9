import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  CdkVirtualForOf,
  CdkVirtualScrollViewport,
  CdkVirtualScrollableElement,
  VIRTUAL_SCROLL_STRATEGY,
} from '@angular/cdk/scrolling';
import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ScanLogRow } from '../../core/api-types';
import { Words } from '../../core/words';
import { humanKey } from '../../ui/metadata';
import { Selection } from '../../ui/selection/selection';
import { TableColumns } from '../../ui/table/table-columns';
import type { Arrangement } from '../../ui/table/table-head';
import { TableHead } from '../../ui/table/table-head';
import { Unfolding } from '../../ui/table/unfolded';
import { Annotations } from '../annotations';
import type { ScanLogAddress } from '../address';
import type { Column } from '../columns';
import { columnsOf, foldedIn } from '../columns';
import type { Item } from '../groups';
import { KnownHeights } from '../scroll-strategy';
import { ScanLogStore } from '../store';
import { Uploads } from '../uploads';
import { NoteRow } from '../notes/note-row';
import type { ShownNote } from '../notes/notes';
import { noteKey } from '../notes/notes';
import type { NoteAct } from '../notes/note-acts';
import { NotesInTable } from '../notes/notes-in-table';
import { CellEditing } from './cell-editing';
import type { EditorExit } from './comment-editor';
import { GroupHeading } from './group-heading';
import { PictureTarget } from './picture-target';
import { RowPlaces } from './row-places';
import type { KeyActs, PageKey } from './scan-keys';
import { actOf } from './scan-keys';
import { ScanRow, fieldOf } from './scan-row';

/** Widths of the cell with the checkbox, and of the one with the acts of a row. */
const [LEAD, TRAIL] = [34, 36];

/** The grid of the scan log: one stop for the Tab key, arrows inside, every act by key. */
@Component({
  selector: 'sz-scan-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    CdkVirtualScrollableElement,
    GroupHeading,
    NoteRow,
    ScanRow,
    TableHead,
    TranslocoDirective,
  ],
  templateUrl: './scan-table.html',
  styleUrls: ['./scan-table.css', '../../ui/virtual-rows.css'],
  providers: [
    {
      provide: KnownHeights,
      useFactory: () => {
        const places = inject(RowPlaces);
        return new KnownHeights(() => places.tops());
      },
    },
    { provide: VIRTUAL_SCROLL_STRATEGY, useExisting: KnownHeights },
    NotesInTable,
    RowPlaces,
    CellEditing,
    PictureTarget,
  ],
})
export class ScanTable {
  readonly view = output<{ row: ScanLogRow; at: number }>();
  readonly viewNote = output<{ note: ShownNote; at: number }>();
  readonly noteAct = output<{ note: ShownNote; act: NoteAct }>();
  /** One scan up or down. */
  readonly noteMoved = output<{ note: ShownNote; by: 1 | -1 }>();
  /** A note is wanted: after the selected row, or now. */
  readonly noteWanted = output<'here' | 'now'>();
  readonly details = output<string>();
  readonly filter = output<Partial<ScanLogAddress>>();
  readonly chosen = output<string>();
  readonly sorted = output<string>();
  readonly arranged = output<Arrangement>();
  readonly pageKey = output<PageKey>();

  protected readonly store = inject(ScanLogStore);
  protected readonly selection = inject(Selection);
  protected readonly annotations = inject(Annotations);
  protected readonly uploads = inject(Uploads);
  readonly notes = inject(NotesInTable);
  protected readonly editing = inject(CellEditing);
  protected readonly pictures = inject(PictureTarget);
  protected readonly places = inject(RowPlaces);
  private readonly words = inject(Words);
  private readonly unfolding = inject(Unfolding);
  private readonly router = inject(Router);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  /** The same for what runs before the first drawing. */
  private readonly frame = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly fileInput = viewChild.required<ElementRef<HTMLInputElement>>('files');
  private readonly viewport = viewChild(CdkVirtualScrollViewport);

  protected readonly gridId = 'scan-log-grid';
  protected readonly lead = LEAD;
  protected readonly trail = TRAIL;
  protected readonly focused = signal(false);
  /** A facility that counts through the years has six digits and more; a number that is cut is a wrong number. */
  private readonly scanWidth = computed(() => {
    const longest = this.store
      .rows()
      .slice(0, 200)
      .reduce((most, { scanNumber, runNumber }) => Math.max(most, String(scanNumber ?? runNumber ?? '').length), 0);
    return Math.min(160, 20 + longest * 8.5);
  });
  protected readonly columns = new TableColumns<Column>({
    known: computed(() =>
      columnsOf(this.store.columnIds()).map((column) =>
        column.id === 'scan' ? { ...column, width: Math.max(column.width, this.scanWidth()) } : column,
      ),
    ),
    layout: this.store.layout,
    rows: this.store.rows,
    lead: LEAD,
    trail: TRAIL,
  });
  protected readonly allChosen = computed(() => this.selection.hasAll(this.store.rows()));
  protected readonly activeCell = computed(() => {
    const { selected } = this.store.address();
    if (this.notes.selected()) return `${this.gridId}-${selected}`;
    return selected && this.columns.active() && this.store.index().has(selected)
      ? `${this.gridId}-${selected}-${this.columns.active()}`
      : null;
  });

  constructor() {
    effect(() => {
      if (this.editing.at() || this.store.notes.editing()) this.store.typing.set(true);
      else untracked(() => this.store.typed());
    });
    this.places.follow(this.viewport, inject(KnownHeights), this.columns.sideways);
    // After it: the place is kept in the new heights.
    this.notes.follow(this.frame, () => this.places.tops());
  }

  protected readonly keyOf = (_: number, { key }: Item): string => key;

  focus(): void {
    this.scroller().nativeElement.focus({ preventScroll: true });
  }
  toTop(): void {
    this.scroller().nativeElement.scrollTo({ top: 0 });
  }
  protected choose(pid: string): void {
    if (this.store.address().selected !== pid) this.chosen.emit(pid);
  }

  // ---- choosing
  protected pick(row: ScanLogRow, range: boolean): void {
    this.selection.pick(row.pid, range, this.store.shown());
    this.choose(row.pid);
    // Not the box keeps the keys: they are for the grid.
    if (!this.places.narrow()) this.focus();
  }

  // ---- keys
  private readonly keyActs: KeyActs = {
    step: (by, range) => this.step(by, range),
    goTo: (place) => this.goTo(place === 'first' ? 0 : this.notes.stops().length - 1),
    page: () => this.places.page(this.scroller().nativeElement),
    side: (by) => this.side(by),
    toEdge: (edge) => this.columns[edge](),
    onRow: (act) => this.onRow(act),
    onEither: (act, onNote) => this.onEither(act, onNote),
    enter: (row) => this.enter(row),
    comment: (row) => this.startEdit(row, 'comment'),
    edit: (row) => this.startEdit(row, this.columns.active() ?? 'comment'),
    rate: (row, stars) => this.editing.rate(row, stars),
    choose: ({ pid }) => this.selection.toggle(pid),
    chooseAll: () => this.selection.only(this.store.rows().map(({ pid }) => pid)),
    pictures: (row) => this.pickFiles(row),
    picturesOf: (note) => note.mayWrite && this.pickFor(noteKey(note.id)),
    editNote: (note) => this.editNote(note),
    removeNote: (note) => this.notes.remove(note),
    moveNote: (note, by) => this.noteMoved.emit({ note, by }),
    newNote: (where) => this.noteWanted.emit(where),
    nextUnrated: () => this.nextUnrated(),
    tell: (key) => this.pageKey.emit(key),
  };
  protected onKey(event: KeyboardEvent): void {
    if (event.target !== this.scroller().nativeElement) return;
    const act = actOf(event, this.keyActs);
    if (!act) return;
    event.preventDefault();
    act();
  }
  private onRow(act: (row: ScanLogRow) => void): void {
    const row = this.store.rowOf(this.store.address().selected);
    if (row) act(row);
  }
  private onEither(act: (row: ScanLogRow) => void, onNote: (note: ShownNote) => unknown): void {
    const note = this.notes.selected();
    if (note) onNote(note);
    else this.onRow(act);
  }
  private step(by: number, range = false): void {
    const at = this.notes.placeOf(this.store.address().selected);
    if (range && this.selection.size() === 0) this.onRow(({ pid }) => this.selection.toggle(pid));
    const key = this.goTo(at < 0 ? 0 : at + by);
    if (range && key !== undefined && this.store.index().has(key)) this.selection.extend(key, this.store.shown());
  }
  /** @returns the key of what is there */
  private goTo(at: number): string | undefined {
    const last = this.notes.stops().length - 1;
    const key = this.notes.stops()[Math.max(0, Math.min(last, at))];
    if (key === undefined) return undefined;
    if (at > last) void this.store.more();
    this.columns.keep();
    this.chosen.emit(key);
    this.reveal(key);
    return key;
  }
  /** Scrolls just so far that the row is seen. */
  reveal(key: string): void {
    this.places.reveal(key, this.scroller().nativeElement);
  }
  private side(by: number): void {
    this.columns.step(by);
    queueMicrotask(() =>
      document.getElementById(this.activeCell() ?? '')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
  }
  private enter(row: ScanLogRow): void {
    const column = this.columns.active();
    if (column && fieldOf(column) && row.mayAnnotate) this.startEdit(row, column);
    else if (column === 'images' && row.images.length > 0) this.view.emit({ row, at: 0 });
    else if (column === 'upload') this.pickFiles(row);
    else if (column && this.showWhole(row, column)) return;
    else void this.router.navigate(['/datasets', row.pid]);
  }
  /** @returns whether the cell holds more than it shows */
  protected showWhole(row: ScanLogRow, id: string): boolean {
    const column = this.columns.all().find((one) => one.id === id);
    const folded = column && foldedIn(row, column);
    if (!folded) return false;
    const title = column.key ? humanKey(column.key) : this.words.say(`column.${id}`);
    return this.unfolding.openAt(this.scroller().nativeElement, { pid: row.pid, column: id }, { title, folded });
  }
  private nextUnrated(): void {
    const from = (this.store.shownIndex().get(this.store.address().selected ?? '') ?? -1) + 1;
    const unrated = (row: ScanLogRow): boolean =>
      row.state !== 'running' && !this.annotations.shown(row, 'dataQualityMetrics');
    const next = this.store.shown().slice(from).find(unrated);
    if (next) this.goTo(this.notes.placeOf(next.pid));
    else void this.announcer.announce(this.words.say('rating.allDone'));
  }

  /** Where a block of cells would be put: the active cell, the rows below it and the columns right of it. */
  pasteTarget(): { rows: readonly ScanLogRow[]; columns: readonly Column[] } | null {
    const from = this.store.shownIndex().get(this.store.address().selected ?? '');
    const at = this.columns.all().findIndex(({ id }) => id === this.columns.active());
    if (from === undefined || at < 0 || document.activeElement !== this.scroller().nativeElement) return null;
    return { rows: this.store.shown().slice(from), columns: this.columns.all().slice(at) };
  }

  // ---- editing
  startEdit(row: ScanLogRow, column: string): void {
    if (!row.mayAnnotate || !fieldOf(column)) return;
    if (!this.columns.all().some(({ id }) => id === column)) return;
    this.choose(row.pid);
    this.columns.active.set(column);
    this.reveal(row.pid);
    this.editing.at.set({ pid: row.pid, column });
  }
  protected finishEdit(row: ScanLogRow, text: string, exit: EditorExit): void {
    this.editing.finish(row, text);
    if (exit === 'stay') return;
    this.focus();
    if (exit === 'down') this.step(1);
    else this.side(1);
  }
  protected undoEdit(row: ScanLogRow): void {
    this.editing.undo(row);
    this.focus();
  }
  protected editNote(note: ShownNote): void {
    if (!note.mayWrite) return;
    this.choose(noteKey(note.id));
    this.reveal(noteKey(note.id));
    this.store.notes.open(note);
  }

  // ---- pictures
  pickFiles(row: ScanLogRow): void {
    if (row.mayAnnotate) this.pickFor(row.pid);
  }
  protected pickFor(key: string): void {
    this.pictures.pick(key, this.fileInput().nativeElement);
  }
  protected filesPicked(): void {
    this.pictures.picked(this.fileInput().nativeElement);
    this.focus();
  }
}
