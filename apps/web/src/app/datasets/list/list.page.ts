import { BreakpointObserver } from '@angular/cdk/layout';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  ViewContainerRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatDialog } from '@angular/material/dialog';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { map } from 'rxjs';
import { Session } from '../../core/session';
import { Words } from '../../core/words';
import { KnownInstruments } from '../../instruments/known-instruments';
import type { ColumnsData } from '../../ui/columns/columns.dialog';
import { Empty } from '../../ui/empty';
import { Chip } from '../../ui/chip';
import { Icon } from '../../ui/icon';
import { PrintTable } from '../../ui/table/print-table';
import { ProblemPanel } from '../../ui/problem-panel';
import { BulkBar } from '../../ui/selection/bulk-bar';
import { ChosenRows } from '../../ui/selection/chosen-rows';
import { Selection } from '../../ui/selection/selection';
import type { ListAddress } from './address';
import { filtersOf, readAddress, withoutFilters, writeAddress } from './address';
import { ChosenDatasets } from './bulk/chosen-datasets';
import { FORMATS, exportAddress } from './bulk/export';
import { KeyCompletion } from './completion';
import { SearchWords } from './labels';
import { columnChoice } from './columns';
import { ListPages } from './pages';
import { DatasetPreview } from './preview';
import { FilterRail } from './rail/filter-rail';
import type { FiltersData } from './rail/filters.dialog';
import type { Scope } from './search';
import { SCOPES } from './search';
import { DatasetListStore } from './store';
import { DatasetTable } from './table/dataset-table';
import { takeApart } from './typed';
import { OpenView } from '../../ui/views/open-view';
import { ViewMenu } from '../../ui/views/view-menu';
import { SavedLists, canonical, keptOf, linkTo } from './views';

const LOOKS: ReadonlySet<string> = new Set(['columns', 'layout', 'view', 'page'] satisfies (keyof ListAddress)[]);
const TYPING_MS = 300;
const RAIL_KEY = 'scizoo.list.rail';

/** Finding datasets: one search box, filters with counts, saved views, and acts on many at once. */
@Component({
  selector: 'sz-dataset-list-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    BulkBar,
    DatasetPreview,
    DatasetTable,
    Empty,
    FilterRail,
    Chip,
    Icon,
    ListPages,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    PrintTable,
    ProblemPanel,
    RouterLink,
    TranslocoDirective,
    ViewMenu,
  ],
  templateUrl: './list.page.html',
  styleUrl: './list.page.css',
  providers: [
    DatasetListStore,
    KeyCompletion,
    OpenView,
    SearchWords,
    Selection,
    ChosenDatasets,
    { provide: ChosenRows, useExisting: ChosenDatasets },
  ],
})
export class DatasetListPage {
  protected readonly store = inject(DatasetListStore);
  protected readonly selection = inject(Selection);
  protected readonly chosen = inject(ChosenDatasets);
  protected readonly session = inject(Session);
  private readonly views = inject(SavedLists);
  private readonly openView = inject(OpenView);
  private readonly instruments = inject(KnownInstruments);
  protected readonly words = inject(Words);
  protected readonly said = inject(SearchWords);
  protected readonly completion = inject(KeyCompletion);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly dialogs = inject(MatDialog);
  private readonly place = inject(ViewContainerRef);
  private readonly table = viewChild(DatasetTable);
  private readonly box = viewChild<ElementRef<HTMLInputElement>>('box');
  protected readonly scopes = SCOPES;
  protected readonly formats = FORMATS;
  protected readonly lines = Array.from({ length: 14 }, (_, at) => at);
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 900px)')
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );
  protected readonly rail = signal(localStorage.getItem(RAIL_KEY) !== 'folded');
  protected readonly preview = signal(false);
  protected readonly previewed = computed(() => (this.preview() ? this.store.rowOf(this.store.at()) : undefined));
  protected readonly active = computed(() => filtersOf(this.store.address()));
  protected readonly countText = computed(() => {
    const counts = this.store.counts();
    if (!counts) return '';
    return this.words.many(counts.capped ? 'list.countCapped' : 'list.count', this.store.total());
  });
  private readonly ready = signal(false);
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.store.address.set(readAddress(this.route.snapshot.queryParams));
    this.route.queryParams.pipe(takeUntilDestroyed()).subscribe((query) => {
      const address = readAddress(query);
      if (JSON.stringify(address) !== JSON.stringify(this.store.address())) this.store.address.set(address);
    });
    effect(() => {
      this.session.lastUser();
      this.store.query();
      if (this.ready() && !this.session.ended()) untracked(() => void this.store.load());
    });
    effect(() => {
      this.session.lastUser();
      this.store.search();
      if (this.ready() && !this.session.ended()) untracked(() => void this.store.count());
    });
    effect(() => {
      this.store.order();
      this.store.page();
      untracked(() => this.table()?.toTop());
    });
    this.instruments.load();
    void this.open();
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.typing);
      this.store.stop();
    });
  }
  private async open(): Promise<void> {
    const { address } = this.store;
    const bare = address().view === null && keptOf(address(), 'own') === '';
    await this.openView.start(
      {
        store: this.views,
        key: () => address().view,
        now: (kind) => keptOf(address(), kind),
        canonical,
        linkTo: (view) => linkTo(address(), view),
        go: (queryParams, replaceUrl) => {
          address.set(readAddress(queryParams));
          void this.router.navigate([], { relativeTo: this.route, queryParams, replaceUrl });
        },
        rekey: (view) => this.change({ view }, true),
        instrument: () => this.instrument(),
      },
      bare,
    );
    await Promise.race([this.session.load(), new Promise((done) => setTimeout(done, 400))]);
    this.ready.set(true);
  }
  private instrument(): string | null {
    const chosen = this.store.address().filters.instrumentIds ?? [];
    return chosen.length === 1 ? (this.instruments.of(chosen[0] ?? '')?.uniqueName ?? null) : null;
  }

  // ---- the address is the state
  protected change(part: Partial<ListAddress>, replaceUrl = false): void {
    // Another result begins with its first page; how it looks does not matter.
    const isLook = Object.keys(part).every((name) => LOOKS.has(name));
    this.store.address.update((address) => ({ ...address, ...(!isLook && { page: 1 }), ...part }));
    const queryParams = writeAddress(this.store.address());
    void this.router.navigate([], { relativeTo: this.route, queryParams, replaceUrl });
  }
  /** A condition that is being finished is one step back, not one for each of its fields. */
  protected filter(part: Partial<ListAddress>): void {
    const { length } = this.store.address().conditions;
    this.change(part, part.conditions !== undefined && length > 0 && part.conditions.length === length);
  }
  protected clear(): void {
    this.change(withoutFilters(this.store.address()));
  }
  protected type(field: HTMLInputElement): void {
    clearTimeout(this.typing);
    this.completion.complete(field.value);
    const { conditions } = takeApart(field.value);
    // A comparison is taken when it is finished, not while it is being written.
    if (conditions.length > 0) return;
    this.typing = setTimeout(() => {
      const { text } = this.store.address();
      const now = field.value.trim();
      if (now !== text) this.change({ text: now }, text !== '' && now !== '');
    }, TYPING_MS);
  }
  protected enter(field: HTMLInputElement): void {
    clearTimeout(this.typing);
    const { text, conditions } = takeApart(field.value);
    field.value = text;
    if (conditions.length > 0 || text !== this.store.address().text)
      this.change({ text, conditions: [...this.store.address().conditions, ...conditions] });
    if (conditions.length === 0) this.table()?.focus();
  }
  protected leaveBox(field: HTMLInputElement): void {
    if (field.value === '') return this.table()?.focus();
    field.value = '';
    this.type(field);
  }
  protected scopeOf(value: string): Scope | null {
    const scope = SCOPES.find((one) => one === value) ?? null;
    return scope === 'all' ? null : scope;
  }
  protected exportOf(format: (typeof FORMATS)[number]): string {
    return exportAddress(this.store.query(), format);
  }
  protected here(): string {
    return this.router.url;
  }
  protected toggleRail(): void {
    if (this.narrow()) return void this.showFilters();
    this.rail.update((open) => !open);
    localStorage.setItem(RAIL_KEY, this.rail() ? 'open' : 'folded');
  }
  protected onPageKey(key: 'search' | 'columns' | 'preview' | 'escape'): void {
    if (key === 'search') this.box()?.nativeElement.select();
    else if (key === 'columns') void this.chooseColumns();
    else if (key === 'preview') this.preview.update((open) => !open);
    else if (this.preview()) this.preview.set(false);
    else this.selection.clear();
  }
  protected closePreview(): void {
    this.preview.set(false);
    this.table()?.focus();
  }

  // ---- dialogs
  private async showFilters(): Promise<void> {
    const { FiltersDialog } = await import('./rail/filters.dialog');
    const data: FiltersData = { change: (part) => this.filter(part), clear: () => this.clear() };
    this.dialogs.open(FiltersDialog, { data, viewContainerRef: this.place, width: '420px', autoFocus: 'dialog' });
  }
  protected async chooseColumns(): Promise<void> {
    const { ColumnsDialog } = await import('../../ui/columns/columns.dialog');
    const data: ColumnsData = {
      ...columnChoice,
      columns: this.store.columnIds(),
      keys: (text) => this.store.keys(text),
      sample: (keys) => this.store.sample(keys),
      apply: (columns) => this.change({ columns }, true),
      reset: () => this.change({ columns: null, layout: null }, true),
    };
    this.dialogs.open(ColumnsDialog, { data, width: '780px' });
  }
}
