import { field } from '@scizoo/service-kit';
import type { Caller } from '@scizoo/domain';

export type AuthStrategy = 'local' | 'ldap' | 'oidc';
export type GroupProvider = 'ldap' | 'oidc' | 'graphql';
export type ProviderGroups = Partial<Readonly<Record<GroupProvider, readonly string[]>>>;

/** An account as stored. The hash never leaves the users folder. */
export class UserRecord {
  @field.text({ required: true, outputOnly: true })
  id!: string;
  // index: sign-in by name; names are unique
  @field.text({ required: true, minLength: 1, maxLength: 256, index: 'unique' })
  username!: string;
  // index: identities are asked for by address; a person may have several accounts
  @field.text({ format: 'email', index: 'plain' })
  email?: string;
  @field.yesNo({ description: 'False: somebody says so, nobody has checked; such an address opens nothing' })
  emailVerified?: boolean;
  @field.text({ maxLength: 512 })
  displayName?: string;
  @field.text({ required: true, oneOf: ['local', 'ldap', 'oidc'], description: '`local`: the password is kept here' })
  authStrategy!: string;
  @field.text({ description: 'What the directory or the provider calls this person for ever' })
  externalId?: string;
  @field.text({ outputOnly: true })
  passwordHash?: string;
  @field.textList({ description: 'Groups of the account' })
  groups?: string[];
  @field.any({ description: 'Groups by the provider that told them at the last sign-in' })
  providerGroups?: ProviderGroups;
  @field.moment({ outputOnly: true })
  createdAt?: Date;
  @field.moment({ outputOnly: true })
  updatedAt?: Date;
}
export const USER_STORAGE = {
  collection: 'users',
  id: 'id',
  // sign-in by directory or provider
  indexes: [{ authStrategy: 1, externalId: 1 }],
} as const;

export interface User {
  readonly _id: string;
  readonly username: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly displayName?: string;
  readonly authStrategy: AuthStrategy;
  readonly externalId?: string;
  readonly passwordHash?: string;
  readonly groups?: readonly string[];
  readonly providerGroups?: ProviderGroups;
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
}
export interface KnownCaller extends Caller {
  readonly userId: string;
  readonly authStrategy: AuthStrategy;
}
/** Somebody whom a directory or an OpenID Connect provider vouches for. */
export interface ExternalAccount {
  readonly authStrategy: 'ldap' | 'oidc';
  readonly externalId: string;
  readonly username: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly displayName?: string;
  readonly groups: readonly string[];
}

/** One entry of the file of local accounts, in SciCat's format. */
export class FunctionalAccount {
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  username!: string;
  @field.text({ required: true, format: 'email' })
  email!: string;
  @field.text({ maxLength: 512 })
  displayName?: string;
  @field.text({
    required: true,
    minLength: 1,
    maxLength: 1024,
    description: 'The password, or its bcrypt or argon2 hash out of another catalogue',
  })
  password!: string;
  @field.any({ description: 'A role or a list of roles; each is a group of the account' })
  role?: string | string[];
  @field.yesNo({ description: 'Adds the group globalaccess' })
  global?: boolean;
}

/** What an account's user interfaces keep; SciCat's shape. */
export class UserSettingsRecord {
  @field.text({ required: true, outputOnly: true })
  id!: string;
  // index: settings are asked for by account
  @field.text({ required: true, minLength: 1, maxLength: 256, index: 'unique' })
  userId!: string;
  @field.integer({ required: true, min: 0, max: 10_000, description: 'Datasets a page' })
  datasetCount!: number;
  @field.integer({ required: true, min: 0, max: 10_000, description: 'Jobs a page' })
  jobCount!: number;
  @field.free({ description: 'Free for user interfaces: columns, filters, saved views' })
  externalSettings?: Record<string, unknown>;
}
export const USER_SETTINGS_STORAGE = { collection: 'userSettings', id: 'id' } as const;

export interface UserSettings {
  readonly _id: string;
  readonly userId: string;
  readonly datasetCount: number;
  readonly jobCount: number;
  readonly externalSettings?: Record<string, unknown>;
}
