import { Injectable, inject, signal } from '@angular/core';
import { Api } from '../../core/api';
import type { MetadataKey } from './search';
import { SEARCH } from './search';

const TYPING_MS = 200;
const MOST = 8;
const LEAST_LETTERS = 2;
/** The word under the caret, where somebody may be about to name a metadata key. */
const LAST_WORD = /(?<![\p{L}\p{N}_.:/-])([\p{L}_][\p{L}\p{N}_.]*)$/u;

export interface Offer {
  readonly value: string;
  readonly hint: string;
}
/** What is typed with its last word completed to each of the keys. */
export function offersOf(typed: string, keys: readonly Pick<MetadataKey, 'key' | 'unit'>[]): Offer[] {
  const word = LAST_WORD.exec(typed)?.[1] ?? '';
  const before = typed.slice(0, typed.length - word.length);
  return keys.map(({ key, unit }) => ({ value: `${before}${key}`, hint: unit ?? '' }));
}

/** Metadata keys for the search box, from the server while somebody types. */
@Injectable()
export class KeyCompletion {
  private readonly api = inject(Api);
  private readonly found = signal<readonly Offer[]>([]);
  readonly offers = this.found.asReadonly();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;

  complete(typed: string): void {
    const turn = (this.turn += 1);
    const word = LAST_WORD.exec(typed)?.[1] ?? '';
    clearTimeout(this.timer);
    if (word.length < LEAST_LETTERS) return this.found.set([]);
    this.timer = setTimeout(() => {
      this.api.get<MetadataKey[]>(`${SEARCH}/keys`, { text: word, limit: MOST }).then(
        (keys) => turn === this.turn && this.found.set(offersOf(typed, keys)),
        // Without completion any key may still be typed.
        () => this.found.set([]),
      );
    }, TYPING_MS);
  }
}
