import type { Signal } from '@angular/core';
import { computed, inject, signal } from '@angular/core';
import { decimalsBy, storedUnitOf } from './decimals';
import type { Layout, TableColumn } from './layout';
import { pinsOf, placed, templateOf, widthOf } from './layout';
import { Units } from './units';

interface Measured {
  readonly metadata: Readonly<Record<string, { unit?: string | null } | undefined>>;
}
export interface ColumnsInput<C extends TableColumn> {
  readonly known: Signal<readonly C[]>;
  readonly layout: Signal<Layout>;
  readonly rows: Signal<readonly Measured[]>;
  /** Widths of the cells before and behind the columns. */
  readonly lead: number;
  readonly trail: number;
}

/** The columns of a table as they stand on screen, and the one that the keys are in. To be made where a component is. */
export class TableColumns<C extends TableColumn> {
  private readonly units = inject(Units);
  /** Scrolled to the side, so that pinned columns have to stick to the edge. */
  readonly sideways = signal(false);
  /** The layout while an edge is dragged: rows keep their columns, only the template of all of them changes. */
  readonly preview = signal<Layout | null>(null);
  readonly active = signal<string | null>(null);
  readonly all = computed(() => placed(this.input.known(), this.input.layout()));
  private readonly shown = computed(() => {
    const preview = this.preview();
    return preview ? placed(this.input.known(), preview) : this.all();
  });
  readonly template = computed(() => templateOf(this.shown(), this.input.lead, this.input.trail));
  /** What the columns need: rows that are placed one by one do not widen what holds them. */
  readonly width = computed(() => widthOf(this.shown(), this.input.lead, this.input.trail));
  readonly pins = computed(() => pinsOf(this.shown(), this.input.lead));
  readonly stuck = computed(() => (this.sideways() ? Object.keys(this.pins()).length || null : null));
  readonly decimals = computed(() =>
    decimalsBy(this.all(), this.input.rows(), (entry, unit) => this.units.inUnit(entry, unit)),
  );
  readonly storedUnit = (key: string): string | undefined => storedUnitOf(key, this.input.rows());

  constructor(private readonly input: ColumnsInput<C>) {}

  first(): void {
    this.active.set(this.all()[0]?.id ?? null);
  }
  last(): void {
    this.active.set(this.all().at(-1)?.id ?? null);
  }
  /** Some column is the active one, the first where none was. */
  keep(): void {
    this.active.update((column) => column ?? this.all()[0]?.id ?? null);
  }
  step(by: number): void {
    const columns = this.all();
    const at = columns.findIndex(({ id }) => id === this.active());
    const next = columns[Math.max(0, Math.min(columns.length - 1, at < 0 ? 0 : at + by))];
    if (next) this.active.set(next.id);
  }
}
