import { CdkDrag, CdkDropList, moveItemInArray } from '@angular/cdk/drag-drop';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../../../core/api';
import { unitText } from '../../../core/numbers';
import { Words } from '../../../core/words';
import { Icon } from '../../../ui/icon';
import { humanKey } from '../../../ui/metadata';
import type { Column } from '../columns';
import { COLUMNS, COLUMN_GROUPS, DEFAULT_COLUMNS, columnOf, columnsOf, metadataColumnId } from '../columns';
import type { MetadataKey } from '../search';
import { SEARCH } from '../search';

export interface ListColumnsData {
  columns: readonly string[];
  apply: (columns: readonly string[]) => void;
  /** As the list is built, widths and units too. */
  reset: () => void;
}
const TYPING_MS = 180;
const MOST_KEYS = 100;

/** Which columns, in which order; every metadata key that the catalogue knows can be one. */
@Component({
  selector: 'sz-list-columns-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkDrag, CdkDropList, Icon, MatDialogClose, MatDialogTitle, TranslocoDirective],
  templateUrl: './columns.dialog.html',
  styleUrl: '../../../ui/columns-dialog.css',
})
export class ListColumnsDialog {
  private readonly data = inject<ListColumnsData>(MAT_DIALOG_DATA);
  private readonly words = inject(Words);
  private readonly api = inject(Api);
  protected readonly chosen = signal(this.data.columns);
  protected readonly search = signal('');
  private readonly keys = signal<readonly MetadataKey[]>([]);
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected readonly shown = computed(() => columnsOf(this.chosen()));
  protected readonly groups = computed(() => {
    const wanted = this.search().toLowerCase();
    const known = [...COLUMNS.values()].filter((column) => this.nameOf(column).toLowerCase().includes(wanted));
    const keys = this.keys()
      .map(({ key }) => columnOf(metadataColumnId(key)))
      .filter((column) => column !== undefined);
    const chosenKeys = this.shown().filter(
      (column) => column.key !== undefined && this.nameOf(column).toLowerCase().includes(wanted),
    );
    const metadata = [...new Set([...chosenKeys, ...keys])];
    return [
      ...COLUMN_GROUPS.map((id) => ({ id, columns: known.filter((column) => column.group === id) })),
      { id: 'metadata', columns: metadata },
    ].filter(({ columns }) => columns.length > 0);
  });

  constructor() {
    this.askKeys('');
  }
  protected type(text: string): void {
    this.search.set(text.trim());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.askKeys(text.trim()), TYPING_MS);
  }
  private askKeys(text: string): void {
    this.api.get<MetadataKey[]>(`${SEARCH}/keys`, { text, limit: MOST_KEYS }).then(
      (keys) => text === this.search() && this.keys.set(keys),
      // The fixed columns can be chosen without the keys.
      () => this.keys.set([]),
    );
  }
  protected nameOf(column: Column): string {
    return column.key ? humanKey(column.key) : this.words.say(`list.column.${column.id}`);
  }
  protected unitOf(column: Column): string {
    const unit = this.keys().find(({ key }) => key === column.key)?.unit;
    return unit ? unitText(unit) : '';
  }
  protected toggle(id: string): void {
    const now = this.chosen();
    this.set(now.includes(id) ? now.filter((one) => one !== id) : [...now, id]);
  }
  protected move(from: number, to: number): void {
    const columns = [...this.chosen()];
    moveItemInArray(columns, from, to);
    this.set(columns);
  }
  protected reset(): void {
    this.chosen.set(DEFAULT_COLUMNS);
    this.data.reset();
  }
  private set(columns: readonly string[]): void {
    if (columns.length === 0) return;
    this.chosen.set(columns);
    this.data.apply(columns);
  }
}
