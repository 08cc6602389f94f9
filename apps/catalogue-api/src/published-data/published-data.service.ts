import { Injectable } from '@nestjs/common';
import {
  allowsPublication,
  asPublicationFilter,
  type Caller,
  forbidden,
  invalid,
  mayChangePublication,
  notFound,
  type Publication,
  type PublicationRule,
  publicationRule,
  publicationRuleV3,
  type PublicationState,
} from '@scizoo/domain';
import { randomBytes, randomUUID } from 'node:crypto';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import type { Condition, Query } from '../query/condition';
import { both, filterOf, pageOf } from '../query/mongo-filter';
import { type Fields, initialFields, type Stored } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { Announcements, type Dialect } from './announcements';
import { PUBLISHED_DATA, PublishedDataRecord } from './published-data.record';
import { PublicationSummaries, REGISTERED } from './publication-summaries';
import { Tombstones } from './tombstones.service';

const BY_ROUTES = 'status is changed by publish, register and amend only';
const publicationOf = (record: Stored): Publication => record as Publication;
const stateOf = (record: Fields): PublicationState => (record['status'] as PublicationState | undefined) ?? 'private';

/** Publications: who may read and change them. Opening and registering is in `Publishing`. */
@Injectable()
export class PublishedDataService {
  constructor(
    @InjectStore(PUBLISHED_DATA) private readonly store: RecordStore,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
    private readonly announcements: Announcements,
    private readonly tombstones: Tombstones,
    private readonly summaries: PublicationSummaries,
  ) {}

  private ruleFor(caller: Caller, dialect: Dialect): PublicationRule {
    return dialect === 'v3' ? publicationRuleV3(caller) : publicationRule(caller, this.access.groups);
  }
  list(query: Query, caller: Caller, dialect: Dialect): Promise<Stored[]> {
    const rule = asPublicationFilter(this.ruleFor(caller, dialect));
    return this.store.list(both(rule, filterOf(query.where)), pageOf(query));
  }
  count(where: Condition, caller: Caller, dialect: Dialect): Promise<number> {
    return this.store.count(both(asPublicationFilter(this.ruleFor(caller, dialect)), filterOf(where)));
  }
  /** @throws 404, also when it is not for this caller */
  async visible(doi: string, caller: Caller, dialect: Dialect): Promise<Stored> {
    const found = await this.store.find(doi);
    if (!found || !allowsPublication(this.ruleFor(caller, dialect), publicationOf(found))) throw notFound();
    return found;
  }

  async create(given: Fields, caller: Caller): Promise<Stored> {
    if (caller.userId === undefined) throw forbidden();
    this.assertSameState(stateOf(given), 'private', caller);
    const { doiPrefix, doiShortSuffix, pidPrefix } = this.config;
    const doi = `${doiPrefix.replace(/\/$/u, '')}/${doiShortSuffix ? randomBytes(5).toString('hex') : randomUUID()}`;
    const metadata = { publicationYear: new Date().getUTCFullYear(), ...((given['metadata'] ?? {}) as Fields) };
    const pid = `${pidPrefix.replace(/\/$/u, '')}/${randomUUID()}`;
    const isOpen = REGISTERED.includes(stateOf(given));
    const about = isOpen ? await this.summaries.of((given['datasetPids'] ?? []) as string[]) : undefined;
    return this.store.create(doi, { ...initialFields(PublishedDataRecord), ...given, metadata, pid, about }, caller);
  }
  /** Records of other catalogues come as they are, with their state; but only by an admin. */
  private assertSameState(given: PublicationState, state: PublicationState, caller: Caller): void {
    if (given !== state && !this.access.isAdmin(caller)) throw invalid(BY_ROUTES, [BY_ROUTES]);
  }

  /** Creator while it is private, admins while it is private or public. @throws 404, 403, 400 */
  assertMayEdit(record: Stored, caller: Caller, dialect: Dialect): void {
    this.assertMayChange(record, caller, dialect);
    const state = stateOf(record);
    if (state === 'private' || (state === 'public' && this.access.isAdmin(caller))) return;
    throw invalid(`A publication that is ${state} is not changed any more`);
  }
  /** @throws 404, 403 */
  assertMayChange(record: Stored, caller: Caller, dialect: Dialect): void {
    if (!allowsPublication(this.ruleFor(caller, dialect), publicationOf(record))) throw notFound();
    if (!mayChangePublication(caller, this.access.groups, publicationOf(record)))
      throw forbidden('Only its creator may change it');
  }

  /** @throws 403 */
  assertAdmin(caller: Caller): void {
    this.access.assertAdmin(caller);
  }

  /** @param fields from the record as it is to what is set */
  async change(doi: string, fields: (current: Stored) => Fields, caller: Caller, dialect: Dialect): Promise<Stored> {
    return this.store.change(doi, {
      caller,
      permit: (current) => this.assertMayEdit(current, caller, dialect),
      fields: (current) => {
        const wanted = fields(current);
        if (wanted['status'] !== undefined) this.assertSameState(stateOf(wanted), stateOf(current), caller);
        return wanted;
      },
    });
  }

  /** Changes the record and tells the OAI provider. In the older dialect also of registered ones. */
  async resync(doi: string, fields: (current: Stored) => Fields, caller: Caller, dialect: Dialect): Promise<Stored> {
    const changed = await this.store.change(doi, {
      caller,
      permit: (current) =>
        dialect === 'v3'
          ? this.assertMayChange(current, caller, dialect)
          : this.assertMayEdit(current, caller, dialect),
      fields: (current) => {
        const { status: _, registeredTime: __, ...wanted } = fields(current);
        return wanted;
      },
      also: async (current, next, session) =>
        REGISTERED.includes(stateOf(current))
          ? { about: await this.summaries.of(next['datasetPids'] as string[], session) }
          : undefined,
    });
    await this.announcements.renew(changed);
    return changed;
  }

  /** @throws 403, 404, 400 */
  async remove(doi: string, caller: Caller, dialect: Dialect): Promise<Stored> {
    this.access.assertMayDelete(caller);
    const record = await this.store.get(doi);
    const state = stateOf(record);
    const isFree = state === 'private' || (state === 'public' && this.access.isAdmin(caller));
    if (dialect === 'v4' && !isFree) throw invalid(`A publication that is ${state} is not deleted`);
    // The DOI keeps resolving, to a tombstone; when the service is away nothing is deleted.
    if (state === 'registered' || state === 'amended') await this.announcements.withdraw(doi);
    return this.store.remove(doi, caller, (removed, session) =>
      this.tombstones.ofPublication(removed, caller, session),
    );
  }
}
