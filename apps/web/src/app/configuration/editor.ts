import { Injectable, computed, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { AttributeFacts, CaptureContent } from '@scizoo/domain';
import {
  applyChange,
  captureDifference,
  captureFaults,
  emptyContent,
  itemsOf,
  madeValues,
  mergeContents,
  sourceText,
  tangoName,
} from '@scizoo/domain';
import { firstValueFrom } from 'rxjs';
import { Api, part } from '../core/api';
import { Notices } from '../core/notices';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import type { RecordConflict } from '../records/record-conflict.dialog';
import type { Checked, Device, Place, Reading, Version } from './capture-types';
import { personOf } from './capture-types';

const SAVE_AFTER_MS = 700;

/** The draft of one beamline while it is edited: shown at once, saved a moment later, never over somebody else's edit. */
@Injectable()
export class CaptureEditor {
  private readonly api = inject(Api);
  private readonly words = inject(Words);
  private readonly notices = inject(Notices);
  private readonly dialogs = inject(MatDialog);

  readonly beamline = signal('');
  readonly version = signal<Version | null>(null);
  readonly active = signal<Version | null>(null);
  /** As it is on the screen. */
  readonly content = signal<CaptureContent>(emptyContent());
  /** As the server has it: the common ground of two editors. */
  private base: CaptureContent = emptyContent();
  readonly saving = signal<'saved' | 'waiting' | 'saving' | 'failed'>('saved');
  readonly problem = signal<Problem | null>(null);
  readonly selected = signal<Place | null>(null);
  readonly facts = signal<ReadonlyMap<string, AttributeFacts>>(new Map());
  readonly readings = signal<ReadonlyMap<string, Reading>>(new Map());
  readonly tookMs = signal<number | null>(null);
  readonly devicesUnchecked = signal('');
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | undefined;

  readonly isDraft = computed(() => ['draft', 'checked'].includes(this.version()?.state ?? ''));
  readonly changes = computed(() => captureDifference(this.active()?.content ?? emptyContent(), this.content()));
  readonly items = computed(() => itemsOf(this.content()));
  readonly faults = computed(() =>
    captureFaults(this.content(), { attributes: this.facts(), tookMs: this.tookMs() ?? undefined }),
  );

  private get path(): string {
    return `/api/v4/capture/${part(this.beamline())}`;
  }

  /** Another beamline, or another version of it. */
  open(beamline: string, version: Version | null, active: Version | null): void {
    clearTimeout(this.timer);
    if (beamline !== this.beamline()) {
      this.facts.set(new Map());
      this.devicesUnchecked.set('');
    }
    this.beamline.set(beamline);
    this.active.set(active);
    this.take(version);
    this.readings.set(new Map());
    this.tookMs.set(null);
    this.selected.set(null);
  }
  private take(version: Version | null): void {
    this.version.set(version);
    this.base = version?.content ?? emptyContent();
    this.content.set(this.base);
    this.saving.set('saved');
  }

  /** A new draft; from what is active if nothing else is asked. */
  async begin(asked: object = {}): Promise<void> {
    const version = await this.api.send<Version>('POST', `${this.path}/versions`, asked);
    this.open(this.beamline(), version, this.active());
  }

  edit(content: CaptureContent): void {
    if (!this.isDraft() || isSameContent(content, this.content())) return;
    this.content.set(content);
    this.saveSoon();
  }
  /** An edit that can be taken back. */
  editWithUndo(content: CaptureContent, told: string): void {
    const before = this.content();
    this.edit(content);
    this.notices.offer(told, () => this.edit(before));
  }

  private saveSoon(): void {
    this.saving.set('waiting');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }
  /** What is on the screen is on the server afterwards. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    await this.sending;
    if (isSameContent(this.content(), this.base)) return this.saving.set('saved');
    this.sending = this.send().finally(() => (this.sending = undefined));
    await this.sending;
  }
  private async send(): Promise<void> {
    const version = this.version();
    if (!version) return;
    const content = this.content();
    this.saving.set('saving');
    try {
      const json = { revision: version.revision, content };
      this.stored(await this.api.send<Version>('PUT', `${this.path}/versions/${version.version}`, json), content);
    } catch (fault) {
      const problem = asProblem(fault);
      if (problem.more.status === 412) return this.bringTogether(content);
      this.saving.set('failed');
      this.problem.set(problem);
      if (problem.passing) this.timer = setTimeout(() => void this.save(), 5000);
    }
  }
  private stored(version: Version, sent: CaptureContent): void {
    this.version.set(version);
    this.base = sent;
    this.problem.set(null);
    if (isSameContent(this.content(), sent)) this.saving.set('saved');
    else this.saveSoon();
  }

  /** Somebody else saved meanwhile: both edits are kept; where they meet, the person picks. */
  private async bringTogether(mine: CaptureContent): Promise<void> {
    const theirs = await this.api.get<Version>(`${this.path}/versions/${this.version()?.version}`);
    const { content, conflicts } = mergeContents(this.base, mine, theirs.content);
    let merged = content;
    if (conflicts.length > 0) {
      const { RecordConflictDialog } = await import('../records/record-conflict.dialog');
      const clashes = conflicts.map(({ what, name, mine: own, theirs: other }) => ({
        field: `${what} ${name}`,
        mine: own,
        theirs: other,
      }));
      const data: RecordConflict = {
        clashes,
        label: (field) => field.slice(field.indexOf(' ') + 1),
        by: personOf(theirs, theirs.updatedBy),
        at: theirs.updatedAt,
      };
      const dialog = this.dialogs.open(RecordConflictDialog, { data, width: '760px', maxWidth: '96vw' });
      const picked = (await firstValueFrom(dialog.afterClosed())) as Record<string, unknown> | undefined;
      for (const { what, name } of conflicts)
        if (picked) merged = applyChange(merged, { what, name, after: picked[`${what} ${name}`] });
    } else this.notices.say(this.words.say('scidog.merged', { by: personOf(theirs, theirs.updatedBy) }));
    this.version.set(theirs);
    this.base = theirs.content;
    this.content.set(merged);
    this.saveSoon();
  }
  /** The others saved, and nothing of mine waits: their version is shown. */
  async follow(revision: number): Promise<void> {
    const version = this.version();
    if (!version || !this.isDraft() || version.revision >= revision || this.saving() !== 'saved') return;
    const theirs = await this.api.get<Version>(`${this.path}/versions/${version.version}`);
    if (this.saving() !== 'saved') return;
    const selected = this.selected();
    this.take(theirs);
    this.selected.set(selected);
  }

  /** Reads all items as a scan would, and makes of them what a scan would. */
  async readNow(): Promise<void> {
    const { timeBudgetMs } = this.content();
    const items = this.items().filter(
      ({ source }) => (source.kind === 'tango' || source.kind === 'sardana') && tangoName(sourceText(source)),
    );
    const answer = await this.api.ask<{ tookMs: number; readings: Reading[] }>(`${this.path}/devices/read`, {
      items,
      timeoutMs: timeBudgetMs,
    });
    this.tookMs.set(answer.tookMs);
    const read = new Map(answer.readings.map((reading) => [reading.name, reading]));
    const values = Object.fromEntries(answer.readings.map(({ name, value }) => [name, value]));
    const made = [...madeValues(this.items(), values)].map(([{ key, unit }, value]): [string, Reading] => [
      key,
      { name: key, tookMs: 0, ...value, ...(unit && { unit }) },
    ]);
    this.readings.set(new Map([...read, ...made]));
  }

  /** What a device says of its attributes, so that checks while typing know it. */
  learn({ name, reachable, reason, attributes }: Device): void {
    const learnt = new Map(this.facts());
    for (const { source } of this.items()) {
      if (source.kind !== 'tango' || source.device?.toLowerCase() !== name.toLowerCase()) continue;
      const found = attributes.find((one) => one.name.toLowerCase() === source.attribute?.toLowerCase());
      const key = `${source.device}/${source.attribute}`.toLowerCase();
      if (!reachable) learnt.set(key, { state: 'device-unreachable', reason: reason ?? undefined });
      else learnt.set(key, found ? { state: 'found', unit: found.unit } : { state: 'attribute-unknown' });
    }
    this.facts.set(learnt);
  }
  /** Asks the control system about the device of one item. */
  async lookUp(device: string): Promise<void> {
    try {
      this.learn(await this.api.get<Device>(`${this.path}/devices/${part(device)}`));
    } catch (fault) {
      if (asProblem(fault).kind !== 'missing') return;
      const learnt = new Map(this.facts());
      for (const { source } of this.items())
        if (source.device?.toLowerCase() === device.toLowerCase())
          learnt.set(`${source.device}/${source.attribute}`.toLowerCase(), { state: 'device-unknown' });
      this.facts.set(learnt);
    }
  }

  async check(): Promise<Checked> {
    await this.save();
    const version = this.version();
    const json = { revision: version?.revision };
    const checked = await this.api.ask<Checked>(`${this.path}/versions/${version?.version}/check`, json);
    this.version.set(checked.version);
    this.devicesUnchecked.set(checked.devicesUnchecked ?? '');
    const learnt = new Map(this.facts());
    for (const { code, group = -1, item = -1, detail } of checked.faults) {
      const source = this.content().groups[group]?.items[item]?.source;
      const key = source ? sourceText(source).toLowerCase() : '';
      if (code === 'device-unknown' || code === 'device-unreachable' || code === 'attribute-unknown')
        learnt.set(key, { state: code, reason: detail });
      if (code === 'unit-differs') learnt.set(key, { state: 'found', unit: detail });
    }
    this.facts.set(learnt);
    return checked;
  }
  async act(what: 'activate' | 'schedule', json: object): Promise<void> {
    await this.save();
    const { version, revision } = this.version() ?? {};
    const next = await this.api.ask<Version>(`${this.path}/versions/${version}/${what}`, { ...json, revision });
    this.open(this.beamline(), next, what === 'activate' ? next : this.active());
  }
  async discard(): Promise<void> {
    const { version, revision } = this.version() ?? {};
    await this.api.send('DELETE', `${this.path}/versions/${version}?revision=${revision}`);
    this.open(this.beamline(), this.active(), this.active());
  }
}

/** To the letter: a field that is a choice, of nothing so far, differs from one that is a text. */
const isSameContent = (a: CaptureContent, b: CaptureContent): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);
