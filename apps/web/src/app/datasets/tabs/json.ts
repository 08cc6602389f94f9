import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../../core/words';
import { CopyButton } from '../../ui/copy-button';
import { OpenDataset } from '../open-dataset';

/** The raw document, to read, search, copy and take along. */
@Component({
  selector: 'sz-dataset-json',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <p class="acts">
      <label>
        <span class="visually-hidden">{{ t('dataset.searchJson') }}</span>
        <input
          #find
          class="field"
          type="search"
          [placeholder]="t('dataset.searchJson')"
          (input)="search.set(find.value)"
        />
      </label>
      <span class="dim" role="status">{{ search() ? words.many('dataset.jsonLines', lines().length) : '' }}</span>
      <sz-copy [text]="json()" [label]="t('dataset.copyJson')" /><button type="button" class="btn" (click)="download()">
        {{ t('dataset.download') }}
      </button>
    </p>
    <pre class="mono" tabindex="0" role="region" [attr.aria-label]="t('dataset.tab.json')">{{ shown() }}</pre>
  </ng-container>`,
  styles: `
    .acts {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      margin-bottom: 12px;
    }
    pre {
      margin: 0;
      padding: 14px 16px;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--surface);
      overflow: auto;
      max-height: 70dvh;
      line-height: 1.5;
    }
  `,
})
export class DatasetJson {
  private readonly open = inject(OpenDataset);
  protected readonly words = inject(Words);
  protected readonly search = signal('');
  protected readonly json = computed(() => JSON.stringify(this.open.dataset(), null, 2));
  protected readonly lines = computed(() => {
    const wanted = this.search().toLowerCase();
    return this.json()
      .split('\n')
      .filter((line) => line.toLowerCase().includes(wanted));
  });
  protected readonly shown = computed(() => (this.search() ? this.lines().join('\n') : this.json()));

  protected download(): void {
    const name = this.open.dataset()?.datasetName ?? this.open.pid();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([this.json()], { type: 'application/json' }));
    link.download = `${name.replace(/[^\w.-]+/g, '_')}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}
