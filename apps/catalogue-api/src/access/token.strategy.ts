import { Injectable } from '@nestjs/common';
import { AuthModuleOptions, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import type { Identified } from './caller';
import { SessionsService } from './sessions.service';
import { type Presented, presented, type TokenPayload } from './tokens';

const REMEMBER_AT_MOST = 10_000;

/** Signed tokens of scripts and browsers. The algorithm is fixed: what a token says about itself is not believed. */
@Injectable()
export class TokenStrategy extends PassportStrategy(Strategy) {
  /** A signature that was good once is good again; all else about a token is asked each time. */
  private readonly verified = new Map<string, TokenPayload>();

  constructor(
    private readonly sessions: SessionsService,
    options: AuthModuleOptions,
  ) {
    super({
      jwtFromRequest: (request: unknown) => presented(request as FastifyRequest)?.token ?? null,
      // As a key: a text would be tried as a public key first, with every request.
      secretOrKeyProvider: (_: unknown, token: string, done: (error: null, key: string) => void) =>
        done(null, sessions.keyOf(token) as unknown as string),
      algorithms: ['HS256'],
      passReqToCallback: true,
    });
    // passport keeps its strategies per process; two applications in one process (tests) must not share one.
    passport.use(String(options.defaultStrategy), this);
  }

  /** Called by passport with the payload of a token whose signature is good. */
  async validate(request: unknown, payload: Partial<TokenPayload>): Promise<Identified | undefined> {
    const asked = presented(request as FastifyRequest);
    if (!asked || !isWhole(payload)) return undefined;
    if (this.verified.size >= REMEMBER_AT_MOST) this.verified.clear();
    this.verified.set(asked.token, payload);
    return this.identified(asked, payload);
  }
  /** Somebody whose token was verified before; undefined for any other token. */
  async recall(asked: Presented): Promise<Identified | undefined> {
    const payload = this.verified.get(asked.token);
    return payload && this.identified(asked, payload);
  }

  /** @returns undefined for a token that is no longer good; the caller is anonymous then */
  private async identified({ use }: Presented, { sub, sid, aud, exp }: TokenPayload): Promise<Identified | undefined> {
    const expiresAt = new Date(exp * 1000);
    if (aud !== use || expiresAt <= new Date()) return undefined;
    const caller = await this.sessions.callerOf(sid, sub);
    if (!caller) return undefined;
    return { caller, credential: { kind: use === 'browser' ? 'cookie' : 'bearer', sessionId: sid, expiresAt } };
  }
}

const isWhole = (payload: Partial<TokenPayload>): payload is TokenPayload =>
  typeof payload.sub === 'string' && typeof payload.sid === 'string' && typeof payload.exp === 'number';
