import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { Subject, firstValueFrom } from 'rxjs';
import { MatDialog } from '@angular/material/dialog';
import { Api, part } from '../core/api';
import type { AnnotationField, AnnotationValue, ScanLogRow } from '../core/api-types';
import { Connection } from '../core/connection';
import { Notices } from '../core/notices';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { Waiting } from '../core/waiting';
import { Words } from '../core/words';

export interface OtherVersion {
  value: AnnotationValue;
  by?: string | null;
  at?: string | null;
}
/** What the dialog about a conflict shows. */
export interface ConflictData {
  readonly title: string;
  /** Texts can be merged. */
  readonly isText: boolean;
  readonly mine: AnnotationValue;
  readonly theirs: OtherVersion;
}
export interface Edit {
  readonly pid: string;
  readonly scan: string;
  readonly field: AnnotationField;
  /** What the editor saw; the server refuses when it has something else. */
  readonly was: AnnotationValue;
  readonly value: AnnotationValue;
  readonly state: 'sending' | 'waiting' | 'refused' | 'conflict';
  readonly problem?: Problem;
}
/** One of many cells that change together. */
export type CellChange = Pick<Edit, 'pid' | 'scan' | 'field' | 'was' | 'value'>;
export interface BulkResult {
  readonly saved: CellChange[];
  /** For `settleAll`. */
  readonly conflicts: string[];
  waiting: number;
  refused: number;
}
interface Draft {
  text: string;
  was: AnnotationValue;
}
const keyOf = (pid: string, field: AnnotationField): string => `${field}|${pid}`;
const isOnItsWay = (state: Edit['state']): boolean => state === 'sending' || state === 'waiting';
const RETRY_MS = 5_000;
/** Of many cells that change together. */
const AT_ONCE = 4;

function read<T>(key: string): Record<string, T> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, T>;
  } catch {
    return {};
  }
}

/**
 * Comments and stars on their way to the catalogue: shown at once, kept over reloads and lost connections, sent in
 * order per cell, and never over somebody else's text.
 */
@Injectable({ providedIn: 'root' })
export class Annotations {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly connection = inject(Connection);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  private readonly dialogs = inject(MatDialog);
  private readonly waiting = inject(Waiting);

  private readonly all = signal<ReadonlyMap<string, Edit>>(new Map());
  private readonly typed = signal<Readonly<Record<string, Draft>>>({});
  private readonly inFlight = new Set<string>();
  private readonly answers = new Subject<ScanLogRow>();
  private readonly owner = computed(() => this.session.lastUser()?.id ?? null);
  /** Rows as the catalogue has them after an edit. */
  readonly saved = this.answers.asObservable();
  readonly edits = this.all.asReadonly();

  constructor() {
    effect(() => {
      const owner = this.owner();
      untracked(() => this.take(owner));
    });
    effect(() => {
      const up = !this.connection.down() && this.session.user() !== null;
      if (up) untracked(() => this.sendWaiting());
    });
    effect(() => this.waiting.edits.set([...this.all().values()].filter(({ state }) => state === 'waiting').length));
    setInterval(() => this.sendWaiting(), RETRY_MS);
  }

  of(pid: string, field: AnnotationField): Edit | undefined {
    return this.all().get(keyOf(pid, field));
  }
  draftOf(pid: string, field: AnnotationField): string | undefined {
    return this.typed()[keyOf(pid, field)]?.text;
  }
  shown(row: ScanLogRow, field: AnnotationField): AnnotationValue {
    return this.of(row.pid, field)?.value ?? (this.of(row.pid, field) ? null : row[field]);
  }

  /** The row as its person sees it: own words that are still on their way leave the page with it. */
  asSeen(row: ScanLogRow): ScanLogRow {
    const own = [...this.all().values()].filter(({ pid, state }) => pid === row.pid && isOnItsWay(state));
    return own.length === 0 ? row : { ...row, ...Object.fromEntries(own.map(({ field, value }) => [field, value])) };
  }

  /** Text that is being typed; it outlives a reload. */
  keepDraft(row: ScanLogRow, field: AnnotationField, text: string): void {
    const was = this.typed()[keyOf(row.pid, field)]?.was ?? row[field];
    this.typed.update((drafts) => ({ ...drafts, [keyOf(row.pid, field)]: { text, was } }));
    this.store();
  }
  dropDraft(pid: string, field: AnnotationField): void {
    this.typed.update(({ [keyOf(pid, field)]: _, ...others }) => others);
    this.store();
  }

  set(row: ScanLogRow, field: AnnotationField, value: AnnotationValue, undoable = true): void {
    const key = keyOf(row.pid, field);
    const draft = this.typed()[key];
    const pending = this.all().get(key);
    const shown = this.shown(row, field);
    this.dropDraft(row.pid, field);
    if ((shown ?? '') === (value ?? '')) return;
    const was = pending ? pending.was : draft ? draft.was : row[field];
    this.put({ pid: row.pid, scan: row.runNumber ?? row.datasetName, field, was, value, state: 'sending' });
    void this.send(key, undoable ? () => this.set({ ...row, [field]: value }, field, shown, false) : undefined);
  }
  /** Gives up an edit that was refused. */
  forget(pid: string, field: AnnotationField): void {
    this.remove(keyOf(pid, field));
  }
  retry(pid: string, field: AnnotationField): void {
    void this.send(keyOf(pid, field));
  }

  /**
   * Many cells at once, a few of them at a time, without a message for each. Conflicts wait for `settleAll`; what could not
   * be sent yet waits as any edit does.
   */
  async setAll(cells: readonly CellChange[], told: (done: number) => void, signal?: AbortSignal): Promise<BulkResult> {
    const result: BulkResult = { saved: [], conflicts: [], waiting: 0, refused: 0 };
    const queue = [...cells];
    let done = 0;
    const work = async (): Promise<void> => {
      for (let cell = queue.shift(); cell && !signal?.aborted; cell = queue.shift()) {
        const key = keyOf(cell.pid, cell.field);
        this.put({ ...cell, state: 'sending' });
        const state = await this.send(key, undefined, true);
        if (state === 'saved') result.saved.push(cell);
        else if (state === 'conflict') result.conflicts.push(key);
        else if (state === 'refused') result.refused++;
        else result.waiting++;
        told((done += 1));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return result;
  }
  /** One conflict after the other. */
  async settleAll(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.settle(key);
  }

  private async send(key: string, undo?: () => void, quiet = false): Promise<'saved' | Edit['state']> {
    const edit = this.all().get(key);
    if (!edit || this.inFlight.has(key)) return 'sending';
    this.inFlight.add(key);
    this.put({ ...edit, state: 'sending' });
    try {
      const { field, was, value } = edit;
      const row = await this.api.send<ScanLogRow>('PATCH', `/api/v4/datasets/${part(edit.pid)}/annotations`, {
        field,
        was,
        value,
      });
      this.inFlight.delete(key);
      this.accepted(key, edit, row, { undo, quiet });
      return 'saved';
    } catch (fault) {
      this.inFlight.delete(key);
      return this.refused(key, asProblem(fault), quiet);
    }
  }
  private accepted(
    key: string,
    sent: Edit,
    row: ScanLogRow,
    { undo, quiet }: { undo?: () => void; quiet: boolean },
  ): void {
    this.answers.next(row);
    const now = this.all().get(key);
    if (now && now.value !== sent.value) {
      this.put({ ...now, was: sent.value });
      void this.send(key, undo);
      return;
    }
    this.remove(key);
    if (quiet) return;
    const text = this.words.say(`saved.${sent.field}`, { scan: sent.scan });
    if (undo) this.notices.offer(text, undo);
    else this.notices.say(text);
  }
  private refused(key: string, problem: Problem, quiet: boolean): Edit['state'] {
    const edit = this.all().get(key);
    if (!edit) return 'refused';
    const passing = problem.passing || problem.kind === 'signed-out';
    const state = problem.kind === 'conflict' ? 'conflict' : passing ? 'waiting' : 'refused';
    this.put({ ...edit, state, problem });
    if (!quiet && state === 'conflict') void this.settle(key);
    if (!quiet && state === 'refused')
      this.notices.say(this.words.say('saved.refused', { scan: edit.scan, why: this.words.ofProblem(problem) }));
    return state;
  }

  /** Somebody else was faster: both versions side by side. */
  async settle(key: string): Promise<void> {
    const edit = this.all().get(key);
    if (!edit || this.dialogs.getDialogById(`conflict-${key}`)) return;
    const body = edit.problem?.more.body as { current?: OtherVersion } | undefined;
    const theirs: OtherVersion = body?.current ?? { value: null };
    const { ConflictDialog } = await import('./conflict.dialog');
    const title = this.words.say('conflict.title', { scan: edit.scan });
    const data: ConflictData = { title, isText: edit.field !== 'dataQualityMetrics', mine: edit.value, theirs };
    const dialog = this.dialogs.open<
      InstanceType<typeof ConflictDialog>,
      ConflictData,
      { value: AnnotationValue } | null
    >(ConflictDialog, { data, width: '640px', id: `conflict-${key}` });
    const choice = await firstValueFrom(dialog.afterClosed(), { defaultValue: undefined });
    if (choice === undefined) return;
    if (choice === null || (choice.value ?? '') === (theirs.value ?? '')) return this.remove(key);
    this.put({ ...edit, was: theirs.value, value: choice.value, state: 'sending', problem: undefined });
    void this.send(key);
  }
  settleCell(pid: string, field: AnnotationField): void {
    void this.settle(keyOf(pid, field));
  }

  private sendWaiting(): void {
    if (this.connection.offline() || !this.session.user()) return;
    for (const [key, edit] of this.all()) if (edit.state === 'waiting') void this.send(key);
  }
  private put(edit: Edit): void {
    this.all.update((edits) => new Map(edits).set(keyOf(edit.pid, edit.field), edit));
    this.store();
  }
  private remove(key: string): void {
    this.all.update((edits) => {
      const left = new Map(edits);
      left.delete(key);
      return left;
    });
    this.store();
  }

  private storageKeys(owner: string): { edits: string; drafts: string } {
    return { edits: `scizoo.edits.${owner}`, drafts: `scizoo.drafts.${owner}` };
  }
  private store(): void {
    const owner = this.owner();
    if (!owner) return;
    const { edits, drafts } = this.storageKeys(owner);
    const unsent = [...this.all()].map(([key, { problem: _, ...edit }]) => [key, edit]);
    localStorage.setItem(edits, JSON.stringify(Object.fromEntries(unsent)));
    localStorage.setItem(drafts, JSON.stringify(this.typed()));
  }
  /** What the person left behind before the page was loaded again. */
  private take(owner: string | null): void {
    if (!owner) {
      this.all.set(new Map());
      this.typed.set({});
      return;
    }
    const { edits, drafts } = this.storageKeys(owner);
    const left = Object.entries(read<Edit>(edits)).map(([key, edit]) => [key, { ...edit, state: 'waiting' }] as const);
    this.all.set(new Map([...left, ...this.all()]));
    this.typed.set({ ...read<Draft>(drafts), ...this.typed() });
    this.sendWaiting();
  }
}
