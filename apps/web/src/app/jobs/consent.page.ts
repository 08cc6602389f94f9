import type { OnInit } from '@angular/core';
import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { Empty } from '../ui/empty';
import type { Job } from './jobs';

/** Where Globus sends people back to: what they bring goes to the catalogue, and they go on to their job. */
@Component({
  selector: 'sz-consent-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (fault(); as problem) {
      <sz-empty mark="cow" [heading]="t('jobs.consentRefused')" [text]="textOf(problem)">
        <a class="btn" routerLink="/jobs">{{ t('jobs.toJobs') }}</a>
      </sz-empty>
    } @else {
      <p role="status">{{ t('jobs.consenting') }}</p>
    }
  </ng-container>`,
})
export class ConsentPage implements OnInit {
  readonly state = input<string>();
  readonly code = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly words = inject(Words);
  /** `none`: they said no, or nothing. */
  protected readonly fault = signal<Problem | 'none' | null>(null);

  ngOnInit(): void {
    void this.hand();
  }
  private async hand(): Promise<void> {
    const [state, code] = [this.state(), this.code()];
    if (!state || !code) return this.fault.set('none');
    try {
      const { id } = await this.api.send<Job>('POST', '/api/v4/jobs/consent', { state, code });
      // What they brought is used up: it has no place in the history.
      await this.router.navigate(['/jobs', id], { replaceUrl: true });
    } catch (error) {
      this.fault.set(asProblem(error));
    }
  }
  protected textOf(problem: Problem | 'none'): string {
    return problem === 'none' ? this.words.say('jobs.consentRefusedText') : this.words.ofProblem(problem);
  }
}
