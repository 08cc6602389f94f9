import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { SCAN_STATES } from '@scizoo/domain';
import type { ScanLogRow } from '../../core/api-types';
import { Words } from '../../core/words';
import { StateBadge } from '../../ui/state-badge';
import type { ScanLogAddress } from '../address';
import { ASSETS, HIDDEN, NO_FILTERS, chosenFiltersOf } from '../address';
import type { ScanLogStore } from '../store';

export interface FiltersData {
  readonly store: ScanLogStore;
  readonly change: (part: Partial<ScanLogAddress>) => void;
}
/** Members of the address that hold one value out of those that occur. */
const VALUES = ['type', 'motor', 'detector'] as const;
type Value = (typeof VALUES)[number];
const valuesOf = (row: ScanLogRow, name: Value): readonly string[] => {
  if (name === 'type') return row.scanType ? [row.scanType] : [];
  return name === 'motor' ? row.motors : row.detectors;
};

/** What is left out of the scan log; each choice counts at once. */
@Component({
  selector: 'sz-scan-filters',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, StateBadge, TranslocoDirective],
  templateUrl: './filters.dialog.html',
  styleUrl: './filters.dialog.css',
})
export class FiltersDialog {
  protected readonly data = inject<FiltersData>(MAT_DIALOG_DATA);
  protected readonly words = inject(Words);
  protected readonly address = this.data.store.address;
  protected readonly states = SCAN_STATES;
  protected readonly ratings = [1, 2, 3, 4, 5];
  protected readonly hidden = HIDDEN;
  protected readonly assets = ASSETS;
  protected readonly values = VALUES;
  protected readonly chosen = computed(() => chosenFiltersOf(this.address()));
  /** What occurs in the rows at hand, and what is chosen though the rows no longer have it. */
  protected readonly choices = computed(() => {
    const rows = this.data.store.rows();
    return Object.fromEntries(
      VALUES.map((name) => {
        const found = new Set(rows.flatMap((row) => valuesOf(row, name)));
        const chosen = this.address()[name];
        return [name, [...found.add(chosen ?? '')].filter(Boolean).sort()];
      }),
    ) as Record<Value, string[]>;
  });

  protected toggle<N extends 'states' | 'hide' | 'has'>(name: N, one: ScanLogAddress[N][number]): void {
    const now: readonly ScanLogAddress[N][number][] = this.address()[name];
    this.data.change({ [name]: now.includes(one) ? now.filter((other) => other !== one) : [...now, one] });
  }
  protected choose(name: Value, value: string): void {
    this.data.change({ [name]: value || null });
  }
  protected clear(): void {
    this.data.change(NO_FILTERS);
  }
}
