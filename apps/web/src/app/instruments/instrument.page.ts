import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { Problem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import { stateWhere } from '../proposals/proposal-state';
import type { FormField } from '../records/form-fields';
import { changesOf } from '../records/form-fields';
import { RecordDatasets } from '../records/record-datasets';
import type { RecordForm } from '../records/record-form.dialog';
import { RecordMissing } from '../records/record-missing';
import { RecordSaver } from '../records/record-saver';
import type { Instrument, Proposal } from '../records/record-types';
import { Rights } from '../records/rights';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { MetadataTree } from '../ui/metadata-tree';
import { contactOf, descriptionOf, locationOf, staffOf, techniquesOf } from './instrument-facts';
import { KnownInstruments } from './known-instruments';

const FIELDS: readonly FormField[] = [
  { name: 'name', label: 'instruments.name', kind: 'line', required: true, wide: true },
  { name: 'customMetadata', label: 'instrument.metadata', kind: 'quantities', wide: true },
];
const LAST = 10;

/** An instrument: where it stands, who runs it, what it measured last. */
@Component({
  selector: 'sz-instrument-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, Icon, MetadataTree, RecordDatasets, RecordMissing, RouterLink, TranslocoDirective],
  templateUrl: './instrument.page.html',
  styleUrl: '../records/record-page.css',
})
export class InstrumentPage {
  readonly pid = input.required<string>();
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly known = inject(KnownInstruments);
  private readonly saver = inject(RecordSaver);
  protected readonly session = inject(Session);
  protected readonly rights = inject(Rights);
  protected readonly words = inject(Words);
  protected readonly last = LAST;
  protected readonly descriptionOf = descriptionOf;
  protected readonly locationOf = locationOf;
  protected readonly staffOf = staffOf;
  protected readonly techniquesOf = techniquesOf;
  protected readonly contactOf = contactOf;

  /** An address may also name it by its short name, as the scan log does. */
  protected readonly instrument = loaded(
    () => this.pid(),
    async (pid, signal) => {
      this.changed.set(null);
      const found = await this.api.get<Instrument | null>(`/api/v3/instruments/${part(pid)}`, {}, signal);
      if (found) return found;
      const filter = JSON.stringify({ where: { uniqueName: pid } });
      const named = await this.api.get<Instrument | null>('/api/v3/instruments/findOne', { filter }, signal);
      if (!named) throw new Problem('missing', '');
      return named;
    },
  );
  private readonly changed = signal<Instrument | null>(null);
  protected readonly shown = computed(() => this.changed() ?? this.instrument.value());
  protected readonly metadata = computed(() => this.shown()?.customMetadata ?? {});
  protected readonly hasMetadata = computed(() => Object.keys(this.metadata()).length > 0);
  protected readonly where = computed(() => ({ instrumentIds: this.shown()?.pid ?? '' }));
  protected readonly running = loaded(
    () => (this.shown() && this.session.lastUser() ? `${this.shown()?.pid}|${this.shown()?.uniqueName}` : null),
    (question, signal) => {
      const [pid, name] = question.split('|');
      const here = { or: [{ instrumentIds: pid }, { 'MeasurementPeriodList.instrument': name }] };
      const where = { and: [stateWhere('running', new Date()), here] };
      const fields = ['proposalId', 'title', 'pi_firstname', 'pi_lastname'];
      const filters = JSON.stringify({ where, fields, limits: { limit: 20, order: 'startTime:desc' } });
      return this.api.get<Proposal[]>('/api/v3/proposals', { filters }, signal);
    },
  );

  constructor() {
    const titles = inject(Titles);
    effect(() => titles.set(this.shown()?.name ?? this.words.say('instrument.title')));
  }

  protected async edit(before: Instrument): Promise<void> {
    const { openRecordForm } = await import('../records/record-form.dialog');
    const values = before as unknown as Record<string, unknown>;
    const data: RecordForm = {
      title: this.words.say('instrument.edit', { name: before.name }),
      draft: `instrument.${before.pid}`,
      fields: FIELDS,
      values,
      send: async (now) => {
        const changes = changesOf(FIELDS, values, now);
        if (Object.keys(changes).length === 0) return true;
        const path = `/api/v3/instruments/${part(before.pid)}`;
        const label = (name: string): string => FIELDS.find((one) => one.name === name)?.label ?? name;
        return (await this.saver.save({ path, before, changes, label, saved: (one) => this.take(one) })) !== null;
      },
    };
    openRecordForm(this.dialogs, data);
  }
  private take(instrument: Instrument): void {
    this.changed.set(instrument);
    this.known.put(instrument);
  }
}
