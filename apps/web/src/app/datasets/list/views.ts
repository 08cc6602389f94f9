import { Injectable, computed, inject, signal } from '@angular/core';
import { Api, part } from '../../core/api';
import { asProblem } from '../../core/problem';
import { Session } from '../../core/session';

/** A list under a name: what its address says, as `name=value` pairs. */
export interface SavedList {
  name: string;
  query: string;
}
interface StoredLists {
  views: SavedList[];
  standard: string | null;
}
const SETTING = 'datasetList';
const NONE: StoredLists = { views: [], standard: null };
const isSaved = (one: unknown): one is SavedList =>
  typeof (one as SavedList | null)?.name === 'string' && typeof (one as SavedList).query === 'string';

/** Saved lists of datasets, kept per user on the server. */
@Injectable({ providedIn: 'root' })
export class SavedLists {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly stored = signal<StoredLists>(NONE);
  private loadedFor = '';
  readonly all = computed(() => this.stored().views);
  /** The list that opens when the address says nothing. */
  readonly standard = computed(() => this.all().find(({ name }) => name === this.stored().standard) ?? null);

  async load(): Promise<void> {
    await this.session.load();
    const user = this.session.user();
    if (this.loadedFor === (user?.id ?? '')) return;
    this.stored.set(NONE);
    this.loadedFor = '';
    if (!user) return;
    try {
      const settings = await this.api.get<{ externalSettings?: Record<string, unknown> } | null>(
        `/api/v3/users/${part(user.id)}/settings`,
      );
      const kept = settings?.externalSettings?.[SETTING] as Partial<StoredLists> | undefined;
      this.stored.set({ views: (kept?.views ?? []).filter(isSaved), standard: kept?.standard ?? null });
      this.loadedFor = user.id;
    } catch (fault) {
      // Without saved lists the built-in one opens; the next visit asks again.
      console.info('saved lists could not be read:', asProblem(fault).message);
    }
  }
  save(view: SavedList): Promise<void> {
    const at = this.all().findIndex(({ name }) => name === view.name);
    const views = at < 0 ? [...this.all(), view] : this.all().with(at, view);
    return this.write({ ...this.stored(), views });
  }
  remove(name: string): Promise<void> {
    const { views, standard } = this.stored();
    return this.write({
      views: views.filter((one) => one.name !== name),
      standard: standard === name ? null : standard,
    });
  }
  makeStandard(name: string | null): Promise<void> {
    return this.write({ ...this.stored(), standard: name });
  }
  private async write(next: StoredLists): Promise<void> {
    const user = this.session.user();
    if (!user) return;
    const settings = `/api/v3/users/${part(user.id)}/settings`;
    try {
      await this.api.send('PATCH', `${settings}/external`, { [SETTING]: next });
    } catch (fault) {
      // A user who never had settings gets them with the first view.
      if (asProblem(fault).kind !== 'missing') throw fault;
      await this.api.send('PUT', settings, { externalSettings: { [SETTING]: next } });
    }
    this.stored.set(next);
  }
}
