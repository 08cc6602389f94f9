import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Preferences } from '../core/preferences';
import { clockOf } from '../core/time';
import { Words } from '../core/words';
import { When } from '../ui/when';
import type { EntryList } from './entry-list';
import type { Entry } from './entries';
import { byDay } from './entries';
import { noteText, noteTitle } from './note-words';
import { ScanCard } from './scan-card';

/** What the beamline notes by itself, paged apart from what people write. */
@Component({
  selector: 'sz-machine-notes',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ScanCard, TranslocoDirective, When],
  template: `<section *transloco="let t" [attr.aria-label]="t('logbook.notes')">
    <header>
      <h2>{{ t('logbook.notes') }}</h2>
      <button type="button" class="btn plain" (click)="hidden.emit()">{{ t('logbook.hideNotes') }}</button>
    </header>
    @if (list().problem(); as problem) {
      <p class="dim" role="alert">
        {{ t('logbook.notesFailed') }} {{ words.ofProblem(problem) }}
        <button type="button" class="btn plain" (click)="list().again()">{{ t('act.again') }}</button>
      </p>
    } @else if (list().isKnown()) {
      @for (day of days(); track day.day) {
        <h3>{{ day.day }}</h3>
        @for (note of day.entries; track note.id) {
          <article [id]="note.id" [class.weighs]="note.importance !== 'normal'" [attr.data-note]="note.id">
            <p class="what">
              <sz-when [moment]="note.createdAt" parts="time" />
              <span class="mono">{{ titleOf(note) }}</span>
            </p>
            @if (!isSaidBelow(note)) {
              <p class="dim">{{ textOf(note) }}</p>
            }
            @for (pid of note.datasets; track pid) {
              @if (list().scans().get(pid); as scan) {
                <sz-scan-card [scan]="scan" [bare]="true" />
              }
            }
          </article>
        }
      } @empty {
        <p class="dim">{{ t('logbook.noNotes') }}</p>
      }
      @if (list().next()) {
        <button type="button" class="btn" [disabled]="list().busy()" (click)="list().more()">
          {{ t('logbook.earlierNotes') }}
        </button>
      }
      @if (list().moreProblem(); as problem) {
        <p class="dim" role="alert">{{ words.ofProblem(problem) }}</p>
      }
    } @else {
      <div class="waits" role="status" [attr.aria-label]="t('logbook.loading')">
        @for (n of [1, 2, 3]; track n) {
          <span class="skeleton"></span>
        }
      </div>
    }
  </section>`,
  styles: `
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 8px;
    }
    h2 {
      font-size: 13px;
    }
    h3 {
      margin: 12px 0 2px;
      padding-bottom: 3px;
      border-bottom: 1px solid var(--line);
      color: var(--dim);
      font-size: 12px;
      font-weight: 500;
      font-variant-numeric: tabular-nums;
    }
    article {
      padding: 6px 0 8px;
      border-bottom: 1px solid var(--line);
      font-size: 12px;
    }
    article:target {
      box-shadow: -3px 0 0 var(--accent);
      padding-left: 8px;
    }
    .weighs {
      box-shadow: -3px 0 0 var(--warn);
      padding-left: 8px;
    }
    .what {
      display: flex;
      gap: 8px;
      align-items: baseline;
    }
    .what .mono {
      overflow-wrap: anywhere;
    }
    sz-when {
      color: var(--dim);
      font-variant-numeric: tabular-nums;
    }
    .waits {
      display: grid;
      gap: 14px;
      margin-top: 12px;
    }
    .btn:not(.plain) {
      margin-top: 10px;
    }
    @media print {
      .btn {
        display: none;
      }
    }
  `,
})
export class MachineNotes {
  readonly list = input.required<EntryList>();
  readonly hidden = output();
  private readonly preferences = inject(Preferences);
  protected readonly words = inject(Words);
  protected titleOf = (note: Entry): string => noteTitle(this.words, note);
  protected textOf = (note: Entry): string => noteText(this.words, note);
  /** The card of the scan tells its state, in the reader's language. */
  protected isSaidBelow({ text, datasets }: Entry): boolean {
    return datasets.some((pid) => this.list().scans().get(pid)?.state === text);
  }
  protected readonly days = computed(() => {
    const zone = this.preferences.timeZone();
    return byDay(this.list().entries(), (moment) => clockOf(moment, zone).day);
  });
}
