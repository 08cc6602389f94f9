import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { bytes } from '../core/numbers';
import { Notices } from '../core/notices';
import { Preferences } from '../core/preferences';
import type { Problem } from '../core/problem';
import { Words } from '../core/words';
import { itemsOf } from '../records/form-fields';
import { Icon } from '../ui/icon';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import type { ChosenDataset } from './chosen-datasets';
import { sizeOf } from './chosen-datasets';

const ROWS = 50;

/** The datasets of a publication in its order; in the form they can be taken out and added. */
@Component({
  selector: 'sz-datasets-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, ProblemPanel, RouterLink, TranslocoDirective, When],
  templateUrl: './datasets-table.html',
  styleUrls: ['../records/record-list.css', './datasets-table.css'],
})
export class DatasetsTable {
  readonly pids = input.required<readonly string[]>();
  /** Those of them that one may read; null while they are asked for. */
  readonly found = input.required<readonly ChosenDataset[] | null>();
  readonly problem = input<Problem | null>(null);
  readonly editable = input(false);
  readonly chosen = output<readonly string[]>();
  readonly again = output();
  private readonly preferences = inject(Preferences);
  private readonly notices = inject(Notices);
  protected readonly words = inject(Words);
  private readonly all = signal(false);
  private readonly byPid = computed(() => new Map((this.found() ?? []).map((one) => [one.pid, one])));
  protected readonly rows = computed(() =>
    (this.all() ? this.pids() : this.pids().slice(0, ROWS)).map((pid) => ({ pid, dataset: this.byPid().get(pid) })),
  );
  protected readonly hidden = computed(() => this.pids().length - this.rows().length);
  protected readonly total = computed(() => {
    const found = this.found() ?? [];
    const files = found.reduce((sum, { numberOfFiles }) => sum + (numberOfFiles ?? 0), 0);
    if (found.length === 0) return '';
    const sum = `${this.sizeText(sizeOf(found))}, ${this.words.many('publishing.files', files)}`;
    return found.length < this.pids().length ? this.words.say('publishing.ofReadable', { sum }) : sum;
  });

  protected showAll(): void {
    this.all.set(true);
  }
  protected sizeText(size: number): string {
    const { value, unit } = bytes(size, this.preferences.language());
    return `${value}\u202F${unit}`;
  }
  protected remove(pid: string): void {
    const before = this.pids();
    this.chosen.emit(before.filter((other) => other !== pid));
    const name = this.byPid().get(pid)?.datasetName ?? pid;
    this.notices.offer(this.words.say('publishing.removed', { name }), () => this.chosen.emit(before));
  }
  protected add(field: HTMLInputElement): void {
    const more = itemsOf(field.value).filter((pid) => !this.pids().includes(pid));
    field.value = '';
    if (more.length > 0) this.chosen.emit([...this.pids(), ...more]);
  }
}
