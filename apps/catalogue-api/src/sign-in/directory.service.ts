import { Injectable } from '@nestjs/common';
import { unavailable } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import {
  Client,
  type ClientOptions,
  EqualityFilter,
  type Entry,
  InvalidCredentialsError,
  OrFilter,
  SizeLimitExceededError,
} from 'ldapts';
import { readFile } from 'node:fs/promises';
import { CatalogueConfig } from '../config';
import { Surroundings } from '../surroundings';
import type { ExternalAccount } from '../users/user.record';

const PATIENCE_MS = 5000;

/** What an attribute says, as text; the first value of several. */
function textOf(entry: Entry, attribute: string): string | undefined {
  const [, values] = Object.entries(entry).find(([name]) => name.toLowerCase() === attribute.toLowerCase()) ?? [];
  const value = Array.isArray(values) ? values[0] : values;
  const text = Buffer.isBuffer(value) ? value.toString('utf8') : value;
  return text === undefined || text === '' ? undefined : text;
}
/** All values. */
function textsOf(entry: Entry, attribute: string): string[] {
  const [, values] = Object.entries(entry).find(([name]) => name.toLowerCase() === attribute.toLowerCase()) ?? [];
  return [values ?? []].flat().map((value) => (Buffer.isBuffer(value) ? value.toString('utf8') : value));
}

/** RFC 4515: what was typed stays a value and never becomes a part of the filter. */
const escaped = (value: string): string =>
  [...Buffer.from(value, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9@._-]/.test(character) ? character : `\\${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    name in values ? escaped(values[name] ?? '') : whole,
  );

/** `CN=beam time\, b310a,OU=groups,…` → `beam time, b310a`. */
export const firstValueOf = (dn: string): string =>
  (/^[^=]+=((?:\\.|[^,\\])*)/.exec(dn)?.[1] ?? '')
    // Letters beyond ASCII come as the bytes of their UTF-8.
    .replaceAll(/(?:\\[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString('utf8'))
    .replaceAll(/\\([^0-9a-f\\])/gi, '$1');

/** Names and passwords that a directory server checks (LDAP, Active Directory). */
@Injectable()
export class DirectoryService {
  private readonly logger: Logger;
  constructor(
    private readonly config: CatalogueConfig,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
  }

  get isThere(): boolean {
    return this.config.ldapUrl !== undefined;
  }

  /**
   * @returns undefined when the directory knows nobody with this name and password
   * @throws unavailable when it does not answer
   */
  async withPassword(username: string, password: string): Promise<ExternalAccount | undefined> {
    // A bind without a password succeeds as anonymous: it proves nothing.
    if (!this.isThere || password === '') return undefined;
    const client = await this.connected();
    try {
      const entry = await this.find(client, username);
      if (!entry || !(await this.fits(entry.dn, password))) return undefined;
      return await this.accountOf(client, entry);
    } catch (error) {
      this.logger.error({ reason: (error as Error).message }, 'the directory did not answer as it should');
      throw unavailable('The directory does not answer; try again in a moment', error);
    } finally {
      await client.unbind().catch(() => undefined);
    }
  }

  private async connected(): Promise<Client> {
    const { ldapBindDn, ldapBindCredentials = '' } = this.config;
    try {
      const client = await this.client();
      if (ldapBindDn !== undefined) await client.bind(ldapBindDn, ldapBindCredentials);
      return client;
    } catch (error) {
      this.logger.error({ reason: (error as Error).message }, 'the directory cannot be asked');
      throw unavailable('The directory does not answer; try again in a moment', error);
    }
  }
  private async client(): Promise<Client> {
    const { ldapUrl = '', ldapCaFile, ldapStartTls } = this.config;
    const tlsOptions = ldapCaFile === undefined ? {} : { ca: [await readFile(ldapCaFile)] };
    const isEncrypted = ldapUrl.toLowerCase().startsWith('ldaps:');
    const options: ClientOptions = { url: ldapUrl, timeout: PATIENCE_MS, connectTimeout: PATIENCE_MS };
    const client = new Client(isEncrypted ? { ...options, tlsOptions } : options);
    if (ldapStartTls && !isEncrypted) await client.startTLS(tlsOptions);
    return client;
  }

  private async find(client: Client, username: string): Promise<Entry | undefined> {
    const { ldapSearchBase = '', ldapSearchFilter, ldapMode } = this.config;
    const filter =
      ldapSearchFilter === undefined
        ? new OrFilter({
            filters: (ldapMode === 'ad' ? ['sAMAccountName', 'userPrincipalName'] : ['uid']).map(
              (attribute) => new EqualityFilter({ attribute, value: username }),
            ),
          })
        : filled(ldapSearchFilter, { username });
    const attributes = [this.externalId, this.username, 'mail', 'displayName', 'cn', 'memberOf'];
    try {
      const { searchEntries } = await client.search(ldapSearchBase, { scope: 'sub', filter, attributes, sizeLimit: 2 });
      // Two people with this name: nobody knows which one is meant.
      return searchEntries.length === 1 ? searchEntries[0] : undefined;
    } catch (error) {
      if (error instanceof SizeLimitExceededError) return undefined;
      throw error;
    }
  }
  private get externalId(): string {
    return this.config.ldapExternalId ?? (this.config.ldapMode === 'ad' ? 'sAMAccountName' : 'uid');
  }
  private get username(): string {
    return this.config.ldapUsername ?? (this.config.ldapMode === 'ad' ? 'sAMAccountName' : 'uid');
  }
  /** On a connection of its own, so that the searching one keeps its rights. */
  private async fits(dn: string, password: string): Promise<boolean> {
    const client = await this.client();
    try {
      await client.bind(dn, password);
      return true;
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return false;
      throw error;
    } finally {
      await client.unbind().catch(() => undefined);
    }
  }

  private async accountOf(client: Client, entry: Entry): Promise<ExternalAccount | undefined> {
    const externalId = textOf(entry, this.externalId);
    const username = textOf(entry, this.username) ?? externalId;
    if (externalId === undefined || username === undefined) {
      this.logger.error({ attribute: this.externalId }, 'a person in the directory lacks the naming attribute');
      return undefined;
    }
    return {
      authStrategy: 'ldap',
      externalId,
      username,
      email: textOf(entry, 'mail'),
      displayName: textOf(entry, 'displayName') ?? textOf(entry, 'cn'),
      groups: await this.groupsOf(client, entry, username),
    };
  }
  private async groupsOf(client: Client, entry: Entry, username: string): Promise<string[]> {
    const { ldapGroupSearchBase, ldapGroupSearchFilter, ldapGroupName } = this.config;
    if (ldapGroupSearchBase === undefined) return textsOf(entry, 'memberOf').map(firstValueOf).filter(Boolean);
    const filter = filled(ldapGroupSearchFilter, { dn: entry.dn, username });
    const { searchEntries } = await client.search(ldapGroupSearchBase, {
      scope: 'sub',
      filter,
      attributes: [ldapGroupName],
      // Active Directory gives a thousand at most in one page.
      paged: { pageSize: 500 },
    });
    return searchEntries.map((group) => textOf(group, ldapGroupName)).filter((name) => name !== undefined);
  }
}
