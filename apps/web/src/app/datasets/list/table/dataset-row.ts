import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SCAN_STATES } from '@scizoo/domain';
import { TranslocoDirective } from '@jsverse/transloco';
import { bytes, count } from '../../../core/numbers';
import { Preferences } from '../../../core/preferences';
import { duration } from '../../../core/time';
import { KnownInstruments } from '../../../instruments/known-instruments';
import { CopyButton } from '../../../ui/copy-button';
import { Icon } from '../../../ui/icon';
import { humanKey } from '../../../ui/metadata';
import { QuantityText } from '../../../ui/quantity-text';
import { Stars } from '../../../ui/stars';
import { StateBadge } from '../../../ui/state-badge';
import { foldedBy } from '../../../ui/table/folded';
import type { Placed } from '../../../ui/table/layout';
import { When } from '../../../ui/when';
import type { Column } from '../columns';
import { foldedIn } from '../columns';
import type { DatasetItem } from '../search';
import { DatasetThumbnail } from './thumbnail';

/** One dataset: a row of cells, or a card where the window is narrow. */
@Component({
  selector: 'sz-dataset-row',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, DatasetThumbnail, Icon, QuantityText, RouterLink, Stars, StateBadge, TranslocoDirective, When],
  templateUrl: './dataset-row.html',
  styleUrls: ['./dataset-row.css', '../../../ui/table/pinned-cells.css'],
  host: {
    role: 'row',
    '[attr.data-pid]': 'item().pid',
    '[attr.aria-rowindex]': 'place() + 2',
    '[attr.aria-selected]': 'chosen()',
    '[class.on]': 'active()',
    '[class.chosen]': 'chosen()',
    '[class.is-card]': 'card()',
  },
})
export class DatasetRow {
  readonly item = input.required<DatasetItem>();
  readonly place = input.required<number>();
  readonly columns = input.required<readonly Placed<Column>[]>();
  readonly gridId = input.required<string>();
  readonly decimals = input<ReadonlyMap<string, number>>(new Map());
  readonly active = input(false);
  readonly chosen = input(false);
  readonly card = input(false);
  readonly activeColumn = input<string | null>(null);
  readonly columnChosen = output<string>();
  /** Whether a range is meant. */
  readonly picked = output<boolean>();
  /** The whole of a value that the cell has no room for. */
  readonly unfold = output<string>();
  private readonly preferences = inject(Preferences);
  private readonly instruments = inject(KnownInstruments);
  protected readonly human = humanKey;
  protected readonly cellId = computed(() => `${this.gridId()}-${this.item().pid}-`);
  protected readonly scanState = computed(() => SCAN_STATES.find((one) => one === this.item().scan?.state) ?? null);
  protected readonly size = computed(() => bytes(this.item().size ?? 0, this.preferences.language()));
  protected readonly extras = computed(() => this.columns().filter(({ kind }) => kind === 'metadata'));
  protected readonly numberText = computed(() => {
    const { numberOfFiles } = this.item();
    return numberOfFiles ? count(numberOfFiles, this.preferences.language()) : '';
  });
  protected readonly duration = computed(() => {
    const { startTime, endTime } = this.item();
    return startTime && endTime ? duration(Date.parse(endTime) - Date.parse(startTime)) : '';
  });
  protected readonly places = computed(() => {
    const { proposalIds, instrumentIds } = this.item();
    return ['', ...this.named(instrumentIds), ...proposalIds].join(' · ').trimStart();
  });

  /** By column: what the row has no room for. */
  protected readonly folded = computed(() => foldedBy(this.columns(), (column) => foldedIn(this.item(), column)));

  private named(ids: readonly string[]): string[] {
    return this.instruments.distinct(ids).map(({ name }) => name);
  }
  protected textOf(column: Column): string {
    if (column.list) return this.named(column.list(this.item())).join(', ');
    return column.text?.(this.item()) ?? '';
  }
  protected pick(event: MouseEvent): void {
    event.stopPropagation();
    this.picked.emit(event.shiftKey);
  }
}
