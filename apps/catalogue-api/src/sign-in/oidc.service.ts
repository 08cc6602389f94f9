import { Injectable, UnauthorizedException } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { invalid, unavailable } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import * as oidc from 'openid-client';
import { fingerprint, randomToken } from '../access/tokens';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';
import type { ExternalAccount } from '../users/user.record';
import { groupNames } from './group-service';

/** A sign-in that is at the provider. Its record is taken once; it belongs to the browser that began. */
interface Flow {
  /** The `state` of the request. */
  readonly _id: string;
  /** Fingerprint of the cookie. */
  readonly browser: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly callback: Callback;
  /** Foreign program that gets the token; absent for our own session. */
  readonly client?: string;
  readonly returnTo: string;
  readonly startedAt: Date;
}
export type Callback = '/api/v3/auth/oidc/callback' | '/api/v4/session/oidc/callback';
export interface Wish {
  readonly callback: Callback;
  readonly client?: string;
  readonly returnTo: string;
}
export interface Arrived extends Wish {
  readonly account: ExternalAccount;
}
type Claims = Readonly<Record<string, unknown>>;

const COOKIE = 'scizoo_oidc';
const FLOW_S = 600;
const PATIENCE_S = 10;

const text = (claims: Claims, name: string): string | undefined => {
  const value = claims[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 256) : undefined;
};

/** Sign-in at an OpenID Connect provider: authorisation code with PKCE, state and nonce. */
@Injectable()
export class OidcService {
  private readonly logger: Logger;
  private readonly flows: Collection<Flow>;
  private provider?: Promise<oidc.Configuration>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly config: CatalogueConfig,
    database: DatabaseService,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
    this.flows = connection.collection('oidcFlows') as unknown as Collection<Flow>;
    if (!this.isThere) return;
    const { oidcClientId, oidcCallbackUrl, publicUrl } = config;
    if (oidcClientId === undefined) throw invalid('OIDC_ISSUER needs OIDC_CLIENT_ID beside it');
    if (oidcCallbackUrl === undefined && publicUrl === undefined)
      throw invalid('OIDC_ISSUER needs PUBLIC_URL (or OIDC_CALLBACK_URL) beside it: the provider sends browsers there');
    database.atStart('index of sign-ins at the provider', () =>
      this.flows.createIndex({ startedAt: 1 }, { expireAfterSeconds: FLOW_S }),
    );
  }

  get isThere(): boolean {
    return this.config.oidcIssuer !== undefined;
  }

  /** @returns where to send the browser */
  async begin(wish: Wish, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const provider = await this.discovered();
    const [state, verifier, nonce] = [oidc.randomState(), oidc.randomPKCECodeVerifier(), oidc.randomNonce()];
    const browser = randomToken();
    await this.flows.insertOne({
      _id: state,
      browser: fingerprint(browser),
      verifier,
      nonce,
      ...wish,
      startedAt: new Date(),
    });
    // Lax: the provider sends the browser back from its own site.
    const isHttps = request.protocol === 'https' || this.addressOf(wish.callback).startsWith('https:');
    const cookie = { httpOnly: true, sameSite: 'lax', secure: isHttps, path: '/api', maxAge: FLOW_S } as const;
    void reply.setCookie(COOKIE, browser, cookie);
    return oidc.buildAuthorizationUrl(provider, {
      redirect_uri: this.addressOf(wish.callback),
      scope: this.config.oidcScope,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).href;
  }

  /** @throws 401 for an answer that this browser did not ask for, that comes twice, or that the provider did not sign */
  async finish(callback: Callback, request: FastifyRequest, reply: FastifyReply): Promise<Arrived> {
    const { state } = request.query as Record<string, unknown>;
    const browser = request.cookies[COOKIE];
    void reply.clearCookie(COOKIE, { path: '/api' });
    if (typeof state !== 'string' || browser === undefined) throw new UnauthorizedException();
    const flow = await this.flows.findOneAndDelete({ _id: state, browser: fingerprint(browser), callback });
    if (!flow || Date.now() - flow.startedAt.getTime() > FLOW_S * 1000) throw new UnauthorizedException();
    const account = this.accountOf(await this.claims(flow, request));
    return { callback, returnTo: flow.returnTo, ...(flow.client !== undefined && { client: flow.client }), account };
  }
  private async claims({ _id, verifier, nonce, callback }: Flow, request: FastifyRequest): Promise<Claims> {
    const provider = await this.discovered();
    const address = new URL(this.addressOf(callback));
    address.search = request.url.split('?')[1] ?? '';
    try {
      const tokens = await oidc.authorizationCodeGrant(provider, address, {
        expectedState: _id,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims() ?? { sub: '' };
      if (provider.serverMetadata().userinfo_endpoint === undefined) return claims;
      return { ...claims, ...(await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub)) };
    } catch (error) {
      const { code, error: told } = error as { code?: string; error?: string };
      this.logger.warn({ code, told }, 'sign-in at the OpenID Connect provider failed');
      throw new UnauthorizedException();
    }
  }

  private accountOf(claims: Claims): ExternalAccount {
    const { config } = this;
    const externalId = text(claims, config.oidcUserinfoMappingFieldId);
    const names = config.oidcUserinfoMappingFieldUsername.map((name) => text(claims, name));
    const username = names.find((name) => name !== undefined) ?? externalId;
    if (externalId === undefined || username === undefined) {
      this.logger.error({ claim: config.oidcUserinfoMappingFieldId }, 'the provider names nobody in this claim');
      throw new UnauthorizedException();
    }
    return {
      authStrategy: 'oidc',
      externalId,
      username,
      email: text(claims, config.oidcUserinfoMappingFieldEmail),
      ...(claims['email_verified'] === false && { emailVerified: false }),
      displayName: text(claims, config.oidcUserinfoMappingFieldDisplayname),
      groups: groupNames(claims[config.oidcAccessGroupsProperty]),
    };
  }

  /** Where a browser signs out at the provider too. */
  async logoutUrl(): Promise<string | undefined> {
    const { logoutUrl, oidcAutoLogout } = this.config;
    if (!this.isThere || !oidcAutoLogout) return undefined;
    if (logoutUrl !== undefined) return logoutUrl;
    // Signing out here must not depend on the provider.
    const provider = await this.discovered().catch(() => undefined);
    return provider?.serverMetadata().end_session_endpoint;
  }

  private addressOf(callback: Callback): string {
    const { oidcCallbackUrl, publicUrl = oidcCallbackUrl } = this.config;
    if (callback === '/api/v3/auth/oidc/callback' && oidcCallbackUrl !== undefined) return oidcCallbackUrl;
    return new URL(callback, publicUrl).href;
  }

  /** What the provider says about itself; asked at the first sign-in, and again after a failure. */
  private async discovered(): Promise<oidc.Configuration> {
    const { oidcIssuer, oidcClientId, oidcClientSecret } = this.config;
    if (oidcIssuer === undefined || oidcClientId === undefined) throw new UnauthorizedException();
    const issuer = new URL(oidcIssuer);
    const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    const authentication = oidcClientSecret === undefined ? oidc.None() : undefined;
    this.provider ??= oidc.discovery(issuer, oidcClientId, oidcClientSecret, authentication, {
      execute,
      timeout: PATIENCE_S,
    });
    try {
      return await this.provider;
    } catch (error) {
      this.provider = undefined;
      this.logger.error({ reason: (error as Error).message }, 'the OpenID Connect provider does not answer');
      throw unavailable('The sign-in service does not answer; try again in a moment', error);
    }
  }
}
