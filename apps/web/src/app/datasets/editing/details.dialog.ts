import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Dataset } from '../../core/api-types';
import { asProblem } from '../../core/problem';
import { Words } from '../../core/words';
import type { OpenDataset } from '../open-dataset';
import type { Change } from './changes';
import { same } from './changes';

const FIELDS = ['datasetName', 'description', 'keywords', 'sampleIds', 'principalInvestigators', 'dataFormat'] as const;
type Field = (typeof FIELDS)[number];
const LISTS: readonly Field[] = ['keywords', 'sampleIds', 'principalInvestigators'];
/** Names of people have commas in them. */
const SEPARATOR = ';';

export interface DetailsData {
  open: OpenDataset;
  dataset: Dataset;
}

/** Name, description and lists of words of a dataset. */
@Component({
  selector: 'sz-details-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<form class="dialog" *transloco="let t" (submit)="$event.preventDefault(); save()">
    <h2 mat-dialog-title>{{ t('edit.details') }}</h2>
    @for (field of fields; track field) {
      <label>
        <span>{{ t('edit.field.' + field) }}</span>
        @if (field === 'description') {
          <textarea
            #area
            class="field"
            rows="4"
            maxlength="20000"
            [disabled]="isFrozen(field)"
            [value]="texts()[field]"
            (input)="type(field, area.value)"
          ></textarea>
        } @else {
          <input
            #one
            class="field"
            maxlength="2000"
            [required]="field === 'datasetName'"
            [disabled]="isFrozen(field)"
            [value]="texts()[field]"
            (input)="type(field, one.value)"
          />
        }
        @if (isFrozen(field)) {
          <span class="dim">{{ t('edit.frozen') }}</span>
        } @else if (isList(field)) {
          <span class="dim">{{ t('edit.several') }}</span>
        }
      </label>
    }
    @if (fault()) {
      <p class="fault" role="alert">{{ fault() }}</p>
    }
    <div class="actions">
      <button type="button" class="btn plain" mat-dialog-close>{{ t('act.cancel') }}</button>
      <button type="submit" class="btn primary" [disabled]="data.open.saving()">{{ t('act.save') }}</button>
    </div>
  </form>`,
  styles: `
    label {
      display: grid;
      gap: 3px;
    }
    label > span {
      color: var(--dim);
      font-size: 12px;
    }
    textarea.field {
      height: auto;
      padding: 8px 10px;
      resize: vertical;
    }
    .fault {
      color: var(--bad);
    }
  `,
})
export class DetailsDialog {
  protected readonly data = inject<DetailsData>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<DetailsDialog>>(MatDialogRef);
  private readonly words = inject(Words);
  protected readonly fields = FIELDS;
  protected readonly fault = signal('');
  private readonly first = this.textsOf(this.data.dataset);
  protected readonly texts = signal(this.first);

  private textsOf(dataset: Dataset): Record<Field, string> {
    const written = (field: Field): string => {
      const value = dataset[field];
      return Array.isArray(value) ? value.join(`${SEPARATOR} `) : (value ?? '');
    };
    return Object.fromEntries(FIELDS.map((field) => [field, written(field)])) as Record<Field, string>;
  }
  protected isList(field: Field): boolean {
    return LISTS.includes(field);
  }
  protected isFrozen(field: Field): boolean {
    return this.data.open.isFrozen(field);
  }
  protected type(field: Field, text: string): void {
    this.texts.update((texts) => ({ ...texts, [field]: text }));
  }
  private changes(): Change[] {
    return FIELDS.filter((field) => this.texts()[field] !== this.first[field])
      .map((field) => ({ path: [field], from: this.data.dataset[field] ?? undefined, to: this.valueOf(field) }))
      .filter(({ from, to }) => !same(from, to));
  }
  private valueOf(field: Field): unknown {
    const text = this.texts()[field].trim();
    if (!this.isList(field)) return text === '' && field !== 'datasetName' ? undefined : text;
    return [
      ...new Set(
        text
          .split(SEPARATOR)
          .map((one) => one.trim())
          .filter(Boolean),
      ),
    ];
  }
  protected async save(): Promise<void> {
    const changes = this.changes();
    this.fault.set('');
    if (changes.length === 0) return this.dialog.close();
    try {
      if (await this.data.open.save(changes, this.words.say('edit.saved'))) this.dialog.close();
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    }
  }
}
