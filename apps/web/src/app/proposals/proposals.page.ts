import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input, signal } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import { Preferences } from '../core/preferences';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Ticker } from '../core/ticker';
import { clockOf, momentOf } from '../core/time';
import { Words } from '../core/words';
import { KnownInstruments } from '../instruments/known-instruments';
import { Pager } from '../records/pager';
import type { Sort } from '../records/where';
import { nextSort, pageOf, sortOf, sortText } from '../records/where';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import type { Choice } from '../ui/picker';
import { Picker } from '../ui/picker';
import { ProblemPanel } from '../ui/problem-panel';
import { PROPOSAL_STATES, instrumentsOf, investigatorOf, spanOf, stateOf, stateWhere } from './proposal-state';
import { ProposalStateBadge } from './proposal-state-badge';
import type { Facets, ProposalRow, ProposalsQuestion } from './proposals-question';
import { NEWEST, PAGE_SIZE, ROW_FIELDS, SORTABLE, facetFields, filtersSet, whereOf } from './proposals-question';

const TYPING_MS = 250;
const MOST_RUNNING = 20;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** All proposals that one may see; running ones stand on top. The address is the state. */
@Component({
  selector: 'sz-proposals-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, Icon, Pager, Picker, ProblemPanel, ProposalStateBadge, RouterLink, TranslocoDirective],
  templateUrl: './proposals.page.html',
  styleUrls: ['../records/record-list.css', '../records/list-tools.css', './proposals.page.css'],
})
export class ProposalsPage {
  readonly q = input<string>();
  readonly state = input<string>();
  readonly instrument = input<string>();
  readonly type = input<string>();
  readonly from = input<string>();
  readonly till = input<string>();
  readonly sort = input<string>();
  readonly page = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  private readonly ticker = inject(Ticker);
  protected readonly instruments = inject(KnownInstruments);
  protected readonly words = inject(Words);
  protected readonly states = PROPOSAL_STATES;
  protected readonly pageSize = PAGE_SIZE;
  protected readonly investigatorOf = investigatorOf;
  protected readonly instrumentsOf = instrumentsOf;
  /** On a phone the filters fold away. */
  protected readonly unfolded = signal(false);
  private typing: ReturnType<typeof setTimeout> | undefined;

  protected readonly question = computed<ProposalsQuestion>(
    () => ({
      text: this.q() ?? '',
      state: PROPOSAL_STATES.find((one) => one === this.state()) ?? null,
      instrument: this.instrument() ?? '',
      type: this.type() ?? '',
      from: this.momentOfDay(this.from(), 0),
      till: this.momentOfDay(this.till(), 1),
      sort: sortOf(this.sort(), SORTABLE, NEWEST),
      page: pageOf(this.page()),
    }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly filters = computed(() => filtersSet(this.question()));
  /** Running visits come first where nobody asked for another order. */
  private readonly plain = computed(() => {
    const { text, page, sort } = this.question();
    return !text && this.filters() === 0 && page === 1 && sort.field === NEWEST.field && sort.direction === 'desc';
  });
  private readonly asked = computed(() => ({
    question: this.question(),
    known: this.instruments.of(this.question().instrument),
    user: this.session.lastUser()?.id ?? '',
  }));
  protected readonly running = loaded(
    () => (this.plain() ? (this.session.lastUser()?.id ?? '') : null),
    (_user, signal) => this.list(stateWhere('running', new Date()), NEWEST, MOST_RUNNING, 0, signal),
  );
  protected readonly rows = loaded(
    () => this.asked(),
    ({ question, known }, signal) => {
      const where = whereOf(question, known, new Date());
      return this.list(where, question.sort, PAGE_SIZE, (question.page - 1) * PAGE_SIZE, signal);
    },
    { same: () => true },
  );
  private readonly counted = computed(() => {
    const { question, known, user } = this.asked();
    return JSON.stringify([{ ...question, page: 1, sort: NEWEST }, known?.pid, user]);
  });
  protected readonly total = loaded(
    () => this.counted(),
    async (_asked, signal) => {
      const { question, known } = this.asked();
      const filter = JSON.stringify({ where: whereOf(question, known, new Date()) });
      return (await this.api.get<{ count: number }>('/api/v3/proposals/count', { filter }, signal)).count;
    },
    { same: () => true },
  );
  /** Rows of the page without those that stand above. */
  protected readonly others = computed(() => {
    const above = new Set((this.plain() ? (this.running.value() ?? []) : []).map(({ proposalId }) => proposalId));
    return (this.rows.value() ?? []).filter(({ proposalId }) => !above.has(proposalId));
  });
  protected readonly groups = computed(() => {
    const running = this.plain() ? (this.running.value() ?? []) : [];
    const others = { key: 'others', rows: this.others(), titled: running.length > 0 && this.others().length > 0 };
    return [{ key: 'running', rows: running, titled: running.length > 0 }, others];
  });
  /** Beside the rows and never waited for. */
  private readonly facets = loaded(
    () => this.counted(),
    async (_asked, signal) => {
      const { question, known } = this.asked();
      const fields = JSON.stringify(facetFields(question, known, new Date()));
      const query = { fields, facets: JSON.stringify(['type', 'instrumentIds']) };
      return (await this.api.get<Facets[]>('/api/v3/proposals/fullfacet', query, signal))[0] ?? {};
    },
    { same: () => true },
  );
  protected readonly types = computed<Choice[]>(() => {
    const found = (this.facets.value()?.type ?? []).flatMap(({ _id, count }) =>
      _id ? [{ value: _id, label: _id, aside: String(count) }] : [],
    );
    const { type } = this.question();
    return type && !found.some(({ value }) => value === type) ? [...found, { value: type, label: type }] : found;
  });
  protected readonly instrumentChoices = computed<Choice[]>(() => {
    const counts = new Map((this.facets.value()?.instrumentIds ?? []).map(({ _id, count }) => [_id, count]));
    return this.instruments.all().map(({ pid, uniqueName, name }) => ({
      value: uniqueName,
      label: name,
      aside: String(counts.get(pid) ?? ''),
    }));
  });

  constructor() {
    this.instruments.load();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
  }

  private list(where: object, sort: Sort, limit: number, skip: number, signal: AbortSignal): Promise<ProposalRow[]> {
    const order = `${sortText(sort)},proposalId:asc`;
    const filters = JSON.stringify({ where, fields: ROW_FIELDS, limits: { limit, skip, order } });
    return this.api.get<ProposalRow[]>('/api/v3/proposals', { filters }, signal);
  }
  private momentOfDay(day: string | undefined, days: number): string {
    if (!day || !DAY.test(day)) return '';
    const start = momentOf(`${day}T12:00`, this.preferences.timeZone()).getTime() + days * 86_400_000;
    const { day: shown } = clockOf(start, this.preferences.timeZone());
    return momentOf(`${shown}T00:00`, this.preferences.timeZone()).toISOString();
  }

  protected typeText(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.go({ q: text.trim() || null }, true), TYPING_MS);
  }
  protected go(queryParams: Record<string, string | null>, replaceUrl = false): void {
    const to = { relativeTo: this.route, queryParams: { ...queryParams, page: null }, replaceUrl };
    void this.router.navigate([], { ...to, queryParamsHandling: 'merge' });
  }
  protected clear(): void {
    void this.router.navigate([], { relativeTo: this.route, queryParams: {} });
  }
  protected sortLink(field: string): string | null {
    const first = field === 'startTime' || field === 'numberOfDatasets' ? 'desc' : 'asc';
    return sortText(nextSort(this.question().sort, field, first));
  }
  protected ariaSort(field: string): 'ascending' | 'descending' | null {
    const { sort } = this.question();
    if (sort.field !== field) return null;
    return sort.direction === 'asc' ? 'ascending' : 'descending';
  }
  protected stateOf(row: ProposalRow) {
    return stateOf(row, Math.floor(this.ticker.now() / 60_000) * 60_000);
  }
  protected daysOf(row: ProposalRow): string {
    const span = spanOf(row);
    if (!span) return '';
    const zone = this.preferences.timeZone();
    const [start, end] = [clockOf(span.start, zone).day, clockOf(span.end, zone).day];
    return start === end ? start : `${start} – ${end}`;
  }
}
