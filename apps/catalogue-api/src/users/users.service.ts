import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { EVERYBODY, personName } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import { isDuplicateKey } from '@scizoo/service-kit/nest';
import { mongo } from 'mongoose';
import type { Model } from 'mongoose';
import { createHash } from 'node:crypto';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';
import { type AccountEntry, readAccounts } from './accounts-file';
import { hashPassword, isHash, isOutdated, passwordFits } from './passwords';
import { ProposalTeams } from './proposal-teams';
import { type ExternalAccount, type KnownCaller, type ProviderGroups, type User, UserRecord } from './user.record';

export const newId = (): string => new mongo.ObjectId().toHexString();

/** Accounts and their groups. */
@Injectable()
export class UsersService {
  private readonly logger: Logger;

  constructor(
    @InjectModel(UserRecord.name) private readonly users: Model<User>,
    private readonly config: CatalogueConfig,
    private readonly teams: ProposalTeams,
    database: DatabaseService,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
    database.beforeIndexes('addresses of accounts', () => this.letAddressesRepeat());
    const file = config.functionalAccountsFile;
    if (file !== undefined) database.atStart('local accounts', async () => this.keep(await readAccounts(file)));
  }

  findById(id: string): Promise<User | null> {
    return this.users.findById(String(id)).lean<User>().exec();
  }
  findByName(username: string): Promise<User | null> {
    return this.users
      .findOne({ username: { $eq: username } })
      .lean<User>()
      .exec();
  }
  list(): Promise<User[]> {
    return this.users.find().sort({ username: 1 }).limit(10_000).lean<User[]>().exec();
  }
  findBy(wanted: Readonly<Partial<Record<'email' | 'username' | '_id', string>>>): Promise<User | null> {
    const exactly = Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, { $eq: value }]));
    return this.users.findOne(exactly).lean<User>().exec();
  }

  /** Names of the people with an account that one of these groups and addresses opens something to, for completion. */
  async namesOf(readers: readonly string[], limit: number): Promise<string[]> {
    const held = { $in: [...readers] };
    const groups = ['groups', 'providerGroups.ldap', 'providerGroups.oidc', 'providerGroups.graphql'];
    const found = await this.users.collection
      .find(
        { $or: [...groups.map((path) => ({ [path]: held })), { email: held }] },
        {
          projection: { username: 1, displayName: 1 },
          limit,
          maxTimeMS: 2000,
        },
      )
      .toArray();
    return (found as unknown as Pick<User, 'username' | 'displayName'>[]).map(personName);
  }
  /** Names of people by their accounts; who has none, and what is no account, is not among them. */
  async namesByAccount(accounts: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const asked = [...new Set(accounts)];
    if (asked.length === 0) return new Map();
    const found = await this.users.collection
      .find({ username: { $in: asked } }, { projection: { username: 1, displayName: 1 }, maxTimeMS: 2000 })
      .toArray();
    return new Map(
      (found as unknown as Pick<User, 'username' | 'displayName'>[]).flatMap(({ username, displayName }) =>
        displayName ? [[username, displayName]] : [],
      ),
    );
  }
  /** Accounts of people whose name holds this text. */
  async accountsNamed(text: RegExp, limit: number): Promise<string[]> {
    const found = await this.users.collection
      .find({ displayName: text }, { projection: { username: 1 }, limit, maxTimeMS: 2000 })
      .toArray();
    return found.map(({ username }) => username as string);
  }
  /** The local account of this name when the password fits; does the same work when there is no such account. */
  async withPassword(username: string, password: string): Promise<User | undefined> {
    const user = await this.findByName(username);
    const stored = user?.authStrategy === 'local' ? user.passwordHash : undefined;
    if (!(await passwordFits(stored, password)) || !user || stored === undefined) return undefined;
    // Only if it is still the same: somebody may just have changed the password.
    if (isOutdated(stored)) await this.setPassword(user._id, password, stored);
    return user;
  }
  async setPassword(id: string, password: string, inPlaceOf?: string): Promise<void> {
    await this.users.updateOne(
      { _id: id, ...(inPlaceOf !== undefined && { passwordHash: inPlaceOf }) },
      { $set: { passwordHash: await hashPassword(password), updatedAt: new Date() } },
    );
  }

  /** The account as the rules see it; groups are those of now. */
  async callerOf({
    _id,
    username,
    email,
    emailVerified,
    displayName,
    authStrategy,
    ...user
  }: User): Promise<KnownCaller> {
    // An address that nobody has checked opens nothing: neither what is shared with it nor the proposals it is on.
    const own = emailVerified === false ? undefined : email;
    const all = new Set([
      ...(user.groups ?? []),
      ...this.providedGroups(user),
      ...(own === undefined ? [] : await this.teams.groupsOf(own)),
      ...this.config.accessGroupsStaticValues,
    ]);
    all.delete(EVERYBODY);
    return {
      userId: _id,
      username,
      email: own,
      displayName,
      authStrategy,
      groups: [...all],
    };
  }
  /** A provider that is switched off grants nothing any more. */
  private providedGroups({ providerGroups = {} }: Pick<User, 'providerGroups'>): readonly string[] {
    const { ldapUrl, accessGroupsOidcpayloadEnabled, accessGroupsGraphqlEnabled } = this.config;
    return [
      ...((ldapUrl !== undefined && providerGroups.ldap) || []),
      ...((accessGroupsOidcpayloadEnabled && providerGroups.oidc) || []),
      ...((accessGroupsGraphqlEnabled && providerGroups.graphql) || []),
    ];
  }

  /** The account of somebody whom a directory or provider vouches for; made at the first sign-in. */
  async keepExternal({ groups, ...account }: ExternalAccount): Promise<User> {
    const { authStrategy, externalId } = account;
    const now = new Date();
    const facts = {
      email: account.email,
      emailVerified: account.emailVerified,
      displayName: account.displayName,
      [`providerGroups.${authStrategy}`]: groups,
      updatedAt: now,
    };
    const known = await this.users
      .findOneAndUpdate({ authStrategy, externalId: { $eq: externalId } }, { $set: facts }, { returnDocument: 'after' })
      .lean<User>();
    if (known) return known;
    const { email, emailVerified, displayName } = account;
    const created: User = {
      _id: newId(),
      username: await this.freeName(account),
      ...(email !== undefined && { email }),
      ...(emailVerified !== undefined && { emailVerified }),
      ...(displayName !== undefined && { displayName }),
      authStrategy,
      externalId,
      providerGroups: { [authStrategy]: groups },
      createdAt: now,
      updatedAt: now,
    };
    try {
      await this.users.collection.insertOne(created as never);
      return created;
    } catch (error) {
      // Two tabs sign in for the first time together: one account comes of it.
      if (!isDuplicateKey(error)) throw error;
      return this.keepExternal({ groups, ...account });
    }
  }
  /** `ldap.<name>` as in SciCat; whoever gets a name that somebody else had before does not get that account. */
  private async freeName({ authStrategy, username, externalId }: Omit<ExternalAccount, 'groups'>): Promise<string> {
    const name = `${authStrategy}.${username}`;
    if (!(await this.findByName(name))) return name;
    return `${name}-${createHash('sha256').update(externalId).digest('hex').slice(0, 8)}`;
  }
  /** What a provider has told at sign-in. */
  async keepGroups(user: User, told: ProviderGroups): Promise<User> {
    const providerGroups = { ...user.providerGroups, ...told };
    await this.users.updateOne({ _id: user._id }, { $set: { providerGroups } });
    return { ...user, providerGroups };
  }

  /** Earlier versions allowed one account per address; a person may have one here and one at the directory. */
  private async letAddressesRepeat(): Promise<void> {
    const indexes = await this.users.collection.indexes().catch(() => []);
    const once = indexes.find(({ name, unique }) => name === 'email_1' && unique);
    if (once) await this.users.collection.dropIndex('email_1');
  }

  /** Existing accounts keep their password, their groups follow the file. */
  private async keep(accounts: readonly AccountEntry[]): Promise<void> {
    for (const { username, email, displayName, password, groups } of accounts) {
      const known = await this.users.findOne({ $or: [{ username }, { email, authStrategy: 'local' }] }).lean<User>();
      const now = new Date();
      if (known)
        await this.users.updateOne(
          { _id: known._id },
          { $set: { groups, ...(displayName && { displayName }), updatedAt: now } },
        );
      else {
        const passwordHash = isHash(password) ? password : await hashPassword(password);
        await this.add({ username, email, displayName, groups, passwordHash }, now);
      }
    }
    this.logger.info({ accounts: accounts.length }, 'local accounts read');
  }
  private async add(account: Omit<User, '_id' | 'authStrategy'>, now: Date): Promise<void> {
    const record = { ...account, authStrategy: 'local', createdAt: now, updatedAt: now };
    // Several processes may start at once: the second one finds the account of the first.
    await this.users.updateOne(
      { username: account.username },
      { $setOnInsert: { _id: newId(), ...record } },
      { upsert: true },
    );
  }
}
