import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { Rights } from '../records/rights';
import type { TableRow } from './sample-table';
import { sampleTableOf } from './sample-table';

const SHOWN = 50;
type Result = { readonly added: true } | { readonly added: false; readonly why: string };

/** Samples out of a spreadsheet: pasted or chosen, looked at, then added one by one; refused rows stay with the reason. */
@Component({
  selector: 'sz-import-samples-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  templateUrl: './import.dialog.html',
  styleUrl: './import.dialog.css',
})
export class ImportSamplesDialog {
  private readonly api = inject(Api);
  protected readonly rights = inject(Rights);
  protected readonly words = inject(Words);
  protected readonly text = signal('');
  protected readonly group = signal(this.rights.groups()[0] ?? '');
  protected readonly busy = signal(false);
  protected readonly unreadable = signal(false);
  private readonly results = signal<ReadonlyMap<number, Result>>(new Map());
  protected readonly table = computed(() => sampleTableOf(this.text()));
  protected readonly shown = computed(() => this.table().rows.slice(0, SHOWN));
  protected readonly ready = computed(() => this.table().rows.filter((row) => !row.fault && !this.isAdded(row)));
  protected readonly faulty = computed(() => this.table().rows.filter(({ fault }) => fault).length);
  protected readonly added = computed(() => [...this.results().values()].filter(({ added }) => added).length);

  protected isAdded({ line }: TableRow): boolean {
    return this.results().get(line)?.added ?? false;
  }
  protected stateOf(row: TableRow): string {
    const result = this.results().get(row.line);
    if (result) return result.added ? this.words.say('importing.added') : result.why;
    return row.fault ? this.words.say(`importing.fault.${row.fault}`) : '';
  }
  protected cell(row: TableRow, name: string): string {
    const value = row.body[name];
    return typeof value === 'string' ? value : '';
  }
  protected characteristics({ body }: TableRow): string {
    const entries = Object.entries((body['sampleCharacteristics'] ?? {}) as Record<string, unknown>);
    return entries.map(([key, entry]) => `${key} ${written(entry)}`).join(', ');
  }
  protected take(text: string): void {
    this.text.set(text);
    this.results.set(new Map());
  }
  protected async read(field: HTMLInputElement): Promise<void> {
    const [file] = field.files ?? [];
    field.value = '';
    if (!file) return;
    try {
      this.take(await file.text());
      this.unreadable.set(false);
    } catch {
      this.unreadable.set(true);
    }
  }
  protected async add(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    for (const { line, body } of this.ready()) {
      const result = await this.send({ ownerGroup: this.group(), ...body });
      this.results.update((results) => new Map(results).set(line, result));
    }
    this.busy.set(false);
  }
  private async send(body: Readonly<Record<string, unknown>>): Promise<Result> {
    try {
      await this.api.send('POST', '/api/v3/samples', body);
      return { added: true };
    } catch (fault) {
      return { added: false, why: this.words.ofProblem(asProblem(fault)) };
    }
  }
}
const written = (entry: unknown): string => {
  if (typeof entry !== 'object' || entry === null) return String(entry);
  const { value, unit } = entry as { value: unknown; unit: unknown };
  return `${String(value)} ${String(unit)}`;
};
