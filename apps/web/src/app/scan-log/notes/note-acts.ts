import { Injectable, computed, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { ScanLogRow } from '../../core/api-types';
import { MoreWords } from '../../core/more-words';
import { Notices } from '../../core/notices';
import { Words } from '../../core/words';
import type { Entry } from '../../logbook/entries';
import type { ViewerData } from '../../ui/image-viewer.dialog';
import type { LogbookDialogData } from '../logbook.dialog';
import { ScanLogStore } from '../store';
import { Uploads } from '../uploads';
import type { NotePlace, ShownNote } from './notes';
import { idOfNote, isRising, momentAfter, momentPast, noteKey } from './notes';
import type { NoteTimeData } from './note-time.dialog';

export type NoteAct = 'history' | 'logbook' | 'time';

const newest = (rows: readonly ScanLogRow[]): ScanLogRow | undefined => {
  const [first, last] = [rows[0], rows.at(-1)];
  return (first?.startTime ?? '') >= (last?.startTime ?? '') ? first : last;
};

/** What the page does with notes: where a new one belongs, and the dialogs about one. */
@Injectable()
export class NoteActs {
  private readonly store = inject(ScanLogStore);
  private readonly uploads = inject(Uploads);
  private readonly dialogs = inject(MatDialog);
  private readonly moreWords = inject(MoreWords);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);

  /** Where the view says whose scans they are, the catalogue has told; else the newest scan says it. */
  readonly mayWrite = computed(() => this.store.notes.mayWrite() ?? newest(this.store.rows())?.mayAnnotate ?? false);

  /** @returns the id of the note that is open for typing now; undefined where the person may not write any */
  start(where: 'here' | 'now'): string | undefined {
    const { selected } = this.store.address();
    const row = where === 'here' ? this.store.rowOf(selected) : undefined;
    const note = where === 'here' ? this.store.shownNotes().find(({ id }) => id === idOfNote(selected)) : undefined;
    const near = row ?? newest(this.store.rows());
    if (row ? !row.mayAnnotate : note ? !note.mayWrite : !this.mayWrite()) return undefined;
    const place = note ?? this.placeAt(near);
    if (!place.proposalId && !place.instrument) return undefined;
    const start = row?.startTime ?? note?.at;
    const now = Date.now();
    const at = start
      ? momentAfter(start, row?.endTime ?? null, this.nextAfter(start), now)
      : new Date(now).toISOString();
    return this.store.notes.start({ proposalId: place.proposalId, instrument: place.instrument }, at);
  }
  private placeAt(near: ScanLogRow | undefined): NotePlace {
    const { proposal, instrument } = this.store.address();
    return {
      proposalId: proposal ?? near?.proposalIds[0] ?? null,
      instrument: instrument ?? near?.instrument ?? null,
    };
  }
  /** Start of the scan (or time of the note) that follows. */
  private nextAfter(start: string): string | null {
    const times = [...this.store.rows().map((row) => row.startTime), ...this.store.shownNotes().map(({ at }) => at)];
    return times.reduce<string | null>(
      (next, time) => (time && time > start && (!next || time < next) ? time : next),
      null,
    );
  }

  async showImages(note: ShownNote, at: number): Promise<void> {
    const { ImageViewerDialog } = await import('../../ui/image-viewer.dialog');
    const key = noteKey(note.id);
    const data: ViewerData = {
      title: this.words.say('note.pictures'),
      images: note.images,
      at,
      editable: note.mayWrite,
      remove: (image) => void this.uploads.remove(key, image),
      caption: (image, text) => void this.uploads.caption(key, image, text),
    };
    this.dialogs.open(ImageViewerDialog, {
      data,
      panelClass: 'viewer-pane',
      autoFocus: 'dialog',
      ariaLabel: data.title,
    });
  }
  run(act: NoteAct, note: ShownNote): Promise<void> {
    if (act === 'time') return this.chooseTime(note);
    return act === 'history' ? this.showHistory(note) : this.toLogbook(note);
  }

  // ---- another time
  /** Past the next scan, up or down on the screen. */
  step(note: ShownNote, by: 1 | -1): void {
    if (!note.mayWrite) return;
    const way = this.wayOf(by);
    const at = momentPast(note.at, this.store.rows(), way, Date.now());
    if (at === null) return this.notices.say(this.words.say('note.noFurther'));
    void this.store.notes.move(note, at);
  }
  private wayOf(by: 1 | -1): 'earlier' | 'later' {
    return (by === 1) === isRising(this.store.address().sort) ? 'later' : 'earlier';
  }
  private async chooseTime(note: ShownNote): Promise<void> {
    const { NoteTimeDialog } = await import('./note-time.dialog');
    const past = (by: 1 | -1): string | null => momentPast(note.at, this.store.rows(), this.wayOf(by), Date.now());
    const data: NoteTimeData = { at: note.at, up: past(-1), down: past(1) };
    const opened = this.dialogs.open<unknown, NoteTimeData, string>(NoteTimeDialog, { data, width: '360px' });
    const at = await firstValueFrom(opened.afterClosed(), { defaultValue: undefined });
    if (at && at !== note.at) await this.store.notes.move(note, at);
  }
  private async showHistory(note: ShownNote): Promise<void> {
    const { NoteHistoryDialog } = await import('./note-history.dialog');
    this.dialogs.open(NoteHistoryDialog, { data: note, width: '620px' });
  }
  private async toLogbook(note: ShownNote): Promise<void> {
    await this.moreWords.load('logbook');
    const { LogbookDialog } = await import('../logbook.dialog');
    const data: LogbookDialogData = { note, shown: [], notes: [] };
    const opened = this.dialogs.open<unknown, LogbookDialogData, Entry>(LogbookDialog, { data, width: '560px' });
    const entry = await firstValueFrom(opened.afterClosed(), { defaultValue: undefined });
    if (entry) this.notices.say(this.words.say('toLogbook.done', { title: entry.title }));
  }
}
