import { Injectable, signal } from '@angular/core';

/** The present second, for elapsed times and ages. */
@Injectable({ providedIn: 'root' })
export class Ticker {
  private readonly second = signal(Date.now());
  readonly now = this.second.asReadonly();
  constructor() {
    setInterval(() => {
      if (document.visibilityState === 'visible') this.second.set(Date.now());
    }, 1000);
  }
}
