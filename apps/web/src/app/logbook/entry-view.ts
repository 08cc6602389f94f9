import { ChangeDetectionStrategy, Component, computed, forwardRef, inject, input } from '@angular/core';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { part } from '../core/api';
import type { ScanLogRow } from '../core/api-types';
import { Notices } from '../core/notices';
import { Preferences } from '../core/preferences';
import { clockOf } from '../core/time';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { MarkdownText } from '../ui/markdown-text';
import { shown } from '../ui/quantity-text';
import { When } from '../ui/when';
import { asText, TextChanges } from './text-changes';
import type { BookWords, Entry, Settings } from './entries';
import { draftKey, draftOf, IMPORTANCE } from './entries';
import { EntryEditor } from './entry-editor';
import { ScanCard } from './scan-card';
import { WritingDesk } from './writing-desk';

/** One entry with its answers, the scans that it tells of, and what one can do with it. */
@Component({
  selector: 'sz-entry-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    EntryEditor,
    forwardRef(() => EntryView),
    Icon,
    MarkdownText,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    RouterLink,
    ScanCard,
    TextChanges,
    TranslocoDirective,
    When,
  ],
  templateUrl: './entry-view.html',
  styleUrl: './entry-view.css',
})
export class EntryView {
  readonly entry = input.required<Entry>();
  readonly replies = input<readonly Entry[]>([]);
  readonly scans = input.required<ReadonlyMap<string, ScanLogRow>>();
  readonly settings = input<Settings | null>(null);
  readonly known = input<BookWords | null>(null);
  readonly mayWrite = input(false);
  readonly isReply = input(false);
  private readonly notices = inject(Notices);
  private readonly preferences = inject(Preferences);
  protected readonly desk = inject(WritingDesk);
  protected readonly words = inject(Words);
  protected readonly importance = IMPORTANCE;
  protected readonly draftKey = draftKey;
  protected readonly asText = asText;
  protected readonly draft = computed(() => draftOf(this.desk.taken() ?? this.entry()));
  /** Whose scans `@12` means: those of the book. */
  protected readonly scope = computed(() => {
    const { book } = this.entry();
    const name = book.slice(book.indexOf(':') + 1);
    return book.startsWith('proposal:') ? { proposal: name, instrument: null } : { proposal: null, instrument: name };
  });
  protected readonly cards = computed(() => this.entry().datasets.flatMap((pid) => this.scans().get(pid) ?? []));
  protected readonly moreScans = computed(() => this.entry().datasets.length - this.cards().length);
  protected readonly answers = computed(() => {
    const asked = this.settings()?.attributes ?? [];
    const said = (value: unknown): string => {
      if (typeof value === 'boolean') return this.words.say(value ? 'logbook.yes' : 'logbook.no');
      return shown(value, this.preferences.language());
    };
    return Object.entries(this.entry().attributes).map(([name, value]) => {
      const { title = name, unit } = asked.find((one) => one.name === name) ?? {};
      return { name, title, unit, text: said(value) };
    });
  });

  protected timeOf(moment: string): string {
    return clockOf(moment, this.preferences.timeZone()).time.slice(0, 5);
  }
  protected exportLink(format: 'md' | 'html'): string {
    return `/api/v4/logbook/entries/${part(this.entry().id)}/export?format=${format}`;
  }
  protected fileName(ending: string): string {
    return `${
      this.entry()
        .title.replace(/[^\p{L}\p{N}]+/gu, '-')
        .slice(0, 60) || 'entry'
    }.${ending}`;
  }
  protected async copyLink(): Promise<void> {
    const { book, id } = this.entry();
    const query = new URLSearchParams({ book, entry: id }).toString();
    await navigator.clipboard.writeText(`${location.origin}/logbook?${query}`);
    this.notices.say(this.words.say('logbook.copied'));
  }
}
