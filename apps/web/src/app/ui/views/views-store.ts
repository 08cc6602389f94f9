import { computed, inject, signal } from '@angular/core';
import type { Schema } from '@scizoo/catalogue-client';
import { Api, part } from '../../core/api';
import { asProblem } from '../../core/problem';
import { Session } from '../../core/session';
import type { View, ViewContent, ViewPlace } from './view';
import { ownView, sharedView, storedView } from './view';

interface Settings {
  readonly views: readonly View[];
  /** Name of the private view that opens first, or the id of a shared one. */
  readonly standard: string | null;
  readonly standardId: string | null;
}
type Shared = Schema<'SharedViews'>;
const NONE: Settings = { views: [], standard: null, standardId: null };
const NOTHING_SHARED: Shared = { views: [], groups: [], instruments: [] };
const SHARED = '/api/v4/views';

/** Views of one table: private ones in the settings of the user, the others as records of the catalogue. */
export abstract class ViewsStore {
  /** Name among the settings of the user. */
  protected abstract readonly setting: string;
  protected abstract readonly table: 'scan-log' | 'datasets';
  /** Message that says what a view of this table keeps. */
  abstract readonly keeps: string;
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly settings = signal<Settings>(NONE);
  private readonly offered = signal<Shared>(NOTHING_SHARED);
  private loadedFor: string | null = null;

  readonly own = computed(() => this.settings().views);
  readonly shared = computed(() => this.offered().views.map(sharedView));
  readonly ofGroups = computed(() => this.shared().filter(({ kind }) => kind === 'group'));
  readonly proposed = computed(() => this.shared().filter(({ kind }) => kind === 'instrument'));
  readonly all = computed(() => [...this.own(), ...this.shared()]);
  /** Where the user may put a view that others see. */
  readonly groups = computed(() => this.offered().groups);
  readonly instruments = computed(() => this.offered().instruments);
  /** The view that this user wants to see first. */
  readonly standard = computed(() => {
    const { standard, standardId } = this.settings();
    return this.byKey(standardId) ?? this.byKey(standard === null ? null : `my:${standard}`);
  });

  byKey(key: string | null): View | null {
    return this.all().find((view) => view.key === key) ?? null;
  }
  proposedFor(instrument: string | null): View | null {
    return this.proposed().find((view) => view.instrument === instrument) ?? null;
  }

  /** Once for each user; what cannot be read is asked for again by the next visit. */
  async load(): Promise<void> {
    await this.session.load();
    const user = this.session.user();
    if (this.loadedFor === (user?.id ?? '')) return;
    this.settings.set(NONE);
    this.offered.set(NOTHING_SHARED);
    this.loadedFor = null;
    if (!user) return;
    const [settings] = await Promise.all([this.readSettings(user.id), this.refresh()]);
    if (settings) this.loadedFor = user.id;
  }
  private async readSettings(userId: string): Promise<boolean> {
    try {
      const path = `/api/v3/users/${part(userId)}/settings`;
      const answer = await this.api.get<{ externalSettings?: Record<string, unknown> } | null>(path);
      const kept = answer?.externalSettings?.[this.setting] as Partial<Record<keyof Settings, unknown>> | undefined;
      const views = Array.isArray(kept?.views) ? kept.views.flatMap(storedView) : [];
      const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
      this.settings.set({ views, standard: text(kept?.standard), standardId: text(kept?.standardId) });
      return true;
    } catch (fault) {
      // Without saved views the built-in table opens.
      console.info('saved views could not be read:', asProblem(fault).message);
      return false;
    }
  }
  /** What others have shared meanwhile. */
  async refresh(): Promise<void> {
    if (!this.session.user()) return;
    try {
      const offered = await this.api.get<Partial<Shared> | null>(SHARED, { table: this.table });
      this.offered.set({ ...NOTHING_SHARED, ...offered });
    } catch (fault) {
      console.info('shared views could not be read:', asProblem(fault).message);
    }
  }

  /** A private one of the same name is replaced, and so is the one that an instrument has already. */
  async create(content: ViewContent, place: ViewPlace): Promise<View> {
    if (place.kind === 'own') return this.putOwn(content);
    const { density, ...rest } = content;
    const where = place.kind === 'group' ? { group: place.group } : { instrument: place.instrument };
    const body = { table: this.table, ...rest, ...(density && { density }), ...where };
    const made = sharedView(await this.api.send<Schema<'SharedView'>>('POST', SHARED, body));
    await this.refresh();
    return made;
  }
  async update(view: View, { query, density }: Pick<ViewContent, 'query' | 'density'>): Promise<void> {
    if (view.kind === 'own') return void (await this.putOwn({ name: view.name, query, density }));
    const body = { revision: view.revision, query, ...(density && { density }) };
    try {
      await this.api.send('PATCH', `${SHARED}/${part(view.key)}`, body);
    } finally {
      await this.refresh();
    }
  }
  /** @returns the view under its new name; a private one has another key then */
  async rename(view: View, name: string): Promise<View> {
    if (view.kind === 'own') return this.renameOwn(view, name);
    try {
      await this.api.send('PATCH', `${SHARED}/${part(view.key)}`, { revision: view.revision, name });
    } finally {
      await this.refresh();
    }
    return { ...view, name };
  }
  private async renameOwn(view: View, name: string): Promise<View> {
    const renamed = ownView({ name, query: view.query, density: view.density });
    const { views, standard, standardId } = this.settings();
    await this.write({
      views: views.map((one) => (one.name === view.name ? renamed : one)),
      standard: standard === view.name ? name : standard,
      standardId,
    });
    return renamed;
  }
  async remove(view: View): Promise<void> {
    if (view.kind !== 'own') {
      await this.api.send('DELETE', `${SHARED}/${part(view.key)}`);
      return this.refresh();
    }
    const { views, standard, standardId } = this.settings();
    await this.write({
      views: views.filter(({ name }) => name !== view.name),
      standard: standard === view.name ? null : standard,
      standardId,
    });
  }
  makeStandard(view: View | null): Promise<void> {
    const isOwn = view?.kind === 'own';
    return this.write({
      views: this.settings().views,
      standard: isOwn ? view.name : null,
      standardId: view && !isOwn ? view.key : null,
    });
  }

  private async putOwn(content: ViewContent): Promise<View> {
    const view = ownView(content);
    const { views } = this.settings();
    const at = views.findIndex(({ name }) => name === view.name);
    await this.write({ ...this.settings(), views: at < 0 ? [...views, view] : views.with(at, view) });
    return view;
  }
  private async write(next: Settings): Promise<void> {
    const user = this.session.user();
    if (!user) return;
    const path = `/api/v3/users/${part(user.id)}/settings`;
    const views = next.views.map(({ name, query, density }) => ({ name, query, density }));
    const external = { [this.setting]: { ...next, views } };
    try {
      await this.api.send('PATCH', `${path}/external`, external);
    } catch (fault) {
      // A user who never had settings gets them with the first view.
      if (asProblem(fault).kind !== 'missing') throw fault;
      await this.api.send('PUT', path, { externalSettings: external });
    }
    this.settings.set(next);
  }
}
