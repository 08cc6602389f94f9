import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';

const SHORTCUTS = [
  {
    group: 'everywhere',
    keys: [
      ['?', 'list'],
      ['/', 'search'],
      ['Ctrl K', 'everything'],
      ['g s', 'scanLog'],
      ['g d', 'datasets'],
      ['g p', 'proposals'],
      ['g m', 'samples'],
      ['g i', 'instruments'],
      ['Esc', 'close'],
    ],
  },
  {
    group: 'table',
    keys: [
      ['↑ ↓ ← →', 'move'],
      ['Enter', 'open'],
      ['Space', 'drawer'],
      ['c', 'comment'],
      ['1 – 5', 'rate'],
      ['0', 'unrate'],
      ['n', 'next'],
      ['Ctrl V', 'paste'],
      ['Ctrl V', 'pasteCells'],
      ['u', 'upload'],
      ['i', 'note'],
      ['Shift I', 'noteNow'],
      ['Alt ↑ ↓', 'moveNote'],
      ['x', 'choose'],
      ['Ctrl A', 'chooseAll'],
      ['/', 'filter'],
      ['.', 'columns'],
      ['p', 'pause'],
    ],
  },
  {
    group: 'editing',
    keys: [
      ['Enter', 'saveDown'],
      ['Tab', 'saveRight'],
      ['Shift Enter', 'line'],
      ['@12', 'mention'],
      ['Esc', 'undo'],
    ],
  },
] as const;

@Component({
  selector: 'sz-shortcuts-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('shortcuts.title') }}</h2>
    <div class="groups">
      @for (group of groups; track group.group) {
        <section>
          <h3>{{ t('shortcuts.' + group.group) }}</h3>
          <dl>
            @for (key of group.keys; track key[1]) {
              <dt>
                <kbd>{{ key[0] }}</kbd>
              </dt>
              <dd>{{ t('shortcuts.do.' + key[1]) }}</dd>
            }
          </dl>
        </section>
      }
    </div>
    <div class="actions">
      <button type="button" class="btn" mat-dialog-close>{{ t('act.close') }}</button>
    </div>
  </div>`,
  styles: `
    .groups {
      columns: 2;
      column-gap: 36px;
    }
    section {
      break-inside: avoid;
      margin-bottom: 14px;
    }
    h3 {
      font-size: 12px;
      font-weight: 500;
      color: var(--dim);
      padding-bottom: 4px;
      border-bottom: 1px solid var(--line);
    }
    dl {
      display: grid;
      grid-template-columns: 84px 1fr;
      gap: 6px 10px;
      margin: 8px 0 0;
    }
    dd {
      margin: 0;
    }
    @media (max-width: 700px) {
      .groups {
        columns: 1;
      }
    }
  `,
})
export class ShortcutsDialog {
  protected readonly groups = SHORTCUTS;
}
