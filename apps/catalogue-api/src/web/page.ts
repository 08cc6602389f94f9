import { randomBytes } from 'node:crypto';

const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/**
 * What the page may load: its own scripts; styles of its own files and those that the program adds with the nonce of this
 * page; pictures of its own, pasted ones and previews.
 */
const policyOfPage = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const BASE = /<base href="\/"\s*\/?>\s*/;
/**
 * The built page without its `<base>`, so that none is allowed: what it loads is named from the root, because it is the
 * page for addresses of any depth.
 */
export const withoutBase = (page: string): string =>
  page.replace(BASE, '').replaceAll(/(\s(?:src|href)=")(?![a-z]+:|\/|#)/gi, '$1/');

/** The page with a nonce of its own; it must never be kept by a cache. */
export function pageWithNonce(page: string): { html: string; policy: string } {
  const nonce = randomBytes(18).toString('base64');
  return { html: page.replaceAll(NONCE_PLACEHOLDER, nonce), policy: policyOfPage(nonce) };
}
