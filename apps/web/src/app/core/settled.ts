import type { Signal } from '@angular/core';
import { effect, signal } from '@angular/core';
import type { Problem } from './problem';
import { asProblem } from './problem';

export interface Loaded<T> {
  readonly value: Signal<T | null>;
  readonly problem: Signal<Problem | null>;
  readonly loading: Signal<boolean>;
  again(): void;
}

/** What may pass by itself is asked again after this time, and as soon as there is a network. */
const RETRY_MS = 6000;

/**
 * Keeps one answer for a changing question: the old answer stays until the new one is there, a question that is
 * asked again within `spacing` milliseconds waits its turn. To be called where a component is made.
 */
export function loaded<Q, T>(
  question: () => Q | null,
  ask: (question: Q, signal: AbortSignal) => Promise<T>,
  options: { same?: (before: Q, now: Q) => boolean; spacing?: number } = {},
): Loaded<T> {
  const value = signal<T | null>(null);
  const problem = signal<Problem | null>(null);
  const loading = signal(false);
  const turn = signal(0);
  let before: Q | null = null;
  let lastAsked = 0;
  let byItself = false;
  const askByItself = (): void => {
    byItself = true;
    turn.update((n) => n + 1);
  };
  effect((onCleanup) => {
    turn();
    const now = question();
    const asked = new AbortController();
    if (now === null || before === null || !(options.same?.(before, now) ?? false)) {
      value.set(null);
      lastAsked = 0;
    }
    before = now;
    // What went wrong stays on screen until it is better; only a person's try shows that something happens.
    if (!byItself) problem.set(null);
    byItself = false;
    loading.set(now !== null);
    if (now === null) return;
    const wait = Math.max(0, lastAsked + (options.spacing ?? 0) - Date.now());
    let later: ReturnType<typeof setTimeout> | undefined;
    const retry = (seconds = 0): void => {
      later = setTimeout(askByItself, Math.max(RETRY_MS, seconds * 1000));
      addEventListener('online', askByItself);
    };
    const timer = setTimeout(async () => {
      lastAsked = Date.now();
      try {
        const answer = await ask(now, asked.signal);
        if (asked.signal.aborted) return;
        value.set(answer);
        problem.set(null);
      } catch (fault) {
        if (asked.signal.aborted) return;
        problem.set(asProblem(fault));
        if (asProblem(fault).passing) retry(asProblem(fault).more.retryAfter);
      } finally {
        if (!asked.signal.aborted) loading.set(false);
      }
    }, wait);
    onCleanup(() => {
      clearTimeout(timer);
      clearTimeout(later);
      removeEventListener('online', askByItself);
      asked.abort();
    });
  });
  return { value, problem, loading, again: () => turn.update((n) => n + 1) };
}
