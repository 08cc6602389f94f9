import type { CookieSerializeOptions } from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserTokens } from '../access';
import { ACCESS_SECONDS } from '../access/sessions.service';
import { ACCESS_COOKIE, CSRF_COOKIE, REFRESH_COOKIE } from '../access/tokens';
import { CatalogueConfig } from '../config';

const REFRESH_PATH = '/api/v4/session';

/** The cookies of our web program: what is secret in them no script can read. */
@Injectable()
export class SessionCookies {
  constructor(private readonly config: CatalogueConfig) {}

  hand(tokens: BrowserTokens, request: FastifyRequest, reply: FastifyReply): void {
    const cookie = this.optionsOf(request);
    const refreshSeconds = Math.max(0, Math.round((tokens.expiresAt.getTime() - Date.now()) / 1000));
    void reply
      .header('cache-control', 'no-store')
      .setCookie(ACCESS_COOKIE, tokens.access, { ...cookie, path: '/', maxAge: ACCESS_SECONDS })
      .setCookie(CSRF_COOKIE, tokens.csrfToken, { ...cookie, httpOnly: false, path: '/', maxAge: refreshSeconds });
    if (tokens.refresh !== undefined)
      void reply.setCookie(REFRESH_COOKIE, tokens.refresh, { ...cookie, path: REFRESH_PATH, maxAge: refreshSeconds });
  }
  clear(request: FastifyRequest, reply: FastifyReply): void {
    const cookie = this.optionsOf(request);
    void reply
      .clearCookie(ACCESS_COOKIE, { ...cookie, path: '/' })
      .clearCookie(CSRF_COOKIE, { ...cookie, httpOnly: false, path: '/' })
      .clearCookie(REFRESH_COOKIE, { ...cookie, path: REFRESH_PATH });
  }

  private optionsOf(request: FastifyRequest): CookieSerializeOptions {
    const isHttps = request.protocol === 'https' || (this.config.publicUrl?.startsWith('https:') ?? false);
    return { httpOnly: true, sameSite: 'strict', secure: isHttps };
  }
}
