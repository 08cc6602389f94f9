import { Injectable, computed, inject, signal } from '@angular/core';
import { Api } from '../core/api';
import type { Instrument } from '../records/record-types';
import type { Choice } from '../ui/picker';

/** The instruments of the facility: few, open to everybody, and named by other records with their PID or short name. */
@Injectable({ providedIn: 'root' })
export class KnownInstruments {
  private readonly api = inject(Api);
  private readonly found = signal<readonly Instrument[]>([]);
  private asked: Promise<void> | undefined;
  readonly all = this.found.asReadonly();
  readonly choices = computed<Choice[]>(() =>
    this.found().map(({ uniqueName, name }) => ({ value: uniqueName, label: name, hint: uniqueName })),
  );

  /** Once for all pages; after a failure the next page asks again. */
  load(): void {
    this.asked ??= this.ask().catch(() => (this.asked = undefined));
  }
  private async ask(): Promise<void> {
    const filter = JSON.stringify({ limits: { limit: 1000, order: 'name:asc' } });
    this.found.set(await this.api.get<Instrument[]>('/api/v3/instruments', { filter }));
  }
  put(instrument: Instrument): void {
    this.found.update((all) => all.map((one) => (one.pid === instrument.pid ? instrument : one)));
  }

  of(id: string): Instrument | undefined {
    return this.found().find(({ pid, uniqueName }) => pid === id || uniqueName === id);
  }
  /** Each instrument once, although records name it in two ways. */
  distinct(ids: readonly string[]): { name: string; pid: string | null }[] {
    const named = ids.map((id) => ({ name: this.nameOf(id), pid: this.of(id)?.pid ?? null }));
    return [...new Map(named.map((one) => [one.name, one])).values()];
  }
  nameOf(id: string): string {
    return this.of(id)?.name ?? id;
  }
}
