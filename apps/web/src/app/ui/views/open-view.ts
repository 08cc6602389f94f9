import { Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import type { Params } from '@angular/router';
import { FacilityInfo } from '../../core/facility';
import { Notices } from '../../core/notices';
import { Preferences } from '../../core/preferences';
import { Words } from '../../core/words';
import type { View, ViewContent, ViewKind } from './view';
import type { ViewsStore } from './views-store';

/** The table that views are opened in, as its page knows it. */
export interface ViewTarget {
  readonly store: ViewsStore;
  /** Key of the view that the address names. */
  readonly key: () => string | null;
  /** What the address says now of what a view of this kind keeps; empty for the table as it is built. */
  readonly now: (kind: ViewKind) => string;
  /** The same text for what was saved. */
  readonly canonical: (query: string) => string;
  /** Address in which the view is open; without one: the table as it is built. */
  readonly linkTo: (view: View | null) => Params;
  /** Goes there. */
  readonly go: (address: Params, replaceUrl: boolean) => void;
  /** The open view has another key now; what was changed in it stays. */
  readonly rekey: (key: string) => void;
  /** The one instrument that is looked at. */
  readonly instrument: () => string | null;
}

/** Which view is open on a page, whether it was changed, and which one opens by itself. */
@Injectable()
export class OpenView {
  private readonly preferences = inject(Preferences);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  private readonly facility = inject(FacilityInfo);
  private readonly target = signal<ViewTarget | null>(null);
  private readonly started = signal(false);
  /** Instruments whose proposal was sent away on this page. */
  private readonly declined = new Set<string>();

  readonly store = computed(() => this.target()?.store ?? null);
  readonly view = computed(() => {
    const target = this.target();
    return target ? target.store.byKey(target.key()) : null;
  });
  readonly changed = computed(() => {
    const [target, view] = [this.target(), this.view()];
    if (!target || !view) return false;
    const dense = view.density !== null && view.density !== this.preferences.density();
    return dense || target.canonical(view.query) !== target.now(view.kind);
  });

  private readonly key = computed(() => this.view()?.key);
  private readonly instrument = computed(() => this.target()?.instrument() ?? null);

  constructor() {
    effect(() => {
      this.key();
      untracked(() => this.takeDensity());
    });
    effect(() => {
      const instrument = this.instrument();
      if (this.started()) untracked(() => this.propose(instrument));
    });
  }
  /**
   * @param bare the address says nothing that a view keeps: the one that the user wants first opens, else the one that is
   * proposed for the instrument. Rows don't wait long for that.
   */
  async start(target: ViewTarget, bare: boolean): Promise<void> {
    this.target.set(target);
    const loading = target.store.load();
    if (bare) {
      await Promise.race([loading, new Promise((done) => setTimeout(done, 400))]);
      const first = target.store.standard();
      if (first) this.show(first, true);
    }
    void loading.then(() => this.started.set(true));
  }

  linkTo(view: View | null): Params {
    return this.target()?.linkTo(view) ?? {};
  }
  show(view: View | null, replaceUrl = false): void {
    this.target()?.go(this.linkTo(view), replaceUrl);
    // Opening the view that is open already takes its changes back, which its key does not tell.
    if (view && view.key === this.view()?.key) this.takeDensity();
  }
  async rename(view: View, name: string): Promise<void> {
    const isOpen = view.key === this.view()?.key;
    const renamed = await this.target()?.store.rename(view, name);
    if (isOpen && renamed && renamed.key !== view.key) this.target()?.rekey(renamed.key);
  }
  content(kind: ViewKind, name: string): ViewContent {
    return { name, query: this.target()?.now(kind) ?? '', density: this.preferences.density() };
  }
  nameOfInstrument(uniqueName: string | null): string {
    return this.facility.nameOf(uniqueName);
  }

  private takeDensity(): void {
    const density = this.view()?.density;
    if (density) this.preferences.density.set(density);
  }
  /** Nobody's own choice is replaced: neither a view that they want first, nor what they have set up by hand. */
  private propose(instrument: string | null): void {
    const [target, open] = [this.target(), this.view()];
    if (!target || target.store.standard()) return;
    const isUntouched = open ? open.kind === 'instrument' && !this.changed() : target.now('instrument') === '';
    if (!isUntouched || open?.instrument === instrument) return;
    const proposed = instrument === null || this.declined.has(instrument) ? null : target.store.proposedFor(instrument);
    if (!proposed) return void (open && this.show(null, true));
    this.show(proposed, true);
    const values = { name: proposed.name, instrument: this.nameOfInstrument(instrument) };
    this.notices.offer(this.words.say('views.proposedOpened', values), () => {
      this.declined.add(proposed.instrument ?? '');
      this.show(null, true);
    });
  }
}
