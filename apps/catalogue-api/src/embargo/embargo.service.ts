import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, invalid } from '@scizoo/domain';
import { AccessService } from '../access';
import { DatasetOpening } from '../datasets/dataset-opening';
import type { Stored } from '../schema/record-kind';
import { dateOf, embargoOf, type End, type ProposalOfEmbargo } from './embargo-end';
import { EmbargoEnds } from './embargo-ends';

const LONGEST_YEARS = 100;

/** What people see of the embargo of one dataset. */
export interface EmbargoState {
  readonly endsAt?: Date;
  readonly proprietary: boolean;
  readonly mayProlong: boolean;
  readonly reason?: string;
}

/** When datasets open, and who may put that off. */
@Injectable()
export class EmbargoService {
  constructor(
    private readonly ends: EmbargoEnds,
    private readonly opening: DatasetOpening,
    private readonly access: AccessService,
  ) {}

  /** When data that this proposal would take today open; undefined where no embargo acts. */
  async endOfProposal(
    proposal: ProposalOfEmbargo & { ownerGroup?: string; createdAt?: Date },
  ): Promise<End | undefined> {
    if (!this.ends.acts) return undefined;
    const { _id, ownerGroup = '', createdAt = new Date() } = proposal;
    const first = { _id, ownerGroup, createdAt, proposalIds: [_id] } as unknown as Stored;
    return (await this.ends.endsOf([first], new Map([[_id, proposal]]))).get(_id);
  }

  /** Null for a dataset that is open, and where no embargo acts. */
  async stateOf(dataset: Stored, caller: Caller): Promise<EmbargoState | null> {
    if (!this.ends.acts || dataset.isPublished) return null;
    const end = (await this.ends.endsOf([dataset])).get(dataset._id)!;
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
    const proposals = [...(await this.ends.proposalsOf([dataset])).values()];
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
