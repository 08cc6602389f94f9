import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module';
import { UserIdentitiesController } from '../users/user-identities.controller';
import { UserSettingsController } from '../users/user-settings.controller';
import { UsersController } from '../users/users.controller';
import { UsersModule } from '../users/users.module';
import { Attempts } from './attempts';
import { DirectoryService } from './directory.service';
import { GroupService } from './group-service';
import { OidcController } from './oidc.controller';
import { OidcService } from './oidc.service';
import { ScicatSignInController } from './scicat-sign-in.controller';
import { SessionController } from './session.controller';
import { SessionCookies } from './session-cookies';
import { SignInService } from './sign-in.service';
import { TokensController } from './tokens.controller';

/** Routes of sign-in and accounts; UsersModule has the accounts themselves, which the access guard needs. */
@Module({
  imports: [UsersModule, IngestModule],
  controllers: [
    OidcController,
    SessionController,
    // before `users/:id`
    ScicatSignInController,
    UserSettingsController,
    UsersController,
    UserIdentitiesController,
    TokensController,
  ],
  providers: [SignInService, DirectoryService, OidcService, GroupService, Attempts, SessionCookies],
})
export class SignInModule {}
