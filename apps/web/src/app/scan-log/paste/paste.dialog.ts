import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { AnnotationValue, ScanLogRow } from '../../core/api-types';
import { Notices } from '../../core/notices';
import { Words } from '../../core/words';
import type { BulkResult, CellChange } from '../annotations';
import { Annotations } from '../annotations';
import type { Column } from '../columns';
import { blockOf, MOST_ROWS } from './block';
import type { RefusedCell } from './plan';
import { planPaste } from './plan';

export interface PasteData {
  readonly text: string;
  readonly rows: readonly ScanLogRow[];
  readonly columns: readonly Column[];
}
/** So many changes are listed; the others are counted. */
const LISTED = 200;
const scanOf = ({ runNumber, datasetName }: ScanLogRow): string => runNumber ?? datasetName;

/** What a pasted block would change, cell by cell, before it does; then the change with its progress, and one undo. */
@Component({
  selector: 'sz-paste-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  templateUrl: './paste.dialog.html',
  styleUrl: './paste.dialog.css',
})
export class PasteDialog {
  private readonly data = inject<PasteData>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<PasteDialog>>(MatDialogRef);
  private readonly annotations = inject(Annotations);
  private readonly notices = inject(Notices);
  protected readonly words = inject(Words);
  protected readonly most = MOST_ROWS;
  private readonly block = blockOf(this.data.text);
  protected readonly isCut = this.block.length >= MOST_ROWS;
  protected readonly plan = planPaste(this.block, {
    rows: this.data.rows,
    columns: this.data.columns,
    shown: (row, field) => this.annotations.shown(row, field),
    isPending: (row, field) => this.annotations.of(row.pid, field) !== undefined,
  });
  protected readonly listed = this.plan.changes.slice(0, LISTED);
  protected readonly further = this.plan.changes.length - this.listed.length;
  protected readonly refusals = groupsOf(this.plan.refused);
  protected readonly done = signal(0);
  private readonly asked = signal<AbortController | null>(null);
  protected readonly busy = computed(() => this.asked() !== null);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.asked()?.abort());
  }
  protected scan = scanOf;
  protected valueText(value: AnnotationValue): string {
    return typeof value === 'number' ? this.words.say('rating.of', { n: value }) : (value ?? '');
  }
  protected columnName(id: string): string {
    return this.words.say(`column.${id}`);
  }

  protected async apply(): Promise<void> {
    const asked = new AbortController();
    this.asked.set(asked);
    const cells = this.plan.changes.map(({ row, field, was, value }): CellChange => ({
      pid: row.pid,
      scan: scanOf(row),
      field,
      was,
      value,
    }));
    const result = await this.annotations.setAll(cells, (done) => this.done.set(done), asked.signal);
    this.dialog.close();
    await this.annotations.settleAll(result.conflicts);
    this.tell(result);
  }
  private tell({ saved, conflicts, waiting, refused }: BulkResult): void {
    const others = [
      conflicts.length && this.words.many('paste.conflicts', conflicts.length),
      waiting && this.words.many('paste.waiting', waiting),
      refused && this.words.many('paste.notSaved', refused),
    ].filter(Boolean);
    const text = [this.words.many('paste.saved', saved.length), ...others].join(' ');
    if (saved.length === 0) return this.notices.say(text);
    this.notices.offer(text, () => void this.takeBack(saved));
  }
  private async takeBack(saved: readonly CellChange[]): Promise<void> {
    const back = saved.map((cell) => ({ ...cell, was: cell.value, value: cell.was }));
    const result = await this.annotations.setAll(back, () => undefined);
    await this.annotations.settleAll(result.conflicts);
    this.notices.say(this.words.many('paste.takenBack', result.saved.length));
  }
}

interface Refusals {
  readonly key: string;
  readonly column: string;
  readonly why: string;
  readonly count: number;
  readonly first: RefusedCell;
}
/** One line per column and reason. */
function groupsOf(refused: readonly RefusedCell[]): Refusals[] {
  const groups = new Map<string, Refusals>();
  for (const cell of refused) {
    const key = `${cell.column}|${cell.why}`;
    const known = groups.get(key);
    groups.set(key, {
      key,
      column: cell.column,
      why: cell.why,
      count: (known?.count ?? 0) + 1,
      first: known?.first ?? cell,
    });
  }
  return [...groups.values()];
}
