import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthModuleOptions } from '@nestjs/passport';
import { UsersModule } from '../users/users.module';
import { AccessService } from './access.service';
import { ApiTokensService } from './api-tokens.service';
import { AuthenticationGuard } from './authentication.guard';
import { RequestLimits } from './request-limits';
import { SessionsService } from './sessions.service';
import { SignInLog } from './sign-in-log';
import { TokenStrategy } from './token.strategy';

let applications = 0;

/** Who calls and what they may do; for every feature. */
@Global()
@Module({
  imports: [UsersModule],
  providers: [
    { provide: AuthModuleOptions, useFactory: () => ({ defaultStrategy: `token-${++applications}`, session: false }) },
    AccessService,
    SessionsService,
    ApiTokensService,
    SignInLog,
    RequestLimits,
    TokenStrategy,
    { provide: APP_GUARD, useClass: AuthenticationGuard },
  ],
  exports: [AccessService, SessionsService, ApiTokensService, SignInLog, RequestLimits],
})
export class AccessModule {}
