import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { Api } from '../core/api';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import type { Versioned } from './record-types';

export type Fields = Readonly<Record<string, unknown>>;
/** One field that two people changed. */
export interface Clash {
  readonly field: string;
  readonly theirs: unknown;
  readonly mine: unknown;
}
export interface Saving<T> {
  readonly path: string;
  readonly before: T;
  readonly changes: Fields;
  /** Message key of a field's name. */
  readonly label: (field: string) => string;
  /** Told when the record is written, and again when that was taken back. */
  readonly saved: (record: T) => void;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
/** Fields of mine that somebody else has changed to something different meanwhile. */
export function clashesOf(before: object, now: object, mine: Fields): Clash[] {
  const of = (record: object, field: string): unknown => (record as Fields)[field];
  return Object.keys(mine)
    .filter((field) => !same(of(before, field), of(now, field)) && !same(of(now, field), mine[field]))
    .map((field) => ({ field, theirs: of(now, field), mine: mine[field] }));
}

/** Writes changed fields of a record, and nothing over what somebody else wrote meanwhile without asking. */
@Injectable({ providedIn: 'root' })
export class RecordSaver {
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);

  /** @throws Problem; gives null when the person decided to leave the record as it is */
  async save<T extends Versioned>(saving: Saving<T>): Promise<T | null> {
    const stored = await this.write(saving, saving.before, saving.changes);
    if (!stored) return null;
    const old = saving.before as Fields;
    const back = Object.fromEntries(Object.keys(saving.changes).map((field) => [field, old[field] ?? null]));
    this.notices.offer(this.words.say('record.saved'), () => void this.undo(saving, stored, back));
    saving.saved(stored);
    return stored;
  }

  private async write<T extends Versioned>(saving: Saving<T>, base: T, changes: Fields): Promise<T | null> {
    try {
      return await this.api.change<T>(saving.path, changes, base.updatedAt);
    } catch (fault) {
      if (asProblem(fault).more.status !== 412) throw fault;
    }
    const now = await this.api.get<T>(saving.path);
    const clashes = clashesOf(base, now, changes);
    const decided = clashes.length === 0 ? {} : await this.ask(saving, now, clashes);
    if (!decided) return null;
    const wanted = { ...changes, ...decided };
    const still = Object.fromEntries(
      Object.entries(wanted).filter(([field, value]) => !same((now as Fields)[field], value)),
    );
    return Object.keys(still).length === 0 ? now : this.write(saving, now, still);
  }
  private async ask<T extends Versioned>(saving: Saving<T>, now: T, clashes: Clash[]): Promise<Fields | undefined> {
    const { RecordConflictDialog } = await import('./record-conflict.dialog');
    const by = (now as { updatedBy?: string | null }).updatedBy ?? '';
    const data = { clashes, label: saving.label, by, at: now.updatedAt ?? null };
    return firstValueFrom(
      this.dialogs.open<unknown, unknown, Fields>(RecordConflictDialog, { data, width: '760px' }).afterClosed(),
    );
  }

  private async undo<T extends Versioned>(saving: Saving<T>, stored: T, back: Fields): Promise<void> {
    try {
      const again = await this.write(saving, stored, back);
      if (again) saving.saved(again);
    } catch (fault) {
      this.notices.say(this.words.say('record.notUndone', { why: this.words.ofProblem(asProblem(fault)) }));
    }
  }
}
