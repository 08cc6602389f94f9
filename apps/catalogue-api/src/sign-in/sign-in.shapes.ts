import { field } from '@scizoo/service-kit';
import { SIGN_IN_EVENTS } from '../access/sign-in-log';

export class Credentials {
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  username!: string;
  @field.text({ required: true, minLength: 1, maxLength: 1024 })
  password!: string;
}
export class SessionCredentials extends Credentials {
  @field.text({ oneOf: ['local', 'ldap'], description: 'Absent: local, then the directory' })
  method?: string;
}

export class SessionUser {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  username!: string;
  @field.text({ required: true })
  email!: string;
  @field.text()
  displayName?: string;
  @field.textList({ required: true })
  groups!: string[];
  @field.textList({ required: true, description: 'What they may do beyond the records of their groups' })
  rights!: string[];
  @field.text({ required: true, oneOf: ['local', 'ldap', 'oidc'], description: 'How the account signs in' })
  method!: string;
}
/** Only `user`, null, for somebody who has not signed in. */
export class SessionAnswer {
  @field.nested(() => SessionUser)
  user!: SessionUser | null;
  @field.text({ description: 'Goes into the header X-CSRF-Token of every writing request' })
  csrfToken?: string;
  @field.moment({ description: 'When the access cookie ends; refresh before' })
  expiresAt?: string;
}
export class SignedOut {
  @field.yesNo({ required: true })
  signedOut!: boolean;
  @field.text({ format: 'uri', description: 'Where the browser signs out at the provider too' })
  logoutUrl?: string;
}
export class SignInLogEntry {
  @field.text({ required: true })
  id!: string;
  @field.moment({ required: true })
  at!: string;
  @field.text({ required: true, oneOf: SIGN_IN_EVENTS })
  event!: string;
  @field.text({ oneOf: ['local', 'ldap', 'oidc', 'token'] })
  method?: string;
  @field.text({ description: 'Name of the token' })
  about?: string;
  @field.text({ required: true, description: 'From where' })
  address!: string;
  @field.text({ description: 'Program that asked' })
  client?: string;
}

/** SciCat's answer to a sign-in. */
export class ScicatUser {
  @field.text({ required: true })
  _id!: string;
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  username!: string;
  @field.text({ required: true })
  email!: string;
  @field.text({ required: true })
  authStrategy!: string;
  @field.text()
  realm?: string;
  @field.yesNo()
  emailVerified?: boolean;
}
export class ScicatToken {
  @field.text({ required: true, description: 'The token' })
  id!: string;
  @field.text({ required: true, description: 'The same token' })
  access_token!: string;
  @field.integer({ required: true, description: 'seconds' })
  ttl!: number;
  @field.integer({ required: true, description: 'seconds' })
  expires_in!: number;
  @field.moment({ required: true })
  created!: string;
  @field.text({ required: true })
  userId!: string;
  @field.nested(() => ScicatUser, { required: true })
  user!: ScicatUser;
}
export class WhoAmI {
  @field.text({ required: true })
  _id!: string;
  @field.text({ required: true })
  username!: string;
  @field.text({ required: true })
  email!: string;
  @field.textList({ required: true })
  currentGroups!: string[];
  @field.text({ required: true })
  authStrategy!: string;
}
export class LoggedOut {
  @field.text({ required: true, example: 'successful' })
  logout!: string;
  @field.text({ format: 'uri', description: 'Where a browser signs out at the provider too' })
  logoutURL?: string;
}
