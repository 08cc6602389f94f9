import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { MatDialog } from '@angular/material/dialog';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { CaptureContent } from '@scizoo/domain';
import { firstValueFrom } from 'rxjs';
import { Api, part } from '../core/api';
import { loaded } from '../core/settled';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import type { Beamline, BeamlineShown } from './capture-types';
import { Differences } from './differences';

export interface CopyFrom {
  /** The beamline that would get the copy. */
  readonly name: string;
  /** What it records now. */
  readonly content: CaptureContent;
  /** Number of its open draft, which would be put aside. */
  readonly draft?: number;
  readonly others: readonly Beamline[];
}

/** What another beamline records, and what would differ here, before it becomes a draft. */
@Component({
  selector: 'sz-copy-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Differences, MatDialogClose, MatDialogTitle, ProblemPanel, TranslocoDirective, When],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('scidog.copy') }}</h2>
    <label
      >{{ t('scidog.copyWhich') }}
      <select #which class="field" cdkFocusInitial (change)="from.set(which.value)">
        @for (one of data.others; track one.beamline) {
          <option [value]="one.beamline" [selected]="one.beamline === from()">{{ one.name }}</option>
        }
      </select>
    </label>
    @if (shown.problem(); as fault) {
      <sz-problem [problem]="fault" (again)="shown.again()" />
    } @else if (active(); as version) {
      <p class="dim">
        {{ t('scidog.version', { version: version.version }) }} · {{ t('scidog.activeSince') }}
        <sz-when [moment]="version.activatedAt ?? version.updatedAt" parts="minute" />
        @if (version.reason) {
          · {{ version.reason }}
        }
      </p>
      <h3>{{ t('scidog.copyWould', { name: data.name }) }}</h3>
      <div class="would" tabindex="0" role="region" [attr.aria-label]="t('scidog.copyWould', { name: data.name })">
        <sz-differences [before]="data.content" [after]="version.content" />
      </div>
    } @else {
      <div role="status" [attr.aria-label]="t('record.loading')">
        <span class="skeleton"></span><span class="skeleton"></span>
      </div>
    }
    <p class="dim">{{ t('scidog.copyText', { name: data.name }) }}</p>
    @if (data.draft; as version) {
      <p class="warn">{{ t('scidog.copyAside', { version }) }}</p>
    }
    <div class="actions">
      <button type="button" class="btn plain" mat-dialog-close>{{ t('act.cancel') }}</button>
      <button type="button" class="btn primary" [disabled]="!active()" [mat-dialog-close]="from()">
        {{ t('scidog.copyNow') }}
      </button>
    </div>
  </div>`,
  styles: `
    label {
      display: grid;
      gap: 4px;
    }
    h3 {
      margin: 10px 0 2px;
      font-size: 13px;
    }
    p {
      margin: 8px 0;
    }
    .would {
      max-height: 40dvh;
      overflow: auto;
      border-top: 1px solid var(--line);
    }
    .warn {
      color: var(--warn);
    }
    .skeleton {
      display: block;
      height: 28px;
      margin: 8px 0;
    }
  `,
})
export class CopyDialog {
  protected readonly data = inject<CopyFrom>(MAT_DIALOG_DATA);
  private readonly api = inject(Api);
  protected readonly from = signal(this.data.others[0]?.beamline ?? '');
  protected readonly shown = loaded(
    () => this.from() || null,
    (beamline, signal) => this.api.get<BeamlineShown>(`/api/v4/capture/${part(beamline)}`, {}, signal),
  );
  protected readonly active = computed(() => this.shown.value()?.active ?? null);
}

/** The beamline to copy from; undefined when the person has changed their mind. */
export function copyFrom(dialogs: MatDialog, data: CopyFrom): Promise<string | undefined> {
  const dialog = dialogs.open<CopyDialog, CopyFrom, string>(CopyDialog, { data, width: '620px', maxWidth: '96vw' });
  return firstValueFrom(dialog.afterClosed());
}
