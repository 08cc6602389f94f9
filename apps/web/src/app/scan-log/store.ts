import { Injectable, computed, inject, signal } from '@angular/core';
import { Api } from '../core/api';
import type { ScanImage, ScanLogPage, ScanLogRow, ScanLogSummary, ScanNote } from '../core/api-types';
import { Preferences } from '../core/preferences';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import type { ScanLogAddress } from './address';
import { BARE, spanOf, termsOf } from './address';
import { BARE_LAYOUT } from '../ui/table/layout';
import { sortedKeys } from '../ui/table/sort';
import { DEFAULT_COLUMNS, metadataKeysOf } from './columns';
import { Arrivals } from './arrivals';
import { LiveStream } from './live';
import { itemsOf, rowsIn } from './groups';
import type { Edge, ShownNote } from './notes/notes';
import { inTimeOrder, isByTime, isNote, isShown, plainNote, woven } from './notes/notes';
import type { NoteQuery } from './notes/loaded-notes';
import { ScanNotes } from './notes/scan-notes';
import { belongs, withArrivals } from './rows';

const FIRST_PAGE = 200;
/** The server gives so many metadata keys at once. */
const MOST_KEYS = 50;
const LATER_PAGE = 1000;
const NO_NOTES: readonly ShownNote[] = [];

/** The scan log on screen: rows by pages and by the live stream, in one order. */
@Injectable()
export class ScanLogStore {
  private readonly api = inject(Api);
  private readonly preferences = inject(Preferences);
  readonly live = inject(LiveStream);
  readonly notes = new ScanNotes();

  readonly address = signal<ScanLogAddress>(BARE);
  readonly columnIds = computed(() => this.address().columns ?? DEFAULT_COLUMNS);
  readonly layout = computed(() => this.address().layout ?? BARE_LAYOUT);
  readonly rows = signal<readonly ScanLogRow[]>([]);
  readonly summary = signal<ScanLogSummary | null>(null);
  readonly loading = signal<'first' | 'again' | 'more' | null>('first');
  readonly problem = signal<Problem | null>(null);
  readonly moreProblem = signal<Problem | null>(null);
  private readonly next = signal<string | null>(null);
  private asked: AbortController | undefined;

  readonly index = computed(() => new Map(this.rows().map((row, at) => [row.pid, at])));
  readonly unloaded = computed(() =>
    this.next() === null ? 0 : Math.max(20, (this.summary()?.count ?? 0) - this.rows().length),
  );
  private readonly grouping = computed(
    () => ({ sort: this.address().sort, group: this.address().group, zone: this.preferences.timeZone() }),
    { equal: (a, b) => a.sort === b.sort && a.group === b.group && a.zone === b.zone },
  );
  /** Notes of the view, in the order of its rows. */
  readonly shownNotes = computed((): readonly ShownNote[] => {
    const [all, address] = [this.notes.all(), this.address()];
    if (all.length === 0) return NO_NOTES;
    const span = this.span();
    const wanted = all.filter((note) => note.id === this.notes.editing() || isShown(note, address, span));
    return inTimeOrder(wanted, this.notes.covered(), address.sort);
  });
  readonly items = computed(() => itemsOf(this.rows(), this.grouping(), this.unloaded(), this.shownNotes()));
  /** Rows in the order of the screen: as sorted, or group by group. */
  readonly shown = computed(() => (this.grouping().group ? rowsIn(this.items()) : this.rows()));
  readonly shownIndex = computed(() =>
    this.grouping().group ? new Map(this.shown().map((row, at) => [row.pid, at])) : this.index(),
  );
  /** What comes by itself. */
  private readonly arrivals = new Arrivals({
    rows: this.rows,
    index: this.index,
    sort: () => this.address().sort,
    wants: (row) => belongs(row, this.address(), this.span()),
    hasMore: () => this.next() !== null,
    added: (rows) => this.tell(rows),
  });
  readonly paused = this.arrivals.paused;
  readonly atTop = this.arrivals.atTop;
  readonly typing = this.arrivals.typing;
  readonly hands = this.arrivals.hands;
  readonly held = this.arrivals.held;
  readonly fresh = this.arrivals.fresh;
  readonly newScans = computed(() => [...this.held().keys()].filter((pid) => !this.index().has(pid)).length);
  /** How many rows the view has in all, as far as it is known: what is loaded to its end is known exactly. */
  readonly total = computed(() => {
    const loaded = this.rows().length;
    const isWhole = this.next() === null && this.loading() === null && !this.problem();
    return isWhole ? loaded : Math.max(this.summary()?.count ?? 0, loaded);
  });
  /** What the server has to be asked for; the selected row and the drawer don't belong to it. */
  readonly query = computed(
    () => {
      const address = this.address();
      return {
        ...termsOf(address),
        sort: address.sort,
        columns: [...new Set([...metadataKeysOf(this.columnIds()), ...sortedKeys(address.sort)])].join(',') || null,
        zone: address.range ? this.preferences.timeZone() : '',
      };
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  /** Which scans, in whatever order and columns. */
  readonly filters = computed(
    () => {
      const { sort: _sort, columns: _columns, ...filters } = this.query();
      return filters;
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  rowOf(pid: string | null): ScanLogRow | undefined {
    if (pid === null) return undefined;
    const at = this.index().get(pid);
    return at === undefined ? undefined : this.rows()[at];
  }
  private span(): ReturnType<typeof spanOf> {
    return spanOf(this.address(), Date.now(), this.preferences.timeZone());
  }
  private asking(): Record<string, string | number | null> {
    const { zone: _zone, range: _range, ...query } = this.query();
    return { ...query, ...this.span() };
  }

  noteQuery(): NoteQuery {
    const { proposal, instrument, sort } = this.address();
    return { proposal, instrument, sort, span: this.span() };
  }
  private edge(): Edge {
    const at = this.rows().at(-1)?.startTime;
    if (this.next() === null) return { kind: 'end' };
    return at ? { kind: 'time', at } : { kind: 'nothing' };
  }

  /** Loads the view from its start; old rows stay, dimmed, until the new ones are there. */
  async load(): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    this.loading.set(this.rows().length > 0 ? 'again' : 'first');
    this.problem.set(null);
    this.moreProblem.set(null);
    void this.count(asked.signal);
    try {
      const query = { ...this.asking(), limit: FIRST_PAGE };
      const page = await this.api.get<ScanLogPage>('/api/v4/scan-log', query, asked.signal);
      if (asked.signal.aborted) return;
      this.held.set(new Map());
      this.rows.set(page.rows);
      this.next.set(page.next);
      this.loading.set(null);
      this.notes.begin(this.noteQuery(), this.edge());
    } catch (fault) {
      if (asked.signal.aborted) return;
      this.problem.set(asProblem(fault));
      this.loading.set(null);
    }
  }
  private async count(signal: AbortSignal): Promise<void> {
    try {
      const { sort: _sort, columns: _columns, ...filters } = this.asking();
      const summary = await this.api.get<ScanLogSummary>('/api/v4/scan-log/summary', filters, signal);
      if (!signal.aborted) this.summary.set(summary);
    } catch {
      // Rows never wait for counts; without one the line shows how many are loaded.
      if (!signal.aborted) this.summary.set(null);
    }
  }

  /** The next page by cursor; called as long as the screen shows rows that are not there yet. */
  async more(): Promise<void> {
    const cursor = this.next();
    const { asked } = this;
    if (cursor === null || this.loading() !== null || this.moreProblem() || !asked) return;
    this.loading.set('more');
    try {
      const many = this.summary()?.capped === true || this.unloaded() > LATER_PAGE;
      const limit = many ? LATER_PAGE : FIRST_PAGE;
      const page = await this.api.get<ScanLogPage>(
        '/api/v4/scan-log',
        { ...this.asking(), limit, cursor },
        asked.signal,
      );
      if (asked.signal.aborted) return;
      const known = this.index();
      this.rows.update((rows) => [...rows, ...page.rows.filter(({ pid }) => !known.has(pid))]);
      this.next.set(page.next);
      this.loading.set(null);
      this.notes.reach(this.edge());
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

  listen(): void {
    const { instrument, proposal, columns } = this.query();
    this.live.open(
      { instrument, proposal, columns },
      {
        row: (row) => this.arrivals.arrive(row),
        gone: (pid) => this.drop(pid),
        note: (note) => this.arrivals.unlessPaused(() => this.notes.arrive(note)),
        noteGone: (id) => this.arrivals.unlessPaused(() => this.notes.drop(id)),
        back: () => this.notes.again(),
        reset: () => void this.load(),
        poll: () => this.poll(),
      },
    );
  }
  /** All rows of the view, page by page, for what leaves the page: files and reports. */
  async *everyPage(signal: AbortSignal): AsyncGenerator<readonly ScanLogRow[]> {
    let cursor: string | null = null;
    do {
      const query: Record<string, string | number | null> = { ...this.asking(), limit: LATER_PAGE, cursor };
      const page: ScanLogPage = await this.api.get<ScanLogPage>('/api/v4/scan-log', query, signal);
      yield page.rows;
      cursor = page.next;
    } while (cursor !== null);
  }
  /** Rows of the whole view with its notes among them; a view that is not in order of time has none. */
  async withNotes(rows: readonly ScanLogRow[], signal: AbortSignal): Promise<readonly (ScanLogRow | ScanNote)[]> {
    const notes = await this.everyNote(signal);
    return woven(rows, notes, this.address().sort).map((entry) => (isNote(entry) ? plainNote(entry.note) : entry));
  }
  async everyNote(signal: AbortSignal): Promise<readonly ShownNote[]> {
    const { sort } = this.address();
    if (!isByTime(sort)) return NO_NOTES;
    const span = this.span();
    const notes = await this.notes.everything(this.noteQuery(), signal);
    const shown = notes.map((note): ShownNote => ({ ...note, edit: null }));
    return inTimeOrder(
      shown.filter((note) => isShown(note, this.address(), span)),
      span,
      sort,
    );
  }
  private async poll(): Promise<void> {
    if (!this.paused()) this.notes.again();
    const page = await this.api.get<ScanLogPage>('/api/v4/scan-log', { ...this.asking(), limit: 100 });
    page.rows.reverse().forEach((row) => this.arrivals.arrive(row));
  }

  /** Some rows of the view with the values of these keys. */
  async sample(keys: readonly string[]): Promise<readonly ScanLogRow[]> {
    const columns = keys.slice(0, MOST_KEYS).join(',');
    const query = { ...this.asking(), columns, limit: 100 };
    return (await this.api.get<ScanLogPage>('/api/v4/scan-log', query)).rows;
  }

  typed(): void {
    this.arrivals.typed();
  }
  release(): void {
    this.arrivals.release();
  }
  private tell(added: readonly ScanLogRow[]): void {
    this.summary.update((summary) => summary && withArrivals(summary, added));
  }
  drop(pid: string): void {
    if (!this.index().has(pid)) return;
    this.rows.update((rows) => rows.filter((row) => row.pid !== pid));
    this.summary.update((summary) => summary && { ...summary, count: Math.max(0, summary.count - 1) });
  }
  /** A row as the catalogue has it after an act of this page. */
  take(row: ScanLogRow): void {
    this.arrivals.renew([row]);
  }
  setImage(pid: string, image: ScanImage): void {
    this.patch(pid, (row) => ({
      images: row.images.some(({ aid }) => aid === image.aid)
        ? row.images.map((one) => (one.aid === image.aid ? { ...one, ...image } : one))
        : [...row.images, image],
    }));
  }
  dropImage(pid: string, aid: string): void {
    this.patch(pid, (row) => ({ images: row.images.filter((one) => one.aid !== aid) }));
  }
  private patch(pid: string, change: (row: ScanLogRow) => Partial<ScanLogRow>): void {
    this.rows.update((rows) => rows.map((row) => (row.pid === pid ? { ...row, ...change(row) } : row)));
  }
  stop(): void {
    this.asked?.abort();
    this.live.close();
    this.arrivals.stop();
  }
}
