import { type ElementRef, Injectable, type Signal, computed, effect, inject, signal, untracked } from '@angular/core';
import type { Item } from '../groups';
import { itemAt } from '../scroll-strategy';
import { ScanLogStore } from '../store';
import { Uploads } from '../uploads';
import type { ShownNote } from './notes';
import { idOfNote, noteHeight, noteKey } from './notes';

type Frame = Signal<ElementRef<HTMLElement> | undefined>;
/** Widths that differ by less make no other lines. */
const WIDTH_STEP = 20;

/** What the table of the scan log does for the notes among its rows. */
@Injectable()
export class NotesInTable {
  private readonly store = inject(ScanLogStore);
  private readonly uploads = inject(Uploads);
  /** Width that is on screen, px. */
  private readonly width = signal(1000);

  readonly selected = computed(() => {
    const id = idOfNote(this.store.address().selected);
    return id === undefined ? undefined : this.store.shownNotes().find((note) => note.id === id);
  });
  /** The view shows notes of several proposals. */
  readonly named = computed(() => !this.store.address().proposal);
  /** What the arrows stop at, in the order of the screen. */
  readonly stops = computed(() =>
    this.store.shownNotes().length === 0
      ? this.store.shown().map(({ pid }) => pid)
      : this.store.items().flatMap(({ kind, key }) => (kind === 'row' || kind === 'note' ? [key] : [])),
  );
  placeOf(key: string | null): number {
    if (key === null) return -1;
    return this.store.shownNotes().length === 0 ? (this.store.shownIndex().get(key) ?? -1) : this.stops().indexOf(key);
  }
  heightOf(note: ShownNote, row: number, narrow: boolean): number {
    return noteHeight(note, row, this.width(), narrow);
  }

  remove(note: ShownNote): void {
    if (!note.mayWrite) return;
    if (note.edit?.isNew) this.store.notes.undo(note.id);
    else void this.store.notes.remove(note);
  }
  /** Pictures for a scan or a note, by its key. A note that is not there yet is written first. */
  async addPictures(key: string, files: Iterable<File>): Promise<void> {
    const pictures = [...files];
    const id = idOfNote(key);
    if (id === undefined || (await this.store.notes.ready(id))) this.uploads.add(key, pictures);
  }
  /** Key of the scan or note under the pointer, where pictures may be put. */
  targetUnder(event: DragEvent): string | null {
    const under = (event.target as HTMLElement).closest?.<HTMLElement>('[data-pid], [data-note]');
    const row = this.store.rowOf(under?.dataset['pid'] ?? null);
    if (row) return row.mayAnnotate ? row.pid : null;
    const note = this.store.shownNotes().find(({ id }) => id === under?.dataset['note']);
    return note?.mayWrite ? noteKey(note.id) : null;
  }

  /** To be called where the table is made. */
  follow(frame: Frame, tops: () => Float64Array): void {
    this.watchWidth(frame);
    this.keepPlace(frame, tops);
  }
  private watchWidth(frame: Frame): void {
    effect((onCleanup) => {
      const element = frame()?.nativeElement;
      if (!element || typeof ResizeObserver === 'undefined') return;
      const measure = (): number => Math.round(element.clientWidth / WIDTH_STEP) * WIDTH_STEP;
      const watch = new ResizeObserver(() => this.width.set(measure() || 1000));
      watch.observe(element);
      onCleanup(() => watch.disconnect());
    });
  }
  /** A note that comes in above what is being read must not push it away. */
  private keepPlace(frame: Frame, tops: () => Float64Array): void {
    let before: { notes: readonly ShownNote[]; items: readonly Item[]; tops: Float64Array } | undefined;
    effect(() => {
      const now = { notes: this.store.shownNotes(), items: this.store.items(), tops: tops() };
      const element = untracked(frame)?.nativeElement;
      // The place is only asked for when notes came or went: to ask means a layout in the middle of the work.
      if (element && before && before.notes !== now.notes && !untracked(this.store.atTop)) {
        const at = itemAt(before.tops, element.scrollTop);
        const key = before.items[at]?.key;
        const moved = key ? now.items.findIndex((item) => item.key === key) : -1;
        if (moved >= 0) element.scrollTop += (now.tops[moved] ?? 0) - (before.tops[at] ?? 0);
      }
      before = now;
    });
  }
}
