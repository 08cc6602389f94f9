import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Preferences } from '../../core/preferences';
import { clockOf } from '../../core/time';
import { Words } from '../../core/words';
import { Icon } from '../../ui/icon';
import { MarkdownText } from '../../ui/markdown-text';
import type { EditorExit } from '../table/comment-editor';
import { CommentEditor } from '../table/comment-editor';
import { UploadMarks } from '../upload-marks';
import { Uploads } from '../uploads';
import type { ShownNote } from './notes';
import { noteKey } from './notes';

/** A note between scans: a row of its own, over all columns, at its time. */
@Component({
  selector: 'sz-note-row',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CommentEditor, Icon, MarkdownText, TranslocoDirective, UploadMarks],
  templateUrl: './note-row.html',
  styleUrl: './note-row.css',
  host: {
    role: 'row',
    '(dblclick)': 'opened($event)',
    '[attr.data-note]': 'note().id',
    '[class.on]': 'selected()',
    '[class.edits]': 'editing()',
  },
})
export class NoteRow {
  readonly note = input.required<ShownNote>();
  readonly cellId = input.required<string>();
  readonly span = input.required<number>();
  readonly selected = input(false);
  readonly editing = input(false);
  /** The view shows notes of several proposals. */
  readonly named = input(false);

  readonly edit = output();
  readonly typed = output<string>();
  readonly saved = output<{ text: string; exit: EditorExit }>();
  readonly undone = output();
  readonly upload = output();
  readonly view = output<number>();
  readonly remove = output();
  readonly retry = output();
  readonly uploadAgain = output<number>();
  readonly history = output();
  readonly toLogbook = output();
  /** Another time is wanted for it. */
  readonly time = output();

  private readonly preferences = inject(Preferences);
  private readonly allUploads = inject(Uploads);
  protected readonly words = inject(Words);
  protected readonly clock = computed(() => clockOf(this.note().at, this.preferences.timeZone()));
  protected readonly when = computed(() => `${this.clock().day} ${this.clock().time} ${this.preferences.timeZone()}`);
  protected readonly links = computed(() => ({ proposal: this.note().proposalId, instrument: this.note().instrument }));
  protected readonly uploads = computed(() =>
    this.allUploads.all().filter(({ pid }) => pid === noteKey(this.note().id)),
  );
  protected readonly writer = computed(() => {
    const { by, editedBy } = this.note();
    return editedBy ? this.words.say('note.changedBy', { by, editedBy }) : by;
  });
  protected opened({ target }: Event): void {
    if (this.note().mayWrite && !(target as HTMLElement).closest('a, button, textarea')) this.edit.emit();
  }
}
