import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../../core/words';
import type { Outcome } from './bulk';

export interface OutcomesData {
  outcomes: readonly Outcome[];
  nameOf: (pid: string) => string;
}

/** What an act on many did to each of them: the refused ones first, with the reason. */
@Component({
  selector: 'sz-outcomes-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, RouterLink, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('list.outcomes') }}</h2>
    <p>{{ sum() }}</p>
    <div class="scroll" tabindex="0" role="region" [attr.aria-label]="t('list.outcomes')">
      <table>
        <tbody>
          @for (one of sorted; track one.pid) {
            <tr>
              <th scope="row">
                <a [routerLink]="['/datasets', one.pid]" mat-dialog-close>{{ data.nameOf(one.pid) }}</a>
              </th>
              <td [class.bad]="one.status === 'refused'">{{ t('list.outcome.' + one.status) }}</td>
              <td class="dim">{{ one.message }}</td>
            </tr>
          }
        </tbody>
      </table>
    </div>
    <div class="actions">
      <button type="button" class="btn primary" mat-dialog-close>{{ t('act.close') }}</button>
    </div>
  </div>`,
  styles: `
    .scroll {
      max-height: 50dvh;
      overflow: auto;
    }
    table {
      width: 100%;
      border-collapse: collapse;
    }
    th,
    td {
      padding: 6px 12px 6px 0;
      border-bottom: 1px solid var(--line);
      text-align: left;
      font-weight: 400;
      overflow-wrap: anywhere;
      vertical-align: top;
    }
    .bad {
      color: var(--bad);
    }
  `,
})
export class OutcomesDialog {
  protected readonly data = inject<OutcomesData>(MAT_DIALOG_DATA);
  private readonly words = inject(Words);
  private readonly order = ['refused', 'changed', 'unchanged'];
  protected readonly sorted = [...this.data.outcomes].sort(
    (a, b) => this.order.indexOf(a.status) - this.order.indexOf(b.status),
  );
  protected sum(): string {
    return sumOf(this.data.outcomes, this.words);
  }
}
/** "3 datasets changed, 1 refused" */
export function sumOf(outcomes: readonly Outcome[], words: Words): string {
  const of = (status: Outcome['status']): number => outcomes.filter((one) => one.status === status).length;
  const parts = [words.many('list.sum.changed', of('changed'))];
  if (of('unchanged')) parts.push(words.many('list.sum.unchanged', of('unchanged')));
  if (of('refused')) parts.push(words.many('list.sum.refused', of('refused')));
  return parts.join(', ');
}
