import { BreakpointObserver } from '@angular/cdk/layout';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { map } from 'rxjs';
import type { ScanLogRow } from '../core/api-types';
import { Notices } from '../core/notices';
import { Session } from '../core/session';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import { ProblemPanel } from '../ui/problem-panel';
import { PrintTable } from '../ui/table/print-table';
import { BulkBar } from '../ui/selection/bulk-bar';
import { ChosenRows } from '../ui/selection/chosen-rows';
import { Selection } from '../ui/selection/selection';
import type { Arrangement } from '../ui/table/table-head';
import type { ScanLogAddress } from './address';
import { BARE, NO_FILTERS, filtersOf, readAddress, writeAddress } from './address';
import { Annotations } from './annotations';
import { ChosenScans } from './chosen-scans';
import { ScanDrawer } from './drawer/drawer';
import { DrawerWidth } from './drawer/drawer-width';
import { LiveStream } from './live';
import { NoteActs } from './notes/note-acts';
import { idOfNote, noteKey } from './notes/notes';
import { ScanLogDialogs } from './page-dialogs';
import { ScanLogStore } from './store';
import type { PageKey } from './table/scan-keys';
import { ScanTable } from './table/scan-table';
import { ScanToolbar } from './toolbar/toolbar';
import { Uploads, imagesIn } from './uploads';
import { OpenView } from '../ui/views/open-view';
import { SavedViews, canonical, keptOf, linkTo } from './views';

const ADDRESS_MS = 200;

/** SciToad: the log that fills itself while the beamline measures. */
@Component({
  selector: 'sz-scan-log-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BulkBar, Empty, Icon, PrintTable, ProblemPanel, ScanDrawer, ScanTable, ScanToolbar, TranslocoDirective],
  templateUrl: './scan-log.page.html',
  styleUrl: './scan-log.page.css',
  providers: [
    ScanLogStore,
    LiveStream,
    OpenView,
    NoteActs,
    ScanLogDialogs,
    Selection,
    ChosenScans,
    { provide: ChosenRows, useExisting: ChosenScans },
  ],
  host: { '(document:paste)': 'paste($event)' },
})
export class ScanLogPage {
  protected readonly store = inject(ScanLogStore);
  protected readonly words = inject(Words);
  protected readonly noteActs = inject(NoteActs);
  protected readonly dialogs = inject(ScanLogDialogs);
  protected readonly selection = inject(Selection);
  protected readonly chosen = inject(ChosenScans);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly uploads = inject(Uploads);
  private readonly views = inject(SavedViews);
  private readonly openView = inject(OpenView);
  private readonly notices = inject(Notices);
  protected readonly table = viewChild(ScanTable);
  private readonly toolbar = viewChild(ScanToolbar);
  protected readonly lines = Array.from({ length: 14 }, (_, at) => at);
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 1000px)')
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );
  protected readonly width = new DrawerWidth();
  protected readonly selected = computed(() => this.store.rowOf(this.store.address().selected));
  protected readonly open = computed(() => this.store.address().drawer && this.selected() !== undefined);
  protected readonly active = computed(() => filtersOf(this.store.address()));
  private addressTimer: ReturnType<typeof setTimeout> | undefined;
  private ready = signal(false);

  constructor() {
    const destroyed = inject(DestroyRef);
    this.store.address.set(readAddress(this.route.snapshot.queryParams));
    this.route.queryParams.pipe(takeUntilDestroyed()).subscribe((query) => {
      const address = readAddress(query);
      if (this.addressTimer === undefined && JSON.stringify(address) !== JSON.stringify(this.store.address()))
        this.store.address.set(address);
    });
    inject(Annotations)
      .saved.pipe(takeUntilDestroyed())
      .subscribe((row) => this.store.take(row));
    this.uploads.done.pipe(takeUntilDestroyed()).subscribe(({ pid, image }) => {
      const note = idOfNote(pid);
      if (note === undefined) this.store.setImage(pid, image);
      else this.store.notes.setImage(note, image);
    });
    this.uploads.removed.pipe(takeUntilDestroyed()).subscribe(({ pid, aid }) => {
      const note = idOfNote(pid);
      if (note === undefined) this.store.dropImage(pid, aid);
      else this.store.notes.dropImage(note, aid);
    });
    this.followQuery(inject(Session));
    this.nameTab(inject(Titles));
    void this.openViews();
    destroyed.onDestroy(() => {
      clearTimeout(this.addressTimer);
      this.store.stop();
    });
  }
  private async openViews(): Promise<void> {
    const { address } = this.store;
    const bare = address().view === null && keptOf(address()) === '';
    await this.openView.start(
      {
        store: this.views,
        key: () => address().view,
        now: () => keptOf(address()),
        canonical,
        linkTo: (view) => linkTo(address(), view),
        go: (queryParams, replaceUrl) => {
          address.set(readAddress(queryParams));
          void this.router.navigate([], { relativeTo: this.route, queryParams, replaceUrl });
        },
        rekey: (view) => this.arrange({ view }),
        instrument: () => address().instrument,
      },
      bare,
    );
    this.ready.set(true);
  }
  private followQuery(session: Session): void {
    effect(() => {
      this.store.query();
      if (!this.ready() || session.ended()) return;
      untracked(() => void this.store.load());
    });
    const stream = computed(() => {
      const { instrument, proposal, columns } = this.store.query();
      return JSON.stringify([instrument, proposal, columns, session.user()?.id]);
    });
    effect(() => {
      stream();
      if (this.ready() && session.user()) untracked(() => this.store.listen());
    });
  }
  private nameTab(titles: Titles): void {
    effect(() => {
      const row = this.selected();
      const { proposal, drawer } = this.store.address();
      const scan = row && drawer ? this.words.say('drawer.scan', { scan: row.runNumber ?? row.datasetName }) : '';
      titles.set(scan || this.words.say('scanLog.title'), proposal ?? '');
    });
  }

  // ---- the address is the state
  protected change(part: Partial<ScanLogAddress>): void {
    this.store.address.update((address) => ({ ...address, ...part }));
    const lasting = Object.keys(part).some((name) => name !== 'selected' && name !== 'drawer');
    this.writeSoon(lasting);
  }
  /** The same for dialogs, which have no page. */
  protected readonly changed = (part: Partial<ScanLogAddress>): void => this.change(part);
  /** Columns are no place to go back to. */
  protected arrange(part: Arrangement & { view?: string }): void {
    this.store.address.update((address) => ({ ...address, ...part }));
    this.writeSoon(false);
  }
  private writeSoon(lasting: boolean): void {
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(
      () => {
        this.addressTimer = undefined;
        // Somebody is on the way to another page; noting the selected row must not call them back.
        if (this.router.currentNavigation()) return this.writeSoon(false);
        void this.router.navigate([], {
          relativeTo: this.route,
          queryParams: writeAddress(this.store.address()),
          replaceUrl: !lasting,
        });
      },
      lasting ? 0 : ADDRESS_MS,
    );
  }
  protected select(pid: string): void {
    this.change({ selected: pid });
  }
  protected clearFilters(): void {
    const { text, range, from, till } = BARE;
    this.change({ ...NO_FILTERS, text, range, from, till });
  }

  // ---- drawer
  protected openDrawer(pid: string): void {
    this.change({ selected: pid, drawer: true });
  }
  protected closeDrawer(): void {
    this.change({ drawer: false });
    this.table()?.focus();
  }

  // ---- acts
  protected onPageKey(key: PageKey): void {
    if (key === 'filter') this.toolbar()?.focusFind();
    else if (key === 'columns') this.chooseColumns();
    else if (key === 'pause') this.togglePause();
    else if (key === 'drawer' && this.selected()) this.change({ drawer: !this.store.address().drawer });
    else if (key === 'escape') this.leave();
  }
  /** One layer after the other. */
  private leave(): void {
    if (this.open()) this.change({ drawer: false });
    else this.selection.clear();
  }
  protected chooseColumns(): void {
    void this.dialogs.columns((part) => this.change(part));
  }
  protected togglePause(): void {
    this.store.paused.update((paused) => !paused);
    if (!this.store.paused()) this.store.release();
  }
  protected showNew(): void {
    this.table()?.toTop();
    this.store.release();
    this.table()?.focus();
  }
  protected comment(row: ScanLogRow): void {
    if (this.narrow()) this.change({ drawer: false });
    this.table()?.startEdit(row, 'comment');
  }
  protected paste(event: ClipboardEvent): void {
    if (this.dialogs.isOpen()) return;
    const images = imagesIn(event.clipboardData);
    if (images.length === 0) return this.pasteText(event);
    event.preventDefault();
    const key = this.store.address().selected;
    const note = this.store.shownNotes().find(({ id }) => id === idOfNote(key));
    const row = this.selected();
    if (note && key) return void (note.mayWrite && this.table()?.notes.addPictures(key, images));
    if (!row) this.notices.say(this.words.say('upload.chooseRow'));
    else if (!row.mayAnnotate) this.notices.say(this.words.say('upload.mayNot'));
    else this.uploads.add(row.pid, images);
  }
  /** Cells of a spreadsheet, put on the active cell: shown first, changed then. */
  private pasteText(event: ClipboardEvent): void {
    const target = this.table()?.pasteTarget();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!target || text.trim() === '') return;
    event.preventDefault();
    void this.dialogs.paste({ text, ...target });
  }
  /** After the selected scan, or now; the empty row is open for typing. */
  protected writeNote(where: 'here' | 'now'): void {
    const id = this.noteActs.start(where);
    if (id === undefined) return this.notices.say(this.words.say('note.mayNot'));
    this.change({ selected: noteKey(id), drawer: this.narrow() ? false : this.store.address().drawer });
    // Once the table is there: in an empty log it comes with the first note.
    setTimeout(() =>
      where === 'now' && !this.store.atTop() ? this.table()?.toTop() : this.table()?.reveal(noteKey(id)),
    );
  }
}
