import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { asProblem } from '../../../core/problem';
import { Words } from '../../../core/words';
import { Icon } from '../../../ui/icon';
import { SavedLists } from '../views';

export interface ViewsData {
  /** What the address says now. */
  query: string;
  /** The view that is open, to be renewed under its name. */
  name: string;
}

/** Keeps the present list under a name; opens first, or goes. */
@Component({
  selector: 'sz-views-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('views.title') }}</h2>
    <form (submit)="save($event, name)">
      <input
        #name
        class="field"
        maxlength="60"
        required
        cdkFocusInitial
        [value]="data.name"
        [attr.aria-label]="t('views.name')"
        [placeholder]="t('views.name')"
      />
      <button type="submit" class="btn primary">{{ t('views.save') }}</button>
    </form>
    <p class="dim">{{ t('list.viewKeeps') }}</p>
    <ul>
      @for (view of views.all(); track view.name) {
        <li>
          <span class="name">{{ view.name }}</span>
          <button
            type="button"
            class="btn plain"
            [attr.aria-pressed]="views.standard()?.name === view.name"
            (click)="standard(view.name)"
          >
            {{ t('views.standard') }}
          </button>
          <button
            type="button"
            class="icon-btn small"
            [attr.aria-label]="t('views.remove', { name: view.name })"
            (click)="remove(view.name)"
          >
            <sz-icon name="trash" [size]="13" />
          </button>
        </li>
      } @empty {
        <li class="dim">{{ t('list.noViews') }}</li>
      }
    </ul>
    <p role="alert" class="fault">{{ fault() }}</p>
    <div class="actions">
      <button type="button" class="btn" mat-dialog-close>{{ t('act.done') }}</button>
    </div>
  </div>`,
  styles: `
    form {
      display: flex;
      gap: 8px;
    }
    .field {
      flex: 1;
    }
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      gap: 6px;
      min-height: 34px;
      border-bottom: 1px solid var(--line);
    }
    .name {
      flex: 1;
      overflow-wrap: anywhere;
    }
    .fault {
      color: var(--bad);
    }
    .fault:empty {
      display: none;
    }
  `,
})
export class ViewsDialog {
  protected readonly data = inject<ViewsData>(MAT_DIALOG_DATA);
  protected readonly views = inject(SavedLists);
  private readonly words = inject(Words);
  protected readonly fault = signal('');

  protected save(event: Event, field: HTMLInputElement): void {
    event.preventDefault();
    const name = field.value.trim();
    if (name !== '') void this.store(this.views.save({ name, query: this.data.query }));
  }
  protected remove(name: string): void {
    void this.store(this.views.remove(name));
  }
  protected standard(name: string): void {
    void this.store(this.views.makeStandard(this.views.standard()?.name === name ? null : name));
  }
  private async store(work: Promise<void>): Promise<void> {
    this.fault.set('');
    try {
      await work;
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    }
  }
}
