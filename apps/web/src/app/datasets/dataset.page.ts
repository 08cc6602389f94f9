import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  afterRenderEffect,
  computed,
  effect,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Dataset } from '../core/api-types';
import { bytes } from '../core/numbers';
import { Preferences } from '../core/preferences';
import { Session } from '../core/session';
import { duration } from '../core/time';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import { KnownInstruments } from '../instruments/known-instruments';
import { CopyButton } from '../ui/copy-button';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import { leavesOf, nodesOf } from '../ui/metadata';
import { ProblemPanel } from '../ui/problem-panel';
import { ScanFlags } from '../ui/scan-flags';
import { Stars } from '../ui/stars';
import { StateBadge } from '../ui/state-badge';
import { When } from '../ui/when';
import type { DetailsData } from './editing/details.dialog';
import { DatasetFiles } from './files';
import { Neighbours } from './neighbours';
import { OpenDataset } from './open-dataset';
import { ScanOfDataset } from './scan-of-dataset';
import { DatasetAccessTab } from './tabs/access';
import { DatasetAttachments } from './tabs/attachments';
import { DatasetHistory } from './tabs/history';
import { DatasetJson } from './tabs/json';
import { DatasetMetadata } from './tabs/metadata';
import { DatasetOverview } from './tabs/overview';
import { DatasetRelations } from './tabs/relations';

const TABS = ['overview', 'metadata', 'files', 'images', 'relations', 'history', 'access', 'json'] as const;
type Tab = (typeof TABS)[number];
/** What concerns only people with an account. */
const SIGNED_IN: readonly Tab[] = ['history', 'access'];

/** A dataset: what it is, its metadata and files, where it belongs, who changed it and who may read it. */
@Component({
  selector: 'sz-dataset-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CopyButton,
    DatasetAccessTab,
    DatasetAttachments,
    DatasetFiles,
    DatasetHistory,
    DatasetJson,
    DatasetMetadata,
    DatasetOverview,
    DatasetRelations,
    Empty,
    Icon,
    ProblemPanel,
    RouterLink,
    ScanFlags,
    Stars,
    StateBadge,
    TranslocoDirective,
    When,
  ],
  templateUrl: './dataset.page.html',
  styleUrl: './dataset.page.css',
  providers: [OpenDataset, ScanOfDataset, Neighbours],
})
export class DatasetPage {
  readonly pid = input.required<string>();
  /** Which part is open; from the address. */
  readonly tab = input<string>();
  private readonly preferences = inject(Preferences);
  private readonly known = inject(KnownInstruments);
  private readonly router = inject(Router);
  private readonly dialogs = inject(MatDialog);
  protected readonly open = inject(OpenDataset);
  protected readonly scan = inject(ScanOfDataset);
  protected readonly neighbours = inject(Neighbours);
  protected readonly session = inject(Session);
  protected readonly words = inject(Words);
  private readonly tabBar = viewChild<ElementRef<HTMLElement>>('tabBar');
  protected readonly tabs = computed(() =>
    TABS.filter((one) => !SIGNED_IN.includes(one) || this.session.lastUser() !== null),
  );
  protected readonly shownTab = computed<Tab>(() => this.tabs().find((one) => one === this.tab()) ?? 'overview');
  protected readonly dataset = this.open.dataset;
  protected readonly problem = this.open.found.problem;
  protected readonly instruments = computed(() => this.known.distinct(this.dataset()?.instrumentIds ?? []));
  private readonly entries = computed(() => leavesOf(nodesOf(this.dataset()?.scientificMetadata ?? {}).shown).length);

  constructor() {
    this.known.load();
    // The first effect, so that everything after it asks for the dataset of this address.
    effect(() => this.open.pid.set(this.pid()));
    // On a phone not all tabs fit; the open one is brought into sight.
    afterRenderEffect(() => {
      this.shownTab();
      const open = this.tabBar()?.nativeElement.querySelector('[aria-current]');
      open?.scrollIntoView?.({ block: 'nearest', inline: 'center' });
    });
    const titles = inject(Titles);
    effect(() => {
      const found = this.dataset();
      titles.set(found?.datasetName ?? this.words.say('dataset.title'), found?.proposalIds?.[0] ?? '');
    });
  }

  protected here(): string {
    return this.router.url;
  }
  protected typeKey(type: string): string {
    return ['raw', 'derived'].includes(type) ? type : 'other';
  }
  protected countOf(tab: Tab): number | null {
    if (tab === 'metadata') return this.entries();
    if (tab === 'files') return this.dataset()?.numberOfFiles ?? 0;
    // Attachments without a picture are not counted: nothing is said rather than none.
    return tab === 'images' ? this.scan.images().length || null : null;
  }
  protected durationOf({ startTime, endTime }: Dataset): string {
    return duration(Date.parse(endTime ?? '') - Date.parse(startTime ?? ''));
  }
  protected sizeOf(size: number): string {
    const { value, unit } = bytes(size, this.preferences.language());
    return `${value} ${unit}`;
  }
  protected async edit(dataset: Dataset): Promise<void> {
    const { DetailsDialog } = await import('./editing/details.dialog');
    const data: DetailsData = { open: this.open, dataset };
    this.dialogs.open(DetailsDialog, { data, width: '560px' });
  }
}
