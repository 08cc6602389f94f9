import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { DraftFault } from '@scizoo/domain';
import { Words } from '../../core/words';
import { Icon } from '../../ui/icon';
import { AccessSummary } from '../access-summary';
import type { ChosenDataset } from '../chosen-datasets';
import { PublicationActs } from '../publication-acts';
import { DraftEditor } from './draft-editor';
import { stepOf } from './steps';

/** What is still missing, the landing page before it exists, and the registration. */
@Component({
  selector: 'sz-check-step',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AccessSummary, Icon, RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <h2>{{ t('publishing.complete') }}</h2>
    @if (editor.faults().length) {
      <p>{{ words.many('publishing.missing', editor.faults().length) }}</p>
      <ul class="faults">
        @for (fault of editor.faults(); track $index) {
          <li>
            @if (fault.field; as field) {
              <a [routerLink]="[]" [queryParams]="{ step: stepOf(field) }" [fragment]="'field-' + field"
                >{{ t('publishing.field.' + field) }}{{ placeOf(fault) }}</a
              >
            } @else {
              <span class="mono" [title]="t('publishing.elsewhere')">{{ fault.member }}</span>
            }
            <span>{{ t('publishing.fault.' + fault.code) }}</span>
          </li>
        }
      </ul>
    } @else {
      <p class="ready" role="status"><sz-icon name="check" [size]="14" />{{ t('publishing.ready') }}</p>
    }
    <h2>{{ t('publishing.preview.title') }}</h2>
    <p class="hint">{{ t('publishing.preview.text') }}</p>
    <p>
      <a class="btn" [href]="acts.previewOf(doi())" target="_blank" rel="noopener"
        ><sz-icon name="eye" [size]="14" />{{ t('publishing.preview.open') }}</a
      >
    </p>
    <h2>{{ t('publishing.access.title') }}</h2>
    <sz-access-summary [datasets]="datasets()" [keepEmbargo]="editor.draft().keepEmbargo" />
    <h2>{{ t('publishing.register.title') }}</h2>
    <p class="hint">{{ t('publishing.register.text') }}</p>
    <p>
      <button
        type="button"
        class="btn primary"
        [disabled]="editor.faults().length > 0 || acts.busy()"
        (click)="register()"
      >
        {{ t('publishing.register.do') }}
      </button>
    </p>
  </ng-container>`,
  styleUrls: ['./publish-form.css', './check-step.css'],
})
export class CheckStep {
  readonly datasets = input.required<readonly ChosenDataset[]>();
  protected readonly editor = inject(DraftEditor);
  protected readonly acts = inject(PublicationActs);
  protected readonly words = inject(Words);
  private readonly router = inject(Router);
  protected readonly stepOf = stepOf;
  protected readonly doi = computed(() => this.editor.record()?.doi ?? '');

  protected placeOf({ at }: DraftFault): string {
    return at === undefined ? '' : ` ${at + 1}`;
  }
  /** What is registered is what stands here, so it is saved first. */
  protected async register(): Promise<void> {
    if (!(await this.editor.save())) return;
    const record = this.editor.record();
    if (!record) return;
    const closed = this.datasets().filter(({ isPublished }) => !isPublished).length;
    if (await this.acts.register(record, closed)) await this.router.navigate(['/publications', record.doi]);
  }
}
