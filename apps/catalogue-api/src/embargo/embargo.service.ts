import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, forbidden, invalid } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { DatasetOpening } from '../datasets/dataset-opening';
import type { StoredEmbargo } from '../datasets/dataset.record';
import { PoliciesService } from '../policies/policies.service';
import { RecordTypes } from '../record-types/record-types.service';
import type { Stored } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import { type End, endOfEmbargo, type ProposalOfEmbargo } from './embargo-end';

const LONGEST_YEARS = 100;
const OF_PROPOSAL = { type: 1, endTime: 1, 'MeasurementPeriodList.end': 1, email: 1, pi_email: 1 };

/** What people see of the embargo of one dataset. */
export interface EmbargoState {
  readonly endsAt?: Date;
  readonly proprietary: boolean;
  readonly mayProlong: boolean;
  readonly reason?: string;
}
export const embargoOf = (dataset: Stored): StoredEmbargo => (dataset['embargo'] ?? {}) as StoredEmbargo;
export const dateOf = (dataset: Stored): Date | undefined =>
  (dataset['datasetlifecycle'] as { dateOfPublishing?: Date } | undefined)?.dateOfPublishing;

/** When datasets open, and who may put that off. */
@Injectable()
export class EmbargoService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly opening: DatasetOpening,
    private readonly policies: PoliciesService,
    private readonly types: RecordTypes,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
  ) {}

  /** Without RETENTION_MIN_YEARS this catalogue behaves as SciCat does: dates are written, nothing follows from them. */
  get acts(): boolean {
    return this.config.retentionMinYears !== undefined;
  }

  async proposalsOf(datasets: readonly Stored[]): Promise<Map<string, ProposalOfEmbargo>> {
    const ids = [...new Set(datasets.flatMap((dataset) => (dataset['proposalIds'] ?? []) as string[]))];
    if (ids.length === 0) return new Map();
    const found = await this.connection
      .collection<ProposalOfEmbargo>('proposals')
      .find({ _id: { $in: ids } }, { projection: OF_PROPOSAL, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    return new Map(found.map((proposal) => [proposal._id, proposal]));
  }

  /** By proposal and policy as they are now, without what people have decided since. */
  async endsOf(datasets: readonly Stored[]): Promise<Map<string, End>> {
    const proposals = await this.proposalsOf(datasets);
    const years = new Map<string, number>();
    for (const group of new Set(datasets.map(({ ownerGroup }) => ownerGroup ?? '')))
      years.set(group, await this.policies.embargoYearsOf(group));
    return new Map(
      datasets.map((dataset) => {
        const known = ((dataset['proposalIds'] ?? []) as string[]).map((id) => proposals.get(id));
        const ofDataset = known.filter((proposal) => proposal !== undefined);
        const end = endOfEmbargo(dataset, ofDataset, years.get(dataset.ownerGroup ?? '')!, (type) =>
          this.types.isProprietary(type),
        );
        return [dataset._id, end];
      }),
    );
  }

  /** When data that this proposal would take today open. */
  async endOfProposal(proposal: ProposalOfEmbargo & { ownerGroup?: string; createdAt?: Date }): Promise<End> {
    const years = await this.policies.embargoYearsOf(proposal.ownerGroup ?? '');
    const since = { _id: proposal._id, createdAt: proposal.createdAt ?? new Date() } as unknown as Stored;
    return endOfEmbargo(since, [proposal], years, (type) => this.types.isProprietary(type));
  }

  /** Null for a dataset that is open, and where no embargo acts. */
  async stateOf(dataset: Stored, caller: Caller): Promise<EmbargoState | null> {
    if (!this.acts || dataset.isPublished) return null;
    const end = (await this.endsOf([dataset])).get(dataset._id)!;
    const { prolonged } = embargoOf(dataset);
    const reason = prolonged && { reason: prolonged.reason };
    if (end === 'never') return { proprietary: true, mayProlong: false, ...reason };
    const isDated = embargoOf(dataset).date !== undefined;
    const mayProlong = await this.mayProlong(dataset, caller);
    return { endsAt: (isDated ? dateOf(dataset) : undefined) ?? end, proprietary: false, mayProlong, ...reason };
  }

  /** Owner group, admins, and who leads or proposed the proposal. */
  private async mayProlong(dataset: Stored, caller: Caller): Promise<boolean> {
    if (this.access.mayChange(caller, dataset)) return true;
    const { email, userId } = caller;
    if (userId === undefined || email === undefined) return false;
    const proposals = [...(await this.proposalsOf([dataset])).values()];
    return proposals.some((proposal) => proposal.pi_email === email || proposal.email === email);
  }

  /** @throws 403, 400 when there is nothing to prolong or the day is not later */
  async prolong(dataset: Stored, until: Date, reason: string, caller: Caller): Promise<Stored> {
    const state = await this.stateOf(dataset, caller);
    if (!state) throw invalid('The dataset has no embargo: it is open, or this catalogue opens nothing by itself');
    if (state.proprietary) throw invalid('The dataset is of a proprietary proposal: it never opens by itself');
    if (!state.mayProlong) throw forbidden('Only its owner group, its principal investigator and admins may do that');
    if (until <= state.endsAt!)
      throw invalid(`until must be later than the present end of the embargo, ${state.endsAt!.toISOString()}`);
    const latest = new Date();
    latest.setUTCFullYear(latest.getUTCFullYear() + LONGEST_YEARS);
    if (until > latest) throw invalid(`until must be within ${LONGEST_YEARS} years`);
    const prolonged = { until, reason, by: caller.username, at: new Date() };
    return this.opening.putOff(dataset._id, prolonged, caller);
  }
}
