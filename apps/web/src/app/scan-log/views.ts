import { Injectable, computed, inject, signal } from '@angular/core';
import { Api, part } from '../core/api';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';

export interface SavedView {
  name: string;
  columns: string[];
  sort: string;
}
interface StoredViews {
  views: SavedView[];
  standard: string | null;
}
const SETTING = 'scanLog';
const NONE: StoredViews = { views: [], standard: null };

/** Views of the scan log, kept per user on the server. */
@Injectable({ providedIn: 'root' })
export class SavedViews {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly stored = signal<StoredViews>(NONE);
  private loadedFor = '';
  readonly all = computed(() => this.stored().views);
  /** The view that opens when the address names no columns. */
  readonly standard = computed(() => this.all().find(({ name }) => name === this.stored().standard) ?? null);

  async load(): Promise<void> {
    const user = this.session.user();
    if (!user || this.loadedFor === user.id) return;
    try {
      const settings = await this.api.get<{ externalSettings?: Record<string, unknown> } | null>(
        `/api/v3/users/${part(user.id)}/settings`,
      );
      const kept = settings?.externalSettings?.[SETTING] as Partial<StoredViews> | undefined;
      this.stored.set({ views: kept?.views ?? [], standard: kept?.standard ?? null });
      this.loadedFor = user.id;
    } catch (fault) {
      // Without saved views the built-in one opens; the next visit asks again.
      console.info('saved views could not be read:', asProblem(fault).message);
    }
  }
  save(view: SavedView): Promise<void> {
    const others = this.all().filter(({ name }) => name !== view.name);
    return this.write({ views: [...others, view], standard: this.stored().standard ?? view.name });
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
  private async write(next: StoredViews): Promise<void> {
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
