import type { FastifyRequest } from 'fastify';
import { decodeProtectedHeader } from 'jose';
import { createHash, createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

export const ACCESS_COOKIE = 'scizoo_access';
export const REFRESH_COOKIE = 'scizoo_refresh';
export const CSRF_COOKIE = 'scizoo_csrf';
export const CSRF_HEADER = 'x-csrf-token';
/** Lets scanners of repositories recognise a token that somebody checked in. */
export const API_TOKEN_PREFIX = 'szt_';

/** Payload of our tokens. `aud` keeps a browser's cookie from being used as a script's token and the other way round. */
export interface TokenPayload {
  readonly sub: string;
  readonly sid: string;
  readonly aud: TokenUse;
  readonly exp: number;
}
export type TokenUse = 'script' | 'browser';

export interface Presented {
  readonly use: TokenUse;
  readonly token: string;
}

/** `Bearer <token>`; SciCat wants the word in the query parameter too. */
const BEARER = /^Bearer +([^\s,]+)$/i;

/** The token of a request: header, else SciCat's query parameter, else cookie. A header hides the others. */
export function presented(request: FastifyRequest): Presented | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = BEARER.exec(authorization)?.[1];
    return token === undefined ? undefined : { use: 'script', token };
  }
  const asked = (request.query as Record<string, unknown> | null)?.['access_token'];
  if (typeof asked === 'string') {
    const token = BEARER.exec(asked)?.[1];
    return token === undefined ? undefined : { use: 'script', token };
  }
  const cookie = request.cookies[ACCESS_COOKIE];
  return cookie === undefined ? undefined : { use: 'browser', token: cookie };
}

const digest = (text: string) => createHash('sha256').update(text).digest();
/** Equal texts, compared in a time that tells nothing. */
export const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

export const randomToken = (): string => randomBytes(32).toString('base64url');
export const fingerprint = (token: string): string => digest(token).toString('base64url');
/** Names a key without telling anything of it. */
export const keyIdOf = (secret: string): string => fingerprint(`key:${secret}`).slice(0, 12);
/** The key that a token names; nothing else in its header is believed. */
export function claimedKeyOf(token: string): string {
  try {
    return String(decodeProtectedHeader(token).kid ?? '');
  } catch {
    return '';
  }
}
export const csrfTokenOf = (sessionId: string, secret: KeyObject): string =>
  createHmac('sha256', secret).update(`csrf:${sessionId}`).digest('base64url');

/** A request that a page of another site made the browser send. Scripts outside a browser send neither header. */
export function isForeign(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return true;
  const { origin } = request.headers;
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return false;
  return new URL(origin).host !== request.headers.host;
}
