import { BreakpointObserver } from '@angular/cdk/layout';
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
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { map } from 'rxjs';
import { Preferences } from '../../../core/preferences';
import { Words } from '../../../core/words';
import { KnownHeights, topsOf } from '../../../scan-log/scroll-strategy';
import { humanKey } from '../../../ui/metadata';
import { Selection } from '../../../ui/selection/selection';
import { TableColumns } from '../../../ui/table/table-columns';
import type { Arrangement } from '../../../ui/table/table-head';
import { TableHead } from '../../../ui/table/table-head';
import { Unfolding } from '../../../ui/table/unfolded';
import type { Column } from '../columns';
import { columnsOf, foldedIn } from '../columns';
import type { DatasetItem } from '../search';
import { DatasetListStore } from '../store';
import { DatasetRow } from './dataset-row';

export const NARROW = '(max-width: 700px)';
const HEAD = 30;
const HEIGHTS = { compact: 32, comfortable: 40, card: 108 };
const PICK_WIDTH = 40;
/** The grid of the dataset list: one stop for the Tab key, arrows inside, every act by key. */
@Component({
  selector: 'sz-dataset-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    CdkVirtualScrollableElement,
    DatasetRow,
    TableHead,
    TranslocoDirective,
  ],
  templateUrl: './dataset-table.html',
  styleUrls: ['./dataset-table.css', '../../../ui/virtual-rows.css'],
  providers: [
    {
      provide: VIRTUAL_SCROLL_STRATEGY,
      useFactory: () => {
        const table = inject(DatasetTable);
        return new KnownHeights(() => table.tops());
      },
    },
  ],
})
export class DatasetTable {
  readonly sorted = output<string>();
  readonly arranged = output<Arrangement>();
  /** Keys that mean something for the page around. */
  readonly pageKey = output<'search' | 'columns' | 'preview' | 'escape'>();

  protected readonly store = inject(DatasetListStore);
  protected readonly selection = inject(Selection);
  private readonly preferences = inject(Preferences);
  private readonly router = inject(Router);
  private readonly words = inject(Words);
  private readonly unfolding = inject(Unfolding);
  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  private readonly viewport = viewChild(CdkVirtualScrollViewport);
  protected readonly gridId = 'dataset-grid';
  protected readonly pickWidth = PICK_WIDTH;
  protected readonly focused = signal(false);
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe(NARROW)
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );

  protected readonly columns = new TableColumns<Column>({
    known: computed(() => columnsOf(this.store.columnIds())),
    layout: this.store.layout,
    rows: this.store.rows,
    lead: PICK_WIDTH,
    trail: 0,
  });
  protected readonly rowHeight = computed(() => HEIGHTS[this.narrow() ? 'card' : this.preferences.density()]);
  protected readonly items = computed<(DatasetItem | null)[]>(() => [
    ...this.store.shown(),
    ...Array.from({ length: this.store.missing() }, () => null),
  ]);
  readonly tops = computed(() => topsOf(this.items(), () => this.rowHeight()));
  protected readonly allChosen = computed(() => this.selection.hasAll(this.store.shown()));
  protected readonly activeCell = computed(() => {
    const at = this.store.at();
    if (at === null || !this.store.index().has(at)) return null;
    return `${this.gridId}-${at}-${this.narrow() ? 'name' : (this.columns.active() ?? this.columns.all()[0]?.id)}`;
  });

  constructor() {
    effect(() => {
      this.tops();
      this.viewport()?.checkViewportSize();
    });
    // Pages may arrive without any scrolling; the screen is filled then too.
    effect((onCleanup) => {
      if (this.store.loading() !== null || this.store.missing() === 0) return;
      const soon = setTimeout(() => this.fill(), 20);
      onCleanup(() => clearTimeout(soon));
    });
    effect((onCleanup) => {
      const viewport = this.viewport();
      const drawn = viewport?.renderedRangeStream.subscribe(() => this.fill());
      const scrolled = viewport?.scrollable
        .elementScrolled()
        .subscribe(() => this.columns.sideways.set(this.scroller().nativeElement.scrollLeft > 0));
      onCleanup(() => {
        drawn?.unsubscribe();
        scrolled?.unsubscribe();
      });
    });
  }
  /** As long as room for unloaded rows is on screen, the next page is fetched. */
  private fill(): void {
    const end = this.viewport()?.getRenderedRange().end ?? 0;
    if (end > this.store.shown().length) void this.store.more();
  }

  protected readonly keyOf = (at: number, item: DatasetItem | null): string => item?.pid ?? `unloaded-${at}`;

  focus(): void {
    this.scroller().nativeElement.focus({ preventScroll: true });
  }
  toTop(): void {
    this.scroller().nativeElement.scrollTo({ top: 0 });
  }

  // ---- choosing
  protected pick(item: DatasetItem, range: boolean): void {
    this.selection.pick(item.pid, range, this.store.shown());
    this.store.at.set(item.pid);
    // Not the box keeps the keys: they are for the grid.
    if (!this.narrow()) this.focus();
  }
  protected toggleAll(): void {
    this.selection.toggleAll(this.store.shown());
  }

  // ---- keys
  protected onKey(event: KeyboardEvent): void {
    if (event.target !== this.scroller().nativeElement || event.altKey) return;
    const act = event.ctrlKey || event.metaKey ? this.withControl(event.key) : this.plain(event);
    if (!act) return;
    event.preventDefault();
    act();
  }
  private withControl(key: string): (() => void) | undefined {
    const acts: Record<string, () => void> = {
      Home: () => this.goTo(0),
      End: () => this.goTo(this.store.shown().length - 1),
      a: () => this.selection.only(this.store.shown().map(({ pid }) => pid)),
    };
    return acts[key];
  }
  private plain({ key, shiftKey }: KeyboardEvent): (() => void) | undefined {
    const page = Math.max(1, Math.floor(this.scroller().nativeElement.clientHeight / this.rowHeight()) - 2);
    const acts: Record<string, () => void> = {
      ArrowDown: () => this.step(1, shiftKey),
      ArrowUp: () => this.step(-1, shiftKey),
      PageDown: () => this.step(page, shiftKey),
      PageUp: () => this.step(-page, shiftKey),
      ArrowRight: () => this.side(1),
      ArrowLeft: () => this.side(-1),
      Home: () => this.columns.first(),
      End: () => this.columns.last(),
      Enter: () => this.onRow((row) => this.enter(row)),
      x: () => this.onRow(({ pid }) => this.selection.toggle(pid)),
      ' ': () => this.pageKey.emit('preview'),
      '/': () => this.pageKey.emit('search'),
      '.': () => this.pageKey.emit('columns'),
      Escape: () => this.pageKey.emit('escape'),
    };
    return acts[key];
  }
  private enter(row: DatasetItem): void {
    if (!this.showWhole(row, this.columns.active() ?? '')) void this.router.navigate(['/datasets', row.pid]);
  }
  /** @returns whether the cell holds more than it shows */
  protected showWhole(row: DatasetItem, id: string): boolean {
    const column = this.columns.all().find((one) => one.id === id);
    const folded = column && foldedIn(row, column);
    if (!folded) return false;
    const title = column.key ? humanKey(column.key) : this.words.say(`list.column.${id}`);
    return this.unfolding.openAt(this.scroller().nativeElement, { pid: row.pid, column: id }, { title, folded });
  }
  private onRow(act: (row: DatasetItem) => void): void {
    const row = this.store.rowOf(this.store.at());
    if (row) act(row);
  }
  private step(by: number, range: boolean): void {
    const at = this.store.shownIndex().get(this.store.at() ?? '');
    if (range && at !== undefined && this.selection.size() === 0) this.onRow(({ pid }) => this.selection.toggle(pid));
    this.goTo(at === undefined ? 0 : at + by);
    if (range) this.onRow(({ pid }) => this.selection.extend(pid, this.store.shown()));
  }
  private goTo(at: number): void {
    const last = this.store.shown().length - 1;
    const place = Math.max(0, Math.min(last, at));
    const row = this.store.shown()[place];
    if (!row) return;
    if (at > last && this.store.missing() > 0) void this.store.more();
    this.columns.keep();
    this.store.at.set(row.pid);
    this.reveal(place);
  }
  /** Scrolls just so far that the row stands below the header and above the lower edge. */
  private reveal(place: number): void {
    const element = this.scroller().nativeElement;
    const top = this.tops()[place] ?? 0;
    const bottom = this.tops()[place + 1] ?? 0;
    const head = this.narrow() ? 0 : HEAD;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom + head > element.scrollTop + element.clientHeight)
      element.scrollTop = bottom + head - element.clientHeight;
  }
  private side(by: number): void {
    this.columns.step(by);
    queueMicrotask(() =>
      document.getElementById(this.activeCell() ?? '')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
  }
}
