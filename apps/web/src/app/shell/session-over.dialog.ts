import { ChangeDetectionStrategy, Component, effect, inject } from '@angular/core';
import { MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Session } from '../core/session';
import { SignInForm } from '../sign-in/sign-in-form';

/** Lies over the page: what was typed stays and is sent after signing in again. */
@Component({
  selector: 'sz-session-over-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogTitle, SignInForm, TranslocoDirective],
  template: `<div class="dialog" *transloco="let t">
    <h2 mat-dialog-title>{{ t('sessionOver.title') }}</h2>
    <p class="dim">{{ t('sessionOver.text') }}</p>
    <sz-sign-in-form [username]="name" />
    <div class="actions">
      <button type="button" class="btn plain" (click)="leave()">{{ t('sessionOver.leave') }}</button>
    </div>
  </div>`,
})
export class SessionOverDialog {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly dialog = inject<MatDialogRef<SessionOverDialog>>(MatDialogRef);
  protected readonly name = this.session.lastUser()?.username ?? '';

  constructor() {
    effect(() => {
      if (!this.session.ended()) this.dialog.close();
    });
  }
  protected leave(): void {
    this.session.forget();
    this.dialog.close();
    void this.router.navigate(['/sign-in']);
  }
}
