import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Schema } from '@scizoo/catalogue-client';
import type { CaptureForm, FormField } from '@scizoo/domain';
import { formFaults, formFields, itemsOf } from '@scizoo/domain';
import type { Beamline, BeamlineShown } from '../configuration/capture-types';
import { Api, part } from '../core/api';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import { KnownInstruments } from '../instruments/known-instruments';
import { instrumentsOf, stateWhere } from '../proposals/proposal-state';
import type { Proposal, Sample } from '../records/record-types';
import { Empty } from '../ui/empty';
import { CodeReader } from './code-reader';
import { fromProposal } from './from-proposal';
import { Picker } from '../ui/picker';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';

type Submission = Schema<'FormSubmission'>;
type Answers = Readonly<Record<string, unknown>>;
const EVERY_MS = 5000;

/** SciFish: what only people know, sent to the scans of the running visit or to some that are done. */
@Component({
  selector: 'sz-forms-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CodeReader, Empty, Picker, ProblemPanel, RouterLink, TranslocoDirective, When],
  templateUrl: './forms.page.html',
  styleUrl: './forms.page.css',
})
export class FormsPage {
  readonly beamline = input<string>();
  readonly proposal = input<string>();
  readonly form = input<string>();
  private readonly api = inject(Api);
  private readonly instruments = inject(KnownInstruments);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);
  protected readonly words = inject(Words);
  protected readonly typed = signal<Answers>({});
  protected readonly tried = signal(false);
  protected readonly scope = signal<'running' | 'range'>('running');
  protected readonly from = signal('');
  protected readonly to = signal('');
  protected readonly sending = signal(false);

  protected readonly beamlines = loaded(
    () => 'all',
    (_, signal) => this.api.get<Beamline[]>('/api/v4/capture', {}, signal),
  );
  protected readonly places = computed(() =>
    (this.beamlines.value() ?? [])
      .filter(({ active }) => active)
      .map(({ beamline, name }) => ({ value: beamline, label: name })),
  );
  protected readonly chosen = computed(() => this.beamline() ?? this.places()[0]?.value ?? null);
  protected readonly shown = loaded(
    () => this.chosen(),
    (beamline, signal) => this.api.get<BeamlineShown>(`/api/v4/capture/${part(beamline)}`, {}, signal),
  );
  protected readonly forms = computed<readonly CaptureForm[]>(() => this.shown.value()?.active?.content.forms ?? []);
  protected readonly open = computed(
    () => this.forms().find(({ name }) => name === this.form()) ?? this.forms()[0] ?? null,
  );
  protected readonly fields = computed(() => (this.open() ? formFields(this.open() as CaptureForm) : []));

  protected readonly proposals = loaded(
    () => this.chosen(),
    (_, signal) => {
      const filters = JSON.stringify({
        where: stateWhere('running', new Date()),
        limits: { limit: 100, order: 'startTime:desc' },
      });
      return this.api.get<Proposal[]>('/api/v3/proposals', { filters }, signal);
    },
  );
  /** Visits at this beamline come first; somebody may measure as a guest of another one. */
  protected readonly running = computed(() => {
    const isElsewhere = (proposal: Proposal): boolean =>
      !instrumentsOf(proposal).some((id) => (this.instruments.of(id)?.uniqueName ?? id) === this.chosen());
    return [...(this.proposals.value() ?? [])]
      .sort((a, b) => Number(isElsewhere(a)) - Number(isElsewhere(b)))
      .map(({ proposalId, title }) => ({ value: proposalId, label: proposalId, hint: title }));
  });
  protected readonly visit = computed(() => this.proposal() ?? this.running()[0]?.value ?? null);

  private readonly samples = loaded(
    () => this.visit(),
    (proposalId, signal) => {
      // Two are enough to know that there is not one alone.
      const filter = JSON.stringify({ where: { proposalId }, limits: { limit: 2 } });
      return this.api.get<Sample[]>('/api/v3/samples', { filter }, signal);
    },
  );
  /** What the last scan of the visit says, as a beginning. */
  private readonly last = loaded(
    () => (this.chosen() && this.visit() ? `${this.chosen()}|${this.visit()}` : null),
    async (question, signal) => {
      const [instrument = '', proposal = ''] = question.split('|');
      const query = { instrument, proposal, limit: 1 };
      const { rows } = await this.api.get<{ rows: { pid: string }[] }>('/api/v4/scan-log', query, signal);
      if (!rows[0]) return {};
      const dataset = await this.api.get<{ scientificMetadata?: Answers }>(
        `/api/v4/datasets/${part(rows[0].pid)}`,
        {},
        signal,
      );
      return dataset.scientificMetadata ?? {};
    },
  );
  protected readonly answers = computed<Answers>(() => ({ ...this.initial(), ...this.typed() }));
  private readonly initial = computed<Answers>(() => {
    const last: Answers = this.last.value() ?? {};
    const proposal = this.proposals.value()?.find(({ proposalId }) => proposalId === this.visit());
    const items = itemsOf(this.shown.value()?.active?.content ?? { timeBudgetMs: 0, groups: [] });
    return Object.fromEntries(
      this.fields().map((field) => {
        const { name, initial } = field;
        const item = items.find(
          ({ source }) => source.kind === 'form' && source.form === this.open()?.name && source.field === name,
        );
        const before = last[item?.key ?? name];
        const value = typeof before === 'object' && before !== null && 'value' in before ? before.value : before;
        const known = proposal && fromProposal(field, proposal, this.samples.value() ?? []);
        return [name, value ?? known ?? initial];
      }),
    );
  });
  protected readonly faults = computed(() => {
    const form = this.open();
    return new Map(form ? formFaults(form, this.answers()).map((fault) => [fault.field, fault]) : []);
  });
  protected readonly sent = loaded(
    () => (this.chosen() && this.visit() ? `${this.chosen()}|${this.visit()}` : null),
    (question, signal) => {
      const [beamline = '', proposalId = ''] = question.split('|');
      return this.api.get<Submission[]>(`/api/v4/capture/${part(beamline)}/forms`, { proposalId }, signal);
    },
    { same: (before, now) => before === now },
  );

  constructor() {
    const titles = inject(Titles);
    this.instruments.load();
    effect(() => titles.set(this.shown.value()?.name ?? '', this.words.say('scifish.title')));
    // What is sent to scans to come reaches them later.
    effect((onCleanup) => {
      const isWaiting = this.sent.value()?.some(({ open }) => open) ?? false;
      const timer = isWaiting ? setInterval(() => this.sent.again(), EVERY_MS) : undefined;
      onCleanup(() => clearInterval(timer));
    });
  }

  protected goTo(queryParams: Record<string, string | null>): void {
    this.typed.set({});
    this.tried.set(false);
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
  protected type(field: FormField, text: string): void {
    const number = text.trim() === '' ? undefined : Number(text.replace(',', '.'));
    const value = field.kind === 'number' ? (Number.isNaN(number) ? text : number) : text;
    this.set(field, value);
  }
  protected set({ name }: FormField, value: unknown): void {
    this.typed.update((typed) => ({ ...typed, [name]: value }));
  }
  protected shownAnswer(field: FormField): string {
    const value = this.answers()[field.name];
    return value === undefined || value === null ? '' : String(value as string);
  }
  protected faultOf(field: FormField): string {
    const fault = this.faults().get(field.name);
    const isShown = fault && (this.tried() || Object.hasOwn(this.typed(), field.name));
    return isShown ? this.words.say(`scifish.fault.${fault.code}`, { detail: fault.detail ?? '' }) : '';
  }

  protected async send(): Promise<void> {
    this.tried.set(true);
    const form = this.open();
    if (!form || this.faults().size > 0 || this.sending()) return;
    const answers = Object.fromEntries(
      this.fields().flatMap(({ name }) => {
        const answer = this.answers()[name];
        return answer === undefined || answer === null || answer === '' ? [] : [[name, answer]];
      }),
    );
    const scans =
      this.scope() === 'range' ? { scans: { from: Number(this.from()), to: Number(this.to() || this.from()) } } : {};
    const json = { form: form.name, proposalId: this.visit(), answers, ...scans };
    this.sending.set(true);
    try {
      await this.api.send<Submission>('POST', `/api/v4/capture/${part(this.chosen() ?? '')}/forms`, json);
      this.typed.set(answers);
      this.sent.again();
    } catch (fault) {
      this.notices.say(this.words.inDetail(asProblem(fault)));
    } finally {
      this.sending.set(false);
    }
  }
  protected async act(one: Submission, method: 'POST' | 'DELETE'): Promise<void> {
    const path = `/api/v4/capture/${part(one.beamline)}/forms/${part(one.id)}${method === 'POST' ? '/retry' : ''}`;
    try {
      await this.api.send(method, path, method === 'POST' ? {} : undefined);
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
    this.sent.again();
  }
  /** The same answers to change and to send again. */
  protected correct(one: Submission): void {
    void this.router.navigate([], { queryParams: { form: one.form }, queryParamsHandling: 'merge' });
    this.typed.set(one.answers as Answers);
    this.scope.set(one.scans ? 'range' : 'running');
    this.from.set(String(one.scans?.from ?? ''));
    this.to.set(String(one.scans?.to ?? ''));
  }
  protected summary(one: Submission): string {
    return one.values.map(({ key, value, unit }) => `${key} ${String(value)}${unit ? ` ${unit}` : ''}`).join(' · ');
  }
}
