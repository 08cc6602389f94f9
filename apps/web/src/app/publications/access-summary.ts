import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../core/words';
import type { ChosenDataset } from './chosen-datasets';

/** What registering does to the access to the data, in a sentence. */
@Component({
  selector: 'sz-access-summary',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (datasets().length === 0) {
      <p class="dim">{{ t('publishing.noDatasets') }}</p>
    } @else if (closed().length === 0) {
      <p>{{ t('publishing.access.allOpen') }}</p>
    } @else if (keepEmbargo()) {
      <p>{{ words.many('publishing.access.kept', closed().length, { of: datasets().length }) }}</p>
      @if (last(); as day) {
        <p>{{ t('publishing.access.lastDay', { day }) }}</p>
      }
    } @else {
      <p class="note">{{ words.many('publishing.access.opens', closed().length, { of: datasets().length }) }}</p>
      @if (last(); as day) {
        <p>{{ t('publishing.access.instead', { day }) }}</p>
      }
    }
  </ng-container>`,
  styles: `
    p {
      max-width: 70ch;
    }
    p + p {
      margin-top: 8px;
    }
    .note {
      padding: 8px 12px;
      border-left: 3px solid var(--warn);
      background: color-mix(in srgb, var(--warn) 10%, var(--bg));
    }
  `,
})
export class AccessSummary {
  readonly datasets = input.required<readonly ChosenDataset[]>();
  readonly keepEmbargo = input(false);
  protected readonly words = inject(Words);
  protected readonly closed = computed(() => this.datasets().filter(({ isPublished }) => !isPublished));
  /** Day on which the last of them would open by itself. */
  protected readonly last = computed(
    () =>
      this.closed()
        .flatMap(({ datasetlifecycle }) => datasetlifecycle?.dateOfPublishing?.slice(0, 10) ?? [])
        .sort()
        .at(-1) ?? '',
  );
}
