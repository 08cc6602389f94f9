export { AccessModule } from './access.module';
export { AccessService } from './access.service';
export { ApiTokensService } from './api-tokens.service';
export { NeedsNoCsrfToken } from './authentication.guard';
export {
  assertSignedIn,
  CallerOf,
  type Credential,
  type Identified,
  identify,
  IdentityOf,
  identityOf,
  SignedIn,
} from './caller';
export { type BrowserTokens, SessionsService } from './sessions.service';
export { type SignInEvent, SignInLog } from './sign-in-log';
