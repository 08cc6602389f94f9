import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { ANONYMOUS, type Caller, forbidden, unauthenticated } from '@scizoo/domain';
import type { FastifyRequest } from 'fastify';
import type { Scope } from './scopes';

/** How the caller proved who they are. */
export interface Credential {
  readonly kind: 'bearer' | 'cookie' | 'token' | 'service';
  /** Of a bearer token or a cookie. */
  readonly sessionId?: string;
  /** Of an API token, with what it may be used for. */
  readonly tokenId?: string;
  readonly scopes?: readonly Scope[];
  readonly expiresAt?: Date;
  /** Of a harvester: its name. */
  readonly harvester?: string;
}
/** A caller with the credential they came with, as the authentication guard leaves it on the request. */
export interface Identified {
  readonly caller: Caller;
  readonly credential?: Credential;
}
const identities = new WeakMap<object, Identified>();
const NOBODY: Identified = { caller: ANONYMOUS };

export const identify = (request: FastifyRequest, identified: Identified): void =>
  void identities.set(request, identified);
export const identityOf = (request: FastifyRequest): Identified => identities.get(request) ?? NOBODY;

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>();

/** The caller of this request; `ANONYMOUS` for somebody without a valid credential. */
export const CallerOf = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller => identityOf(requestOf(context)).caller,
);
/** Caller and credential, for sign-out and event streams. */
export const IdentityOf = createParamDecorator((_: unknown, context: ExecutionContext): Identified =>
  identityOf(requestOf(context)),
);

@Injectable()
class SignedInGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (identityOf(requestOf(context)).caller.userId === undefined) throw unauthenticated();
    return true;
  }
}
/** Refuses anonymous callers with 401. */
export const SignedIn = () => applyDecorators(UseGuards(SignedInGuard));

/** Routes of SciCat that refuse anonymous callers with 403, where `SignedIn` says 401. @throws 403 */
export function assertSignedIn({ userId }: Caller): void {
  if (userId === undefined) throw forbidden();
}
