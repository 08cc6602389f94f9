import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, mayManagePolicies, notFound, unauthenticated } from '@scizoo/domain';
import { createHash, randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { AccessService } from '../access';
import type { Condition, Query } from '../query/condition';
import { filterOf, pageOf } from '../query/mongo-filter';
import { type Fields, initialFields, type Stored } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { POLICY, PolicyRecord, USUAL_EMBARGO_YEARS } from './policy.record';

/** Another copy of this program may have changed a policy meanwhile. */
const REMEMBER_MS = 10_000;
const REMEMBER_AT_MOST = 50_000;

interface Known {
  readonly tapeRedundancy?: string;
  readonly embargoPeriod?: number;
  readonly until: number;
}

/** The same id from every copy of this program, so that two first datasets of a group make one policy. */
const idOfFirst = (ownerGroup: string): string => {
  const hex = createHash('sha256').update(`policy of ${ownerGroup}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Policies of owner groups: admins and policy groups write them; the first dataset of a group brings one along. */
@Injectable()
export class PoliciesService {
  private readonly known = new Map<string, Known>();

  constructor(
    @InjectStore(POLICY) private readonly store: RecordStore,
    private readonly access: AccessService,
  ) {}

  /** @throws 403 */
  assertMayManage(caller: Caller): void {
    if (!mayManagePolicies(caller, this.access.groups)) throw forbidden();
  }
  list(query: Query, caller: Caller): Promise<Stored[]> {
    this.assertMayManage(caller);
    return this.store.list(filterOf(query.where), pageOf(query));
  }
  count(where: Condition, caller: Caller): Promise<number> {
    this.assertMayManage(caller);
    return this.store.count(filterOf(where));
  }
  find(id: string, caller: Caller): Promise<Stored | undefined> {
    this.assertMayManage(caller);
    return this.store.find(id);
  }
  create(given: Fields, caller: Caller): Promise<Stored> {
    this.assertMayManage(caller);
    return this.store.create(randomUUID(), { ...initialFields(PolicyRecord), ...given }, caller);
  }
  async change(id: string, patch: Fields, caller: Caller): Promise<Stored> {
    this.assertMayManage(caller);
    const changed = await this.store.change(id, { caller, permit: () => undefined, fields: () => patch });
    this.known.clear();
    return changed;
  }
  async remove(id: string, caller: Caller): Promise<Stored> {
    this.access.assertMayDelete(caller);
    const removed = await this.store.remove(id, caller);
    this.known.clear();
    return removed;
  }

  /** The policies of these owner groups; every one is checked before the first is changed. @throws 403, 404, 401 */
  async changeWhere(ownerGroupList: string, data: Fields, caller: Caller): Promise<void> {
    this.assertMayManage(caller);
    const groups = [...new Set(ownerGroupList.split(',').map((group) => group.trim()))].filter((group) => group !== '');
    const policies = await this.store.list({ ownerGroup: { $in: groups } });
    for (const group of groups)
      if (!policies.some(({ ownerGroup }) => ownerGroup === group)) throw notFound(`The group ${group} has no policy`);
    const isManager = (policy: Stored) =>
      caller.email !== undefined && ((policy['manager'] ?? []) as string[]).includes(caller.email);
    if (!policies.every(isManager))
      throw unauthenticated('User not authorised for action based on policy: your e-mail is not among its managers');
    for (const { _id } of policies) await this.change(_id, data, caller);
  }

  /**
   * Makes the policy of a group that has none, in the transaction of its first dataset. Costs nothing for a group that is
   * known to have one.
   */
  async ensureFor(ownerGroup: string, ownerEmail: string | undefined, session?: ClientSession): Promise<void> {
    if (this.remembered(ownerGroup)) return;
    // Without the session: what this transaction has written itself may still be taken back.
    if (await this.policyOf(ownerGroup)) return;
    const now = new Date();
    const policy = {
      ...initialFields(PolicyRecord),
      manager: ownerEmail ? [ownerEmail] : [],
      autoArchive: false,
      archiveEmailNotification: true,
      retrieveEmailNotification: true,
      createdBy: 'catalogue',
      updatedBy: 'catalogue',
      createdAt: now,
      updatedAt: now,
    };
    await this.store.collection.updateOne(
      { _id: idOfFirst(ownerGroup) },
      { $setOnInsert: { ...policy, ownerGroup } },
      { upsert: true, ...(session && { session }) },
    );
  }
  /** Copies on tape as the group's policy has it; undefined for a group without a policy. */
  async tapeRedundancyOf(ownerGroup: string): Promise<string | undefined> {
    return (this.remembered(ownerGroup) ?? (await this.policyOf(ownerGroup)))?.tapeRedundancy;
  }
  async embargoYearsOf(ownerGroup: string): Promise<number> {
    return (await this.policyOf(ownerGroup))?.embargoPeriod ?? USUAL_EMBARGO_YEARS;
  }
  /** As this program has known it for some seconds at most. */
  async recentEmbargoYearsOf(ownerGroup: string): Promise<number> {
    return this.remembered(ownerGroup)?.embargoPeriod ?? (await this.embargoYearsOf(ownerGroup));
  }

  private remembered(ownerGroup: string): Known | undefined {
    const known = this.known.get(ownerGroup);
    return known && known.until > Date.now() ? known : undefined;
  }
  private async policyOf(ownerGroup: string): Promise<Known | undefined> {
    const found = (await this.store.first({ ownerGroup }, { sort: { createdAt: 1 } })) as Partial<PolicyRecord>;
    if (found === undefined) return undefined;
    const { tapeRedundancy, embargoPeriod } = found;
    const known: Known = {
      ...(tapeRedundancy !== undefined && { tapeRedundancy }),
      ...(embargoPeriod !== undefined && { embargoPeriod }),
      until: Date.now() + REMEMBER_MS,
    };
    if (this.known.size >= REMEMBER_AT_MOST) this.known.clear();
    this.known.set(ownerGroup, known);
    return known;
  }
}
