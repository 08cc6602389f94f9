import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { AttributeKind, LogbookAttribute } from '@scizoo/domain';
import { ATTRIBUTE_KINDS, definitionFaults } from '@scizoo/domain';
import { Api, part } from '../core/api';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { AttributeFields } from './attribute-fields';
import type { Book, Settings, Template } from './entries';
import { namesIn, tagsIn } from './entries';

export interface SettingsDialogData {
  book: Book;
  settings: Settings;
}
/** A name for the wire and the address out of what people call it. */
export function attributeName(title: string, taken: readonly string[]): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^[^A-Za-z]+|_+$/g, '')
    .toLowerCase()
    .slice(0, 36);
  const name = plain || 'attribute';
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? name : `${name}_${n}`;
    if (!taken.includes(candidate)) return candidate;
  }
}

/** What a book asks of its entries beside title and text, and the templates that entries begin with. */
@Component({
  selector: 'sz-logbook-settings-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AttributeFields, Icon, MatDialogClose, MatDialogTitle, TranslocoDirective],
  templateUrl: './settings.dialog.html',
  styleUrl: './settings.dialog.css',
})
export class LogbookSettingsDialog {
  protected readonly data = inject<SettingsDialogData>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<LogbookSettingsDialog, Settings>>(MatDialogRef);
  private readonly api = inject(Api);
  private readonly words = inject(Words);
  protected readonly kinds = ATTRIBUTE_KINDS;
  protected readonly namesIn = namesIn;
  protected readonly tagsIn = tagsIn;
  protected readonly attributes = signal<readonly LogbookAttribute[]>(this.data.settings.attributes);
  protected readonly templates = signal<readonly Template[]>(this.data.settings.templates);
  protected readonly busy = signal(false);
  protected readonly fault = signal('');
  private readonly tried = signal(false);
  /** Entries have answers under these names: a new title does not change them. */
  private readonly kept = new Set(this.data.settings.attributes.map(({ name }) => name));
  private readonly faults = computed(() => definitionFaults(this.attributes()));
  /** A template leaves open what is needed. */
  protected readonly optional = computed(() => this.attributes().map((one) => ({ ...one, required: false })));

  protected faultsAt(at: number): string[] {
    return this.tried() ? this.faults().flatMap((fault) => (fault.at === at ? [fault.code] : [])) : [];
  }
  protected asKind(kind: string): AttributeKind {
    return this.kinds.find((known) => known === kind) ?? 'text';
  }
  protected numberIn(text: string): number | undefined {
    const number = Number(text.trim().replace(',', '.'));
    return text.trim() === '' || Number.isNaN(number) ? undefined : number;
  }
  protected add(): void {
    this.attributes.update((all) => [...all, { name: attributeName('', names(all)), title: '', kind: 'text' }]);
  }
  protected name(at: number, title: string): void {
    const one = this.attributes()[at];
    if (!one) return;
    const others = names(this.attributes().filter((other) => other !== one));
    this.change(at, { title, ...(!this.kept.has(one.name) && { name: attributeName(title, others) }) });
  }
  protected change(at: number, part: Partial<LogbookAttribute>): void {
    this.attributes.update((all) => all.map((one, index) => (index === at ? { ...one, ...part } : one)));
  }
  protected remove(at: number): void {
    const gone = this.attributes()[at]?.name;
    this.attributes.update((all) => all.filter((_, index) => index !== at));
    // Templates say nothing about what is no longer asked for.
    this.templates.update((all) =>
      all.map((one) => ({
        ...one,
        attributes: Object.fromEntries(Object.entries(one.attributes ?? {}).filter(([name]) => name !== gone)),
      })),
    );
  }
  protected addTemplate(): void {
    this.templates.update((all) => [...all, { name: '' }]);
  }
  protected changeTemplate(at: number, part: Partial<Template>): void {
    this.templates.update((all) => all.map((one, index) => (index === at ? { ...one, ...part } : one)));
  }
  protected removeTemplate(at: number): void {
    this.templates.update((all) => all.filter((_, index) => index !== at));
  }

  protected async save(): Promise<void> {
    this.tried.set(true);
    const { book, settings } = this.data;
    if (this.busy() || this.faults().length > 0) return;
    this.busy.set(true);
    this.fault.set('');
    try {
      const body = { revision: settings.revision, attributes: this.attributes(), templates: this.templates() };
      const saved = await this.api.send<Settings>('PUT', `/api/v4/logbook/books/${part(book.id)}/settings`, body);
      this.dialog.close(saved);
    } catch (fault) {
      const problem = asProblem(fault);
      const isTold = problem.kind === 'conflict' && problem.message;
      this.fault.set(isTold ? problem.message : this.words.ofProblem(problem));
    } finally {
      this.busy.set(false);
    }
  }
}
const names = (attributes: readonly LogbookAttribute[]): string[] => attributes.map(({ name }) => name);
