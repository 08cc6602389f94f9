import { field } from '@scizoo/service-kit';

/** What an API token may be used for. It never allows more than its owner may do. */
export const SCOPES = ['read', 'write', 'delete', 'ingest'] as const;
export type Scope = (typeof SCOPES)[number];

/** Accounts, credentials and sign-in are for people: a token that leaked must not make further ones. */
const FOR_PEOPLE =
  /^\/api\/v\d\/(tokens|session|auth\/(?!whoami)[^/]+|users\/(login|logout|password|jwt|:id\/(password|jwt)))(\/|$)/i;
const INGEST = /^\/api\/v4\/(acquisition-events|heartbeats|replays\/:replay\/progress)(\/|$)/i;
/** Questions that are too long for an address. */
const ASKS = /\/(isValid|download(-links)?|search(\/.*)?|count|facets)$/i;
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The scope that a token needs for a route.
 * @param route pattern of the route, as it was declared
 * @returns undefined where no token gets in
 */
export function scopeNeeded(method: string, route: string): Scope | undefined {
  if (FOR_PEOPLE.test(route)) return undefined;
  if (INGEST.test(route)) return 'ingest';
  if (READS.has(method) || (method === 'POST' && ASKS.test(route))) return 'read';
  return method === 'DELETE' ? 'delete' : 'write';
}

export class ApiTokenRequest {
  @field.text({ required: true, minLength: 1, maxLength: 128, description: 'What the token is for, for its owner' })
  name!: string;
  @field.textList({ required: true, minItems: 1, maxItems: SCOPES.length, items: { oneOf: SCOPES } })
  scopes!: Scope[];
  @field.integer({ min: 1, max: 3650, description: 'Days until it ends; 90 unless told' })
  expiresInDays?: number;
}
export class ApiToken {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  name!: string;
  @field.textList({ required: true, items: { oneOf: SCOPES } })
  scopes!: Scope[];
  @field.moment({ required: true })
  createdAt!: string;
  @field.moment({ required: true })
  expiresAt!: string;
  @field.moment({ description: 'Right to a minute' })
  lastUsedAt?: string | null;
  @field.text({ description: 'Address of the last use' })
  lastUsedFrom?: string | null;
  @field.moment()
  revokedAt?: string | null;
}
export class NewApiToken extends ApiToken {
  @field.text({ required: true, description: 'The token itself; it is shown this once and kept nowhere' })
  token!: string;
}
