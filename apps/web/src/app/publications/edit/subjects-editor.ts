import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Subject } from '@scizoo/domain';
import { itemsOf } from '../../records/form-fields';
import { Chip } from '../../ui/chip';
import { DraftEditor } from './draft-editor';

/** Keywords of the publication; those of its datasets come along by themselves. */
@Component({
  selector: 'sz-subjects-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chip, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <input
      #word
      id="field-subjects"
      class="field"
      maxlength="400"
      autocomplete="off"
      aria-describedby="field-subjects-hint"
      [placeholder]="t('publishing.addSubject')"
      (keydown.enter)="$event.preventDefault(); add(word)"
      (blur)="add(word)"
    />
    @if (subjects().length || given().length) {
      <ul class="chips" [attr.aria-label]="t('publishing.field.subjects')">
        @for (one of subjects(); track one.subject) {
          <li [szChip]="t('publishing.remove', { name: one.subject })" (dropped)="remove(one)">{{ one.subject }}</li>
        }
        @for (word of given(); track word) {
          <li class="chip dim" [title]="t('publishing.fromDatasets')">{{ word }}</li>
        }
      </ul>
    }
  </ng-container>`,
  styleUrl: './publish-form.css',
  host: { class: 'one' },
})
export class SubjectsEditor {
  /** What the datasets bring. */
  readonly brought = input<readonly string[]>([]);
  private readonly editor = inject(DraftEditor);
  protected readonly subjects = computed(() => this.editor.draft().subjects);
  protected readonly given = computed(() => {
    const own = new Set(this.subjects().map(({ subject }) => subject.toLowerCase()));
    return this.brought().filter((word) => !own.has(word.toLowerCase()));
  });

  protected add(field: HTMLInputElement): void {
    const known = new Set(this.subjects().map(({ subject }) => subject.toLowerCase()));
    const words = itemsOf(field.value).filter((word) => !known.has(word.toLowerCase()));
    field.value = '';
    if (words.length > 0)
      this.editor.edit({ subjects: [...this.subjects(), ...words.map((subject) => ({ subject }))] });
  }
  protected remove(one: Subject): void {
    this.editor.edit({ subjects: this.subjects().filter((other) => other !== one) });
  }
}
