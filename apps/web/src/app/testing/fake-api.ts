import type { Provider } from '@angular/core';
import { Api } from '../core/api';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
}
type Answer = (asked: Asked) => unknown;

/** A catalogue that answers by path, the longest beginning first, and remembers what it was asked. */
export class FakeCatalogue {
  readonly asked: Asked[] = [];
  constructor(private readonly answers: Readonly<Record<string, Answer>>) {}

  provide(): Provider {
    const call = (method: string, path: string, query: Asked['query'] = {}, body?: unknown): Promise<unknown> => {
      const asked = { method, path, query, body };
      this.asked.push(asked);
      const known = Object.keys(this.answers).sort((a, b) => b.length - a.length);
      const answer = this.answers[known.find((start) => `${method} ${path}`.startsWith(start)) ?? ''];
      if (!answer) return Promise.reject(new Error(`nobody expected ${method} ${path}`));
      return Promise.resolve().then(() => answer(asked));
    };
    const useValue = {
      get: (path: string, query?: Asked['query']) => call('GET', path, query),
      send: (method: string, path: string, body?: unknown) => call(method, path, {}, body),
      ask: (path: string, body: unknown) => call('POST', path, {}, body),
      change: (path: string, body: unknown) => call('PATCH', path, {}, body),
    };
    return { provide: Api, useValue };
  }
  to(start: string): Asked[] {
    return this.asked.filter(({ method, path }) => `${method} ${path}`.startsWith(start));
  }
}
/** A JSON parameter of a question. */
export const parameter = (asked: Asked | undefined, name: string): Record<string, unknown> =>
  JSON.parse(String(asked?.query[name] ?? '{}')) as Record<string, unknown>;
/** What was asked has been answered and drawn. */
export const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 20));
