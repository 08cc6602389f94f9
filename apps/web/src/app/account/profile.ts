import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import { Notices } from '../core/notices';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { Words } from '../core/words';

const RIGHTS = ['admin', 'delete', 'proposals', 'samples-of-anybody'] as const;
const SHORTEST = 8;

/** Who the person is here, what their groups are for, and the password where it is kept here. */
@Component({
  selector: 'sz-account-profile',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (session.lastUser(); as user) {
      <div class="columns">
        <section>
          <h2>{{ t('account.tab.profile') }}</h2>
          <dl class="pairs">
            <dt>{{ t('signIn.name') }}</dt>
            <dd>{{ user.username }}</dd>
            @if (user.displayName) {
              <dt>{{ t('account.name') }}</dt>
              <dd>{{ user.displayName }}</dd>
            }
            <dt>{{ t('account.email') }}</dt>
            <dd>{{ user.email }}</dd>
            <dt>{{ t('account.method') }}</dt>
            <dd>{{ t('signIn.kind.' + user.method) }}</dd>
          </dl>
          <h2>{{ t('account.groups') }}</h2>
          <p class="dim">{{ t('account.groupsHint') }}</p>
          <ul class="groups">
            @for (group of user.groups; track group) {
              <li class="chip">{{ group }}</li>
            } @empty {
              <li class="dim">{{ t('account.noGroups') }}</li>
            }
          </ul>
          @if (rights().length) {
            <h2>{{ t('account.rights') }}</h2>
            <ul class="rights">
              @for (right of rights(); track right) {
                <li>{{ t('account.right.' + right) }}</li>
              }
            </ul>
          }
        </section>
        @if (user.method === 'local') {
          <section>
            <h2>{{ t('account.password') }}</h2>
            <form (submit)="changePassword($event, old, fresh, again)">
              <input
                class="visually-hidden"
                type="text"
                autocomplete="username"
                tabindex="-1"
                aria-hidden="true"
                readonly
                [value]="user.username"
              />
              <label for="password-old">{{ t('account.passwordOld') }}</label>
              <input #old id="password-old" class="field" type="password" autocomplete="current-password" required />
              <label for="password-new">{{ t('account.passwordNew') }}</label>
              <input
                #fresh
                id="password-new"
                class="field"
                type="password"
                autocomplete="new-password"
                aria-describedby="password-hint"
                required
                [attr.minlength]="shortest"
              />
              <p id="password-hint" class="hint">{{ t('account.passwordHint') }}</p>
              <label for="password-again">{{ t('account.passwordAgain') }}</label>
              <input #again id="password-again" class="field" type="password" autocomplete="new-password" required />
              @if (differ()) {
                <p class="fault" role="alert">{{ t('account.passwordsDiffer') }}</p>
              }
              @if (problem(); as fault) {
                <p class="fault" role="alert">{{ words.ofProblem(fault) }}</p>
              }
              <button type="submit" class="btn" [disabled]="busy()">{{ t('account.changePassword') }}</button>
            </form>
          </section>
        } @else {
          <section>
            <h2>{{ t('account.password') }}</h2>
            <p class="dim">{{ t('account.passwordElsewhere') }}</p>
          </section>
        }
      </div>
    } @else {
      <p class="acts">
        <a class="btn primary" routerLink="/sign-in" [queryParams]="{ next: '/account' }">{{ t('signIn.title') }}</a>
      </p>
    }
  </ng-container>`,
  styleUrls: ['../records/record-page.css', './account.css'],
})
export class AccountProfile {
  protected readonly session = inject(Session);
  protected readonly words = inject(Words);
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  protected readonly shortest = SHORTEST;
  protected readonly busy = signal(false);
  protected readonly differ = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly rights = computed(() => {
    const held: readonly string[] = this.session.user()?.rights ?? [];
    return RIGHTS.filter((right) => held.includes(right));
  });

  protected async changePassword(event: Event, ...fields: HTMLInputElement[]): Promise<void> {
    event.preventDefault();
    const [currentPassword = '', newPassword = '', confirmPassword = ''] = fields.map(({ value }) => value);
    this.problem.set(null);
    this.differ.set(newPassword !== confirmPassword);
    if (this.busy() || this.differ() || !currentPassword || !newPassword) return;
    this.busy.set(true);
    try {
      await this.api.send('POST', '/api/v3/users/password', { currentPassword, newPassword, confirmPassword });
      for (const field of fields) field.value = '';
      this.notices.say(this.words.say('account.passwordChanged'));
      // All sessions have ended with the old password; this person knows the new one.
      await this.session.signIn(this.session.lastUser()?.username ?? '', newPassword, 'local');
    } catch (fault) {
      this.problem.set(asProblem(fault));
    } finally {
      this.busy.set(false);
    }
  }
}
