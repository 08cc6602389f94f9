import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { Notices } from '../core/notices';
import { Empty } from '../ui/empty';
import type { Choice } from '../ui/picker';
import { Picker } from '../ui/picker';
import { ProblemPanel } from '../ui/problem-panel';
import { Age } from './age';
import { ResendAll } from './resend-all';
import { everyFewSeconds } from './every-few-seconds';
import type { LetterCount, LetterPageRows, LetterRow } from './types';

const STATES = ['open', 'sent', 'applied', 'rejected', 'discarded'] as const;
/** Hours: younger than so many, or (with a dash before) older. */
const AGES = ['1', '24', '-24'] as const;
const HOUR_MS = 3_600_000;
const PAGE = 100;

/** Messages that the catalogue could not take, by reason, beamline and age. The address is the state. */
@Component({
  selector: 'sz-letters-tab',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Age, Empty, Picker, ProblemPanel, ResendAll, RouterLink, TranslocoDirective],
  templateUrl: './letters.tab.html',
  styleUrls: ['../records/record-list.css', '../records/list-tools.css', './operations.css'],
  styles: `
    :host {
      padding: 0;
    }
  `,
})
export class LettersTab {
  readonly beamline = input<string>();
  readonly reason = input<string>();
  readonly state = input<string>();
  readonly age = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly notices = inject(Notices);
  protected readonly words = inject(Words);
  protected readonly facility = inject(FacilityInfo);
  private readonly turn = everyFewSeconds();
  protected readonly shownState = computed(() => STATES.find((one) => one === this.state()) ?? 'open');
  protected readonly isFiltered = computed(() => !!(this.beamline() || this.reason() || this.age()));

  private readonly question = computed(() => ({
    turn: this.turn(),
    beamline: this.beamline() || undefined,
    reason: this.reason() || undefined,
    state: this.shownState(),
    age: AGES.find((one) => one === this.age()),
  }));
  protected readonly page = loaded(
    () => this.question(),
    ({ turn: _, age, ...query }, signal) => {
      const moment = age && new Date(Date.now() - Math.abs(Number(age)) * HOUR_MS).toISOString();
      const span = {
        since: age && !age.startsWith('-') ? moment : undefined,
        until: age?.startsWith('-') ? moment : undefined,
      };
      return this.api.get<LetterPageRows>('/api/v4/dead-letters', { ...query, ...span, limit: PAGE }, signal);
    },
    { same: (before, now) => JSON.stringify({ ...before, turn: 0 }) === JSON.stringify({ ...now, turn: 0 }) },
  );
  protected readonly counts = loaded(
    () => this.turn(),
    (_turn, signal) => this.api.get<LetterCount[]>('/api/v4/dead-letters/counts', {}, signal),
    { same: () => true },
  );
  protected readonly more = signal<{ rows: readonly LetterRow[]; next: string | null | undefined }>({
    rows: [],
    next: undefined,
  });
  protected readonly rows = computed(() => [...(this.page.value()?.rows ?? []), ...this.more().rows]);
  protected readonly next = computed(() => {
    const further = this.more().next;
    return further === undefined ? (this.page.value()?.next ?? null) : further;
  });

  protected readonly states = computed<Choice[]>(() => this.choices(STATES, 'operations.letterState.'));
  protected readonly ages = computed<Choice[]>(() => this.choices(AGES, 'operations.age.'));
  protected readonly beamlines = computed<Choice[]>(() =>
    (this.facility.facility()?.instruments ?? []).map(({ uniqueName, name }) => ({ value: uniqueName, label: name })),
  );
  protected readonly reasons = computed<Choice[]>(() => {
    const counts = new Map<string, { label: string; count: number }>();
    for (const { reasonGroup, reasonCode, count } of this.counts.value() ?? []) {
      const label = this.words.ofReason(reasonCode);
      counts.set(reasonGroup, { label, count: (counts.get(reasonGroup)?.count ?? 0) + count });
    }
    return [...counts].map(([value, { label, count }]) => ({ value, label, aside: String(count) }));
  });

  private choices(values: readonly string[], key: string): Choice[] {
    return values.map((value) => ({ value, label: this.words.say(key + value) }));
  }
  protected go(queryParams: Record<string, string | null>): void {
    this.more.set({ rows: [], next: undefined });
    void this.router.navigate([], { relativeTo: this.route, queryParams, queryParamsHandling: 'merge' });
  }
  protected async showMore(): Promise<void> {
    const { turn: _, age: __, ...query } = this.question();
    try {
      const cursor = this.next() ?? undefined;
      const page = await this.api.get<LetterPageRows>('/api/v4/dead-letters', { ...query, limit: PAGE, cursor });
      this.more.update(({ rows }) => ({ rows: [...rows, ...page.rows], next: page.next }));
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }
}
