import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { Notices } from '../core/notices';
import { Preferences } from '../core/preferences';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { clockOf } from '../core/time';
import { Words } from '../core/words';
import { confirmed } from '../ui/confirm.dialog';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import { MarkdownText } from '../ui/markdown-text';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import type { Book, BookDay, Draft, Entry, EntryPage } from './entries';
import { byDay, dayBounds, draftKey } from './entries';
import { EntryEditor } from './entry-editor';

const TYPING_MS = 250;
const sameQuestion = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The logbook: one book at a time, newest entries first. The address is the state. */
@Component({
  selector: 'sz-logbook-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, EntryEditor, Icon, MarkdownText, ProblemPanel, RouterLink, TranslocoDirective, When],
  templateUrl: './logbook.page.html',
  styleUrls: ['../records/list-tools.css', './logbook.page.css'],
})
export class LogbookPage {
  readonly book = input<string>();
  readonly q = input<string>();
  readonly tag = input<string>();
  /** One day in the time zone of the facility, by which the catalogue counts. */
  readonly day = input<string>();
  /** `hidden`: notes of machines outnumber what people write. */
  readonly machine = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly preferences = inject(Preferences);
  private readonly facility = inject(FacilityInfo);
  private readonly session = inject(Session);
  protected readonly words = inject(Words);
  protected readonly draftKey = draftKey;
  /** The entry whose editor is open: `new`, or its id. */
  protected readonly editing = signal<string | null>(null);
  protected readonly busy = signal(false);
  protected readonly fault = signal('');
  private readonly older = signal<readonly Entry[]>([]);
  private readonly olderNext = signal<string | null | undefined>(undefined);
  private typing: ReturnType<typeof setTimeout> | undefined;

  private readonly user = computed(() => this.session.lastUser()?.id ?? '');
  protected readonly books = loaded(
    () => ({ user: this.user() }),
    (_asked, signal) => this.api.get<Book[]>('/api/v4/logbook/books', {}, signal),
    { same: (a, b) => a.user === b.user },
  );
  protected readonly open = computed<Book | null>(() => {
    const all = this.books.value() ?? [];
    return all.find(({ id }) => id === this.book()) ?? (this.book() ? null : (all[0] ?? null));
  });
  /** Without the day: for the list of days that have something. */
  private readonly ofAnyDay = computed(
    () => ({
      ...(this.q() && { text: this.q() as string }),
      ...(this.tag() && { tag: this.tag() as string }),
      ...(this.machine() === 'hidden' && { machine: 'false' }),
    }),
    { equal: sameQuestion },
  );
  private readonly question = computed(
    () => ({ ...this.ofAnyDay(), ...dayBounds(this.day(), this.facility.facility()?.timeZone) }),
    { equal: sameQuestion },
  );
  private readonly daysFound = loaded(
    () => {
      const id = this.open()?.id;
      return id ? { id, question: this.ofAnyDay() } : null;
    },
    ({ id, question }, signal) => this.api.get<BookDay[]>(`/api/v4/logbook/books/${part(id)}/days`, question, signal),
    { same: (a, b) => a.id === b.id },
  );
  /** The chosen one stays in the list, also when nothing of it is left. */
  protected readonly daysToChoose = computed(() => {
    const found = this.daysFound.value() ?? [];
    const chosen = this.day();
    return chosen && !found.some(({ day }) => day === chosen) ? [{ day: chosen, entries: 0 }, ...found] : found;
  });
  protected readonly page = loaded(
    () => {
      const id = this.open()?.id;
      return id ? { id, question: this.question() } : null;
    },
    ({ id, question }, signal) => {
      this.older.set([]);
      this.olderNext.set(undefined);
      return this.api.get<EntryPage>(`/api/v4/logbook/books/${part(id)}/entries`, question, signal);
    },
    { same: (a, b) => a.id === b.id },
  );
  protected readonly days = computed(() => {
    const zone = this.preferences.timeZone();
    return byDay([...(this.page.value()?.entries ?? []), ...this.older()], (moment) => clockOf(moment, zone).day);
  });
  protected readonly next = computed(() => {
    const older = this.olderNext();
    return older === undefined ? (this.page.value()?.next ?? null) : older;
  });
  protected readonly exportLink = computed(() => {
    const id = this.open()?.id;
    const query = new URLSearchParams(this.question() as Record<string, string>).toString();
    return id ? `/api/v4/logbook/books/${part(id)}/export${query ? `?${query}` : ''}` : '';
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
  }

  protected typeText(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => void this.go({ q: text.trim() || null }, true), TYPING_MS);
  }
  protected go(queryParams: Record<string, string | null>, replaceUrl = false): Promise<boolean> {
    return this.router.navigate([], { relativeTo: this.route, queryParams, replaceUrl, queryParamsHandling: 'merge' });
  }
  protected async more(): Promise<void> {
    const [id, cursor] = [this.open()?.id, this.next()];
    if (!id || !cursor) return;
    const query = { ...this.question(), cursor };
    const { entries, next } = await this.api.get<EntryPage>(`/api/v4/logbook/books/${part(id)}/entries`, query);
    this.older.update((known) => [...known, ...entries]);
    this.olderNext.set(next);
  }

  protected startNew(): void {
    this.fault.set('');
    this.editing.set('new');
  }
  /** Takes the entry, so that two people do not write at once. */
  protected async edit(entry: Entry): Promise<void> {
    try {
      await this.api.send('POST', `/api/v4/logbook/entries/${part(entry.id)}/lock`);
      this.fault.set('');
      this.editing.set(entry.id);
    } catch (fault) {
      this.notices.say(this.told(fault));
    }
  }
  protected async leave(entry?: Entry): Promise<void> {
    this.editing.set(null);
    if (entry) await this.api.send('DELETE', `/api/v4/logbook/entries/${part(entry.id)}/lock`).catch(() => undefined);
  }
  protected save(draft: Draft, entry?: Entry): Promise<void> {
    const book = this.open()?.id ?? '';
    return this.act(draftKey(book, entry?.id), () =>
      entry
        ? this.api.send('PATCH', `/api/v4/logbook/entries/${part(entry.id)}`, { ...draft, revision: entry.revision })
        : this.api.send('POST', `/api/v4/logbook/books/${part(book)}/entries`, { ...draft, key: crypto.randomUUID() }),
    );
  }
  protected async takeBack(entry: Entry): Promise<void> {
    const asked = {
      title: this.words.say('logbook.takeBack'),
      text: this.words.say('logbook.takeBackText'),
      act: this.words.say('logbook.takeBack'),
    };
    if (!(await confirmed(this.dialogs, asked))) return;
    try {
      await this.api.send('DELETE', `/api/v4/logbook/entries/${part(entry.id)}`);
      this.page.again();
    } catch (fault) {
      this.notices.say(this.told(fault));
    }
  }
  protected print(): void {
    window.print();
  }

  private async act(draft: string, work: () => Promise<unknown>): Promise<void> {
    this.busy.set(true);
    try {
      await work();
      localStorage.removeItem(draft);
      this.editing.set(null);
      this.page.again();
      this.books.again();
      this.daysFound.again();
    } catch (fault) {
      this.fault.set(this.told(fault));
    } finally {
      this.busy.set(false);
    }
  }
  /** What the catalogue says about a conflict names who is at it. */
  private told(fault: unknown): string {
    const problem = asProblem(fault);
    return problem.kind === 'conflict' && problem.message ? problem.message : this.words.ofProblem(problem);
  }
}
