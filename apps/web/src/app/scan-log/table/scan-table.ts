import { BreakpointObserver } from '@angular/cdk/layout';
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
  Injector,
  computed,
  effect,
  inject,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { map } from 'rxjs';
import type { ScanLogRow } from '../../core/api-types';
import { Preferences } from '../../core/preferences';
import { Words } from '../../core/words';
import { decimalsBy, storedUnitOf } from '../../ui/table/decimals';
import type { Layout } from '../../ui/table/layout';
import { pinsOf, placed, templateOf, widthOf } from '../../ui/table/layout';
import type { Arrangement } from '../../ui/table/table-head';
import { TableHead } from '../../ui/table/table-head';
import { Units } from '../../ui/table/units';
import { Annotations } from '../annotations';
import type { ScanLogAddress } from '../address';
import type { Column } from '../columns';
import { columnsOf } from '../columns';
import type { Item } from '../groups';
import { KnownHeights, bringIntoView, topsOf } from '../scroll-strategy';
import { ScanLogStore } from '../store';
import { Uploads, imagesIn } from '../uploads';
import type { EditorExit } from './comment-editor';
import { NoteRow } from '../notes/note-row';
import type { ShownNote } from '../notes/notes';
import { noteKey } from '../notes/notes';
import { NotesInTable } from '../notes/notes-in-table';
import { GroupHeading } from './group-heading';
import { ScanRow, fieldOf } from './scan-row';

export const NARROW = '(max-width: 700px)';
const HEAD = 30;
/** Width of the cell with the acts of a row. */
const TRAIL = 36;
const HEIGHTS = { compact: { row: 32, day: 26 }, comfortable: { row: 40, day: 30 }, card: { row: 126, day: 30 } };

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
        const table = inject(Injector);
        return new KnownHeights(() => table.get(ScanTable).tops());
      },
    },
    { provide: VIRTUAL_SCROLL_STRATEGY, useExisting: KnownHeights },
    NotesInTable,
  ],
})
export class ScanTable {
  readonly view = output<{ row: ScanLogRow; at: number }>();
  readonly viewNote = output<{ note: ShownNote; at: number }>();
  readonly noteAct = output<{ note: ShownNote; act: 'history' | 'logbook' }>();
  /** A note is wanted: after the selected row, or now. */
  readonly noteWanted = output<'here' | 'now'>();
  readonly details = output<string>();
  readonly filter = output<Partial<ScanLogAddress>>();
  readonly chosen = output<string>();
  readonly sorted = output<string>();
  readonly arranged = output<Arrangement>();
  /** Keys that mean something for the page around: drawer, filter, columns, pause. */
  readonly pageKey = output<'drawer' | 'filter' | 'columns' | 'pause' | 'escape'>();

  protected readonly store = inject(ScanLogStore);
  protected readonly annotations = inject(Annotations);
  protected readonly uploads = inject(Uploads);
  readonly notes = inject(NotesInTable);
  private readonly preferences = inject(Preferences);
  private readonly words = inject(Words);
  private readonly router = inject(Router);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  /** The same for what runs before the first drawing. */
  private readonly frame = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly fileInput = viewChild.required<ElementRef<HTMLInputElement>>('files');
  private readonly viewport = viewChild(CdkVirtualScrollViewport);
  private readonly strategy = inject(KnownHeights);
  private readonly units = inject(Units);
  private uploadTo: string | null = null;

  protected readonly gridId = 'scan-log-grid';
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe(NARROW)
      .pipe(map(({ matches }) => matches)),
    {
      initialValue: false,
    },
  );
  protected readonly activeColumn = signal<string | null>(null);
  protected readonly editing = signal<{ pid: string; column: string } | null>(null);
  protected readonly dropTarget = signal<string | null>(null);
  protected readonly focused = signal(false);
  /** Scrolled to the side, so that the scan number has to stick to the edge. */
  protected readonly sideways = signal(false);

  /** The layout while an edge is dragged: rows keep their columns, only the template of all of them changes. */
  protected readonly preview = signal<Layout | null>(null);
  protected readonly trail = TRAIL;
  /** A facility that counts through the years has six digits and more; a number that is cut is a wrong number. */
  private readonly scanWidth = computed(() => {
    const longest = this.store
      .rows()
      .slice(0, 200)
      .reduce((most, { scanNumber, runNumber }) => Math.max(most, String(scanNumber ?? runNumber ?? '').length), 0);
    return Math.min(160, 20 + longest * 8.5);
  });
  private readonly known = computed(() =>
    columnsOf(this.store.columnIds()).map((column) =>
      column.id === 'scan' ? { ...column, width: Math.max(column.width, this.scanWidth()) } : column,
    ),
  );
  protected readonly columns = computed(() => placed(this.known(), this.store.layout()));
  private readonly shown = computed(() => {
    const preview = this.preview();
    return preview ? placed(this.known(), preview) : this.columns();
  });
  protected readonly template = computed(() => templateOf(this.shown(), 0, TRAIL));
  /** What the columns need: rows that are placed one by one do not widen what holds them. */
  protected readonly width = computed(() => widthOf(this.shown(), 0, TRAIL));
  protected readonly pins = computed(() => pinsOf(this.shown(), 0));
  protected readonly pinned = computed(() => Object.keys(this.pins()).length || null);
  protected readonly storedUnit = (key: string): string | undefined => storedUnitOf(key, this.store.rows());
  private readonly heights = computed(() => HEIGHTS[this.narrow() ? 'card' : this.preferences.density()]);
  protected readonly rowHeight = computed(() => this.heights().row);
  protected readonly dayHeight = computed(() => this.heights().day);
  readonly tops = computed(() =>
    topsOf(this.store.items(), (item) => {
      if (item.kind === 'note') return this.heightOf(item.note);
      return item.kind === 'group' ? this.dayHeight() : this.rowHeight();
    }),
  );
  protected readonly decimals = computed(() =>
    decimalsBy(this.columns(), this.store.rows(), (entry, unit) => this.units.inUnit(entry, unit)),
  );
  protected heightOf(note: ShownNote): number {
    return this.notes.heightOf(note, this.rowHeight(), this.narrow());
  }
  protected readonly activeCell = computed(() => {
    const { selected } = this.store.address();
    if (this.notes.selected()) return `${this.gridId}-${selected}`;
    return selected && this.activeColumn() && this.store.index().has(selected)
      ? `${this.gridId}-${selected}-${this.activeColumn()}`
      : null;
  });

  constructor() {
    effect(() => {
      if (this.editing() || this.store.notes.editing()) this.store.typing.set(true);
      else untracked(() => this.store.typed());
    });
    effect(() => {
      this.heights();
      this.viewport()?.checkViewportSize();
    });
    effect(() => {
      this.tops();
      this.strategy.renew();
    });
    this.notes.follow(this.frame, () => this.tops());
    // Pages may arrive without any scrolling; the screen is filled then too.
    effect((onCleanup) => {
      const { group } = this.store.address();
      if (this.store.loading() !== null || this.store.unloaded() === 0) return;
      // Groups are only whole once everything is there.
      const soon = setTimeout(() => (group ? void this.store.more() : this.fill()), 20);
      onCleanup(() => clearTimeout(soon));
    });
    effect((onCleanup) => {
      const viewport = this.viewport();
      if (!viewport) return;
      const drawn = viewport.renderedRangeStream.subscribe(() => this.fill());
      const scrolled = viewport.scrollable.elementScrolled().subscribe(() => this.scrolled());
      onCleanup(() => {
        drawn.unsubscribe();
        scrolled.unsubscribe();
      });
    });
  }
  private scrolled(): void {
    const { scrollTop, scrollLeft } = this.scroller().nativeElement;
    this.store.atTop.set(scrollTop < this.rowHeight());
    this.sideways.set(scrollLeft > 0);
  }
  /** As long as room for unloaded rows is on screen, the next page is fetched. */
  protected fill(): void {
    const end = this.viewport()?.getRenderedRange().end ?? 0;
    if (this.store.items()[end - 1]?.kind === 'unloaded') void this.store.more();
  }

  protected readonly keyOf = (at: number, item: Item): string =>
    item.kind === 'unloaded' ? `unloaded-${at}` : item.key;

  focus(): void {
    this.scroller().nativeElement.focus({ preventScroll: true });
  }
  toTop(): void {
    this.scroller().nativeElement.scrollTo({ top: 0 });
  }
  protected choose(pid: string): void {
    if (this.store.address().selected !== pid) this.chosen.emit(pid);
  }

  // ---- keys
  protected onKey(event: KeyboardEvent): void {
    if (event.target !== this.scroller().nativeElement || event.altKey) return;
    const act = event.ctrlKey || event.metaKey ? this.withControl(event.key) : this.plain(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }
  private withControl(key: string): (() => void) | undefined {
    if (key === 'Home') return () => this.goTo(0);
    if (key === 'End') return () => this.goTo(this.notes.stops().length - 1);
    return undefined;
  }
  private plain(key: string): (() => void) | undefined {
    if (/^[0-5]$/.test(key)) return () => this.onRow((row) => this.rate(row, Number(key) || null));
    const page = Math.max(1, Math.floor(this.scroller().nativeElement.clientHeight / this.rowHeight()) - 2);
    const acts: Record<string, () => void> = {
      ArrowDown: () => this.step(1),
      ArrowUp: () => this.step(-1),
      PageDown: () => this.step(page),
      PageUp: () => this.step(-page),
      ArrowRight: () => this.side(1),
      ArrowLeft: () => this.side(-1),
      Home: () => this.activeColumn.set(this.columns()[0]?.id ?? null),
      End: () => this.activeColumn.set(this.columns().at(-1)?.id ?? null),
      Enter: () =>
        this.onEither(
          (row) => this.enter(row),
          (note) => this.editNote(note),
        ),
      c: () =>
        this.onEither(
          (row) => this.startEdit(row, 'comment'),
          (note) => this.editNote(note),
        ),
      e: () =>
        this.onEither(
          (row) => this.startEdit(row, this.activeColumn() ?? 'comment'),
          (note) => this.editNote(note),
        ),
      i: () => this.noteWanted.emit('here'),
      I: () => this.noteWanted.emit('now'),
      Delete: () =>
        this.onEither(
          () => undefined,
          (note) => this.notes.remove(note),
        ),
      n: () => this.nextUnrated(),
      u: () =>
        this.onEither(
          (row) => this.pickFiles(row),
          (note) => note.mayWrite && this.pick(noteKey(note.id)),
        ),
      ' ': () => this.pageKey.emit('drawer'),
      '/': () => this.pageKey.emit('filter'),
      '.': () => this.pageKey.emit('columns'),
      p: () => this.pageKey.emit('pause'),
      Escape: () => this.pageKey.emit('escape'),
    };
    return acts[key];
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
  private step(by: number): void {
    const at = this.notes.placeOf(this.store.address().selected);
    this.goTo(at < 0 ? 0 : at + by);
  }
  private goTo(at: number): void {
    const last = this.notes.stops().length - 1;
    const key = this.notes.stops()[Math.max(0, Math.min(last, at))];
    if (key === undefined) return;
    if (at > last) void this.store.more();
    this.activeColumn.update((column) => column ?? this.columns()[0]?.id ?? null);
    this.chosen.emit(key);
    this.reveal(key);
  }
  /** Scrolls just so far that the row stands below the header and above the lower edge. */
  reveal(key: string): void {
    const items = this.store.items();
    const at = items.findIndex((item) => (item.kind === 'row' || item.kind === 'note') && item.key === key);
    if (at < 0) return;
    const above = items[at - 1]?.kind === 'group' ? this.dayHeight() : 0;
    bringIntoView(this.scroller().nativeElement, this.tops(), at, { above, below: this.narrow() ? 0 : HEAD });
  }
  private side(by: number): void {
    const columns = this.columns();
    const at = columns.findIndex(({ id }) => id === this.activeColumn());
    const next = columns[Math.max(0, Math.min(columns.length - 1, at < 0 ? 0 : at + by))];
    if (!next) return;
    this.activeColumn.set(next.id);
    queueMicrotask(() =>
      document.getElementById(this.activeCell() ?? '')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
  }
  private enter(row: ScanLogRow): void {
    const column = this.activeColumn();
    if (column && fieldOf(column) && row.mayAnnotate) this.startEdit(row, column);
    else if (column === 'images' && row.images.length > 0) this.view.emit({ row, at: 0 });
    else if (column === 'upload') this.pickFiles(row);
    else void this.router.navigate(['/datasets', row.pid]);
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
    const at = this.columns().findIndex(({ id }) => id === this.activeColumn());
    if (from === undefined || at < 0 || document.activeElement !== this.scroller().nativeElement) return null;
    return { rows: this.store.shown().slice(from), columns: this.columns().slice(at) };
  }

  // ---- editing
  startEdit(row: ScanLogRow, column: string): void {
    if (!row.mayAnnotate || !fieldOf(column)) return;
    if (!this.columns().some(({ id }) => id === column)) return;
    this.choose(row.pid);
    this.activeColumn.set(column);
    this.reveal(row.pid);
    this.editing.set({ pid: row.pid, column });
  }
  protected keepDraft(row: ScanLogRow, text: string): void {
    const field = fieldOf(this.editing()?.column ?? '');
    if (field) this.annotations.keepDraft(row, field, text);
  }
  protected finishEdit(row: ScanLogRow, text: string, exit: EditorExit): void {
    const field = fieldOf(this.editing()?.column ?? '');
    this.editing.set(null);
    if (field) this.annotations.set(row, field, field === 'datasetName' ? text.trim() || row.datasetName : text.trim());
    if (exit === 'stay') return;
    this.focus();
    if (exit === 'down') this.step(1);
    else this.side(1);
  }
  protected undoEdit(row: ScanLogRow): void {
    const field = fieldOf(this.editing()?.column ?? '');
    this.editing.set(null);
    if (field) this.annotations.dropDraft(row.pid, field);
    this.focus();
  }
  protected rate(row: ScanLogRow, stars: number | null): void {
    if (!row.mayAnnotate) return;
    this.annotations.set(row, 'dataQualityMetrics', stars);
    void this.announcer.announce(stars ? this.words.say('rating.of', { n: stars }) : this.words.say('rating.none'));
  }

  // ---- notes
  protected editNote(note: ShownNote): void {
    if (!note.mayWrite) return;
    this.choose(noteKey(note.id));
    this.reveal(noteKey(note.id));
    this.store.notes.open(note);
  }
  // ---- pictures
  pickFiles(row: ScanLogRow): void {
    if (row.mayAnnotate) this.pick(row.pid);
  }
  protected pick(key: string): void {
    this.uploadTo = key;
    this.fileInput().nativeElement.value = '';
    this.fileInput().nativeElement.click();
  }
  protected filesPicked(): void {
    const { files } = this.fileInput().nativeElement;
    if (this.uploadTo && files) void this.notes.addPictures(this.uploadTo, files);
    this.focus();
  }
  protected dragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.dropTarget.set(this.notes.targetUnder(event));
  }
  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.dropTarget.set(null);
    const target = this.notes.targetUnder(event);
    if (target) void this.notes.addPictures(target, imagesIn(event.dataTransfer));
  }
}
