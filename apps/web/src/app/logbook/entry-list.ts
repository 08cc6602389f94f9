import type { Signal } from '@angular/core';
import { computed, signal } from '@angular/core';
import { type Api, part } from '../core/api';
import type { ScanLogRow } from '../core/api-types';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import type { Entry, EntryPage } from './entries';

export interface EntryQuestion {
  readonly book: string;
  readonly query: Readonly<Record<string, string>>;
}
interface Known {
  readonly question: string;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly replies: ReadonlyMap<string, Entry>;
  readonly scans: ReadonlyMap<string, ScanLogRow>;
  readonly next: string | null;
}
const put = <T>(into: ReadonlyMap<string, T>, all: readonly T[], idOf: (one: T) => string): Map<string, T> =>
  new Map([...into, ...all.map((one): [string, T] => [idOf(one), one])]);

/** What a first page says nothing about: all that is older. What it could hold and does not fits no more. */
function beyond(entries: ReadonlyMap<string, Entry>, page: EntryPage): Map<string, Entry> {
  const last = page.next === null ? undefined : page.entries.at(-1);
  if (!last) return new Map();
  return new Map([...entries].filter(([, { createdAt }]) => createdAt < last.createdAt));
}

/**
 * Entries of a book that fit a question, newest first. What was fetched stays and is renewed in its place when the first
 * page is asked for again, so that nothing jumps and nothing is lost between two pages. To be made where a component is made.
 */
export class EntryList {
  private readonly taken = signal<Known | null>(null);
  /** Who asks nothing has nothing; while another question is on its way the old answer stays. */
  private readonly known = computed(() => (this.question() ? this.taken() : null));
  private readonly first;
  readonly problem: Signal<Problem | null>;
  readonly busy = signal(false);
  readonly moreProblem = signal<Problem | null>(null);
  readonly isKnown = computed(() => this.known() !== null && this.first.value() !== null);
  readonly entries = computed(() =>
    [...(this.known()?.entries.values() ?? [])].sort(
      (a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id),
    ),
  );
  readonly scans = computed(() => this.known()?.scans ?? new Map<string, ScanLogRow>());
  readonly next = computed(() => this.known()?.next ?? null);
  readonly replies = computed(() => {
    const threads = new Map<string, Entry[]>();
    for (const reply of this.known()?.replies.values() ?? []) {
      const id = reply.replyTo ?? '';
      threads.set(id, [...(threads.get(id) ?? []), reply]);
    }
    return threads;
  });

  /** @param turn asked again with each of its values */
  constructor(
    private readonly api: Api,
    private readonly question: () => EntryQuestion | null,
    turn: () => number = () => 0,
  ) {
    this.first = loaded(
      () => {
        const asked = question();
        return asked && { ...asked, turn: turn() };
      },
      async ({ book, query }, abort) => {
        const page = await this.fetch({ book, query }, undefined, abort);
        this.take({ book, query }, page, false);
        return page;
      },
      { same: (a, b) => this.textOf(a) === this.textOf(b) },
    );
    this.problem = computed(() => (this.isKnown() ? null : this.first.problem()));
  }
  again(): void {
    this.first.again();
  }
  async more(): Promise<void> {
    const [question, next] = [this.question(), this.next()];
    if (!question || !next || this.busy()) return;
    this.busy.set(true);
    this.moreProblem.set(null);
    try {
      const page = await this.fetch(question, next);
      if (this.known()?.question === this.textOf(question)) this.take(question, page, true);
    } catch (fault) {
      this.moreProblem.set(asProblem(fault));
    } finally {
      this.busy.set(false);
    }
  }

  private textOf({ book, query }: EntryQuestion): string {
    return JSON.stringify([book, query]);
  }
  private fetch({ book, query }: EntryQuestion, cursor?: string, abort?: AbortSignal): Promise<EntryPage> {
    return this.api.get<EntryPage>(
      `/api/v4/logbook/books/${part(book)}/entries`,
      { ...query, ...(cursor && { cursor }) },
      abort,
    );
  }
  private take(question: EntryQuestion, page: EntryPage, isNext: boolean): void {
    const text = this.textOf(question);
    const before = this.taken();
    const kept = before?.question === text ? before : null;
    const entries = kept ? (isNext ? kept.entries : beyond(kept.entries, page)) : new Map<string, Entry>();
    this.taken.set({
      question: text,
      entries: put(entries, page.entries, ({ id }) => id),
      replies: put(kept?.replies ?? new Map<string, Entry>(), page.replies, ({ id }) => id),
      scans: put(kept?.scans ?? new Map<string, ScanLogRow>(), page.scans, ({ pid }) => pid),
      next: isNext || !kept ? page.next : kept.next,
    });
  }
}
