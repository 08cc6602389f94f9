import { BreakpointObserver } from '@angular/cdk/layout';
import type { CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import type { Signal, WritableSignal } from '@angular/core';
import { Injectable, computed, effect, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map } from 'rxjs';
import { Preferences } from '../../core/preferences';
import type { ShownNote } from '../notes/notes';
import { NotesInTable } from '../notes/notes-in-table';
import type { KnownHeights } from '../scroll-strategy';
import { bringIntoView, topsOf } from '../scroll-strategy';
import { ScanLogStore } from '../store';

const NARROW = '(max-width: 700px)';
const HEAD = 30;
const HEIGHTS = { compact: { row: 32, day: 26 }, comfortable: { row: 40, day: 30 }, card: { row: 126, day: 30 } };

/** Where the rows of the scan log stand, and which of them have to be fetched for what is on screen. */
@Injectable()
export class RowPlaces {
  private readonly store = inject(ScanLogStore);
  private readonly notes = inject(NotesInTable);
  private readonly preferences = inject(Preferences);
  readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe(NARROW)
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );
  private readonly heights = computed(() => HEIGHTS[this.narrow() ? 'card' : this.preferences.density()]);
  readonly row = computed(() => this.heights().row);
  readonly day = computed(() => this.heights().day);
  readonly tops = computed(() =>
    topsOf(this.store.items(), (item) => {
      if (item.kind === 'note') return this.ofNote(item.note);
      if (item.kind === 'unloaded') return item.rows * this.row();
      return item.kind === 'group' ? this.day() : this.row();
    }),
  );
  ofNote(note: ShownNote): number {
    return this.notes.heightOf(note, this.row(), this.narrow());
  }
  /** Rows on one screen. */
  page(scroller: HTMLElement): number {
    return Math.max(1, Math.floor(scroller.clientHeight / this.row()) - 2);
  }
  /** Scrolls just so far that the row stands below the header and above the lower edge. */
  reveal(key: string, scroller: HTMLElement): void {
    const items = this.store.items();
    const at = items.findIndex((item) => (item.kind === 'row' || item.kind === 'note') && item.key === key);
    if (at < 0) return;
    const above = items[at - 1]?.kind === 'group' ? this.day() : 0;
    bringIntoView(scroller, this.tops(), at, { above, below: this.narrow() ? 0 : HEAD });
  }

  /** To be called where the table is made. */
  follow(
    viewport: Signal<CdkVirtualScrollViewport | undefined>,
    strategy: KnownHeights,
    sideways: WritableSignal<boolean>,
  ): void {
    const fill = (): void => this.fill(viewport());
    effect(() => {
      this.heights();
      viewport()?.checkViewportSize();
    });
    effect(() => {
      this.tops();
      strategy.renew();
    });
    // Pages may arrive without any scrolling; the screen is filled then too.
    effect((onCleanup) => {
      const { group } = this.store.address();
      if (this.store.loading() !== null || this.store.unloaded() === 0) return;
      // Groups are only whole once everything is there.
      const soon = setTimeout(() => (group ? void this.store.more() : fill()), 20);
      onCleanup(() => clearTimeout(soon));
    });
    effect((onCleanup) => {
      const there = viewport();
      if (!there) return;
      const drawn = there.renderedRangeStream.subscribe(fill);
      const scrolled = there.scrollable.elementScrolled().subscribe((event) => {
        const { scrollTop, scrollLeft } = event.target as HTMLElement;
        this.store.atTop.set(scrollTop < this.row());
        sideways.set(scrollLeft > 0);
      });
      onCleanup(() => {
        drawn.unsubscribe();
        scrolled.unsubscribe();
      });
    });
  }
  /** As long as room for unloaded rows is on screen, the next page is fetched. */
  private fill(viewport: CdkVirtualScrollViewport | undefined): void {
    const end = viewport?.getRenderedRange().end ?? 0;
    if (this.store.items()[end - 1]?.kind === 'unloaded') void this.store.more();
  }
}
