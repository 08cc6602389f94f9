import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Ticker } from '../core/ticker';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import { KnownInstruments } from '../instruments/known-instruments';
import { RecordDatasets } from '../records/record-datasets';
import { RecordMissing } from '../records/record-missing';
import { RecordPictures } from '../records/record-pictures';
import { RecordSaver } from '../records/record-saver';
import type { Proposal, Sample } from '../records/record-types';
import { fullName } from '../records/record-types';
import { Rights } from '../records/rights';
import { pageOf } from '../records/where';
import { CopyButton } from '../ui/copy-button';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import { MetadataTree } from '../ui/metadata-tree';
import { When } from '../ui/when';
import { Periods } from './periods';
import { PROPOSAL_FIELDS, proposalForm } from './proposal-form';
import { instrumentsOf, investigatorOf, spanOf, stateOf } from './proposal-state';
import { ProposalTeam } from './proposal-team';
import { ProposalStateBadge } from './proposal-state-badge';

const TABS = ['overview', 'datasets', 'samples', 'attachments', 'details'] as const;
type Tab = (typeof TABS)[number];
const MOST_PARTS = 200;

/** A proposal: what it is about, when and where it measures, and what came out of it. */
@Component({
  selector: 'sz-proposal-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CopyButton,
    Empty,
    Icon,
    MetadataTree,
    Periods,
    ProposalStateBadge,
    ProposalTeam,
    RecordDatasets,
    RecordMissing,
    RecordPictures,
    RouterLink,
    TranslocoDirective,
    When,
  ],
  templateUrl: './proposal.page.html',
  styleUrl: '../records/record-page.css',
})
export class ProposalPage {
  readonly id = input.required<string>();
  /** Which part is open, and which page of its datasets; from the address. */
  readonly tab = input<string>();
  readonly page = input<string>();
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly saver = inject(RecordSaver);
  private readonly session = inject(Session);
  private readonly ticker = inject(Ticker);
  protected readonly instruments = inject(KnownInstruments);
  protected readonly rights = inject(Rights);
  protected readonly words = inject(Words);
  protected readonly tabs = TABS;
  protected readonly pageOf = pageOf;
  protected readonly investigatorOf = investigatorOf;
  protected readonly instrumentsOf = instrumentsOf;
  protected readonly fullName = fullName;
  protected readonly shownTab = computed<Tab>(() => TABS.find((one) => one === this.tab()) ?? 'overview');

  private readonly asked = computed(() => ({ id: this.id(), user: this.session.lastUser()?.id ?? '' }), {
    equal: (a, b) => a.id === b.id && a.user === b.user,
  });
  protected readonly proposal = loaded(
    () => this.asked(),
    async ({ id }, signal) => {
      await this.session.load();
      const found = await this.api.get<Proposal>(`/api/v3/proposals/${part(id)}`, {}, signal);
      this.changed.set(null);
      return found;
    },
  );
  private readonly changed = signal<Proposal | null>(null);
  protected readonly shown = computed(() => this.changed() ?? this.proposal.value());
  protected readonly samples = loaded(
    () => (this.proposal.value() ? this.asked() : null),
    ({ id }, signal) => {
      const filter = { where: { proposalId: id }, limits: { limit: MOST_PARTS, order: 'sampleId:asc' } };
      return this.api.get<Sample[]>('/api/v3/samples', { filter: JSON.stringify(filter) }, signal);
    },
  );
  /** The proposal that this one goes on from, and those that go on from it. */
  protected readonly related = loaded(
    () => (this.proposal.value() ? this.asked() : null),
    ({ id }, signal) => {
      const parent = this.proposal.value()?.parentProposalId;
      const where = { or: [{ parentProposalId: id }, ...(parent ? [{ proposalId: parent }] : [])] };
      const filters = { where, fields: ['proposalId', 'title', 'parentProposalId'], limits: { limit: 50 } };
      return this.api.get<Proposal[]>('/api/v3/proposals', { filters: JSON.stringify(filters) }, signal);
    },
  );
  protected readonly where = computed(() => ({ proposalIds: this.id() }));
  protected readonly state = computed(() => {
    const found = this.shown();
    return found ? stateOf(found, Math.floor(this.ticker.now() / 60_000) * 60_000) : null;
  });
  protected readonly span = computed(() => {
    const found = this.shown();
    const span = found && spanOf(found);
    return span && { start: new Date(span.start).toISOString(), end: new Date(span.end).toISOString() };
  });
  protected readonly metadata = computed(() => this.shown()?.metadata ?? {});
  /** What the user office said when it took the proposal back. */
  protected readonly withdrawn = computed(() => {
    const told = this.metadata()['withdrawn'] as { reason?: string } | undefined;
    return told ? { reason: told.reason ?? '' } : null;
  });
  protected readonly hasMetadata = computed(() => Object.keys(this.metadata()).length > 0);
  protected readonly json = computed(() => JSON.stringify(this.shown(), null, 2));
  private readonly counts = signal<Partial<Record<Tab, number>>>({});

  constructor() {
    this.instruments.load();
    const titles = inject(Titles);
    effect(() => {
      const found = this.shown();
      titles.set(found?.title ?? this.words.say('proposal.title'), found?.proposalId ?? '');
    });
  }
  protected note(tab: Tab, count: number): void {
    this.counts.update((counts) => ({ ...counts, [tab]: count }));
  }
  protected countOf(tab: Tab): number | null {
    if (tab === 'datasets') return this.counts().datasets ?? this.shown()?.numberOfDatasets ?? 0;
    if (tab === 'samples') return this.samples.value()?.length ?? null;
    return tab === 'attachments' ? (this.counts().attachments ?? null) : null;
  }

  protected async edit(before: Proposal): Promise<void> {
    const { openRecordForm } = await import('../records/record-form.dialog');
    const data = proposalForm(before, this.words, this.instruments, async (changes) => {
      if (Object.keys(changes).length === 0) return true;
      const path = `/api/v3/proposals/${part(before.proposalId)}`;
      const label = (name: string): string => PROPOSAL_FIELDS.find((one) => one.name === name)?.label ?? name;
      const saved = (record: Proposal): void => this.changed.set(record);
      return (await this.saver.save({ path, before, changes, label, saved })) !== null;
    });
    openRecordForm(this.dialogs, data);
  }
}
