import { Injectable, computed, inject, signal } from '@angular/core';
import { Api } from '../../core/api';
import { Preferences } from '../../core/preferences';
import type { Problem } from '../../core/problem';
import { asProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { MOST_AT_ONCE } from '../../ui/selection/selection';
import { BARE_LAYOUT } from '../../ui/table/layout';
import type { ListAddress } from './address';
import { BARE, orderOf, searchOf } from './address';
import { DEFAULT_COLUMNS, metadataKeysOf } from './columns';
import type { DatasetItem, FacetAnswer, MetadataKey, SearchBody, SearchPage } from './search';
import { FACETS, SEARCH } from './search';

const FIRST_PAGE = 100;
const LATER_PAGE = 300;
/** Room below the last row for what is still on the server. */
const PLACES_FOR_MORE = 20;
const MOST_KEYS = 100;
/** The catalogue answers with so many metadata keys at once. */
const MOST_SAMPLED = 50;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The list on screen: rows by pages; counts and facets on their own, later, and never asked again for paging. */
@Injectable()
export class DatasetListStore {
  private readonly api = inject(Api);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);

  readonly address = signal<ListAddress>(BARE);
  readonly columnIds = computed(() => this.address().columns ?? DEFAULT_COLUMNS);
  readonly layout = computed(() => this.address().layout ?? BARE_LAYOUT);
  readonly rows = signal<readonly DatasetItem[]>([]);
  readonly loading = signal<'first' | 'again' | 'more' | null>('first');
  readonly problem = signal<Problem | null>(null);
  readonly moreProblem = signal<Problem | null>(null);
  readonly counts = signal<FacetAnswer | null>(null);
  readonly counting = signal(false);
  readonly countProblem = signal<Problem | null>(null);
  /** Row under the keys. */
  readonly at = signal<string | null>(null);
  readonly index = computed(() => new Map(this.rows().map((row, place) => [row.pid, place])));
  private readonly next = signal<string | null>(null);
  readonly hasMore = computed(() => this.next() !== null);
  /** The page that is turned to; there is none behind the last. */
  readonly page = computed(() => {
    const { pageSize, page } = this.address();
    if (!pageSize) return 1;
    return this.hasMore() ? page : Math.min(page, Math.max(1, Math.ceil(this.rows().length / pageSize)));
  });
  /** Place of the first row on screen among all of the result. */
  readonly firstShown = computed(() => (this.page() - 1) * (this.address().pageSize ?? 0));
  /** The rows of the page; all that are loaded where the list is scrolled through. */
  readonly shown = computed(() => {
    const { pageSize } = this.address();
    return pageSize ? this.rows().slice(this.firstShown(), this.firstShown() + pageSize) : this.rows();
  });
  readonly shownIndex = computed(() =>
    this.address().pageSize ? new Map(this.shown().map(({ pid }, place) => [pid, place])) : this.index(),
  );
  /** So many places stand below the rows for what is still on the server. */
  readonly missing = computed(() => {
    const { pageSize } = this.address();
    if (!this.hasMore()) return 0;
    return pageSize ? Math.min(PLACES_FOR_MORE, pageSize - this.shown().length) : PLACES_FOR_MORE;
  });
  private asked: AbortController | undefined;
  private counted: AbortController | undefined;
  /** Sort and columns of the last answer; a change of columns alone keeps the rows and their place. */
  private answered: unknown;

  /** Which datasets: what facets and counts are about. */
  readonly search = computed<SearchBody>(() => searchOf(this.address(), this.preferences.timeZone()), { equal: same });
  /** Which datasets in which order and with which values. */
  readonly query = computed<SearchBody>(
    () => ({
      ...this.search(),
      ...orderOf(this.address().sort),
      columns: metadataKeysOf(this.columnIds()),
    }),
    { equal: same },
  );
  /** Which datasets in which order: a question that is answered with other rows. */
  readonly order = computed(() => ({ ...this.query(), columns: undefined }), { equal: same });
  /** At least so many; the exact number comes with the counts. */
  readonly total = computed(() => Math.max(this.counts()?.count ?? 0, this.rows().length));
  readonly capped = computed(() => this.counts()?.capped ?? this.hasMore());

  rowOf(pid: string | null): DatasetItem | undefined {
    const place = pid === null ? undefined : this.index().get(pid);
    return place === undefined ? undefined : this.rows()[place];
  }

  async load(): Promise<void> {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const rows = this.rows().length;
    const onlyColumns = rows > 0 && same(this.answered, this.order());
    this.problem.set(null);
    this.moreProblem.set(null);
    this.loading.set(rows > 0 ? 'again' : 'first');
    const { pageSize, page: turnedTo } = this.address();
    const needed = Math.max(FIRST_PAGE, onlyColumns ? rows : 0, pageSize ? pageSize * turnedTo : 0);
    const limit = Math.min(MOST_AT_ONCE, needed);
    try {
      await this.session.load();
      const page = await this.api.ask<SearchPage>(SEARCH, { ...this.query(), limit }, asked.signal);
      if (asked.signal.aborted) return;
      this.answered = this.order();
      this.rows.set(page.items);
      this.next.set(page.next);
      this.loading.set(null);
    } catch (fault) {
      if (asked.signal.aborted) return;
      this.problem.set(asProblem(fault));
      this.loading.set(null);
    }
  }

  async more(): Promise<void> {
    const cursor = this.next();
    if (cursor === null || this.loading() !== null || this.moreProblem()) return;
    const asked = this.asked ?? new AbortController();
    this.loading.set('more');
    try {
      const body = { ...this.query(), limit: LATER_PAGE, cursor };
      const page = await this.api.ask<SearchPage>(SEARCH, body, asked.signal);
      if (asked.signal.aborted) return;
      const known = this.index();
      this.rows.update((rows) => [...rows, ...page.items.filter(({ pid }) => !known.has(pid))]);
      this.next.set(page.next);
      this.loading.set(null);
    } catch (fault) {
      if (asked.signal.aborted) return;
      this.moreProblem.set(asProblem(fault));
      this.loading.set(null);
    }
  }
  retryMore(): void {
    this.moreProblem.set(null);
    void this.more();
  }

  async count(): Promise<void> {
    this.counted?.abort();
    const counted = (this.counted = new AbortController());
    this.counting.set(true);
    this.countProblem.set(null);
    try {
      await this.session.load();
      const body = { ...this.search(), facets: FACETS };
      const counts = await this.api.ask<FacetAnswer>(`${SEARCH}/facets`, body, counted.signal);
      if (counted.signal.aborted) return;
      this.counts.set(counts);
      this.counting.set(false);
    } catch (fault) {
      if (counted.signal.aborted) return;
      this.countProblem.set(asProblem(fault));
      this.counts.set(null);
      this.counting.set(false);
    }
  }

  /** Pids of the whole result, portion by portion. */
  async *everyPid(signal: AbortSignal): AsyncGenerator<readonly string[]> {
    const asked = { ...this.query(), columns: [], limit: MOST_AT_ONCE };
    let cursor: string | null = null;
    do {
      const page: SearchPage = await this.api.ask<SearchPage>(SEARCH, { ...asked, ...(cursor && { cursor }) }, signal);
      yield page.items.map(({ pid }) => pid);
      cursor = page.next;
    } while (cursor !== null);
  }
  /** Metadata keys that the catalogue knows, the most used first. */
  async keys(text: string): Promise<readonly string[]> {
    const found = await this.api.get<MetadataKey[]>(`${SEARCH}/keys`, { text, limit: MOST_KEYS });
    return found.map(({ key }) => key);
  }
  /** Some rows of the result with the values of these keys. */
  async sample(keys: readonly string[]): Promise<readonly DatasetItem[]> {
    const body = { ...this.query(), columns: keys.slice(0, MOST_SAMPLED), limit: FIRST_PAGE };
    return (await this.api.ask<SearchPage>(SEARCH, body)).items;
  }
  /** Rows as the catalogue has them after an act, put in their places. */
  async renew(pids: readonly string[]): Promise<void> {
    const shown = pids.filter((pid) => this.index().has(pid));
    for (let at = 0; at < shown.length; at += MOST_AT_ONCE) {
      const some = shown.slice(at, at + MOST_AT_ONCE);
      const body = { scope: 'all', filters: { pid: some }, columns: this.query().columns, limit: MOST_AT_ONCE };
      const page = await this.api.ask<SearchPage>(SEARCH, body);
      const now = new Map(page.items.map((item) => [item.pid, item]));
      this.rows.update((rows) => rows.map((row) => now.get(row.pid) ?? row));
    }
  }
  stop(): void {
    this.asked?.abort();
    this.counted?.abort();
  }
}
