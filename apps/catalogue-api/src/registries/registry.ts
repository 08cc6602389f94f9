import { SciZooError, unavailable } from '@scizoo/domain';
import { boundedText } from '../http/bounded-text';

const TIME_MS = 5000;
const MOST_BYTES = 1_000_000;

/** Letters that mean something in the query language of both registries (Lucene), taken for themselves. */
export const literally = (text: string): string => text.replace(/[+\-&|!(){}[\]^"~*?:\\/<>=]/gu, String.raw`\$&`);
/** Words of a question; in small letters, so that none is an operator. */
export const wordsIn = (text: string): string[] => text.toLowerCase().split(/\s+/u).filter(Boolean).slice(0, 8);

export interface Registry {
  readonly name: string;
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * One question to a registry. Its address stands in the settings; it cannot send anybody on to another one.
 * @returns undefined for 404
 * @throws 503 in words for who asked
 */
export async function askRegistry({ name, base, headers }: Registry, path: string): Promise<unknown> {
  try {
    const response = await fetch(`${base.replace(/\/+$/u, '')}${path}`, {
      headers: { accept: 'application/json', ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(TIME_MS),
    });
    const text = await boundedText(response, MOST_BYTES);
    if (response.status === 404) return undefined;
    if (response.status === 429) throw unavailable(`${name} is asked too often at the moment; try again in a minute`);
    if (!response.ok) throw new Error(`${name} answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SciZooError) throw error;
    throw unavailable(`${name} does not answer as it should; type it by hand, or try again in a minute`, error);
  }
}
