import { field } from '@scizoo/service-kit';

/** Settings of sign-in; names in the environment are those of SciCat where it has the setting. */
export class SignInConfig {
  @field.text({ description: 'File with local accounts, in the format of SciCat' })
  functionalAccountsFile?: string;
  @field.textList({ description: 'Groups that every signed-in user gets' })
  accessGroupsStaticValues: string[] = [];
  @field.text({ minLength: 1, maxLength: 64, description: 'Button of sign-in with a local account' })
  signInLocalLabel = 'Account';
  @field.yesNo({ description: 'Whether people sign in with local accounts in the web program' })
  signInLocal = true;

  @field.text({
    format: 'uri',
    description: 'Directory server, ldap:// or ldaps://; without it there is no such sign-in',
  })
  ldapUrl?: string;
  @field.text({ maxLength: 64, description: 'Button of sign-in with the directory' })
  ldapLabel = 'Directory';
  @field.text({ description: 'Account that may search the directory; without it the search is anonymous' })
  ldapBindDn?: string;
  @field.text({ description: 'Password of that account' })
  ldapBindCredentials?: string;
  @field.text({ description: 'Where in the directory people are' })
  ldapSearchBase?: string;
  @field.text({
    description: 'Finds a person; `{{username}}` is what was typed. Default for `LDAP_MODE=ad`: by sAMAccountName',
  })
  ldapSearchFilter?: string;
  @field.text({ oneOf: ['ad', 'ldap'], description: 'Kind of directory: decides which attributes are read by default' })
  ldapMode: 'ad' | 'ldap' = 'ad';
  @field.text({ description: 'Attribute that names a person for ever; default sAMAccountName or uid' })
  ldapExternalId?: string;
  @field.text({ description: 'Attribute of the name of the account; default sAMAccountName or uid' })
  ldapUsername?: string;
  @field.yesNo({ description: 'Encrypts the connection after connecting to ldap://' })
  ldapStartTls = false;
  @field.text({ description: 'File with the certificate of the authority that signed that of the directory' })
  ldapCaFile?: string;
  @field.text({ description: 'Where in the directory groups are; without it those of the attribute memberOf count' })
  ldapGroupSearchBase?: string;
  @field.text({ description: 'Finds the groups of a person; `{{dn}}` and `{{username}}` are replaced' })
  ldapGroupSearchFilter = '(|(member={{dn}})(uniqueMember={{dn}})(memberUid={{username}}))';
  @field.text({ minLength: 1, description: 'Attribute of a group that is its name' })
  ldapGroupName = 'cn';

  @field.text({ format: 'uri', description: 'OpenID Connect provider; without it there is no such sign-in' })
  oidcIssuer?: string;
  @field.text({ maxLength: 64, description: 'Button of sign-in with OpenID Connect' })
  oidcLabel = 'Single sign-on';
  @field.text({ minLength: 1, description: 'Name of this program at the provider' })
  oidcClientId?: string;
  @field.text({ minLength: 1, description: 'Secret of this program at the provider; without it a public client' })
  oidcClientSecret?: string;
  @field.text({ format: 'uri', description: 'Address of `/api/v3/auth/oidc/callback` as the provider knows it' })
  oidcCallbackUrl?: string;
  @field.text({ minLength: 1, description: 'What is asked of the provider' })
  oidcScope = 'openid profile email';
  @field.text({ format: 'uri', description: 'Where the client `scicat` takes the token: its page /login' })
  oidcSuccessUrl?: string;
  @field.text({ description: 'Page of the client `scicat` after sign-in' })
  oidcReturnUrl = '/datasets';
  @field.textList({
    items: { pattern: '^[A-Za-z0-9_.-]{1,64}(=https?://.+)?$' },
    description:
      'Further programs that sign in here: `name=address that takes the token`, or the name, with the address in `OIDC_<NAME>_SUCCESS_URL`',
  })
  oidcFrontendClients: string[] = [];
  @field.yesNo({ description: 'Sign-out gives the address at which the provider signs out too' })
  oidcAutoLogout = true;
  @field.text({ format: 'uri', description: 'Address of sign-out at the provider; default: what the provider says' })
  logoutUrl?: string;
  @field.yesNo({ description: 'Takes groups from a claim of the provider' })
  accessGroupsOidcpayloadEnabled = false;
  @field.text({ minLength: 1, description: 'That claim' })
  oidcAccessGroupsProperty = 'groups';
  @field.text({ minLength: 1, description: 'Claim that names a person for ever' })
  oidcUserinfoMappingFieldId = 'sub';
  @field.textList({ description: 'Claims that make the name of the account, the first that is there' })
  oidcUserinfoMappingFieldUsername: string[] = ['preferred_username', 'email', 'sub'];
  @field.text({ minLength: 1, description: 'Claim of the displayed name' })
  oidcUserinfoMappingFieldDisplayname = 'name';
  @field.text({ minLength: 1, description: 'Claim of the e-mail address' })
  oidcUserinfoMappingFieldEmail = 'email';

  @field.yesNo({ description: 'Takes groups from a GraphQL service' })
  accessGroupsGraphqlEnabled = false;
  @field.text({ format: 'uri', description: 'Address of that service' })
  accessGroupServiceApiUrl?: string;
  @field.text({ minLength: 1, description: 'Bearer token for it' })
  accessGroupServiceToken?: string;
  @field.text({ minLength: 1, description: 'Question to it; variables: `$userId` (id at the provider), `$email`' })
  accessGroupServiceQuery =
    'query Groups($userId: String!) { userByOIDCSub(oidcSub: $userId) { proposals { proposalId } } }';
  @field.text({ minLength: 1, description: 'Where the names of groups are in its answer; lists are gone through' })
  accessGroupServicePath = 'userByOIDCSub.proposals.proposalId';

  @field.integer({ min: 0, max: 1_000_000, description: 'Sign-ins a minute from one address; 0: no limit' })
  signInsPerMinute = 600;
  @field.integer({
    min: 0,
    max: 10_000_000,
    description: 'Requests a minute of one user, or of one address without sign-in; 0: no limit',
  })
  requestsPerMinute = 0;
  @field.integer({ min: 1, max: 1000, description: 'Live event streams that one user may have open' })
  liveStreamsPerUser = 20;
  @field.integer({ min: 1, max: 3650, description: 'Days for which sign-ins are kept' })
  signInAuditDays = 365;
  @field.integer({ min: 1, max: 3650, description: 'Longest life of an API token, days' })
  apiTokenMaxDays = 366;
  @field.yesNo({ description: 'Shows e-mail addresses of others as ***** to everybody but admins' })
  maskPersonalInfo = false;
}

/** Programs that may get a token from our sign-in: name → the one address that takes it. */
export function frontendClientsOf(
  { oidcFrontendClients, oidcSuccessUrl }: SignInConfig,
  env: Readonly<Record<string, string | undefined>> = process.env,
): ReadonlyMap<string, string> {
  const clients = new Map<string, string>();
  if (oidcSuccessUrl !== undefined) clients.set('scicat', oidcSuccessUrl);
  for (const entry of oidcFrontendClients) {
    const [name = '', given] = entry.split(/=(.*)/s);
    const address = given ?? env[`OIDC_${name.toUpperCase()}_SUCCESS_URL`];
    if (address !== undefined && URL.canParse(address)) clients.set(name, address);
  }
  return clients;
}
