import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { CaptureForm, FormField } from '@scizoo/domain';
import { formFields, formSchema } from '@scizoo/domain';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { RowActs } from '../ui/row-acts';
import { CaptureEditor } from './editor';

const KINDS: readonly FormField['kind'][] = ['text', 'number', 'yes-no', 'choice'];

/** What people are asked: forms of sample, technique and anything else, kept as JSON Schema. */
@Component({
  selector: 'sz-forms-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RowActs, TranslocoDirective],
  templateUrl: './forms-editor.html',
  styleUrl: './forms-editor.css',
})
export class FormsEditor {
  protected readonly editor = inject(CaptureEditor);
  protected readonly words = inject(Words);
  protected readonly kinds = KINDS;
  protected readonly forms = computed(() =>
    (this.editor.content().forms ?? []).map((form) => ({
      form,
      fields: formFields(form),
      json: JSON.stringify(form.schema, null, 2),
    })),
  );
  protected readonly faults = computed(() =>
    this.editor.faults().filter(({ code }) => code.startsWith('form-') && code !== 'form-unknown'),
  );

  private put(forms: readonly CaptureForm[]): void {
    this.editor.edit({ ...this.editor.content(), forms });
  }
  private get all(): readonly CaptureForm[] {
    return this.editor.content().forms ?? [];
  }
  private change(at: number, changed: Partial<CaptureForm>): void {
    this.put(this.all.map((form, i) => (i === at ? { ...form, ...changed } : form)));
  }
  private changeFields(at: number, change: (fields: FormField[]) => FormField[]): void {
    const form = this.all[at];
    if (form) this.change(at, { schema: formSchema(change(formFields(form))) });
  }

  protected add(): void {
    const names = new Set(this.all.map(({ name }) => name));
    let name = 'form';
    for (let n = 2; names.has(name); n++) name = `form-${n}`;
    this.put([...this.all, { name, title: this.words.say('scidog.newForm'), schema: formSchema([]) }]);
  }
  protected remove(at: number): void {
    const content = this.editor.content();
    const told = this.words.say('scidog.removed', { name: this.all[at]?.title ?? '' });
    this.editor.editWithUndo({ ...content, forms: this.all.filter((_, i) => i !== at) }, told);
  }
  protected retitle(at: number, title: string): void {
    this.change(at, { title });
  }
  protected addField(at: number): void {
    this.changeFields(at, (fields) => {
      const names = new Set(fields.map(({ name }) => name));
      let name = 'field';
      for (let n = 2; names.has(name); n++) name = `field_${n}`;
      return [...fields, { name, title: this.words.say('scidog.newField'), kind: 'text', required: false }];
    });
  }
  protected set(at: number, field: number, changed: Partial<FormField>): void {
    this.changeFields(at, (fields) => fields.map((one, i) => (i === field ? { ...one, ...changed } : one)));
  }
  protected move(at: number, field: number, to: number): void {
    this.changeFields(at, (fields) => {
      const moved = [...fields];
      moved.splice(to, 0, ...moved.splice(field, 1));
      return moved;
    });
  }
  protected removeField(at: number, field: number): void {
    this.changeFields(at, (fields) => fields.filter((_, i) => i !== field));
  }
  protected numberOf(text: string): number | undefined {
    return text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
  }
  /** What the answer begins with; a number as one, so that it fits the field. */
  protected initialOf({ kind }: FormField, text: string): string | number | undefined {
    if (text === '') return undefined;
    return kind === 'number' ? this.numberOf(text.replace(',', '.')) : text;
  }
  protected listOf(text: string): string[] {
    return text.split(',').map((word) => word.trim()).filter(Boolean); // prettier-ignore
  }
  /** The schema as text, for those who have one. What is no object stays as it was. */
  protected setJson(at: number, text: string): void {
    try {
      const schema: unknown = JSON.parse(text);
      if (typeof schema === 'object' && schema !== null) this.change(at, { schema: schema as Record<string, unknown> });
    } catch {
      // Half-typed JSON: the field keeps the text, the configuration what it had.
    }
  }
}
