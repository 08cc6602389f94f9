import { DestroyRef, computed, effect, inject, signal, untracked } from '@angular/core';
import { Api, part } from '../../core/api';
import type { ScanImage, ScanNote } from '../../core/api-types';
import { Connection } from '../../core/connection';
import { Notices } from '../../core/notices';
import { asProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { Words } from '../../core/words';
import type { NoteQuery } from './loaded-notes';
import { LoadedNotes, NOTES } from './loaded-notes';
import type { Edge, NoteEdit, NotePlace, ShownNote } from './notes';
import { blankNote } from './notes';
import { settleNote } from './settle-note';
import { UnsentNotes } from './unsent-notes';

const RETRY_MS = 5_000;
const pathOf = (id: string): string => `${NOTES}/${part(id)}`;

/**
 * The notes of one scan log: what the catalogue has, with what is written and changed here, at once on screen and sent until
 * the catalogue has it.
 */
export class ScanNotes {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly connection = inject(Connection);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  private readonly settle = settleNote();

  private readonly loaded = new LoadedNotes();
  private readonly unsent = new UnsentNotes(() => this.sendWaiting());
  private readonly known = this.loaded.byId;
  private readonly edits = this.unsent.byId;
  private readonly sending = new Map<string, Promise<boolean>>();
  /** Notes as they were when somebody began to edit them: what comes meanwhile was not seen. */
  private readonly opened = new Map<string, ScanNote>();
  readonly covered = this.loaded.covered;
  readonly mayWrite = this.loaded.mayWrite;
  readonly failed = this.loaded.failed;
  /** The note that is being typed into. */
  readonly editing = signal<string | null>(null);
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
      const up = !this.connection.down() && this.session.user() !== null;
      if (up) untracked(() => this.sendWaiting());
    });
    const retry = setInterval(() => this.sendWaiting(), RETRY_MS);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(retry);
      this.loaded.stop();
    });
  }

  // ---- what the catalogue has
  begin(query: NoteQuery, edge: Edge): void {
    this.loaded.begin(query, edge);
  }
  reach(edge: Edge): void {
    this.loaded.reach(edge);
  }
  again(): void {
    this.loaded.again();
  }
  everything(query: NoteQuery, signal: AbortSignal): Promise<ScanNote[]> {
    return this.loaded.everything(query, signal);
  }
  arrive(note: ScanNote): void {
    this.loaded.arrive(note);
  }
  drop(id: string): void {
    this.loaded.drop(id);
  }
  setImage(id: string, image: ScanImage): void {
    this.loaded.setImage(id, image);
  }
  dropImage(id: string, aid: string): void {
    this.loaded.dropImage(id, aid);
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
    return this.api.send<ScanNote>('POST', NOTES, { id, at, text, ...place });
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
  // ---- what is not sent yet
  private sendWaiting(): void {
    if (this.connection.offline() || !this.session.user()) return;
    for (const [id, { state }] of this.edits()) if (state === 'waiting') void this.send(id);
  }
  private put(edit: NoteEdit): void {
    this.unsent.put(edit);
  }
  private forget(id: string): void {
    this.opened.delete(id);
    this.unsent.forget(id);
  }
}
