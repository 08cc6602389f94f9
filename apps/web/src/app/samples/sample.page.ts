import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import type { Values } from '../records/form-fields';
import { RecordDatasets } from '../records/record-datasets';
import type { RecordForm } from '../records/record-form.dialog';
import { RecordMissing } from '../records/record-missing';
import { RecordPictures } from '../records/record-pictures';
import { RecordSaver } from '../records/record-saver';
import type { Sample } from '../records/record-types';
import { Rights } from '../records/rights';
import { pageOf } from '../records/where';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { humanKey, quantityOf } from '../ui/metadata';
import { MetadataTree } from '../ui/metadata-tree';
import { When } from '../ui/when';
import { safetyNotes } from './characteristics';
import { NewSample } from './new-sample';
import { copyOf, editForm, labelOf } from './sample-form';

const TABS = ['overview', 'datasets', 'pictures', 'json'] as const;
type Tab = (typeof TABS)[number];
const MOST_CHILDREN = 100;

/** A sample: what it is, what one must know before touching it, and what was measured on it. */
@Component({
  selector: 'sz-sample-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CopyButton,
    Icon,
    MetadataTree,
    RecordDatasets,
    RecordMissing,
    RecordPictures,
    RouterLink,
    TranslocoDirective,
    When,
  ],
  templateUrl: './sample.page.html',
  styleUrl: '../records/record-page.css',
})
export class SamplePage {
  readonly id = input.required<string>();
  /** Which part is open, and which page of its datasets; from the address. */
  readonly tab = input<string>();
  readonly page = input<string>();
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly newSample = inject(NewSample);
  private readonly saver = inject(RecordSaver);
  private readonly session = inject(Session);
  protected readonly rights = inject(Rights);
  protected readonly words = inject(Words);
  protected readonly tabs = TABS;
  protected readonly pageOf = pageOf;
  protected readonly humanKey = humanKey;
  protected readonly shownTab = computed<Tab>(() => TABS.find((one) => one === this.tab()) ?? 'overview');

  private readonly asked = computed(() => ({ id: this.id(), user: this.session.lastUser()?.id ?? '' }), {
    equal: (a, b) => a.id === b.id && a.user === b.user,
  });
  protected readonly sample = loaded(
    () => this.asked(),
    async ({ id }, signal) => {
      await this.session.load();
      const found = await this.api.get<Sample>(`/api/v3/samples/${part(id)}`, {}, signal);
      this.changed.set(null);
      return found;
    },
  );
  private readonly changed = signal<Sample | null>(null);
  protected readonly shown = computed(() => this.changed() ?? this.sample.value());
  /** The sample it was made from, and those made from it. */
  protected readonly related = loaded(
    () => {
      const found = this.shown();
      return found ? JSON.stringify([found.sampleId, found.parentSampleId ?? '']) : null;
    },
    (question, signal) => {
      const [id = '', parent = ''] = JSON.parse(question) as string[];
      const where = { or: [{ parentSampleId: id }, ...(parent ? [{ sampleId: parent }] : [])] };
      const filter = { where, fields: ['sampleId', 'sampleName', 'parentSampleId'], limits: { limit: MOST_CHILDREN } };
      return this.api.get<Sample[]>('/api/v3/samples', { filter: JSON.stringify(filter) }, signal);
    },
  );
  protected readonly parent = computed(() =>
    this.related.value()?.find(({ sampleId }) => sampleId === this.shown()?.parentSampleId),
  );
  protected readonly children = computed(() =>
    (this.related.value() ?? []).filter(({ parentSampleId }) => parentSampleId === this.id()),
  );
  protected readonly where = computed(() => ({ sampleIds: this.id() }));
  protected readonly safety = computed(() => {
    const found = this.shown();
    return found ? safetyNotes(found) : [];
  });
  protected readonly characteristics = computed(() => this.shown()?.sampleCharacteristics ?? {});
  protected readonly hasCharacteristics = computed(() => Object.keys(this.characteristics()).length > 0);
  protected readonly json = computed(() => JSON.stringify(this.shown(), null, 2));
  /** How much was measured on it, before anybody opens that part. */
  private readonly measured = loaded(
    () => (this.sample.value() ? this.asked() : null),
    async ({ id, user }, signal) => {
      const filter = JSON.stringify({ where: { sampleIds: id } });
      const route = `/api/v4/datasets${user ? '' : '/public'}/count`;
      return (await this.api.get<{ count: number }>(route, { filter }, signal)).count;
    },
  );
  private readonly counts = signal<Partial<Record<Tab, number>>>({});

  constructor() {
    const titles = inject(Titles);
    effect(() => {
      const found = this.shown();
      titles.set(found?.sampleName || found?.sampleId || this.words.say('sample.title'), found?.proposalId ?? '');
    });
  }
  /** A warning is read whole. */
  protected textOf(entry: unknown): string {
    const { value, unit } = quantityOf(entry);
    return [String(value ?? ''), unit].filter(Boolean).join(' ');
  }
  protected note(tab: Tab, count: number): void {
    this.counts.update((counts) => ({ ...counts, [tab]: count }));
  }
  protected countOf(tab: Tab): number | null {
    return this.counts()[tab] ?? (tab === 'datasets' ? this.measured.value() : null);
  }

  protected async edit(before: Sample): Promise<void> {
    await this.open(editForm(before, this.words, (changes) => this.send(before, changes)));
  }
  private async send(before: Sample, changes: Values): Promise<boolean> {
    if (Object.keys(changes).length === 0) return true;
    const path = `/api/v3/samples/${part(before.sampleId)}`;
    const saved = (record: Sample): void => this.changed.set(record);
    return (await this.saver.save({ path, before, changes, label: labelOf, saved })) !== null;
  }
  private async open(data: RecordForm): Promise<void> {
    const { openRecordForm } = await import('../records/record-form.dialog');
    openRecordForm(this.dialogs, data);
  }
  protected copy(sample: Sample): void {
    void this.newSample.ask(copyOf(sample, this.words), `sample.copy.${sample.sampleId}`);
  }
}
