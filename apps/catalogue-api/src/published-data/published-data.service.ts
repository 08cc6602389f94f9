import { Injectable } from '@nestjs/common';
import {
  allowsPublication,
  asPublicationFilter,
  type Caller,
  conflict,
  forbidden,
  invalid,
  mayChangePublication,
  notFound,
  type Publication,
  type PublicationRule,
  publicationRule,
  publicationRuleV3,
  type PublicationStage,
  type PublicationState,
  restingStage,
  stageIn,
} from '@scizoo/domain';
import { randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import type { Condition, Query } from '../query/condition';
import { both, filterOf, pageOf } from '../query/mongo-filter';
import { type Fields, initialFields, type Stored } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { Announcements } from './announcements';
import { PUBLISHED_DATA, PublishedDataRecord, type StoredReview } from './published-data.record';
import { PublicationSummaries, REGISTERED } from './publication-summaries';
import { DoiTasks } from './registration/doi-tasks';
import type { Dialect } from './registration/doi-tasks.record';
import { Tombstones } from './tombstones.service';

const BY_ROUTES = 'status is changed by publish, register and amend only';
/** The members that access depends on. */
export const publicationOf = (record: Stored): Publication => record as Publication;
export const stateOf = (record: Fields): PublicationState =>
  (record['status'] as PublicationState | undefined) ?? 'private';
/** Also of records that came before there were stages. */
export const stageOf = (record: Fields): PublicationStage =>
  stageIn(stateOf(record), record['stage'] as PublicationStage | undefined, record['withdrawnAt'] !== undefined);
/** Members that a reader of the draft has read. */
const READ_BY_REVIEWERS = ['title', 'abstract', 'metadata', 'datasetPids', 'keepEmbargo'];

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
    private readonly tasks: DoiTasks,
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
    if (!found || !this.isVisible(found, caller, dialect)) throw notFound();
    return found;
  }
  isVisible(record: Stored, caller: Caller, dialect: Dialect): boolean {
    return allowsPublication(this.ruleFor(caller, dialect), publicationOf(record));
  }
  mayChange(record: Stored, caller: Caller): boolean {
    return mayChangePublication(caller, this.access.groups, publicationOf(record));
  }

  /** @param links to the other versions of the same work */
  async create(given: Fields, caller: Caller, links: Fields = {}): Promise<Stored> {
    if (caller.userId === undefined) throw forbidden();
    this.assertSameState(stateOf(given), 'private', caller);
    const { pidPrefix } = this.config;
    const doi = this.newDoi();
    const metadata = { publicationYear: new Date().getUTCFullYear(), ...((given['metadata'] ?? {}) as Fields) };
    const pid = `${pidPrefix.replace(/\/$/u, '')}/${randomUUID()}`;
    const isOpen = REGISTERED.includes(stateOf(given));
    const about = isOpen ? await this.summaries.of((given['datasetPids'] ?? []) as string[]) : undefined;
    const fields = { ...initialFields(PublishedDataRecord), ...given, metadata, pid, about };
    return this.store.create(doi, { ...fields, ...links, stage: restingStage(stateOf(fields)) }, caller);
  }
  /** Random: nobody can guess what is going to be published. */
  newDoi(): string {
    const { doiPrefix, doiShortSuffix } = this.config;
    return `${doiPrefix.replace(/\/$/u, '')}/${doiShortSuffix ? randomBytes(5).toString('hex') : randomUUID()}`;
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
    if (!this.isVisible(record, caller, dialect)) throw notFound();
    if (!this.mayChange(record, caller)) throw forbidden('Only its creator may change it');
  }

  /** @throws 403 */
  assertAdmin(caller: Caller): void {
    this.access.assertAdmin(caller);
  }

  /** @param fields from the record as it is to what is set */
  async change(
    doi: string,
    fields: (current: Stored) => Fields,
    caller: Caller,
    dialect: Dialect,
    unmodifiedSince?: string,
  ): Promise<Stored> {
    return this.store.change(doi, {
      caller,
      unmodifiedSince,
      permit: (current) => this.assertMayEdit(current, caller, dialect),
      fields: async (current) => {
        await this.assertNotRegistering(doi);
        const wanted = fields(current);
        if (wanted['status'] !== undefined) this.assertSameState(stateOf(wanted), stateOf(current), caller);
        const stage = wanted['status'] === undefined ? undefined : restingStage(stateOf(wanted));
        return { ...wanted, ...(stage && stateOf(wanted) !== stateOf(current) && { stage }) };
      },
      also: (current, next) => draftAgain(current, next),
    });
  }
  /** What is on its way to the DOI service stays as it is, until that has said no. @throws 409 */
  async assertNotRegistering(doi: string): Promise<void> {
    const task = await this.tasks.find(doi);
    if (task?.kind === 'register' && task.state !== 'failed')
      throw conflict('The publication is being registered; it can be changed when that has ended or failed');
  }

  /** Changes the record and tells the OAI provider. In the older dialect also of registered ones. */
  async resync(doi: string, fields: (current: Stored) => Fields, caller: Caller, dialect: Dialect): Promise<Stored> {
    const changed = await this.store.change(doi, {
      caller,
      permit: (current) =>
        dialect === 'v3'
          ? this.assertMayChange(current, caller, dialect)
          : this.assertMayEdit(current, caller, dialect),
      fields: async (current) => {
        await this.assertNotRegistering(doi);
        const { status: _, registeredTime: __, ...wanted } = fields(current);
        return wanted;
      },
      also: async (current, next, session) => {
        if (!REGISTERED.includes(stateOf(current))) return draftAgain(current, next);
        await this.tasks.renew(doi, caller.username, session);
        return { about: await this.summaries.of(next['datasetPids'] as string[], { session }) };
      },
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
    const isKnown = state === 'registered' || state === 'amended';
    if (!isKnown) await this.assertNotBegun(doi);
    return this.store.remove(doi, caller, async (removed, session) => {
      await this.tombstones.ofPublication(removed, caller, session);
      // The DOI keeps resolving, to a tombstone.
      const request = { kind: 'withdraw', dialect: 'v4', requestedBy: caller.username } as const;
      if (isKnown) await this.tasks.request(doi, request, session);
    });
  }
  /** A draft that its creator no longer wants; nobody else was ever shown its DOI. @throws 404, 403, 400, 409 */
  async discard(doi: string, caller: Caller): Promise<Stored> {
    const record = await this.store.get(doi);
    this.assertMayChange(record, caller, 'v4');
    const state = stateOf(record);
    if (state !== 'private') throw invalid(`A publication that is ${state} is not a draft`);
    await this.assertNotBegun(doi);
    return this.store.remove(doi, caller);
  }
  private async assertNotBegun(doi: string): Promise<void> {
    if (await this.tasks.find(doi))
      throw conflict('Its registration has begun, and its DOI may exist: call the registration off first');
  }
}

/** A text that changes under the eyes of its reviewers is a draft again. */
function draftAgain(current: Stored, next: Stored): Fields | undefined {
  const isSame = READ_BY_REVIEWERS.every((name) => isDeepStrictEqual(current[name], next[name]));
  const reviews = current['reviews'] as StoredReview[] | undefined;
  if (isSame || (reviews === undefined && stageOf(current) !== 'under review')) return undefined;
  return {
    ...(stageOf(current) === 'under review' && { stage: 'draft' }),
    ...(reviews && { reviews: reviews.map((review) => ({ ...review, isOutdated: true })) }),
  };
}
