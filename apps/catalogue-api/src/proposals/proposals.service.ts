import { Injectable } from '@nestjs/common';
import { type Caller, EVERYBODY, forbidden, mayKnowTeam, mayManageProposals } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { keptOfProposal } from '../datasets/retention';
import { RecordLists, type Scope } from '../query/record-lists';
import { RecordTypes } from '../record-types/record-types.service';
import { type Fields, initialFields, type Stored } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { PROPOSAL, ProposalRecord, type StoredMember, type TeamMember } from './proposal.record';

/** Measurement periods have ids of their own, as SciCat's clients expect. */
function withPeriodIds(fields: Fields): Fields {
  const periods = fields['MeasurementPeriodList'] as Fields[] | null | undefined;
  if (!periods) return fields;
  return {
    ...fields,
    MeasurementPeriodList: periods.map((period) => ({ ...period, _id: period['_id'] ?? randomUUID() })),
  };
}

/** Proposals: the user office writes them, everybody concerned reads them. */
@Injectable()
export class ProposalsService {
  constructor(
    @InjectStore(PROPOSAL) private readonly store: RecordStore,
    private readonly access: AccessService,
    private readonly types: RecordTypes,
    private readonly config: CatalogueConfig,
  ) {}

  get lists(): RecordLists {
    return new RecordLists(this.store.collection);
  }
  /** Lists show a signed-in user no published proposals of others. */
  listed(caller: Caller): Scope {
    const rule = this.access.readRule(caller, 'proposal');
    if (rule.all) return {};
    const own = [...rule.anyOf].filter((reader) => reader !== EVERYBODY);
    return { readers: { $in: caller.userId === undefined ? [EVERYBODY] : own } };
  }

  /** @throws 404, 403 */
  async readable(id: string, caller: Caller): Promise<Stored> {
    const proposal = await this.store.get(id);
    this.access.assertReadable(caller, 'proposal', proposal);
    return proposal;
  }
  async canAccess(id: string, caller: Caller): Promise<boolean> {
    const proposal = await this.store.find(id);
    return proposal !== undefined && this.access.mayRead(caller, 'proposal', proposal);
  }
  /** @throws 404; 403 for somebody who reads the proposal only because it is published */
  async team(id: string, caller: Caller): Promise<TeamMember[]> {
    const proposal = await this.store.get(id);
    this.access.assertVisible(caller, 'proposal', proposal);
    if (!mayKnowTeam(caller, this.access.groups, proposal))
      throw forbidden('The team is told to the people of the proposal');
    const stored = (proposal['team'] ?? []) as readonly StoredMember[];
    return stored.map(({ address: _, ...member }) => member);
  }
  assertMayManage(caller: Caller): void {
    if (!mayManageProposals(caller, this.access.groups)) throw forbidden();
  }
  private assertType(fields: Fields): void {
    const type = fields['type'];
    if (typeof type === 'string') this.types.assertProposalType(type);
  }

  create(given: Fields, caller: Caller): Promise<Stored> {
    this.assertMayManage(caller);
    this.assertType(given);
    return this.store.create(
      given['proposalId'] as string,
      withPeriodIds({ ...initialFields(ProposalRecord), ...given }),
      caller,
    );
  }
  async change(id: string, patch: Fields, caller: Caller, unmodifiedSince?: string): Promise<Stored> {
    this.assertMayManage(caller);
    this.assertType(patch);
    return this.store.change(id, {
      caller,
      unmodifiedSince,
      permit: () => undefined,
      fields: () => withPeriodIds(patch),
    });
  }
  async remove(id: string, caller: Caller): Promise<Stored> {
    this.access.assertMayDelete(caller);
    return this.store.remove(id, caller, async (_, session) => {
      const { retentionMinYears: years } = this.config;
      if (years === undefined) return;
      const kept = await this.store.connection
        .collection('datasets')
        .findOne(keptOfProposal(id, years), { session, projection: { _id: 1 } });
      if (kept) throw forbidden(`raw data of this proposal are kept for ${years} years (rule RETENTION_MIN_YEARS)`);
    });
  }
}
