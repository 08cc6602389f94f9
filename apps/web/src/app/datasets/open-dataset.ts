import { Injectable, computed, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { Api, part } from '../core/api';
import type { Dataset } from '../core/api-types';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import type { RecordConflict } from '../records/record-conflict.dialog';
import type { Fields } from '../records/record-saver';
import type { DatasetAccess } from './api-types';
import type { Change } from './editing/changes';
import { clashing, onTopOf, patchOf, reverse, same } from './editing/changes';

const nameOf = (path: readonly string[]): string => path.join(' › ');

/** The dataset that the page is about: what it is, what the person may do with it, and how it changes. */
@Injectable()
export class OpenDataset {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  readonly pid = signal('');
  private readonly newer = signal<Dataset | null>(null);
  readonly saving = signal(false);

  /** The person counts too: after signing in, a dataset that looked missing may be there. */
  private readonly asked = computed(() => ({ pid: this.pid(), user: this.session.lastUser()?.id ?? '' }), {
    equal: (a, b) => a.pid === b.pid && a.user === b.user,
  });
  readonly found = loaded(
    () => (this.asked().pid ? this.asked() : null),
    async ({ pid }, signal) => {
      await this.session.load();
      const route = this.session.lastUser() ? 'datasets' : 'datasets/public';
      const found = await this.api.get<Dataset | null>(`/api/v4/${route}/${part(pid)}`, {}, signal);
      return found ?? this.api.get<Dataset>(`/api/v4/datasets/${part(pid)}`, {}, signal);
    },
  );
  readonly dataset = computed(() => {
    const [newer, found] = [this.newer(), this.found.value()];
    return newer && newer.pid === this.pid() && found ? newer : found;
  });
  readonly access = loaded(
    () => {
      const { pid, updatedAt } = this.dataset() ?? {};
      return pid === undefined || !this.session.lastUser() ? null : { pid, updatedAt };
    },
    ({ pid }, signal) => this.api.get<DatasetAccess>(`/api/v4/datasets/${part(pid)}/access`, {}, signal),
    { same: (before, now) => before.pid === now.pid },
  );
  readonly mayEdit = computed(() => this.access.value()?.mayEdit ?? false);
  isFrozen(field: string): boolean {
    return this.access.value()?.frozen?.fields.includes(field) ?? false;
  }

  /** The dataset as the catalogue has it now. */
  take(dataset: Dataset): void {
    this.newer.set(dataset);
  }
  async renew(): Promise<void> {
    this.take(await this.api.get<Dataset>(`/api/v4/datasets/${part(this.pid())}`));
  }

  /**
   * Writes these changes and nothing else. What somebody else wrote in the same places meanwhile is shown beside it.
   * @returns whether it was written; false when the person left it for later
   * @throws Problem
   */
  async save(changes: readonly Change[], done: string): Promise<boolean> {
    const before = this.dataset();
    if (!before || changes.length === 0) return false;
    this.saving.set(true);
    try {
      const written = await this.write(before, changes);
      if (!written) return false;
      this.notices.offer(done, () => void this.takeBack(written));
      return true;
    } finally {
      this.saving.set(false);
    }
  }
  private async takeBack(changes: readonly Change[]): Promise<void> {
    const now = this.dataset();
    try {
      if (now && (await this.write(now, reverse(changes)))) this.notices.say(this.words.say('dataset.takenBack'));
    } catch (fault) {
      this.notices.say(this.words.ofProblem(asProblem(fault)));
    }
  }

  private async write(base: Dataset, changes: readonly Change[]): Promise<readonly Change[] | null> {
    const path = `/api/v4/datasets/${part(base.pid)}`;
    try {
      this.take(await this.api.merge<Dataset>(path, patchOf(changes), base.updatedAt));
      return changes;
    } catch (fault) {
      if (asProblem(fault).kind !== 'conflict') throw fault;
    }
    const now = await this.api.get<Dataset>(path);
    const clashes = clashing(changes, now);
    const wanted = clashes.length === 0 ? changes : await this.decide(changes, clashes, now);
    if (!wanted) return null;
    const left = onTopOf(wanted, now);
    if (left.length > 0) return this.write(now, left);
    this.take(now);
    return changes;
  }
  private async decide(changes: readonly Change[], clashes: readonly Change[], now: Dataset): Promise<Change[] | null> {
    const { RecordConflictDialog } = await import('../records/record-conflict.dialog');
    const data: RecordConflict = {
      clashes: onTopOf(clashes, now).map(({ path, from, to }) => ({ field: nameOf(path), theirs: from, mine: to })),
      label: (field) => field,
      by: now.updatedBy ?? '',
      at: now.updatedAt ?? null,
    };
    const closed = this.dialogs.open<unknown, unknown, Fields>(RecordConflictDialog, { data, width: '760px' });
    const picked = await firstValueFrom(closed.afterClosed());
    if (!picked) return null;
    return changes.map((change) => {
      const name = nameOf(change.path);
      const clashed = clashes.some(({ path }) => same(path, change.path));
      return clashed ? { ...change, to: picked[name] } : change;
    });
  }
}
