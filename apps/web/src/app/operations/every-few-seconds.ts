import { computed, inject, type Signal } from '@angular/core';
import { Ticker } from '../core/ticker';

/** Counts up while the page is looked at; to ask again what changes by itself. To be called where a component is made. */
export function everyFewSeconds(seconds = 5): Signal<number> {
  const ticker = inject(Ticker);
  return computed(() => Math.floor(ticker.now() / (seconds * 1000)));
}
