import { computed, effect, inject, signal, untracked } from '@angular/core';
import { Session } from '../../core/session';
import type { NoteEdit } from './notes';

/**
 * What was typed and the catalogue does not have yet; kept in the browser under the name of the person, so that it
 * survives a reload.
 */
export class UnsentNotes {
  private readonly session = inject(Session);
  private readonly owner = computed(() => this.session.lastUser()?.id ?? null);
  private readonly edits = signal<ReadonlyMap<string, NoteEdit>>(new Map());
  readonly byId = this.edits.asReadonly();

  /** @param taken the person is there, with what they left behind */
  constructor(taken: () => void) {
    effect(() => {
      const owner = this.owner();
      untracked(() => {
        this.takeKept(owner);
        if (owner) taken();
      });
    });
  }
  put(edit: NoteEdit): void {
    this.edits.update((edits) => new Map(edits).set(edit.note.id, edit));
    this.keep();
  }
  forget(id: string): void {
    this.edits.update((edits) => new Map([...edits].filter(([one]) => one !== id)));
    this.keep();
  }
  private keep(): void {
    const owner = this.owner();
    if (!owner) return;
    const kept = [...this.edits().values()].map(({ problem: _, ...edit }) => edit).filter(({ text }) => text !== '');
    localStorage.setItem(`scizoo.notes.${owner}`, JSON.stringify(kept));
  }
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
  }
}
