import { Injectable, computed, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { DraftFault, DraftField, FaultCode, PublicationDraft } from '@scizoo/domain';
import { draftFaults, draftOf, recordOfDraft } from '@scizoo/domain';
import { firstValueFrom } from 'rxjs';
import { Api, part } from '../../core/api';
import { Notices } from '../../core/notices';
import type { Problem } from '../../core/problem';
import { asProblem } from '../../core/problem';
import { Words } from '../../core/words';
import { Drafts } from '../../records/drafts';
import type { RecordConflict } from '../../records/record-conflict.dialog';
import type { Clash } from '../../records/record-saver';
import { clashesOf } from '../../records/record-saver';
import type { Publication } from '../publication-types';

const SAVE_AFTER_MS = 900;
const TRY_AGAIN_MS = 5000;
/** Told while one types, also in a field that was not left yet. */
const AT_ONCE: ReadonlySet<FaultCode> = new Set(['orcid-wrong', 'ror-wrong', 'identifier-wrong']);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const changed = (base: PublicationDraft, draft: PublicationDraft): Partial<PublicationDraft> =>
  Object.fromEntries(Object.entries(draft).filter(([name, value]) => !same(value, base[name as DraftField])));

/** One draft while it is edited: shown at once, saved a moment later, never over what somebody else wrote. */
@Injectable()
export class DraftEditor {
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  private readonly kept = inject(Drafts);

  readonly record = signal<Publication | null>(null);
  /** As it is on the screen. */
  readonly draft = signal<PublicationDraft>(draftOf({}));
  readonly saving = signal<'saved' | 'waiting' | 'saving' | 'failed' | 'conflict'>('saved');
  readonly problem = signal<Problem | null>(null);
  /** Who changed the same, while it is not decided which version stays. */
  readonly conflictWith = signal('');
  /** Everything that is missing is told, also in fields nobody has been in. */
  readonly tried = signal(false);
  private readonly left = signal<ReadonlySet<DraftField>>(new Set());
  /** As the server has it: the common ground of two editors. */
  private base: PublicationDraft = draftOf({});
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | undefined;

  readonly faults = computed(() => draftFaults(this.draft(), this.record() ?? {}));
  readonly isUnsaved = computed(() => this.saving() !== 'saved');
  /** What is written waits beside the public record until it is registered again; its datasets stay. */
  readonly isAmendment = computed(() => this.record()?.status === 'amended');

  private get path(): string {
    return `/api/v4/publisheddata/${part(this.record()?.doi ?? '')}`;
  }
  private get keptAs(): string {
    return `publication.${this.record()?.doi}`;
  }

  open(record: Publication): void {
    this.take(record);
    this.draft.set(this.base);
    const unsent = this.kept.find(this.keptAs);
    if (!unsent) return;
    this.notices.say(this.words.say('record.restored'));
    this.edit(unsent as Partial<PublicationDraft>);
  }
  private take(record: Publication): void {
    this.record.set(record);
    this.base = draftOf(record);
  }

  edit(fields: Partial<PublicationDraft>): void {
    this.draft.update((draft) => ({ ...draft, ...fields }));
    const waiting = changed(this.base, this.draft());
    if (Object.keys(waiting).length === 0) return this.settled();
    this.kept.keep(this.keptAs, waiting);
    this.saveSoon();
  }
  leaveField(field: DraftField): void {
    if (!this.left().has(field)) this.left.update((left) => new Set([...left, field]));
  }
  /** Those that are to be told now. */
  faultsOf(field: DraftField): DraftFault[] {
    const isTold = this.tried() || this.left().has(field);
    return this.faults().filter((fault) => fault.field === field && (isTold || AT_ONCE.has(fault.code)));
  }

  private saveSoon(): void {
    this.saving.set('waiting');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }
  private settled(): void {
    clearTimeout(this.timer);
    this.saving.set('saved');
    this.problem.set(null);
    this.conflictWith.set('');
    this.kept.drop(this.keptAs);
  }
  /** What is on the screen is on the server afterwards, if the server takes it. */
  async save(): Promise<boolean> {
    clearTimeout(this.timer);
    await this.sending;
    this.sending = this.send().finally(() => (this.sending = undefined));
    await this.sending;
    return !this.isUnsaved();
  }
  private async send(): Promise<void> {
    const record = this.record();
    const draft = this.draft();
    const mine = changed(this.base, draft);
    if (!record || Object.keys(mine).length === 0) return this.settled();
    this.saving.set('saving');
    try {
      this.stored(await this.write(bodyOf(mine, draft, record), record), draft);
    } catch (fault) {
      const problem = asProblem(fault);
      if (problem.more.status === 412) return this.bringTogether(mine);
      this.saving.set('failed');
      this.problem.set(problem);
      if (problem.passing) this.timer = setTimeout(() => void this.save(), TRY_AGAIN_MS);
    }
  }
  private async write(body: Partial<Publication>, record: Publication): Promise<Publication> {
    if (!this.isAmendment()) return this.api.change<Publication>(this.path, body, record.updatedAt);
    await this.api.change(`${this.path}/amendment`, body);
    return { ...record, ...body };
  }
  private stored(record: Publication, sent: PublicationDraft): void {
    this.take(record);
    // A title that is empty for now stays on the screen; the record keeps its last one until there is another.
    this.base = sent;
    if (same(this.draft(), sent)) this.settled();
    else this.saveSoon();
  }

  /** Somebody else saved meanwhile: both are kept; where they meet, the person picks. */
  private async bringTogether(mine: Partial<PublicationDraft>): Promise<void> {
    let theirs: Publication;
    try {
      theirs = await this.api.get<Publication>(this.path);
    } catch (fault) {
      this.saving.set('failed');
      this.problem.set(asProblem(fault));
      return;
    }
    const now = draftOf(theirs);
    const by = theirs.updatedBy ?? this.words.say('conflict.somebody');
    const clashes = clashesOf(this.base, now, mine);
    const picked = clashes.length === 0 ? {} : await this.pick(clashes, by, theirs.updatedAt ?? null);
    if (!picked) {
      this.saving.set('conflict');
      this.conflictWith.set(by);
      return;
    }
    if (clashes.length === 0) this.notices.say(this.words.say('publishing.merged', { by }));
    this.take(theirs);
    this.draft.set({ ...now, ...mine, ...picked });
    this.conflictWith.set('');
    this.edit({});
  }
  private async pick(
    clashes: readonly Clash[],
    by: string,
    at: string | null,
  ): Promise<Partial<PublicationDraft> | undefined> {
    const { RecordConflictDialog } = await import('../../records/record-conflict.dialog');
    const data: RecordConflict = { clashes, label: (field) => `publishing.field.${field}`, by, at };
    const dialog = this.dialogs.open<unknown, RecordConflict, Partial<PublicationDraft>>(RecordConflictDialog, {
      data,
      width: '760px',
    });
    return firstValueFrom(dialog.afterClosed());
  }
}

const OWN_MEMBERS = ['title', 'abstract', 'datasetPids', 'keepEmbargo'] as const;
function bodyOf(mine: Partial<PublicationDraft>, draft: PublicationDraft, record: Publication): Partial<Publication> {
  const { metadata, ...own } = recordOfDraft(draft, record);
  const named = OWN_MEMBERS.filter((name) => name in mine && (name !== 'title' || draft.title.trim() !== ''));
  const inMetadata = Object.keys(mine).some((name) => !OWN_MEMBERS.some((own) => own === name));
  return {
    ...Object.fromEntries(named.map((name) => [name, own[name]])),
    ...(inMetadata && { metadata: metadata as Record<string, unknown> }),
  };
}
