import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import type { SignInEvent } from './account-types';

/** `Mozilla/5.0 (X11; Linux x86_64) … Firefox/130.0` → `Firefox, Linux`. */
export function programOf(client: string | null | undefined): string {
  if (!client) return '';
  const named = [
    ['Edg/', 'Edge'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
    ['curl/', 'curl'],
    ['python', 'Python'],
  ].find(([sign = '']) => client.includes(sign))?.[1];
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'].find((name) => client.includes(name));
  return [named ?? client.slice(0, 40), system].filter(Boolean).join(', ');
}

/** The last things that happened to the account, so that a stranger's sign-in is noticed. */
@Component({
  selector: 'sz-sign-ins',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ProblemPanel, TranslocoDirective, When],
  template: `<section *transloco="let t">
    <h2 class="visually-hidden">{{ t('account.tab.sign-ins') }}</h2>
    <p class="dim hints">{{ t('signIns.hint') }}</p>
    @if (events.problem(); as fault) {
      <sz-problem [problem]="fault" (again)="events.again()" />
    } @else if (events.value(); as list) {
      @if (list.length) {
        <table [attr.aria-label]="t('account.tab.sign-ins')">
          <thead>
            <tr>
              <th scope="col">{{ t('signIns.at') }}</th>
              <th scope="col">{{ t('signIns.event') }}</th>
              <th scope="col">{{ t('signIns.method') }}</th>
              <th scope="col">{{ t('signIns.from') }}</th>
              <th scope="col">{{ t('signIns.program') }}</th>
            </tr>
          </thead>
          <tbody>
            @for (one of list; track one.id) {
              <tr [attr.data-event]="one.event">
                <td class="lead"><sz-when [moment]="one.at" /></td>
                <td [class.bad]="one.event === 'refused' || one.event === 'delayed'">
                  {{ t('signIns.events.' + one.event) }}
                  @if (one.about) {
                    <span class="dim">{{ one.about }}</span>
                  }
                </td>
                <td>
                  @if (one.method) {
                    {{ t('signIn.kind.' + one.method) }}
                  }
                </td>
                <td class="mono">{{ one.address }}</td>
                <td class="dim" [title]="one.client ?? ''">{{ programOf(one.client) }}</td>
              </tr>
            }
          </tbody>
        </table>
      } @else {
        <p class="dim">{{ t('signIns.none') }}</p>
      }
    } @else {
      <div class="waits" role="status" [attr.aria-label]="t('record.loading')">
        @for (n of [1, 2, 3]; track n) {
          <span class="skeleton"></span>
        }
      </div>
    }
    <p class="acts">
      <button type="button" class="btn" (click)="signOut()">{{ t('shell.signOut') }}</button>
    </p>
  </section>`,
  styleUrls: ['../records/record-page.css', '../records/record-list.css', './account.css'],
})
export class SignIns {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly words = inject(Words);
  protected readonly programOf = programOf;
  protected readonly events = loaded(
    () => this.session.lastUser()?.id ?? null,
    (_user, signal) => this.api.get<SignInEvent[]>('/api/v4/session/events', {}, signal),
  );

  protected async signOut(): Promise<void> {
    try {
      const provider = await this.session.signOut();
      if (provider) location.assign(provider);
      else await this.router.navigate(['/sign-in']);
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
}
