import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { mongooseSchemaOf } from '../schema/mongoose-schema';
import { RegistryModule } from '../ingest/registry.module';
import { ProposalTeams } from './proposal-teams';
import { USER_SETTINGS_STORAGE, USER_STORAGE, UserRecord, UserSettingsRecord } from './user.record';
import { UserSettingsService } from './user-settings.service';
import { UsersService } from './users.service';

/** Accounts, their groups and their settings; the routes are put together in sign-in. */
@Module({
  imports: [
    RegistryModule,
    MongooseModule.forFeature([
      { name: UserRecord.name, schema: mongooseSchemaOf(UserRecord, USER_STORAGE) },
      { name: UserSettingsRecord.name, schema: mongooseSchemaOf(UserSettingsRecord, USER_SETTINGS_STORAGE) },
    ]),
  ],
  providers: [UsersService, ProposalTeams, UserSettingsService],
  exports: [UsersService, UserSettingsService],
})
export class UsersModule {}
