import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { Notices } from '../core/notices';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Ticker } from '../core/ticker';
import { Words } from '../core/words';
import { confirmed } from '../ui/confirm.dialog';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import type { ApiToken, NewApiToken, Scope } from './account-types';
import { LIFETIMES_DAYS, OFFERED_SCOPES, stateOfToken } from './account-types';

const PATH = '/api/v4/tokens';

/** Keys for scripts. The key itself is on screen once, right after it was made, and never in an address. */
@Component({
  selector: 'sz-tokens',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, Icon, ProblemPanel, TranslocoDirective, When],
  templateUrl: './tokens.html',
  styleUrls: ['../records/record-page.css', '../records/record-list.css', './account.css'],
})
export class Tokens {
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly session = inject(Session);
  private readonly ticker = inject(Ticker);
  protected readonly words = inject(Words);
  protected readonly scopes = OFFERED_SCOPES;
  protected readonly lifetimes = LIFETIMES_DAYS;

  protected readonly tokens = loaded(
    () => this.session.lastUser()?.id ?? null,
    async (_user, signal) => {
      const found = await this.api.get<ApiToken[]>(PATH, {}, signal);
      this.list.set(found);
      return found;
    },
  );
  private readonly list = signal<readonly ApiToken[]>([]);
  private readonly minute = computed(() => Math.floor(this.ticker.now() / 60_000) * 60_000);
  protected readonly rows = computed(() => {
    const order = { valid: 0, ended: 1, revoked: 2 };
    const rows = this.list().map((token) => ({ token, state: stateOfToken(token, this.minute()) }));
    return rows.sort((a, b) => order[a.state] - order[b.state] || b.token.createdAt.localeCompare(a.token.createdAt));
  });
  protected readonly made = signal<NewApiToken | null>(null);
  protected readonly chosen = signal<ReadonlySet<Scope>>(new Set<Scope>(['read']));
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly example = computed(() => {
    const token = this.made()?.token ?? '';
    return `curl -H 'Authorization: Bearer ${token}' ${location.origin}/api/v4/datasets`;
  });

  protected toggle(scope: Scope): void {
    this.chosen.update((chosen) => {
      const next = new Set(chosen);
      if (!next.delete(scope)) next.add(scope);
      return next;
    });
  }
  protected async create(event: Event, name: HTMLInputElement, days: string): Promise<void> {
    event.preventDefault();
    if (this.busy() || !name.value.trim() || this.chosen().size === 0) return;
    this.busy.set(true);
    this.problem.set(null);
    try {
      const body = { name: name.value.trim(), scopes: [...this.chosen()], expiresInDays: Number(days) };
      const made = await this.api.send<NewApiToken>('POST', PATH, body);
      this.made.set(made);
      const { token: _secret, ...known } = made;
      this.list.update((list) => [known, ...list]);
      name.value = '';
    } catch (fault) {
      this.problem.set(asProblem(fault));
    } finally {
      this.busy.set(false);
    }
  }
  protected async revoke(token: ApiToken): Promise<void> {
    const isSure = await confirmed(this.dialogs, {
      title: this.words.say('tokens.revokeTitle', { name: token.name }),
      text: this.words.say('tokens.revokeText'),
      act: this.words.say('tokens.revoke'),
    });
    if (!isSure) return;
    try {
      const revoked = await this.api.send<ApiToken>('DELETE', `${PATH}/${part(token.id)}`);
      this.list.update((list) => list.map((one) => (one.id === token.id ? { ...one, ...revoked } : one)));
      if (this.made()?.id === token.id) this.made.set(null);
      this.notices.say(this.words.say('tokens.revokedNow', { name: token.name }));
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
}
