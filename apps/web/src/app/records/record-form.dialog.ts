import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import type { MatDialog, MatDialogConfig } from '@angular/material/dialog';
import { MAT_DIALOG_DATA, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Preferences } from '../core/preferences';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { localOf, momentOf } from '../core/time';
import { Words } from '../core/words';
import type { Choice } from '../ui/picker';
import { Drafts } from './drafts';
import type { FormField, Values } from './form-fields';
import { itemsOf, metadataOf, missing, periodsOf } from './form-fields';
import { PeriodsEditor } from './periods-editor';
import { QuantitiesEditor } from './quantities-editor';

export interface RecordForm {
  title: string;
  /** Where unsent text is kept. */
  draft: string;
  fields: readonly FormField[];
  values: Values;
  instruments?: readonly Choice[];
  /** Sends it; gives false when the person is not done. */
  send: (values: Values) => Promise<boolean>;
}

/** Questions about a record. What was typed stays until it is sent or thrown away, over a reload too. */
@Component({
  selector: 'sz-record-form-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogTitle, PeriodsEditor, QuantitiesEditor, TranslocoDirective],
  templateUrl: './record-form.dialog.html',
  styleUrl: './record-form.dialog.css',
})
export class RecordFormDialog {
  protected readonly data = inject<RecordForm>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<RecordFormDialog>>(MatDialogRef);
  private readonly drafts = inject(Drafts);
  protected readonly preferences = inject(Preferences);
  protected readonly words = inject(Words);
  /** Fields that were typed into: only these are kept as a draft, so that it never brings back older values of others. */
  private touched: Values = this.drafts.find(this.data.draft) ?? {};
  protected readonly restored = signal(Object.keys(this.touched).length > 0);
  /** What the editors of lists begin with. */
  protected readonly first = signal<Values>({ ...this.data.values, ...this.touched });
  protected readonly values = signal<Values>(this.first());
  private readonly faulty = signal<ReadonlySet<string>>(new Set());
  protected readonly tried = signal(false);
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);

  protected readonly hasTimes = this.data.fields.some(({ kind }) => kind === 'moment' || kind === 'periods');

  constructor() {
    this.dialog.disableClose = true;
    this.dialog.keydownEvents().subscribe((event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.close();
    });
  }

  protected text(name: string): string {
    const value = this.values()[name];
    return Array.isArray(value) ? value.join(', ') : String(value ?? '');
  }
  protected local(name: string): string {
    const moment = this.values()[name];
    return typeof moment === 'string' && moment ? localOf(moment, this.preferences.timeZone()) : '';
  }
  protected periods(name: string) {
    return periodsOf(this.first()[name]);
  }
  protected metadata(name: string): Readonly<Record<string, unknown>> {
    return metadataOf(this.first()[name]);
  }
  protected set(name: string, value: unknown): void {
    this.values.update((values) => ({ ...values, [name]: value }));
    this.touched = { ...this.touched, [name]: value };
    this.drafts.keep(this.data.draft, this.touched);
  }
  protected setList(name: string, text: string): void {
    this.set(name, itemsOf(text));
  }
  protected setMoment(name: string, local: string): void {
    this.set(name, local ? momentOf(local, this.preferences.timeZone()).toISOString() : null);
  }
  protected setMetadata(name: string, metadata: Record<string, unknown> | null): void {
    this.faulty.update((faulty) => {
      const next = new Set(faulty);
      if (metadata) next.delete(name);
      else next.add(name);
      return next;
    });
    if (metadata) this.set(name, metadata);
  }
  protected isMissing(field: FormField): boolean {
    return this.tried() && missing([field], this.values()).length > 0;
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    if (this.busy() || this.faulty().size > 0) return;
    const [gap] = missing(this.data.fields, this.values());
    if (gap) {
      document.getElementById(`field-${gap.name}`)?.focus();
      return;
    }
    this.busy.set(true);
    this.problem.set(null);
    try {
      if (await this.data.send(this.values())) this.throwAway();
    } catch (fault) {
      this.problem.set(asProblem(fault));
    } finally {
      this.busy.set(false);
    }
  }
  /** Unsent text waits for the next time. */
  protected close(): void {
    this.dialog.close();
  }
  protected throwAway(): void {
    this.drafts.drop(this.data.draft);
    this.dialog.close();
  }
  protected startAnew(): void {
    this.drafts.drop(this.data.draft);
    this.touched = {};
    this.restored.set(false);
    this.first.set(this.data.values);
    this.values.set(this.data.values);
  }
}

/** The caret begins in the first field, not on the button above it that throws away what was typed before. */
export function openRecordForm(
  dialogs: MatDialog,
  data: RecordForm,
  more: Pick<MatDialogConfig, 'closeOnNavigation'> = {},
): MatDialogRef<RecordFormDialog> {
  return dialogs.open(RecordFormDialog, { data, width: '820px', maxWidth: '96vw', autoFocus: '.field', ...more });
}
