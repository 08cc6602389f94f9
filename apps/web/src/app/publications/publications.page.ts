import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { draftOf } from '@scizoo/domain';
import { Api } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { Pager } from '../records/pager';
import { nextSort, pageOf, sortOf, sortText } from '../records/where';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import { PublicationRights } from './publication-rights';
import type { Publication } from './publication-types';
import { stageOf } from './publication-types';
import { NEWEST, PAGE_SIZE, SORTABLE, STATES, whereOf } from './publications-question';
import { StageBadge } from './stage-badge';

const TYPING_MS = 250;
const FIELDS = [
  ...['doi', 'title', 'status', 'stage', 'withdrawnAt', 'registeredTime', 'createdAt', 'updatedAt', 'createdBy'],
  ...['metadata', 'datasetPids'],
];

/** Published data, and one's own drafts among them. The address is the state. */
@Component({
  selector: 'sz-publications-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, Icon, Pager, ProblemPanel, RouterLink, StageBadge, TranslocoDirective, When],
  templateUrl: './publications.page.html',
  styleUrls: ['../records/record-list.css', '../records/list-tools.css', './publications.page.css'],
})
export class PublicationsPage {
  readonly q = input<string>();
  readonly state = input<string>();
  readonly mine = input<string>();
  readonly sort = input<string>();
  readonly page = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly facility = inject(FacilityInfo);
  protected readonly rights = inject(PublicationRights);
  protected readonly session = inject(Session);
  protected readonly words = inject(Words);
  protected readonly pageSize = PAGE_SIZE;
  protected readonly stageOf = stageOf;
  private typing: ReturnType<typeof setTimeout> | undefined;

  /** Where landing pages are, there is the dashboard too. */
  protected readonly publicPages = computed(
    () => /^(https?:\/\/.+\/)detail\/$/u.exec(this.facility.facility()?.landingPages ?? '')?.[1] ?? null,
  );
  /** Who has no account sees no drafts, and nobody's own. */
  protected readonly states = computed(() => STATES.filter((one) => one !== 'private' || this.session.lastUser()));
  protected readonly text = computed(() => this.q() ?? '');
  protected readonly chosenState = computed(() => STATES.find((one) => one === this.state()) ?? null);
  protected readonly isMine = computed(() => this.mine() !== undefined && this.session.lastUser() !== null);
  protected readonly sorted = computed(() => sortOf(this.sort(), SORTABLE, NEWEST), {
    equal: (a, b) => sortText(a) === sortText(b),
  });
  protected readonly pageNumber = computed(() => pageOf(this.page()));
  protected readonly isNarrowed = computed(() => this.text() !== '' || this.chosenState() !== null || this.isMine());
  private readonly where = computed(() =>
    JSON.stringify(
      whereOf({
        text: this.text(),
        state: this.chosenState(),
        by: this.isMine() ? (this.session.lastUser()?.username ?? '') : '',
      }),
    ),
  );
  private readonly user = computed(() => this.session.lastUser()?.id ?? '');

  protected readonly rows = loaded(
    () => ({ where: this.where(), sort: sortText(this.sorted()), page: this.pageNumber(), user: this.user() }),
    async ({ where, sort, page }, signal) => {
      await this.session.load();
      const [field = '', direction = ''] = sort.split(':');
      const limits = { limit: PAGE_SIZE, skip: (page - 1) * PAGE_SIZE, sort: { [field]: direction, doi: 'asc' } };
      const filter = JSON.stringify({ where: JSON.parse(where) as object, fields: FIELDS, limits });
      return this.api.get<Publication[]>('/api/v4/publisheddata', { filter }, signal);
    },
    { same: () => true },
  );
  protected readonly total = loaded(
    () => ({ where: this.where(), user: this.user() }),
    async ({ where }, signal) => {
      await this.session.load();
      const filter = JSON.stringify({ where: JSON.parse(where) as object });
      return (await this.api.get<{ count: number }>('/api/v4/publisheddata/count', { filter }, signal)).count;
    },
    { same: () => true },
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
  }

  protected typeText(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => void this.go({ q: text.trim() || null }), TYPING_MS);
  }
  private go(queryParams: Record<string, string | null>): Promise<boolean> {
    const to = { relativeTo: this.route, queryParams: { page: null, ...queryParams }, replaceUrl: true };
    return this.router.navigate([], { ...to, queryParamsHandling: 'merge' });
  }
  protected clear(): void {
    void this.router.navigate([], { relativeTo: this.route, queryParams: {} });
  }
  protected sortLink(field: string): string {
    return sortText(nextSort(this.sorted(), field, field === 'title' ? 'asc' : 'desc'));
  }
  protected ariaSort(field: string): 'ascending' | 'descending' | null {
    const sort = this.sorted();
    if (sort.field !== field) return null;
    return sort.direction === 'asc' ? 'ascending' : 'descending';
  }
  /** As a reference names them: the first, and that there are others. */
  protected creatorsOf(publication: Publication): string {
    const [first, ...others] = draftOf(publication).creators;
    if (!first) return '';
    const name = [first.givenName, first.familyName].filter(Boolean).join(' ');
    return others.length === 0 ? name : this.words.many('publications.andOthers', others.length, { name });
  }
}
