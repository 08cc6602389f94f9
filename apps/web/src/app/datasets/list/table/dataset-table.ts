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
import { KnownHeights, topsOf } from '../../../scan-log/scroll-strategy';
import { decimalsBy, storedUnitOf } from '../../../ui/table/decimals';
import type { Layout } from '../../../ui/table/layout';
import { pinsOf, placed, templateOf, widthOf } from '../../../ui/table/layout';
import type { Arrangement } from '../../../ui/table/table-head';
import { TableHead } from '../../../ui/table/table-head';
import { Units } from '../../../ui/table/units';
import { Selection } from '../bulk/selection';
import { columnsOf } from '../columns';
import type { DatasetItem } from '../search';
import { DatasetListStore } from '../store';
import { DatasetRow } from './dataset-row';

export const NARROW = '(max-width: 700px)';
const HEAD = 30;
const HEIGHTS = { compact: 32, comfortable: 40, card: 108 };
const PICK_WIDTH = 40;
/** Room below the last row for what is still on the server. */
const PLACES_FOR_MORE = 20;

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
  private readonly units = inject(Units);
  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  private readonly viewport = viewChild(CdkVirtualScrollViewport);
  protected readonly gridId = 'dataset-grid';
  protected readonly pickWidth = PICK_WIDTH;
  /** Scrolled to the side, so that pinned columns have to stick to the edge. */
  protected readonly sideways = signal(false);
  /** The layout while an edge is dragged: rows keep their columns, only the template of all of them changes. */
  protected readonly preview = signal<Layout | null>(null);
  protected readonly focused = signal(false);
  protected readonly activeColumn = signal<string | null>(null);
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe(NARROW)
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );

  private readonly known = computed(() => columnsOf(this.store.columnIds()));
  protected readonly columns = computed(() => placed(this.known(), this.store.layout()));
  private readonly shown = computed(() => {
    const preview = this.preview();
    return preview ? placed(this.known(), preview) : this.columns();
  });
  protected readonly template = computed(() => templateOf(this.shown(), PICK_WIDTH, 0));
  protected readonly pins = computed(() => pinsOf(this.shown(), PICK_WIDTH));
  protected readonly pinned = computed(() => Object.keys(this.pins()).length);
  /** Header and rows share one width, so that their columns stand below each other. */
  protected readonly width = computed(() => widthOf(this.shown(), PICK_WIDTH, 0));
  protected readonly storedUnit = (key: string): string | undefined => storedUnitOf(key, this.store.rows());
  protected readonly rowHeight = computed(() => HEIGHTS[this.narrow() ? 'card' : this.preferences.density()]);
  protected readonly items = computed<(DatasetItem | null)[]>(() => [
    ...this.store.rows(),
    ...Array.from({ length: this.store.hasMore() ? PLACES_FOR_MORE : 0 }, () => null),
  ]);
  readonly tops = computed(() => topsOf(this.items(), () => this.rowHeight()));
  protected readonly decimals = computed(() =>
    decimalsBy(this.columns(), this.store.rows(), (entry, unit) => this.units.inUnit(entry, unit)),
  );
  protected readonly allChosen = computed(
    () => this.store.rows().length > 0 && this.store.rows().every(({ pid }) => this.selection.has(pid)),
  );
  protected readonly activeCell = computed(() => {
    const at = this.store.at();
    if (at === null || !this.store.index().has(at)) return null;
    return `${this.gridId}-${at}-${this.narrow() ? 'name' : (this.activeColumn() ?? this.columns()[0]?.id)}`;
  });

  constructor() {
    effect(() => {
      this.tops();
      this.viewport()?.checkViewportSize();
    });
    // Pages may arrive without any scrolling; the screen is filled then too.
    effect((onCleanup) => {
      if (this.store.loading() !== null || !this.store.hasMore()) return;
      const soon = setTimeout(() => this.fill(), 20);
      onCleanup(() => clearTimeout(soon));
    });
    effect((onCleanup) => {
      const viewport = this.viewport();
      const drawn = viewport?.renderedRangeStream.subscribe(() => this.fill());
      const scrolled = viewport?.scrollable
        .elementScrolled()
        .subscribe(() => this.sideways.set(this.scroller().nativeElement.scrollLeft > 0));
      onCleanup(() => {
        drawn?.unsubscribe();
        scrolled?.unsubscribe();
      });
    });
  }
  /** As long as room for unloaded rows is on screen, the next page is fetched. */
  private fill(): void {
    const end = this.viewport()?.getRenderedRange().end ?? 0;
    if (end > this.store.rows().length) void this.store.more();
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
    if (range) this.selection.extend(item.pid, this.store.rows());
    else this.selection.toggle(item.pid);
    this.store.at.set(item.pid);
  }
  protected toggleAll(): void {
    if (this.allChosen()) this.selection.clear();
    else this.selection.only(this.store.rows().map(({ pid }) => pid));
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
      End: () => this.goTo(this.store.rows().length - 1),
      a: () => this.selection.only(this.store.rows().map(({ pid }) => pid)),
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
      Home: () => this.activeColumn.set(this.columns()[0]?.id ?? null),
      End: () => this.activeColumn.set(this.columns().at(-1)?.id ?? null),
      Enter: () => this.onRow(({ pid }) => void this.router.navigate(['/datasets', pid])),
      x: () => this.onRow(({ pid }) => this.selection.toggle(pid)),
      ' ': () => this.pageKey.emit('preview'),
      '/': () => this.pageKey.emit('search'),
      '.': () => this.pageKey.emit('columns'),
      Escape: () => this.pageKey.emit('escape'),
    };
    return acts[key];
  }
  private onRow(act: (row: DatasetItem) => void): void {
    const row = this.store.rowOf(this.store.at());
    if (row) act(row);
  }
  private step(by: number, range: boolean): void {
    const at = this.store.index().get(this.store.at() ?? '');
    if (range && at !== undefined && this.selection.size() === 0) this.onRow(({ pid }) => this.selection.toggle(pid));
    this.goTo(at === undefined ? 0 : at + by);
    if (range) this.onRow(({ pid }) => this.selection.extend(pid, this.store.rows()));
  }
  private goTo(at: number): void {
    const last = this.store.rows().length - 1;
    const place = Math.max(0, Math.min(last, at));
    const row = this.store.rows()[place];
    if (!row) return;
    if (at > last) void this.store.more();
    this.activeColumn.update((column) => column ?? this.columns()[0]?.id ?? null);
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
    const columns = this.columns();
    const at = columns.findIndex(({ id }) => id === this.activeColumn());
    const next = columns[Math.max(0, Math.min(columns.length - 1, at < 0 ? 0 : at + by))];
    if (!next) return;
    this.activeColumn.set(next.id);
    queueMicrotask(() =>
      document.getElementById(this.activeCell() ?? '')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
  }
}
