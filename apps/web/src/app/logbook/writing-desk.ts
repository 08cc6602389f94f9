import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Subject } from 'rxjs';
import { Api, part } from '../core/api';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { confirmed } from '../ui/confirm.dialog';
import type { Draft, Entry, Importance, Revision } from './entries';
import { draftKey, EMPTY_DRAFT } from './entries';
import type { Said } from './text-changes';

/** An entry is taken for ten minutes; who writes longer keeps it. */
const KEEP_LOCK_MS = 4 * 60_000;
const pathOf = (id: string, act = ''): string => `/api/v4/logbook/entries/${part(id)}${act}`;

/** What a person does with entries: writes, answers, takes for editing, marks, takes back. One editor is open at a time. */
@Injectable()
export class WritingDesk {
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  /** `new`, the id of an entry, or `reply:` and the id of what is answered. */
  readonly editing = signal<string | null>(null);
  readonly busy = signal(false);
  readonly fault = signal('');
  /** The entry as it was when it was taken: what comes to the list while it is being written is another version. */
  readonly taken = signal<Entry | null>(null);
  /** The entry as somebody else has changed it, and what it was when ours was begun. */
  readonly conflict = signal<{ readonly theirs: Entry; readonly before: Said } | null>(null);
  readonly changed = new Subject<void>();
  /** Of what is being written: a request that is sent again makes no second entry. */
  private key = '';
  private keeping: ReturnType<typeof setInterval> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      const open = this.editing();
      this.forget();
      // Whoever waits for the entry shall not wait for the lock to time out.
      if (open && open !== 'new' && !open.startsWith('reply:')) void this.release(open);
    });
  }
  startNew(): void {
    this.open('new');
  }
  reply(entry: Entry): void {
    this.open(`reply:${entry.replyTo ?? entry.id}`);
  }
  /** Takes the entry, so that two people do not write at once. */
  async edit(entry: Entry): Promise<void> {
    let taken: Entry;
    try {
      taken = await this.api.send<Entry>('POST', pathOf(entry.id, '/lock'));
    } catch (fault) {
      this.notices.say(this.told(fault));
      this.changed.next();
      return;
    }
    this.open(entry.id);
    this.taken.set(taken);
    this.keeping = setInterval(() => {
      this.api.send('POST', pathOf(entry.id, '/lock')).catch((fault) => this.fault.set(this.told(fault)));
    }, KEEP_LOCK_MS);
  }
  async leave(entry?: Entry): Promise<void> {
    this.forget();
    if (!entry) return;
    await this.release(entry.id);
    this.changed.next();
  }
  save(book: string, draft: Draft, entry?: Entry): Promise<void> {
    const { revision: seen = entry?.revision ?? 1, ...written } = draft;
    if (!entry)
      return this.act(draftKey(book), () =>
        this.api.send('POST', `/api/v4/logbook/books/${part(book)}/entries`, { ...written, key: this.key }),
      );
    const { title, text, tags, attributes, authors } = draft;
    const change = entry.replyTo === null ? { title, text, tags, attributes } : { text };
    const fields = authors.length > 0 ? { ...change, authors } : change;
    // Who has been shown what the others wrote saves over it knowingly.
    const revision = this.conflict()?.theirs.revision ?? seen;
    const work = () => this.api.send('PATCH', pathOf(entry.id), { ...fields, revision });
    return this.act(draftKey(book, entry.id), work, () => this.lookForTheirs(entry.id, seen, revision));
  }
  sendReply({ id, book, title }: Entry, { text }: Draft): Promise<void> {
    const body = { title: `Re: ${title}`.slice(0, 300), text, replyTo: id, key: this.key };
    return this.act(draftKey(book, `reply.${id}`), () =>
      this.api.send('POST', `/api/v4/logbook/books/${part(book)}/entries`, body),
    );
  }
  takeTheirs(entry: Entry): Promise<void> {
    localStorage.removeItem(draftKey(entry.book, entry.id));
    return this.leave(entry);
  }
  async mark(entry: Entry, marks: { pinned?: boolean; importance?: Importance }): Promise<void> {
    await this.orSay(() => this.api.send('PUT', pathOf(entry.id, '/marks'), marks));
  }
  async takeBack(entry: Entry): Promise<void> {
    const sure = await confirmed(this.dialogs, {
      title: this.words.say('logbook.takeBackOf', { title: entry.title }),
      text: this.words.say('logbook.takeBackText'),
      act: this.words.say('logbook.takeBack'),
    });
    if (sure) await this.orSay(() => this.api.send('DELETE', pathOf(entry.id)));
  }
  async history(entry: Entry): Promise<void> {
    const { HistoryDialog } = await import('./history.dialog');
    this.dialogs.open(HistoryDialog, { data: entry, width: '720px' });
  }

  private open(what: string): void {
    const before = this.editing();
    this.forget();
    if (before && before !== 'new' && !before.startsWith('reply:') && before !== what) void this.release(before);
    this.key = crypto.randomUUID();
    this.editing.set(what);
  }
  private forget(): void {
    clearInterval(this.keeping);
    this.taken.set(null);
    this.conflict.set(null);
    this.fault.set('');
    this.editing.set(null);
  }
  private release(id: string): Promise<unknown> {
    // A lock that is not given back times out by itself.
    return this.api.send('DELETE', pathOf(id, '/lock')).catch(() => undefined);
  }
  private async act(draft: string, work: () => Promise<unknown>, onConflict?: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.fault.set('');
    try {
      await work();
      localStorage.removeItem(draft);
      this.forget();
      this.changed.next();
    } catch (fault) {
      this.fault.set(this.told(fault));
      if (asProblem(fault).kind === 'conflict') await onConflict?.();
    } finally {
      this.busy.set(false);
    }
  }
  /** @param seen by the writer, when the text was begun; @param refused which the catalogue did not take */
  private async lookForTheirs(id: string, seen: number, refused: number): Promise<void> {
    try {
      const [theirs, versions] = await Promise.all([
        this.api.get<Entry>(pathOf(id)),
        this.api.get<Revision[]>(pathOf(id, '/revisions')),
      ]);
      // Somebody may hold the entry, and have changed nothing yet.
      if (theirs.revision === refused) return;
      this.conflict.set({ theirs, before: versions.find(({ revision }) => revision === seen) ?? EMPTY_DRAFT });
    } catch (fault) {
      this.fault.set(this.told(fault));
    }
  }
  private async orSay(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.changed.next();
    } catch (fault) {
      this.notices.say(this.told(fault));
    }
  }
  /** What the catalogue says about a conflict names who is at it. */
  private told(fault: unknown): string {
    const problem = asProblem(fault);
    return problem.kind === 'conflict' && problem.message ? problem.message : this.words.ofProblem(problem);
  }
}
