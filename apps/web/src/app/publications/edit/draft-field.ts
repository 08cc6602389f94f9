import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { DraftField } from '@scizoo/domain';
import { DraftEditor } from './draft-editor';

/** A question of the form with its name, its help and what is wrong with the answer; the control stands inside. */
@Component({
  selector: 'sz-draft-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <label class="name" [for]="'field-' + field()"
      >{{ t('publishing.field.' + field()) }}
      @if (required()) {
        <span class="must" [title]="t('record.required')">*</span>
      }
    </label>
    <ng-content />
    @if (hinted()) {
      <p class="hint" [id]="'field-' + field() + '-hint'">{{ t('publishing.hint.' + field()) }}</p>
    }
    @for (fault of faults(); track fault.code) {
      <p class="fault" role="alert">{{ t('publishing.fault.' + fault.code) }}</p>
    }
  </ng-container>`,
  styleUrl: './publish-form.css',
  host: { class: 'one', '(focusout)': 'editor.leaveField(field())' },
})
export class DraftFieldFrame {
  readonly field = input.required<DraftField>();
  readonly required = input(false);
  readonly hinted = input(true);
  protected readonly editor = inject(DraftEditor);
  protected readonly faults = computed(() => this.editor.faultsOf(this.field()).filter(({ at }) => at === undefined));
}
