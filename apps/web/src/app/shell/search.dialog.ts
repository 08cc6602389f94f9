import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { findPlace } from './find-place';

const KEY = 'scizoo.searches';
const KEPT = 8;
function recent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** From anywhere to a dataset, a proposal or a scan, or to a search among the datasets. */
@Component({
  selector: 'sz-search-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatDialogTitle, TranslocoDirective],
  template: `<form class="dialog" role="search" *transloco="let t" (submit)="submit($event, field.value)">
    <h2 mat-dialog-title>{{ t('search.title') }}</h2>
    <label>
      <span class="visually-hidden">{{ t('search.what') }}</span>
      <input
        #field
        class="field"
        type="search"
        cdkFocusInitial
        autocomplete="off"
        spellcheck="false"
        maxlength="200"
        [placeholder]="t('search.what')"
      />
    </label>
    <p role="status" class="dim">{{ busy() ? t('search.looking') : '' }}</p>
    @if (problem(); as fault) {
      <p role="alert" class="bad">{{ words.ofProblem(fault) }}</p>
    }
    @if (searches.length) {
      <h3>{{ t('search.recent') }}</h3>
      <ul>
        @for (text of searches; track text) {
          <li>
            <button type="button" class="btn plain" (click)="go(text)">
              <sz-icon name="clock" [size]="14" />{{ text }}
            </button>
          </li>
        }
      </ul>
    }
  </form>`,
  styles: `
    .field {
      width: 100%;
      height: 38px;
    }
    h3 {
      margin: 0;
      font-size: 12px;
      font-weight: 500;
      color: var(--dim);
    }
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li .btn {
      width: 100%;
      justify-content: flex-start;
      overflow: hidden;
    }
    p {
      margin: 0;
    }
    .bad {
      color: var(--bad);
    }
  `,
})
export class SearchDialog {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly dialog = inject<MatDialogRef<SearchDialog>>(MatDialogRef);
  protected readonly words = inject(Words);
  protected readonly searches = recent();
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);

  protected submit(event: Event, typed: string): void {
    event.preventDefault();
    if (typed.trim()) void this.go(typed.trim());
  }
  protected async go(text: string): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      const { path, query } = await findPlace(this.api, text);
      const kept = [text, ...this.searches.filter((one) => one !== text)].slice(0, KEPT);
      localStorage.setItem(KEY, JSON.stringify(kept));
      this.dialog.close();
      await this.router.navigate([...path], { queryParams: query });
    } catch (fault) {
      this.problem.set(asProblem(fault));
    } finally {
      this.busy.set(false);
    }
  }
}
