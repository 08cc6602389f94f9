import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { AnnotationField, ScanLogRow } from '../../core/api-types';
import { bytes } from '../../core/numbers';
import { Preferences } from '../../core/preferences';
import { Ticker } from '../../core/ticker';
import { clockOf, duration } from '../../core/time';
import { Words } from '../../core/words';
import { CopyButton } from '../../ui/copy-button';
import { followLink } from '../../ui/follow-link';
import { Icon } from '../../ui/icon';
import { MarkdownText } from '../../ui/markdown-text';
import { QuantityText } from '../../ui/quantity-text';
import { Stars } from '../../ui/stars';
import { StateBadge } from '../../ui/state-badge';
import type { Folded } from '../../ui/table/folded';
import { foldedBy } from '../../ui/table/folded';
import type { Placed } from '../../ui/table/layout';
import { Annotations } from '../annotations';
import type { ScanLogAddress } from '../address';
import type { Column } from '../columns';
import { foldedIn } from '../columns';
import { UploadMarks } from '../upload-marks';
import { Uploads } from '../uploads';
import { CommentEditor } from './comment-editor';
import type { EditorExit } from './comment-editor';

const EDITABLE = new Map<string, AnnotationField>([
  ['comment', 'comment'],
  ['name', 'datasetName'],
]);
const PATH_TAIL = 8;
/** Comments that may hold a link; all others are put on screen as they are. */
const MAY_LINK = /@|\[|https?:/;
/** Field behind a column that can be typed into. */
export const fieldOf = (column: string): AnnotationField | undefined => EDITABLE.get(column);

const columnAt = (target: EventTarget | null): string | undefined =>
  (target as HTMLElement | null)?.closest<HTMLElement>('[data-column]')?.dataset['column'];

/** One scan: a row of the grid, on narrow screens a card. */
@Component({
  selector: 'sz-scan-row',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CommentEditor,
    CopyButton,
    Icon,
    MarkdownText,
    QuantityText,
    Stars,
    StateBadge,
    TranslocoDirective,
    UploadMarks,
  ],
  templateUrl: './scan-row.html',
  styleUrls: ['./scan-row.css', './scan-card.css', '../../ui/table/pinned-cells.css'],
  host: {
    role: 'row',
    '(click)': 'tapped($event)',
    '(mousedown)': 'pressed($event)',
    '(dblclick)': 'opened($event)',
    '(pointerenter)': 'near.set(true)',
    '(pointerleave)': 'near.set(false)',
    '[attr.data-pid]': 'row().pid',
    '[attr.aria-rowindex]': 'index() + 2',
    '[attr.aria-selected]': 'chosen()',
    '[class.on]': 'selected()',
    '[class.chosen]': 'chosen()',
    '[class.running]': "row().state === 'running'",
    '[class.fresh]': 'fresh()',
    '[class.alone]': 'alone()',
    '[class.edits]': 'editing() !== null',
  },
})
export class ScanRow {
  readonly row = input.required<ScanLogRow>();
  readonly columns = input.required<readonly Placed<Column>[]>();
  readonly index = input.required<number>();
  readonly gridId = input.required<string>();
  /** The row that the keys are at. */
  readonly selected = input(false);
  /** One of those that acts on many are for. */
  readonly chosen = input(false);
  readonly fresh = input(false);
  /** Few others are fresh at the same time. */
  readonly alone = input(true);
  readonly activeColumn = input<string | null>(null);
  readonly editing = input<string | null>(null);
  /** As a card, on a phone. */
  readonly card = input(false);
  readonly decimals = input<ReadonlyMap<string, number>>(new Map());

  readonly columnChosen = output<string>();
  /** Whether a range is meant. */
  readonly picked = output<boolean>();
  readonly edit = output<string>();
  readonly typed = output<string>();
  readonly saved = output<{ text: string; exit: EditorExit }>();
  readonly undone = output();
  readonly rated = output<number | null>();
  readonly upload = output();
  readonly uploadAgain = output<number>();
  readonly view = output<number>();
  readonly details = output();
  readonly settle = output<AnnotationField>();
  readonly filter = output<Partial<ScanLogAddress>>();
  /** The whole of a value that the cell has no room for. */
  readonly unfold = output<string>();

  private readonly annotations = inject(Annotations);
  private readonly allUploads = inject(Uploads);
  private readonly preferences = inject(Preferences);
  private readonly ticker = inject(Ticker);
  private readonly router = inject(Router);
  protected readonly words = inject(Words);

  /** The pointer is over the row. A row that is drawn for another scan starts anew. */
  protected readonly near = linkedSignal({ source: () => this.row().pid, computation: () => false });
  /**
   * Stars to press, copy buttons and their words are only made for the row at hand: they are half of what a row
   * consists of, and scrolling draws hundreds of rows in a second.
   */
  protected readonly lively = computed(() => this.near() || this.selected() || this.card());
  /** Plain links: a router link would parse and compare addresses for every row that scrolls by. */
  protected readonly address = computed(() => `/datasets/${encodeURIComponent(this.row().pid)}`);
  protected readonly cellId = computed(() => `${this.gridId()}-${this.row().pid}-`);
  protected readonly scanName = computed(() => this.row().runNumber ?? this.row().datasetName);
  protected readonly clock = computed(() => clockOf(this.row().startTime ?? 0, this.preferences.timeZone()));
  protected readonly commentEdit = computed(() => this.annotations.of(this.row().pid, 'comment'));
  protected readonly draft = computed(() => this.annotations.draftOf(this.row().pid, 'comment'));
  protected readonly comment = computed(() => String(this.annotations.shown(this.row(), 'comment') ?? ''));
  /** Whose scans `@12` means. */
  protected readonly scope = computed(() => {
    const { proposalIds, instrument } = this.row();
    return { proposal: proposalIds[0] ?? null, instrument };
  });
  /** A picture has no place in a line. */
  protected readonly mayLink = computed(() => MAY_LINK.test(this.comment()) && !this.comment().includes('!['));
  protected readonly rating = computed(() => Number(this.annotations.shown(this.row(), 'dataQualityMetrics')) || null);
  /** So many thumbnails fit beside the number of the others. */
  protected readonly thumbs = computed(() => (this.row().images.length > 2 ? 1 : 2));
  protected readonly uploads = computed(() => this.allUploads.all().filter(({ pid }) => pid === this.row().pid));
  protected readonly share = computed(() => {
    const { pointsDone, pointsTotal } = this.row();
    return pointsTotal ? Math.min(1, (pointsDone ?? 0) / pointsTotal) : null;
  });
  protected readonly percent = computed(() => Math.round((this.share() ?? 0) * 100));
  protected readonly elapsed = computed(() => {
    const { startTime, endTime, state } = this.row();
    if (!startTime || (!endTime && state !== 'running')) return '';
    return duration((endTime ? Date.parse(endTime) : this.ticker.now()) - Date.parse(startTime));
  });
  protected readonly commentTitle = computed(() => {
    const { commentBy, commentAt } = this.row();
    const at = commentAt ? clockOf(commentAt, this.preferences.timeZone()) : null;
    return [this.comment(), commentBy && `${commentBy} · ${at ? `${at.day} ${at.time}` : ''}`]
      .filter(Boolean)
      .join('\n');
  });

  /** By column: what the row has no room for. */
  protected readonly folded = computed((): ReadonlyMap<string, Folded> =>
    foldedBy(this.columns(), (column) => foldedIn(this.row(), column)),
  );

  protected pressed(event: MouseEvent): void {
    const { target } = event;
    // A range of rows is meant, not one of letters.
    if (event.shiftKey && (target as HTMLElement).closest('.pick')) event.preventDefault();
    const column = columnAt(target);
    if (column) this.columnChosen.emit(column);
  }
  protected opened({ target }: Event): void {
    const column = columnAt(target);
    if (column && this.editable(column)) this.edit.emit(column);
  }
  protected tapped(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    if (target.closest('.pick')) return this.picked.emit(event.shiftKey);
    if (target.closest('a') && !target.closest('sz-markdown')) return followLink(event, this.router);
    // A double tap zooms on phones, so there one tap opens the comment.
    const onControl = target.closest('button, textarea') !== null;
    if (this.card() && columnAt(target) === 'comment' && !onControl && this.editable('comment'))
      this.edit.emit('comment');
  }
  protected editable(column: string): boolean {
    return this.row().mayAnnotate && fieldOf(column) !== undefined;
  }
  protected startText(field: AnnotationField): string {
    return this.annotations.draftOf(this.row().pid, field) ?? String(this.annotations.shown(this.row(), field) ?? '');
  }
  protected textOf(column: Column): string {
    if (column.id === 'name') return String(this.annotations.shown(this.row(), 'datasetName') ?? '');
    return column.text?.(this.row()) ?? '';
  }
  protected listOf(column: Column): readonly string[] {
    return column.list?.(this.row()) ?? [];
  }
  /** The head gives way when the cell is narrow, the tail stays: shortened in the middle at any width. */
  protected pathHead(column: Column): string {
    return this.textOf(column).slice(0, -PATH_TAIL);
  }
  protected pathTail(column: Column): string {
    return this.textOf(column).slice(-PATH_TAIL);
  }
  protected sizeOf(size: number): { value: string; unit: string } {
    return bytes(size, this.preferences.language());
  }
  protected timesOf(row: ScanLogRow): string {
    const zone = this.preferences.timeZone();
    const parts = [row.startTime, row.endTime]
      .filter((moment) => moment !== null)
      .map((moment) => clockOf(moment, zone));
    return `${parts.map(({ day, time }) => `${day} ${time}`).join(' – ')} ${zone} ${this.elapsed()}`.trim();
  }
}
