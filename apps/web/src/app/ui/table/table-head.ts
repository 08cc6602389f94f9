import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  input,
  linkedSignal,
  model,
  output,
} from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import type { MatMenuTrigger } from '@angular/material/menu';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger as Trigger } from '@angular/material/menu';
import { TranslocoDirective } from '@jsverse/transloco';
import { unitText } from '../../core/numbers';
import { Words } from '../../core/words';
import { Icon } from '../icon';
import { humanKey } from '../metadata';
import { ColumnDrag } from './column-drag';
import type { ColumnSetting, Layout, Placed, TableColumn } from './layout';
import { LEAST_WIDTH, MOST_PINNED, MOST_WIDTH, clampWidth, droppedAt, moved, withSetting } from './layout';
import { directionOf, placeOf, sortedBy } from './sort';
import { Units } from './units';

const STEP = { key: 8, shifted: 40 };
/** Longer texts are read in the drawer, not in a cell. */
const FITTED_AT_MOST = 560;
const DIGITS = [0, 1, 2, 3, 4, 6];

const cellsOf = (within: HTMLElement, column: string): HTMLElement[] =>
  [...within.querySelectorAll<HTMLElement>('[data-column]')].filter((cell) => cell.dataset['column'] === column);

/** What a person has done to the columns: the ids, how they look, or both; null stands for the built-in. */
export interface Arrangement {
  columns?: readonly string[] | null;
  layout?: Layout | null;
}

/** Header row of a table: order, width, pins, units and the place of its columns, by pointer and by keys. */
@Component({
  selector: 'sz-table-head',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatMenu, MatMenuContent, MatMenuItem, TranslocoDirective, Trigger],
  templateUrl: './table-head.html',
  styleUrls: ['./table-head.css', './pinned-cells.css'],
  host: { role: 'row', 'aria-rowindex': '1' },
})
export class TableHead {
  readonly columns = input.required<readonly Placed<TableColumn>[]>();
  readonly layout = input.required<Layout>();
  readonly sort = input.required<string>();
  /** Where the message files name the columns. */
  readonly names = input.required<string>();
  /** Widths of the cells before and behind the columns. */
  readonly lead = input(0);
  readonly trail = input(0);
  /** The unit that the values of a key are stored in, as far as rows are there. */
  readonly storedUnit = input<(key: string) => string | undefined>(() => undefined);
  /** The layout while an edge is dragged. */
  readonly preview = model<Layout | null>(null);
  readonly sorted = output<string>();
  readonly arranged = output<Arrangement>();

  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly words = inject(Words);
  private readonly units = inject(Units);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly least = LEAST_WIDTH;
  protected readonly most = MOST_WIDTH;
  protected readonly allDigits = DIGITS;
  protected readonly unitText = unitText;
  /** The header is one stop for the Tab key, arrows walk from column to column. */
  protected readonly active = linkedSignal<readonly Placed<TableColumn>[], string>({
    source: this.columns,
    computation: (columns, before) =>
      columns.some(({ id }) => id === before?.value) ? before!.value : (columns[0]?.id ?? ''),
  });
  protected readonly full = computed(() => this.columns().filter(({ pinned }) => pinned).length >= MOST_PINNED);

  protected nameOf(column: TableColumn): string {
    return column.key ? humanKey(column.key) : this.words.say(`${this.names()}.${column.id}`);
  }
  // ---- order of rows
  protected directionOf(column: TableColumn): 'ascending' | 'descending' | 'none' | null {
    return column.sort ? directionOf(this.sort(), column.sort) : null;
  }
  protected levelOf(column: TableColumn): number | null {
    return column.sort ? placeOf(this.sort(), column.sort) : null;
  }
  protected sortBy(column: TableColumn, event?: MouseEvent): void {
    if (!column.sort) return;
    const falls = this.directionOf(column) !== 'descending';
    this.sorted.emit(sortedBy(this.sort(), column.sort, falls, event?.shiftKey === true));
  }
  protected sortAs(column: TableColumn, falls: boolean): void {
    if (column.sort) this.sorted.emit(sortedBy(this.sort(), column.sort, falls, false));
  }

  // ---- from column to column
  protected onKey(event: KeyboardEvent, column: TableColumn, menu: MatMenuTrigger): void {
    const at = this.columns().findIndex(({ id }) => id === column.id);
    const places: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: this.columns().length - 1,
    };
    const to = places[event.key];
    if (event.key === 'ArrowDown') menu.openMenu();
    else if (to === undefined) return;
    else this.walk(this.columns()[to]);
    event.preventDefault();
  }
  private walk(column: TableColumn | undefined): void {
    if (!column) return;
    this.active.set(column.id);
    this.cellOf(column.id)?.querySelector<HTMLElement>('button')?.focus();
  }
  private cellOf(id: string): HTMLElement | null {
    return cellsOf(this.host.nativeElement, id)[0] ?? null;
  }
  protected showMenu(event: Event, menu: MatMenuTrigger): void {
    event.preventDefault();
    menu.openMenu();
  }

  // ---- width
  protected startResize(start: PointerEvent, column: TableColumn): void {
    if (start.button !== 0) return;
    start.preventDefault();
    const edge = start.target as HTMLElement;
    const from = this.cellOf(column.id)?.getBoundingClientRect().width ?? column.width;
    const asked = new AbortController();
    const { signal } = asked;
    const move = (event: PointerEvent): void => {
      if (event.clientX !== start.clientX) this.preview.set(this.wide(column, from + event.clientX - start.clientX));
    };
    const end = (keep: boolean): void => {
      asked.abort();
      const layout = this.preview();
      this.preview.set(null);
      if (keep && layout) this.arranged.emit({ layout });
    };
    edge.setPointerCapture(start.pointerId);
    edge.addEventListener('pointermove', move, { signal });
    edge.addEventListener('pointerup', () => end(true), { signal });
    edge.addEventListener('pointercancel', () => end(false), { signal });
    document.addEventListener('keydown', (event) => event.key === 'Escape' && end(false), { signal });
  }
  protected resizeByKey(event: KeyboardEvent, column: TableColumn): void {
    const step = event.shiftKey ? STEP.shifted : STEP.key;
    if (event.key === 'ArrowLeft') this.resize(column, -step);
    else if (event.key === 'ArrowRight') this.resize(column, step);
    else if (event.key === 'Enter') this.fit(column);
    else return;
    event.preventDefault();
  }
  private resize(column: TableColumn, by: number): void {
    const shown = this.cellOf(column.id)?.getBoundingClientRect().width || column.width;
    this.arranged.emit({ layout: this.wide(column, shown + by) });
  }
  private wide(column: TableColumn, width: number): Layout {
    return withSetting(this.layout(), column.id, { width: clampWidth(width) });
  }
  /** As wide as what the rows on screen hold: the browser is asked how wide they would be. */
  protected fit(column: TableColumn): void {
    const table = this.host.nativeElement.closest<HTMLElement>('[role="grid"]');
    if (!table) return;
    const now = table.style.getPropertyValue('--columns');
    const tracks = this.columns().map(({ id, width }) => (id === column.id ? 'max-content' : `${width}px`));
    const around = [this.lead(), this.trail()].map((one) => (one ? [`${one}px`] : []));
    table.style.setProperty('--columns', [...around[0]!, ...tracks, ...around[1]!].join(' '));
    const width = Math.max(0, ...cellsOf(table, column.id).map((cell) => cell.getBoundingClientRect().width));
    table.style.setProperty('--columns', now);
    if (width > 0) this.arranged.emit({ layout: this.wide(column, Math.min(FITTED_AT_MOST, Math.ceil(width))) });
  }
  protected focusEdge(column: TableColumn): void {
    // The menu gives the focus back to its button first.
    setTimeout(() => this.cellOf(column.id)?.querySelector<HTMLElement>('[role="separator"]')?.focus());
    void this.announcer.announce(this.words.say('head.widthKeys'));
  }

  // ---- place and look
  protected set(column: TableColumn, change: Partial<ColumnSetting>): void {
    this.arranged.emit({ layout: withSetting(this.layout(), column.id, change) });
  }
  protected movable(column: TableColumn, by: 1 | -1): boolean {
    return moved(this.columns(), column.id, by) !== null;
  }
  protected move(column: TableColumn, by: 1 | -1): void {
    this.reorder(column, moved(this.columns(), column.id, by));
  }
  /** A column that is dragged, and the side of another one that it would be put at. */
  protected readonly drag = new ColumnDrag({
    cells: () => this.columns().flatMap(({ id }) => this.cellOf(id) ?? []),
    dropped: (id, place) => {
      const column = this.columns().find((one) => one.id === id);
      if (column) this.reorder(column, droppedAt(this.columns(), id, place));
    },
  });
  protected sideOf(at: number): 'before' | 'after' | null {
    const place = this.drag.now()?.place;
    if (place === at) return 'before';
    return place === this.columns().length && at === place - 1 ? 'after' : null;
  }
  private reorder(column: TableColumn, columns: readonly string[] | null): void {
    if (!columns) return;
    this.arranged.emit({ columns });
    const place = columns.indexOf(column.id) + 1;
    void this.announcer.announce(this.words.say('head.movedTo', { name: this.nameOf(column), place }));
    setTimeout(() => this.walk(column));
  }
  protected hide(column: TableColumn): void {
    const ids = this.columns().map(({ id }) => id);
    const at = ids.indexOf(column.id);
    this.arranged.emit({ columns: ids.filter((id) => id !== column.id) });
    void this.announcer.announce(this.words.say('head.hidden', { name: this.nameOf(column) }));
    setTimeout(() => this.walk(this.columns()[Math.max(0, at - 1)]));
  }
  protected reset(): void {
    this.arranged.emit({ columns: null, layout: null });
  }
  /** What the values of a column can be shown in; undefined while the catalogue has not said so yet. */
  protected alike(column: TableColumn): readonly string[] | undefined {
    const stored = column.key && this.storedUnit()(column.key);
    return stored ? this.units.choicesFor(stored) : [];
  }
  protected stored(column: TableColumn): string {
    return (column.key && this.storedUnit()(column.key)) || '';
  }
}
