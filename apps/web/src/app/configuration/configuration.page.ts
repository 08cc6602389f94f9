import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { emptyContent, hasErrors, sourceText } from '@scizoo/domain';
import { Api, part } from '../core/api';
import { Notices } from '../core/notices';
import { Preferences } from '../core/preferences';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import { clockOf } from '../core/time';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import type { Proposal } from '../records/record-types';
import { confirmed } from '../ui/confirm.dialog';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import { Picker } from '../ui/picker';
import { ProblemPanel } from '../ui/problem-panel';
import type { Beamline, BeamlineShown, Version } from './capture-types';
import { copyFrom } from './copy.dialog';
import type { Picked } from './device-browser';
import { DeviceBrowser } from './device-browser';
import { addGroup, addItems, itemOfAttribute } from './edits';
import { CaptureEditor } from './editor';
import { contentOfFile, fileOfVersion } from './files';
import { FormsEditor } from './forms-editor';
import { ItemGroups } from './item-groups';
import { ItemPanel } from './item-panel';
import { Presence } from './presence';
import { TryIt } from './try-it';
import { Versions } from './versions';
import type { Offer } from '../ui/why.dialog';
import { whyOf } from '../ui/why.dialog';

const TABS = ['items', 'forms', 'versions'] as const;
const MOST_MOMENTS = 6;

/** SciDog: what a beamline records. Nothing counts before it is activated. */
@Component({
  selector: 'sz-configuration-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    DeviceBrowser,
    Empty,
    FormsEditor,
    Icon,
    ItemGroups,
    ItemPanel,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    Picker,
    ProblemPanel,
    RouterLink,
    TranslocoDirective,
    TryIt,
    Versions,
  ],
  providers: [CaptureEditor, Presence],
  templateUrl: './configuration.page.html',
  styleUrl: './configuration.page.css',
})
export class ConfigurationPage {
  readonly beamline = input<string>();
  readonly tab = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly preferences = inject(Preferences);
  protected readonly words = inject(Words);
  protected readonly editor = inject(CaptureEditor);
  protected readonly presence = inject(Presence);
  protected readonly tabs = TABS;
  protected readonly busy = signal(false);
  protected readonly stamp = signal('');
  protected readonly fold = signal<'devices' | 'side' | ''>('');

  protected readonly beamlines = loaded(
    () => 'all',
    (_, signal) => this.api.get<Beamline[]>('/api/v4/capture', {}, signal),
  );
  private readonly mine = computed(() => (this.beamlines.value() ?? []).filter(({ mayEdit }) => mayEdit));
  protected readonly choices = computed(() =>
    this.mine().map(({ beamline, name }) => ({ value: beamline, label: name })),
  );
  protected readonly others = computed(() =>
    (this.beamlines.value() ?? []).filter(({ beamline, active }) => active && beamline !== this.chosen()),
  );
  /** The one of the address; else the first one records something, so that the page is not empty. */
  protected readonly chosen = computed(
    () => this.beamline() ?? (this.mine().find(({ active }) => active) ?? this.mine()[0])?.beamline ?? null,
  );
  protected readonly shown = loaded(
    () => this.chosen(),
    async (beamline, signal) => {
      const shown = await this.api.get<BeamlineShown>(`/api/v4/capture/${part(beamline)}`, {}, signal);
      const draft = shown.draft
        ? await this.api.get<Version>(`/api/v4/capture/${part(beamline)}/versions/${shown.draft.version}`, {}, signal)
        : null;
      return { ...shown, whole: draft };
    },
  );
  protected readonly open = computed(() => TABS.find((tab) => tab === this.tab()) ?? 'items');
  protected readonly recorded = computed(
    () =>
      new Set(
        this.editor
          .items()
          .flatMap(({ source }) => (source.kind === 'tango' ? [sourceText(source).toLowerCase()] : [])),
      ),
  );
  protected readonly errors = computed(
    () => this.editor.faults().filter(({ severity }) => severity === 'error').length,
  );
  protected readonly warnings = computed(() => this.editor.faults().length - this.errors());
  protected readonly mayActivate = computed(
    () => this.editor.isDraft() && !hasErrors(this.editor.faults()) && !this.busy(),
  );

  constructor() {
    const titles = inject(Titles);
    effect(() => titles.set(this.shown.value()?.name ?? '', this.words.say('scidog.title')));
    effect(() => {
      const shown = this.shown.value();
      if (!shown) return;
      untracked(() => {
        this.editor.open(shown.beamline, shown.whole ?? shown.active ?? null, shown.active ?? null);
        if (shown.mayEdit) this.presence.at(shown.beamline);
      });
    });
  }

  protected goTo(beamline: string | null): void {
    void this.router.navigate([], { queryParams: { beamline }, queryParamsHandling: 'merge' });
  }
  protected async begin(asked: object = {}): Promise<void> {
    const draft = this.editor.isDraft();
    if (draft && !(await this.sure('scidog.replaceTitle', 'scidog.replaceText', 'scidog.replace'))) return;
    await this.doing(() => this.editor.begin({ ...asked, ...(draft && { replaceDraft: true }) }));
  }
  /** Shows what would come before it comes; that question is the only one. */
  protected async copy(name: string): Promise<void> {
    const draft = this.editor.isDraft() ? this.editor.version()?.version : undefined;
    const content = this.editor.active()?.content ?? emptyContent();
    const from = await copyFrom(this.dialogs, { name, content, draft, others: this.others() });
    if (!from) return;
    await this.doing(() => this.editor.begin({ fromBeamline: from, ...(draft && { replaceDraft: true }) }));
  }
  private sure(title: string, text: string, act: string): Promise<boolean> {
    const version = this.editor.version()?.version ?? '';
    return confirmed(this.dialogs, {
      title: this.words.say(title, { version }),
      text: this.words.say(text),
      act: this.words.say(act),
    });
  }
  protected async discard(): Promise<void> {
    if (await this.sure('scidog.discardTitle', 'scidog.discardText', 'scidog.discard'))
      await this.doing(() => this.editor.discard());
  }

  protected picked(picked: readonly Picked[]): void {
    let content = this.editor.content();
    if (content.groups.length === 0) content = addGroup(content, this.words.say('scidog.newGroup'));
    const group = this.editor.selected()?.group ?? content.groups.length - 1;
    for (const { device, attribute } of picked)
      content = addItems(content, group, [itemOfAttribute(device, attribute, content)]);
    this.editor.edit(content);
  }
  protected setBudget(text: string): void {
    const timeBudgetMs = Math.round(Number(text));
    if (timeBudgetMs >= 50) this.editor.edit({ ...this.editor.content(), timeBudgetMs });
  }

  protected check(): Promise<void> {
    return this.doing(async () => {
      const { faults, devicesUnchecked } = await this.editor.check();
      const good = hasErrors(faults) ? 'scidog.checkedErrors' : 'scidog.checkedGood';
      this.notices.say(
        devicesUnchecked
          ? this.words.say('scidog.unchecked', { why: this.words.ofText(devicesUnchecked) })
          : this.words.say(good),
      );
    });
  }
  protected async activate(): Promise<void> {
    const version = this.editor.version()?.version ?? 0;
    const because = await whyOf(this.dialogs, {
      title: this.words.say('scidog.activateTitle', { version }),
      text: this.words.say('scidog.activateText'),
      act: this.words.say('scidog.activate', { version }),
    });
    if (because) await this.doing(() => this.editor.act('activate', because), 'scidog.activated');
  }
  protected async schedule(): Promise<void> {
    const version = this.editor.version()?.version ?? 0;
    const because = await whyOf(this.dialogs, {
      title: this.words.say('scidog.scheduleTitle', { version }),
      text: this.words.say('scidog.scheduleText'),
      act: this.words.say('scidog.schedule'),
      moments: await this.visits(),
    });
    if (!because) return;
    await this.doing(() => this.editor.act('schedule', because), 'scidog.scheduled');
    this.shown.again();
  }
  /** Starts of the coming visits at this beamline. */
  private async visits(): Promise<Offer[]> {
    const instrument = this.chosen() ?? '';
    const now = new Date().toISOString();
    const where = { 'MeasurementPeriodList.instrument': instrument, 'MeasurementPeriodList.start': { gt: now } };
    try {
      const filters = JSON.stringify({ where, limits: { limit: 100, order: 'startTime:desc' } });
      const found = await this.api.get<Proposal[]>('/api/v3/proposals', { filters });
      return found
        .flatMap(({ proposalId, MeasurementPeriodList }) =>
          (MeasurementPeriodList ?? [])
            .filter((period) => period.instrument === instrument && period.start > now)
            .map(({ start }) => ({ at: start, proposalId, label: `${proposalId} ${this.clockText(start)}` })),
        )
        .sort((a, b) => (a.at < b.at ? -1 : 1))
        .slice(0, MOST_MOMENTS);
    } catch {
      // The moment can be typed all the same.
      return [];
    }
  }

  private clockText(moment: string): string {
    const { day, time } = clockOf(moment, this.preferences.timeZone());
    return `${day} ${time.slice(0, 5)}`;
  }

  protected exportFile(): void {
    const version = this.editor.version();
    if (version) fileOfVersion({ ...version, content: this.editor.content() });
  }
  protected async importFile(files: FileList | null): Promise<void> {
    const [file] = files ?? [];
    if (!file) return;
    const content = await contentOfFile(file);
    if (!content) return this.notices.say(this.words.say('scidog.noSuchFile', { name: file.name }));
    await this.begin({ content });
  }

  protected changedElsewhere(): void {
    this.stamp.set(new Date().toISOString());
    this.shown.again();
  }
  private async doing(work: () => Promise<unknown>, told = ''): Promise<void> {
    this.busy.set(true);
    try {
      await work();
      this.stamp.set(new Date().toISOString());
      if (told) this.notices.say(this.words.say(told));
    } catch (fault) {
      const problem = asProblem(fault);
      this.notices.say(this.words.inDetail(problem));
      if (problem.kind === 'conflict') this.shown.again();
    } finally {
      this.busy.set(false);
    }
  }
}
