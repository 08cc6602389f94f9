import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../../core/api';
import type { Dataset } from '../../core/api-types';
import { Notices } from '../../core/notices';
import { asProblem } from '../../core/problem';
import { Preferences } from '../../core/preferences';
import { momentOf } from '../../core/time';
import { Words } from '../../core/words';
import { confirmed } from '../../ui/confirm.dialog';
import { Icon } from '../../ui/icon';
import { ProblemPanel } from '../../ui/problem-panel';
import { When } from '../../ui/when';
import { OpenDataset } from '../open-dataset';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
type Readers = 'sharedWith' | 'accessGroups';
const MOMENTS = ['dateOfDiskPurging', 'archiveRetentionTime', 'dateOfPublishing', 'publishedOn'] as const;
const FACTS = [
  ...['isOnCentralDisk', 'archivable', 'retrievable', 'publishable', 'retrieveIntegrityCheck'],
  ...['archiveStatusMessage', 'retrieveStatusMessage', 'storageLocation', 'exportedTo'],
] as const;

/** Who can read it, what is frozen and until when, how long it stays closed, and what becomes of the files. */
@Component({
  selector: 'sz-dataset-access',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, ProblemPanel, TranslocoDirective, When],
  templateUrl: './access.html',
  styleUrl: './access.css',
})
export class DatasetAccessTab {
  protected readonly open = inject(OpenDataset);
  protected readonly words = inject(Words);
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly preferences = inject(Preferences);
  protected readonly access = this.open.access;
  protected readonly fault = signal('');
  protected readonly dataset = this.open.dataset;
  protected readonly lifecycle = computed(() => {
    const found: Readonly<Record<string, unknown>> = this.dataset()?.datasetlifecycle ?? {};
    return [...MOMENTS, ...FACTS]
      .map((name) => ({ name, value: found[name], moment: MOMENTS.some((one) => one === name) }))
      .filter(({ value }) => value !== null && value !== undefined && value !== '');
  });

  protected textOf(value: unknown): string {
    if (typeof value === 'boolean') return this.words.say(value ? 'list.yes' : 'list.no');
    return String(value);
  }
  protected ruleOf(rule: string): string {
    return rule === 'RAW_READ_ONLY' ? this.words.say('access.rawReadOnly') : rule;
  }
  protected may(field: string): boolean {
    return this.open.mayEdit() && !this.open.isFrozen(field);
  }

  protected async share(field: HTMLInputElement): Promise<void> {
    const name = field.value.trim();
    if (name === '') return;
    const list: Readers = EMAIL.test(name) ? 'sharedWith' : 'accessGroups';
    const before = this.dataset()?.[list] ?? [];
    if (before.includes(name)) return void (field.value = '');
    const written = await this.change(list, [...before, name], this.words.say('access.shared', { name }));
    if (written) field.value = '';
  }
  protected unshare(list: Readers, name: string): Promise<boolean> {
    const before = this.dataset()?.[list] ?? [];
    const left = before.filter((one) => one !== name);
    return this.change(list, left, this.words.say('access.unshared', { name }));
  }
  protected async publish(isPublished: boolean): Promise<void> {
    const sure = await confirmed(this.dialogs, {
      title: this.words.say(isPublished ? 'access.publishTitle' : 'access.closeTitle'),
      text: this.words.say(isPublished ? 'access.publishText' : 'access.closeText'),
      act: this.words.say(isPublished ? 'access.publish' : 'access.close'),
    });
    if (sure)
      await this.change('isPublished', isPublished, this.words.say(isPublished ? 'access.published' : 'access.closed'));
  }
  private async change(field: Readers | 'isPublished', to: unknown, done: string): Promise<boolean> {
    this.fault.set('');
    try {
      return await this.open.save([{ path: [field], from: this.dataset()?.[field] ?? undefined, to }], done);
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
      return false;
    }
  }
  protected async prolong(event: Event, day: string, reason: string): Promise<void> {
    event.preventDefault();
    const { pid } = this.dataset() ?? {};
    if (!pid || day === '' || reason.trim() === '') return;
    this.fault.set('');
    try {
      // The day that is named is still closed.
      const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
      const until = momentOf(`${next}T00:00`, this.preferences.timeZone()).toISOString();
      await this.api.send<Dataset>('POST', `/api/v4/datasets/${part(pid)}/embargo`, { until, reason: reason.trim() });
      this.access.again();
      this.notices.say(this.words.say('access.prolonged'));
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    }
  }
}
