import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { attributeFaults } from '@scizoo/domain';
import { Api, part } from '../core/api';
import type { Dataset, ScanLogRow } from '../core/api-types';
import { Preferences } from '../core/preferences';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import { clockOf } from '../core/time';
import { Words } from '../core/words';
import { AttributeFields } from '../logbook/attribute-fields';
import type { Answers, Book, BookFile, Entry, Settings } from '../logbook/entries';
import { valuesAsMarkdown } from '../logbook/values-table';
import { Annotations } from './annotations';
import { noteAsMarkdown, notesAmong, scansAsMarkdown } from './logbook-table';
import type { ShownNote } from './notes/notes';
import { isNote } from './notes/notes';

export interface LogbookDialogData {
  /** The scan in focus; without one and without a note the entry is about all of them. */
  row?: ScanLogRow;
  /** The note in focus, when it is no scan. */
  note?: ShownNote;
  /** All that the log shows at the moment, or those that were chosen, in one order. */
  shown: readonly ScanLogRow[];
  notes: readonly ShownNote[];
  /** The plot of the scan in focus, as a picture; absent when none is drawn. */
  plot?: () => Promise<Blob | null>;
}
const MOST = 200;

/** "To the logbook": choose a book, then an entry with the scans as a table is written. */
@Component({
  selector: 'sz-logbook-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AttributeFields, MatDialogClose, MatDialogTitle, TranslocoDirective],
  template: `<form novalidate class="dialog" *transloco="let t" (submit)="$event.preventDefault(); write()">
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
    @if (data.row) {
      <label
        >{{ t('toLogbook.scans') }}
        <select #which class="field" (change)="all.set(which.value === 'all')">
          <option value="one">{{ t('toLogbook.thisScan', { scan: name() }) }}</option>
          <option value="all">{{ words.many('toLogbook.shown', shown.length) }}</option>
        </select>
      </label>
    }
    @if (all() && data.shown.length > shown.length) {
      <p role="note">{{ t('toLogbook.most', { n: shown.length, of: data.shown.length }) }}</p>
    }
    <label
      >{{ t('logbook.entryTitle') }}
      <input #title class="field" maxlength="300" [value]="heading()" (input)="heading.set(title.value)" />
    </label>
    @if (attributes().length) {
      <sz-attribute-fields
        [attributes]="attributes()"
        [values]="answers()"
        [tried]="tried()"
        (changed)="answers.set($event)"
      />
    }
    @if (!all() && !note) {
      <label class="tick"
        ><input #take type="checkbox" [checked]="withValues()" (change)="withValues.set(take.checked)" />{{
          t('toLogbook.values')
        }}</label
      >
      @if (plot) {
        <label class="tick"
          ><input #draw type="checkbox" [checked]="withPlot()" (change)="withPlot.set(draw.checked)" />{{
            t('toLogbook.plot')
          }}</label
        >
      }
    }
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
    .tick {
      display: flex;
      align-items: center;
      gap: 6px;
      color: var(--text);
    }
    .tick input {
      width: auto;
    }
    sz-attribute-fields {
      margin-bottom: 10px;
    }
    textarea.field {
      height: auto;
      padding: 6px 10px;
    }
  `,
})
export class LogbookDialog {
  protected readonly data = inject<LogbookDialogData>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<LogbookDialog, Entry>>(MatDialogRef);
  private readonly api = inject(Api);
  private readonly annotations = inject(Annotations);
  private readonly preferences = inject(Preferences);
  protected readonly words = inject(Words);
  protected readonly shown = this.data.shown.slice(0, MOST);
  protected readonly plot = this.data.plot;
  protected readonly withValues = signal(false);
  protected readonly withPlot = signal(false);
  protected readonly answers = signal<Answers>({});
  protected readonly tried = signal(false);
  protected readonly all = signal(!this.data.row && !this.data.note);
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
    const { row = this.shown[0], note } = this.data;
    const proposals = note ? [note.proposalId ?? ''] : (row?.proposalIds ?? []);
    const wanted = [...proposals.map((id) => `proposal:${id}`), `beamline:${(note ?? row)?.instrument}`];
    return wanted.find((id) => all.some((one) => one.id === id)) ?? all[0]?.id ?? '';
  });
  private readonly settings = loaded(
    () => this.book() || null,
    (book, abort) => this.api.get<Settings>(`/api/v4/logbook/books/${part(book)}/settings`, {}, abort),
  );
  protected readonly attributes = computed(() => this.settings.value()?.attributes ?? []);
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
    const seen = entries.map((entry) => (isNote(entry) ? entry : this.annotations.asSeen(entry)));
    return scansAsMarkdown(seen, heads, (moment) => this.timeOf(moment));
  }

  protected async write(): Promise<void> {
    this.tried.set(true);
    if (this.busy() || attributeFaults(this.attributes(), this.answers()).length > 0) return;
    const { row, note } = this.data;
    const rows = this.all() ? this.shown : row ? [row] : [];
    const told = note ? noteAsMarkdown(note) : this.table(rows);
    this.busy.set(true);
    this.fault.set('');
    try {
      const more = this.all() || note ? [] : [await this.plotInBook(), await this.valuesOfScan()];
      const text = [this.remark().trim(), told, ...more].filter(Boolean).join('\n\n');
      const entry = await this.api.send<Entry>('POST', `/api/v4/logbook/books/${part(this.book())}/entries`, {
        key: this.key,
        title: this.heading().trim(),
        text,
        datasets: rows.map(({ pid }) => pid),
        tags: [note ? 'note' : 'scan'],
        attributes: this.answers(),
      });
      this.dialog.close(entry);
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    } finally {
      this.busy.set(false);
    }
  }
  private async plotInBook(): Promise<string> {
    const picture = this.withPlot() ? await this.plot?.() : null;
    if (!picture) return '';
    const form = new FormData();
    form.append('file', picture, `scan-${this.name()}.png`);
    const path = `/api/v4/logbook/books/${part(this.book())}/files`;
    const { markdown } = await this.api.upload<BookFile>(path, form, () => undefined);
    return markdown;
  }
  private async valuesOfScan(): Promise<string> {
    if (!this.withValues()) return '';
    const { row } = this.data;
    if (!row) return '';
    const { scientificMetadata = {} } = await this.api.get<Dataset>(`/api/v4/datasets/${part(row.pid)}`);
    return valuesAsMarkdown(row, scientificMetadata as Record<string, unknown>);
  }
}
