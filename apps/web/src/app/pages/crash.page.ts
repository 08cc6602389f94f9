import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Crash } from '../core/crash';
import { FacilityInfo } from '../core/facility';
import { CopyButton } from '../ui/copy-button';
import { Empty } from '../ui/empty';

/** The page itself broke. The report names the page and the fault, no person and no data. */
@Component({
  selector: 'sz-crash-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, Empty, TranslocoDirective],
  template: `<section role="alert" *transloco="let t">
    <sz-empty mark="fly" [heading]="t('crash.heading')" [text]="t('crash.text')">
      <button type="button" class="btn primary" (click)="reload()">{{ t('crash.reload') }}</button>
      <p class="report mono">{{ report() }} <sz-copy [text]="report()" [label]="t('crash.copy')" /></p>
    </sz-empty>
  </section>`,
  styles: `
    .report {
      color: var(--dim);
      overflow-wrap: anywhere;
    }
  `,
})
export class CrashPage {
  private readonly crash = inject(Crash);
  private readonly facility = inject(FacilityInfo);
  protected readonly report = computed(() => {
    const path = location.pathname.replace(/^\/datasets\/.*/, '/datasets/…');
    return `${path} · ${this.facility.facility()?.version ?? ''} · ${this.crash.fault()?.name}: ${this.crash.fault()?.message}`;
  });
  protected reload(): void {
    location.reload();
  }
}
