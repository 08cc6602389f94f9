import type { Schema } from '@scizoo/catalogue-client';
import type { Facility } from '../core/api-types';

/** A way to sign in that the facility offers; without `href` name and password are asked here. */
export type SignInWay = Schema<'SignInWay'>;
const PASSWORD: readonly SignInWay[] = [{ kind: 'local', label: '' }];

/** Until the facility has answered, a name and a password are asked: that always may work. */
export function waysOf(facility: Facility | null): readonly SignInWay[] {
  // What an earlier version of the program has kept may look different.
  const ways = (facility?.signIn ?? []).filter((way: unknown) => typeof way === 'object' && way !== null);
  return ways.length > 0 ? ways : PASSWORD;
}
export const providersOf = (ways: readonly SignInWay[]): SignInWay[] =>
  ways.filter(({ kind, href }) => kind === 'oidc' && Boolean(href));
export const withPassword = (ways: readonly SignInWay[]): SignInWay[] => ways.filter(({ kind }) => kind !== 'oidc');

/** The provider sends the browser back to the wanted page. */
export const hrefOf = ({ href }: SignInWay, next: string): string =>
  `${href}${(href ?? '').includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`;
