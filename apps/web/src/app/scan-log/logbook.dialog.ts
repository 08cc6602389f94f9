import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import type { ScanLogRow } from '../core/api-types';
import { Preferences } from '../core/preferences';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import { clockOf } from '../core/time';
import { Words } from '../core/words';
import type { Book, Entry } from '../logbook/entries';
import { noteAsMarkdown, notesAmong, scansAsMarkdown } from './logbook-table';
import type { ShownNote } from './notes/notes';

export interface LogbookDialogData {
  /** The scan in focus. */
  row?: ScanLogRow;
  /** The note in focus, when it is no scan. */
  note?: ShownNote;
  /** All that the log shows at the moment, in one order. */
  shown: readonly ScanLogRow[];
  notes: readonly ShownNote[];
}
const MOST = 200;

/** "To the logbook": choose a book, then an entry with the scans as a table is written. */
@Component({
  selector: 'sz-logbook-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<form class="dialog" *transloco="let t" (submit)="$event.preventDefault(); write()">
    <h2 mat-dialog-title>{{ t('toLogbook.title') }}</h2>
    @if (books.problem(); as problem) {
      <p role="alert">{{ words.ofProblem(problem) }}</p>
    } @else if (books.value()?.length === 0) {
      <p>{{ t('toLogbook.noBook') }}</p>
    }
    <label
      >{{ t('toLogbook.book') }}
      <select #pick class="field" cdkFocusInitial (change)="book.set(pick.value)">
        @for (one of books.value() ?? []; track one.id) {
          <option [value]="one.id" [selected]="one.id === book()">{{ one.id.split(':')[1] }} · {{ one.title }}</option>
        }
      </select>
    </label>
    @if (!note) {
      <label
        >{{ t('toLogbook.scans') }}
        <select #which class="field" (change)="all.set(which.value === 'all')">
          <option value="one">{{ t('toLogbook.thisScan', { scan: name() }) }}</option>
          <option value="all">{{ words.many('toLogbook.shown', shown.length) }}</option>
        </select>
      </label>
    }
    <label
      >{{ t('logbook.entryTitle') }}
      <input #title class="field" maxlength="300" [value]="heading()" (input)="heading.set(title.value)" />
    </label>
    <label
      >{{ t('toLogbook.remark') }}
      <textarea #said class="field" rows="3" (input)="remark.set(said.value)"></textarea>
    </label>
    @if (fault()) {
      <p role="alert">{{ fault() }}</p>
    }
    <div class="actions">
      <button type="button" class="btn plain" [mat-dialog-close]="null">{{ t('act.cancel') }}</button>
      <button type="submit" class="btn primary" [disabled]="busy() || !book() || !heading().trim()">
        {{ t('toLogbook.create') }}
      </button>
    </div>
  </form>`,
  styles: `
    label {
      display: grid;
      gap: 3px;
      margin-bottom: 10px;
      font-size: 12px;
      color: var(--dim);
    }
    select,
    input,
    textarea {
      width: 100%;
      color: var(--text);
    }
    textarea.field {
      height: auto;
      padding: 6px 10px;
    }
  `,
})
export class LogbookDialog {
  private readonly data = inject<LogbookDialogData>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<LogbookDialog, Entry>>(MatDialogRef);
  private readonly api = inject(Api);
  private readonly preferences = inject(Preferences);
  protected readonly words = inject(Words);
  protected readonly shown = this.data.shown.slice(0, MOST);
  protected readonly all = signal(false);
  protected readonly remark = signal('');
  protected readonly busy = signal(false);
  protected readonly fault = signal('');
  /** Made once: a second press after a lost answer makes no second entry. */
  private readonly key = crypto.randomUUID();
  protected readonly note = this.data.note;
  protected readonly name = computed(() => this.data.row?.runNumber ?? this.data.row?.datasetName ?? '');

  protected readonly books = loaded(
    () => ({}),
    async (_asked, signal) => {
      const all = await this.api.get<Book[]>('/api/v4/logbook/books', {}, signal);
      return all.filter(({ mayWrite }) => mayWrite);
    },
  );
  /** That of the scan's proposal stands first. */
  protected readonly book = linkedSignal(() => {
    const all = this.books.value() ?? [];
    const { row, note } = this.data;
    const proposals = row?.proposalIds ?? [note?.proposalId ?? ''];
    const wanted = [...proposals.map((id) => `proposal:${id}`), `beamline:${(row ?? note)?.instrument}`];
    return wanted.find((id) => all.some((one) => one.id === id)) ?? all[0]?.id ?? '';
  });
  protected readonly heading = linkedSignal(() =>
    this.note
      ? this.words.say('note.entryTitle', { time: this.timeOf(this.note.at) })
      : this.all()
        ? this.words.many('toLogbook.titleOfMany', this.shown.length)
        : this.words.say('toLogbook.titleOfOne', { scan: this.name(), command: this.data.row?.command ?? '' }),
  );

  private timeOf(moment: string): string {
    const { day, time } = clockOf(moment, this.preferences.timeZone());
    return `${day} ${time}`;
  }
  /** All that the log shows comes with the notes between. */
  private table(rows: readonly ScanLogRow[]): string {
    const heads = ['scan', 'start', 'command', 'state', 'comment', 'rating'].map((id) =>
      this.words.say(`column.${id}`),
    );
    const entries = this.all() ? notesAmong(this.data.shown, this.data.notes, rows.length) : rows;
    return scansAsMarkdown(entries, heads, (moment) => this.timeOf(moment));
  }

  protected async write(): Promise<void> {
    const { row, note } = this.data;
    const rows = this.all() ? this.shown : row ? [row] : [];
    const text = [this.remark().trim(), note ? noteAsMarkdown(note) : this.table(rows)].filter(Boolean).join('\n\n');
    this.busy.set(true);
    try {
      const entry = await this.api.send<Entry>('POST', `/api/v4/logbook/books/${part(this.book())}/entries`, {
        key: this.key,
        title: this.heading().trim(),
        text,
        datasets: rows.map(({ pid }) => pid),
        tags: [note ? 'note' : 'scan'],
      });
      this.dialog.close(entry);
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    } finally {
      this.busy.set(false);
    }
  }
}
