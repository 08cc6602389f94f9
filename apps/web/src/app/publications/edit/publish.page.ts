import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  afterRenderEffect,
  computed,
  effect,
  inject,
  input,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatDialog } from '@angular/material/dialog';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { DATA_KINDS, LICENCES, licenceOf } from '@scizoo/domain';
import { Api, part } from '../../core/api';
import { FacilityInfo } from '../../core/facility';
import { Session } from '../../core/session';
import { loaded } from '../../core/settled';
import { Titles } from '../../core/titles';
import { Words } from '../../core/words';
import { RecordMissing } from '../../records/record-missing';
import { confirmed } from '../../ui/confirm.dialog';
import { Empty } from '../../ui/empty';
import { Icon } from '../../ui/icon';
import { AccessSummary } from '../access-summary';
import { ChosenDatasets, factsOf, investigatorsOf } from '../chosen-datasets';
import { DatasetsTable } from '../datasets-table';
import { PublicationRights } from '../publication-rights';
import type { Publication, Registration } from '../publication-types';
import { CheckStep } from './check-step';
import { DraftEditor } from './draft-editor';
import { DraftFieldFrame } from './draft-field';
import { FairPanel } from './fair-panel';
import { PeopleEditor } from './people-editor';
import type { Step } from './steps';
import { STEPS, stepOf } from './steps';
import { SubjectsEditor } from './subjects-editor';
import { WorksEditor } from './works-editor';

/** Writing a publication, step by step; what is typed is kept, and what is missing or could be better stands beside it. */
@Component({
  selector: 'sz-publish-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    AccessSummary,
    CheckStep,
    DatasetsTable,
    DraftFieldFrame,
    Empty,
    FairPanel,
    Icon,
    PeopleEditor,
    RecordMissing,
    RouterLink,
    SubjectsEditor,
    TranslocoDirective,
    WorksEditor,
  ],
  providers: [DraftEditor],
  templateUrl: './publish.page.html',
  styleUrls: ['./publish-form.css', './publish.page.css'],
  host: { '(window:beforeunload)': 'holdUp($event)' },
})
export class PublishPage {
  readonly doi = input.required<string>();
  readonly step = input<string>();
  private readonly api = inject(Api);
  private readonly chosen = inject(ChosenDatasets);
  private readonly dialogs = inject(MatDialog);
  private readonly session = inject(Session);
  protected readonly words = inject(Words);
  protected readonly rights = inject(PublicationRights);
  protected readonly editor = inject(DraftEditor);
  private readonly facility = inject(FacilityInfo);
  protected readonly looksUp = computed(() => (this.facility.facility()?.lookUps ?? []).length > 0);
  protected readonly steps = STEPS;
  protected readonly kinds = DATA_KINDS;
  protected readonly licences = LICENCES;
  protected readonly shown = computed<Step>(() => STEPS.find((one) => one === this.step()) ?? 'datasets');
  protected readonly before = computed(() => STEPS[STEPS.indexOf(this.shown()) - 1] ?? null);
  protected readonly after = computed(() => STEPS[STEPS.indexOf(this.shown()) + 1] ?? null);

  protected readonly found = loaded(
    () => `${this.session.lastUser()?.id ?? ''} ${this.doi()}`,
    async (_asked, signal) => {
      const path = `/api/v4/publisheddata/${part(this.doi())}`;
      const record = await this.api.get<Publication>(path, {}, signal);
      if (record.status !== 'amended' || !this.rights.edit(record)) return record;
      const { amendment } = await this.api.get<Registration>(`${path}/registration`, {}, signal);
      return { ...record, ...(amendment as Partial<Publication> | null | undefined) };
    },
    { same: (a, b) => a === b },
  );
  protected readonly datasets = loaded(
    () => (this.editor.record() ? JSON.stringify(this.editor.draft().datasetPids) : null),
    (pids, signal) => this.chosen.find(JSON.parse(pids) as string[], signal),
    { same: () => true },
  );
  protected readonly facts = computed(() => factsOf(this.datasets.value() ?? []));
  protected readonly brought = computed(() => [
    ...this.facts().keywords,
    ...this.facts().techniques.map(({ name }) => name),
  ]);
  protected readonly investigators = computed(() => investigatorsOf(this.datasets.value() ?? []));
  private readonly stepBar = viewChild<ElementRef<HTMLElement>>('stepBar');
  private readonly fragment = toSignal(inject(ActivatedRoute).fragment);

  constructor() {
    const titles = inject(Titles);
    effect(() => titles.set(this.editor.draft().title, this.words.say('publishing.title')));
    effect(() => {
      const record = this.found.value();
      if (record && this.rights.edit(record)) untracked(() => this.editor.open(record));
    });
    effect(() => {
      if (this.shown() === 'check') this.editor.tried.set(true);
    });
    // On a phone not all steps fit; the open one is brought into sight.
    afterRenderEffect(() => {
      this.shown();
      const open = this.stepBar()?.nativeElement.querySelector('[aria-current]');
      open?.scrollIntoView?.({ block: 'nearest', inline: 'center' });
    });
    // A link to one question of another step takes the caret there.
    afterRenderEffect(() => {
      const id = this.fragment();
      if (id && this.editor.record() && this.shown()) document.getElementById(id)?.focus();
    });
  }

  protected faultsIn(step: Step): number {
    return step === 'check' ? 0 : this.editor.faults().filter(({ field }) => field && stepOf(field) === step).length;
  }
  protected choose(pids: readonly string[]): void {
    this.editor.edit({ datasetPids: pids });
  }
  protected setLicence(spdx: string): void {
    if (spdx !== 'own') this.editor.edit({ licence: spdx === '' ? null : licenceOf({ id: spdx }) });
  }

  /** @returns whether the page may go */
  async leave(): Promise<boolean> {
    if (!this.editor.isUnsaved() || (await this.editor.save())) return true;
    return confirmed(this.dialogs, {
      title: this.words.say('publishing.leaveTitle'),
      text: this.words.say('publishing.leaveText'),
      act: this.words.say('publishing.leave'),
    });
  }
  protected holdUp(event: BeforeUnloadEvent): void {
    if (this.editor.isUnsaved()) event.preventDefault();
  }
}
