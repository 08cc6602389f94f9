import { DestroyRef, computed, effect, inject, signal, untracked } from '@angular/core';
import { Api, part } from '../../core/api';
import type { ScanImage, ScanNote, ScanNotesPage } from '../../core/api-types';
import { Connection } from '../../core/connection';
import { Notices } from '../../core/notices';
import { asProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { Words } from '../../core/words';
import type { Span } from '../address';
import type { Edge, NoteEdit, NotePlace, ShownNote } from './notes';
import { addedSpan, blankNote, coveredSpan } from './notes';
import { settleNote } from './settle-note';

const PAGE = 500;
/** More than people write; what a program writes as notes does not fill the memory of a browser. */
const MOST = 5_000;
const RETRY_MS = 5_000;
const ROOT = '/api/v4/scan-notes';
const pathOf = (id: string): string => `${ROOT}/${part(id)}`;

/** Whose notes of when. */
export interface NoteQuery {
  readonly proposal: string | null;
  readonly instrument: string | null;
  readonly span: Span;
  readonly sort: string;
}

/**
 * The notes of one scan log: loaded for the span of the rows that are there, renewed by the live stream, written and changed at
 * once on screen, kept over reloads and lost connections until the catalogue has them.
 */
export class ScanNotes {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly connection = inject(Connection);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  private readonly settle = settleNote();

  private readonly known = signal<ReadonlyMap<string, ScanNote>>(new Map());
  private readonly edits = signal<ReadonlyMap<string, NoteEdit>>(new Map());
  private readonly sending = new Map<string, Promise<boolean>>();
  /** Notes as they were when somebody began to edit them: what comes meanwhile was not seen. */
  private readonly opened = new Map<string, ScanNote>();
  private query: NoteQuery | undefined;
  private asked: AbortController | undefined;
  private readonly owner = computed(() => this.session.lastUser()?.id ?? null);
  /** The part of the time that is loaded; null before anything is. */
  readonly covered = signal<Span | null>(null);
  /** The note that is being typed into. */
  readonly editing = signal<string | null>(null);
  /** In the place that was asked for; null where none was: the rows say it then. */
  readonly mayWrite = signal<boolean | null>(null);
  /** Some could not be loaded; asked again with the next rows, or when the person wants it. */
  readonly failed = signal(false);
  readonly all = computed((): ShownNote[] => {
    const edits = this.edits();
    const stored = [...this.known().values()].map((note): ShownNote => {
      const edit = edits.get(note.id) ?? null;
      return edit ? { ...note, text: edit.text, edit } : { ...note, edit };
    });
    const fresh = [...edits.values()].filter(({ isNew, note }) => isNew && !this.known().has(note.id));
    return [...stored, ...fresh.map((edit): ShownNote => ({ ...edit.note, text: edit.text, edit }))];
  });

  constructor() {
    effect(() => {
      const owner = this.owner();
      untracked(() => this.takeKept(owner));
    });
    effect(() => {
      const up = !this.connection.down() && this.session.user() !== null;
      if (up) untracked(() => this.sendWaiting());
    });
    const retry = setInterval(() => this.sendWaiting(), RETRY_MS);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(retry);
      this.asked?.abort();
    });
  }

  // ---- loading
  /** The view has been loaded anew; the rows reach to the edge. Old notes stay until the new ones are there. */
  begin(query: NoteQuery, edge: Edge): void {
    this.asked?.abort();
    this.asked = new AbortController();
    this.query = query;
    void this.load(coveredSpan(query.span, edge, query.sort), null);
  }
  /** More rows are there. */
  reach(edge: Edge): void {
    if (this.query) void this.load(coveredSpan(this.query.span, edge, this.query.sort), this.covered());
  }
  again(): void {
    if (this.query) void this.load(this.covered() ?? this.query.span, null);
  }
  private async load(covered: Span | null, before: Span | null): Promise<void> {
    const { query, asked } = this;
    if (!query || !asked) return;
    const wanted = covered && addedSpan(before, covered, query.sort);
    this.covered.set(covered);
    if (!wanted) return;
    try {
      const notes = await this.fetch(query, wanted, asked.signal);
      if (asked.signal.aborted) return;
      this.known.update(
        (known) => new Map([...(before ? known : []), ...notes.map((note) => [note.id, note] as const)]),
      );
      this.failed.set(false);
    } catch {
      // Rows go on without them; a line says so.
      if (!asked.signal.aborted) this.failed.set(true);
    }
  }
  private async fetch({ proposal, instrument }: NoteQuery, span: Span, signal: AbortSignal): Promise<ScanNote[]> {
    const notes: ScanNote[] = [];
    let cursor: string | null = null;
    do {
      const asked: Record<string, string | number | null> = { proposal, instrument, ...span, limit: PAGE, cursor };
      const page: ScanNotesPage = await this.api.get<ScanNotesPage>(ROOT, asked, signal);
      if (!signal.aborted) this.mayWrite.set(proposal || instrument ? page.mayWrite : null);
      notes.push(...page.notes);
      cursor = page.next;
    } while (cursor !== null && notes.length < MOST);
    return notes;
  }
  /** All notes of the view, for what leaves the page. */
  everything(query: NoteQuery, signal: AbortSignal): Promise<ScanNote[]> {
    return this.fetch(query, query.span, signal);
  }

  // ---- live
  arrive(note: ScanNote): void {
    const old = this.known().get(note.id);
    if (old && old.updatedAt > note.updatedAt) return;
    this.known.update((known) => new Map(known).set(note.id, note));
  }
  drop(id: string): void {
    if (!this.known().has(id)) return;
    this.known.update((known) => new Map([...known].filter(([one]) => one !== id)));
  }

  // ---- writing
  /** An empty note, open for typing. @returns its id */
  start(place: NotePlace, at: string): string {
    const id = crypto.randomUUID();
    const note = blankNote(id, place, at, this.session.lastUser()?.username ?? '');
    this.put({ note, isNew: true, text: '', state: 'draft' });
    this.editing.set(id);
    return id;
  }
  open(note: ScanNote): void {
    if (!note.mayWrite) return;
    this.opened.set(note.id, this.known().get(note.id) ?? note);
    this.editing.set(note.id);
  }
  type(note: ScanNote, text: string): void {
    const edit = this.edits().get(note.id);
    const seen = edit?.note ?? this.opened.get(note.id) ?? this.known().get(note.id) ?? note;
    this.put({ note: seen, isNew: edit?.isNew ?? false, text, state: 'draft' });
  }
  /** What was typed is thrown away. */
  undo(id: string): void {
    this.editing.set(null);
    this.forget(id);
  }
  save(note: ShownNote, typed: string): void {
    this.editing.set(null);
    const text = typed.trim();
    const edit = this.edits().get(note.id);
    const seen = edit?.note ?? this.opened.get(note.id) ?? this.known().get(note.id) ?? note;
    const isNew = edit?.isNew ?? false;
    // Nothing new, or a note that says nothing.
    if ((isNew && text === '' && note.images.length === 0) || (!isNew && text === seen.text))
      return this.forget(note.id);
    if (!isNew && text === '' && note.images.length === 0) {
      this.forget(note.id);
      return void this.remove(seen);
    }
    this.put({ note: seen, isNew, text, state: 'sending' });
    void this.send(note.id);
  }
  retry(id: string): void {
    void this.send(id);
  }
  /** @returns whether the catalogue has it; a note that is on its way is not sent twice */
  private send(id: string, undoable = true): Promise<boolean> {
    const edit = this.edits().get(id);
    const onItsWay = this.sending.get(id);
    if (onItsWay) return onItsWay;
    if (!edit) return Promise.resolve(this.known().has(id));
    const sent = this.sendNow(edit, undoable).finally(() => this.sending.delete(id));
    this.sending.set(id, sent);
    return sent;
  }
  private async sendNow(edit: NoteEdit, undoable: boolean): Promise<boolean> {
    this.put({ ...edit, state: 'sending' });
    try {
      const saved = await this.deliver(edit);
      this.arrive(saved);
      this.sent(edit, saved, undoable);
      return true;
    } catch (fault) {
      this.refused(edit, fault);
      return false;
    }
  }
  private deliver({ note, isNew, text }: NoteEdit): Promise<ScanNote> {
    if (!isNew) return this.api.send<ScanNote>('PATCH', pathOf(note.id), { was: note.text, text });
    const { id, at, proposalId, instrument } = note;
    const place = { ...(proposalId && { proposalId }), ...(instrument && { instrument }) };
    return this.api.send<ScanNote>('POST', ROOT, { id, at, text, ...place });
  }
  private sent(edit: NoteEdit, saved: ScanNote, undoable: boolean): void {
    const now = this.edits().get(saved.id);
    // Typed on meanwhile: what is there now was seen.
    if (now && now.text !== edit.text) {
      this.put({ ...now, note: saved, isNew: false });
      // Saved once more while the first was on its way.
      if (now.state === 'sending') setTimeout(() => void this.send(saved.id));
      return;
    }
    this.forget(saved.id);
    const text = this.words.say('note.saved');
    if (!undoable) this.notices.say(text);
    else this.notices.offer(text, () => void (edit.isNew ? this.remove(saved) : this.rewrite(saved, edit.note.text)));
  }
  private refused(edit: NoteEdit, fault: unknown): void {
    const problem = asProblem(fault);
    if (problem.kind === 'conflict' && !edit.isNew) {
      this.put({ ...edit, state: 'refused', problem });
      void this.settle(edit, problem).then((choice) => {
        if (!choice) return;
        this.arrive({ ...edit.note, text: choice.theirs, updatedAt: new Date().toISOString() });
        if (choice.text === choice.theirs) return this.forget(edit.note.id);
        this.put({ ...edit, note: { ...edit.note, text: choice.theirs }, text: choice.text, state: 'sending' });
        void this.send(edit.note.id);
      });
    } else if (problem.passing || problem.kind === 'signed-out') this.put({ ...edit, state: 'waiting', problem });
    else {
      this.put({ ...edit, state: 'refused', problem });
      this.notices.say(this.words.say('note.refused', { why: this.words.ofProblem(problem) }));
    }
  }
  private rewrite(note: ScanNote, text: string): void {
    this.put({ note, isNew: false, text, state: 'sending' });
    void this.send(note.id, false);
  }
  /** A note must be there before pictures can be put in it. */
  async ready(id: string): Promise<boolean> {
    const edit = this.edits().get(id);
    return !edit?.isNew || this.send(id, false);
  }
  async move(note: ScanNote, at: string): Promise<void> {
    await this.attempt(async () => {
      this.arrive(await this.api.send<ScanNote>('PATCH', pathOf(note.id), { at }));
      this.notices.offer(this.words.say('note.moved'), () => void this.move(note, note.at));
    });
  }
  async remove(note: ScanNote): Promise<void> {
    await this.attempt(async () => {
      await this.api.send('DELETE', pathOf(note.id));
      this.forget(note.id);
      this.drop(note.id);
      this.notices.offer(this.words.say('note.removed'), () => void this.restore(note));
    });
  }
  private restore(note: ScanNote): Promise<void> {
    return this.attempt(async () => this.arrive(await this.api.send<ScanNote>('POST', `${pathOf(note.id)}/restore`)));
  }
  private async attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (fault) {
      this.notices.say(this.words.say('note.refused', { why: this.words.ofProblem(asProblem(fault)) }));
    }
  }
  setImage(id: string, image: ScanImage): void {
    this.patchImages(id, (images) => [...images.filter(({ aid }) => aid !== image.aid), image]);
  }
  dropImage(id: string, aid: string): void {
    this.patchImages(id, (images) => images.filter((one) => one.aid !== aid));
  }
  private patchImages(id: string, change: (images: readonly ScanImage[]) => ScanImage[]): void {
    const note = this.known().get(id);
    if (note) this.known.update((known) => new Map(known).set(id, { ...note, images: change(note.images) }));
  }

  // ---- what is not sent yet
  private sendWaiting(): void {
    if (this.connection.offline() || !this.session.user()) return;
    for (const [id, { state }] of this.edits()) if (state === 'waiting') void this.send(id);
  }
  private put(edit: NoteEdit): void {
    this.edits.update((edits) => new Map(edits).set(edit.note.id, edit));
    this.keep();
  }
  private forget(id: string): void {
    this.opened.delete(id);
    this.edits.update((edits) => new Map([...edits].filter(([one]) => one !== id)));
    this.keep();
  }
  private keep(): void {
    const owner = this.owner();
    if (!owner) return;
    const kept = [...this.edits().values()].map(({ problem: _, ...edit }) => edit).filter(({ text }) => text !== '');
    localStorage.setItem(`scizoo.notes.${owner}`, JSON.stringify(kept));
  }
  /** What the person left behind before the page was loaded again. */
  private takeKept(owner: string | null): void {
    if (!owner) return this.edits.set(new Map());
    let kept: NoteEdit[] = [];
    try {
      kept = JSON.parse(localStorage.getItem(`scizoo.notes.${owner}`) ?? '[]') as NoteEdit[];
    } catch {
      // Somebody else's text under our name: as if there were none.
    }
    const waiting = kept.map((edit): NoteEdit => ({ ...edit, state: edit.state === 'draft' ? 'draft' : 'waiting' }));
    this.edits.update((edits) => new Map([...waiting.map((edit) => [edit.note.id, edit] as const), ...edits]));
    this.sendWaiting();
  }
}
