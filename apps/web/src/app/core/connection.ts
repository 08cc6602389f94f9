import { Injectable, computed, signal } from '@angular/core';

/** Whether the catalogue answers, and since when it does not. */
@Injectable({ providedIn: 'root' })
export class Connection {
  private readonly failedSince = signal<number | null>(null);
  private readonly online = signal(navigator.onLine);
  private readonly lastGood = signal<number | null>(null);

  readonly down = computed(() => !this.online() || this.failedSince() !== null);
  readonly offline = computed(() => !this.online());
  readonly lastData = this.lastGood.asReadonly();

  constructor() {
    addEventListener('online', () => this.online.set(true));
    addEventListener('offline', () => this.online.set(false));
  }
  good(): void {
    this.failedSince.set(null);
    this.lastGood.set(Date.now());
  }
  bad(): void {
    if (this.failedSince() === null) this.failedSince.set(Date.now());
  }
}
