import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Empty } from '../ui/empty';

@Component({
  selector: 'sz-missing-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <h1 class="visually-hidden">{{ t('missing.title') }}</h1>
    <sz-empty mark="dog" [heading]="t('missing.heading')" [text]="t('missing.text')">
      <a class="btn" routerLink="/scan-log">{{ t('missing.back') }}</a>
    </sz-empty>
  </ng-container>`,
})
export class MissingPage {}
