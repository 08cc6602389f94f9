import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatDialog } from '@angular/material/dialog';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { Api, part } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { Notices } from '../core/notices';
import { Preferences } from '../core/preferences';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Ticker } from '../core/ticker';
import { clockOf } from '../core/time';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import { everyFewSeconds } from '../operations/every-few-seconds';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import { OnSight } from '../ui/on-sight';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import { BookTree } from './book-tree';
import type { Answers, Book, BookDay, BookWords, Entry, EntryPage, Settings } from './entries';
import { byDay, dayBounds, draftKey } from './entries';
import { EntryEditor } from './entry-editor';
import { EntryFilters } from './entry-filters';
import { EntryList } from './entry-list';
import { EntryView } from './entry-view';
import { MachineNotes } from './machine-notes';
import { MonthCalendar } from './month-calendar';
import type { SettingsDialogData } from './settings.dialog';
import { WritingDesk } from './writing-desk';

const RENEW_SECONDS = 15;
const NO_ENTRIES: readonly Entry[] = [];
const sameQuestion = (a: object | null, b: object | null): boolean => JSON.stringify(a) === JSON.stringify(b);
function answersIn(text: string | undefined): Answers {
  try {
    const asked = JSON.parse(text ?? '{}') as unknown;
    return typeof asked === 'object' && asked !== null && !Array.isArray(asked) ? (asked as Answers) : {};
  } catch {
    // An address that was cut asks for nothing.
    return {};
  }
}

/** The logbook: one book at a time, newest entries first; what machines note stands beside it. The address is the state. */
@Component({
  selector: 'sz-logbook-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    BookTree,
    Empty,
    EntryEditor,
    EntryFilters,
    EntryView,
    Icon,
    MachineNotes,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    MonthCalendar,
    NgTemplateOutlet,
    OnSight,
    ProblemPanel,
    RouterLink,
    TranslocoDirective,
    When,
  ],
  providers: [WritingDesk],
  templateUrl: './logbook.page.html',
  styleUrl: './logbook.page.css',
})
export class LogbookPage {
  readonly book = input<string>();
  readonly q = input<string>();
  readonly tag = input<string>();
  readonly author = input<string>();
  readonly image = input<string>();
  /** Asked of the book's attributes, as JSON. */
  readonly a = input<string>();
  /** One day in the time zone of the facility, by which the catalogue counts. */
  readonly day = input<string>();
  /** `hidden`: notes of machines outnumber what people write. */
  readonly machine = input<string>();
  /** One entry with its thread, as its link has it. */
  readonly entry = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly preferences = inject(Preferences);
  private readonly facility = inject(FacilityInfo);
  private readonly session = inject(Session);
  private readonly ticker = inject(Ticker);
  private readonly turn = everyFewSeconds(RENEW_SECONDS);
  protected readonly desk = inject(WritingDesk);
  protected readonly words = inject(Words);
  protected readonly draftKey = draftKey;
  protected readonly none = NO_ENTRIES;
  protected readonly unfolded = signal(false);

  private readonly user = computed(() => this.session.lastUser()?.id ?? '');
  protected readonly books = loaded(
    () => ({ user: this.user() }),
    (_asked, abort) => this.api.get<Book[]>('/api/v4/logbook/books', {}, abort),
    { same: (a, b) => a.user === b.user },
  );
  protected readonly open = computed<Book | null>(() => {
    const all = this.books.value() ?? [];
    return all.find(({ id }) => id === this.book()) ?? (this.book() ? null : (all[0] ?? null));
  });
  private readonly bookId = computed(() => this.open()?.id ?? null);
  protected readonly settings = loaded(
    () => this.bookId(),
    (id, abort) => this.api.get<Settings>(`/api/v4/logbook/books/${part(id)}/settings`, {}, abort),
  );
  protected readonly known = loaded(
    () => this.bookId(),
    (id, abort) => this.api.get<BookWords>(`/api/v4/logbook/books/${part(id)}/words`, {}, abort),
    { same: (a, b) => a === b },
  );
  protected readonly filters = computed(() => ({
    q: this.q(),
    author: this.author(),
    tag: this.tag(),
    image: this.image(),
    day: this.day(),
    asked: answersIn(this.a()),
  }));
  /** What is asked beyond the day. */
  private readonly content = computed(
    () => ({
      ...(this.q() && { text: this.q() as string }),
      ...(this.tag() && { tag: this.tag() as string }),
      ...(this.author() && { author: this.author() as string }),
      ...(this.image() === 'true' && { image: 'true' }),
      ...(Object.keys(this.filters().asked).length > 0 && { attributes: this.a() as string }),
    }),
    { equal: sameQuestion },
  );
  private readonly isFiltered = computed(() => Object.keys(this.content()).length > 0);
  private readonly bounds = computed(() => dayBounds(this.day(), this.facility.facility()?.timeZone), {
    equal: sameQuestion,
  });
  protected readonly list = this.listOf(() => ({
    ...this.content(),
    ...this.bounds(),
    kind: 'human',
    ...(!this.isFiltered() && { replies: 'false' }),
  }));
  protected readonly pinned = this.listOf(() =>
    this.isFiltered() || this.day() ? null : { pinned: 'true', kind: 'human', limit: '20' },
  );
  protected readonly notes = this.listOf(() =>
    this.machine() === 'hidden' ? null : { ...this.textOnly(), ...this.bounds(), kind: 'machine', limit: '20' },
  );
  /** Notes of machines have words and pictures, but neither tags of people nor attributes. */
  private textOnly(): Record<string, string> {
    const { text, image } = this.content();
    return { ...(text && { text }), ...(image && { image }) };
  }
  protected readonly thread = loaded(
    () => (this.entry() ? { id: this.entry() as string, turn: this.turn() } : null),
    ({ id }, abort) => this.api.get<EntryPage>(`/api/v4/logbook/entries/${part(id)}/thread`, {}, abort),
    { same: (a, b) => a.id === b.id },
  );
  protected readonly threadScans = computed(
    () => new Map((this.thread.value()?.scans ?? []).map((scan) => [scan.pid, scan])),
  );
  private readonly daysFound = loaded(
    () => {
      const id = this.bookId();
      return id ? { id, query: { ...this.content(), kind: 'human' } } : null;
    },
    ({ id, query }, abort) => this.api.get<BookDay[]>(`/api/v4/logbook/books/${part(id)}/days`, query, abort),
    { same: (a, b) => a.id === b.id },
  );
  protected readonly calendar = computed(() => this.daysFound.value() ?? []);
  protected readonly today = computed(
    () => clockOf(this.ticker.now(), this.facility.facility()?.timeZone ?? 'UTC').day,
  );
  protected readonly days = computed(() => {
    const zone = this.preferences.timeZone();
    const above = new Set(this.pinned.entries().map(({ id }) => id));
    const ids = new Set(this.list.entries().map(({ id }) => id));
    // An answer that was found stands below its entry, when that was found too; what is pinned stands above.
    const first = this.list.entries().filter(({ id, replyTo }) => !(replyTo && ids.has(replyTo)) && !above.has(id));
    return byDay(first, (moment) => clockOf(moment, zone).day);
  });

  constructor() {
    const titles = inject(Titles);
    effect(() => titles.set(this.open()?.title ?? '', this.words.say('logbook.title')));
    this.desk.changed.pipe(takeUntilDestroyed()).subscribe(() => {
      for (const one of [this.list, this.pinned, this.books, this.daysFound, this.known]) one.again();
      if (this.entry()) this.thread.again();
    });
  }
  private listOf(query: () => Record<string, string> | null): EntryList {
    const asked = computed(
      () => {
        const [book, wanted] = [this.bookId(), query()];
        return book && wanted ? { book, query: wanted } : null;
      },
      { equal: sameQuestion },
    );
    return new EntryList(this.api, asked, this.turn);
  }
  protected repliesTo(entry: Entry): readonly Entry[] {
    return this.list.replies().get(entry.id) ?? NO_ENTRIES;
  }

  protected go(queryParams: Record<string, string | null>, replaceUrl = false): Promise<boolean> {
    return this.router.navigate([], { relativeTo: this.route, queryParams, replaceUrl, queryParamsHandling: 'merge' });
  }
  protected clear(): Promise<boolean> {
    return this.go({ q: null, tag: null, author: null, image: null, day: null, a: null });
  }
  protected readonly hasFilters = computed(() => this.isFiltered() || !!this.day());
  protected exportLink(format: 'md' | 'html'): string {
    const query = new URLSearchParams({
      ...(this.content() as Record<string, string>),
      ...this.bounds(),
      ...(this.machine() === 'hidden' && { kind: 'human' }),
      format,
    });
    return `/api/v4/logbook/books/${part(this.bookId() ?? '')}/export?${query.toString()}`;
  }
  protected fileName(ending: string): string {
    return `logbook-${(this.bookId() ?? '').replace(/\W+/g, '-')}${this.day() ? `-${this.day()}` : ''}.${ending}`;
  }
  protected async define(book: Book): Promise<void> {
    const settings = this.settings.value();
    if (!settings) return;
    const { LogbookSettingsDialog } = await import('./settings.dialog');
    const opened = this.dialogs.open<unknown, SettingsDialogData, Settings>(LogbookSettingsDialog, {
      data: { book, settings },
      width: '820px',
    });
    const saved = await firstValueFrom(opened.afterClosed());
    if (!saved) return;
    this.settings.again();
    this.notices.say(this.words.say('logbook.settingsSaved'));
  }
}
