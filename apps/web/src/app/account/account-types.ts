import type { Schema } from '@scizoo/catalogue-client';

export type ApiToken = Schema<'ApiToken'>;
export type NewApiToken = Schema<'NewApiToken'>;
export type SignInEvent = Schema<'SignInLogEntry'>;
export type Scope = ApiToken['scopes'][number];

/** What people hand to their scripts; taking in events is for programs of the facility. */
export const OFFERED_SCOPES: readonly Scope[] = ['read', 'write', 'delete'];
export const LIFETIMES_DAYS = [7, 30, 90, 365] as const;

export const stateOfToken = ({ revokedAt, expiresAt }: ApiToken, now: number): 'revoked' | 'ended' | 'valid' => {
  if (revokedAt) return 'revoked';
  return Date.parse(expiresAt) <= now ? 'ended' : 'valid';
};
