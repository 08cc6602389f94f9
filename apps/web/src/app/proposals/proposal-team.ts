import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { fullName, type TeamMember } from '../records/record-types';

/** Who else is on the proposal, for those who may know it; for everybody else nothing. */
@Component({
  selector: 'sz-proposal-team',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (members().length) {
      <h2>{{ t('proposal.team') }}</h2>
      <ul class="links">
        @for (one of members(); track $index) {
          <li>
            {{ nameOf(one) }}
            @if (one.email) {
              <a [href]="'mailto:' + one.email">{{ one.email }}</a>
            }
          </li>
        }
      </ul>
      <p class="dim">{{ t('proposal.teamHint') }}</p>
    } @else if (fails()) {
      <h2>{{ t('proposal.team') }}</h2>
      <p class="dim">
        {{ t('proposal.teamNotRead') }}
        <button type="button" class="btn" (click)="team.again()">{{ t('act.again') }}</button>
      </p>
    }
  </ng-container>`,
  styleUrl: '../records/record-page.css',
  // A part of the page's column, without the margins of a page. Bound, since the policy of the page forbids attributes with styles.
  host: { '[style.display]': "'contents'" },
})
export class ProposalTeam {
  readonly proposalId = input.required<string>();
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  protected readonly team = loaded(
    () => (this.session.lastUser() ? { id: this.proposalId(), user: this.session.lastUser()?.id } : null),
    ({ id }, signal) => this.api.get<TeamMember[]>(`/api/v4/proposals/${part(id)}/team`, {}, signal),
  );
  /** PI and proposer stand above. */
  protected readonly members = computed(() => (this.team.value() ?? []).filter(({ role }) => role === 'member'));
  protected readonly fails = computed(() => {
    const kind = this.team.problem()?.kind;
    return kind !== undefined && kind !== 'forbidden' && kind !== 'missing' && kind !== 'signed-out';
  });
  protected nameOf(one: TeamMember): string {
    return fullName(one.firstName, one.lastName);
  }
}
