import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, EVERYBODY, type Owned, rightOnNotes, type RightOnNotes } from '@scizoo/domain';
import type { ClientSession, Connection } from 'mongoose';
import { AccessService } from '../access';
import { RegistryService } from '../ingest/registry.service';
import type { Fields } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import { SCAN_NOTE } from './scan-note.record';

export interface Place {
  readonly proposalId?: string | undefined;
  readonly instrument?: string | undefined;
}
type StoredProposal = Owned & {
  readonly _id: string;
  readonly instrumentIds?: readonly string[];
  readonly MeasurementPeriodList?: readonly { readonly instrument?: string }[];
};
const OF_PROPOSAL = {
  ownerGroup: 1,
  accessGroups: 1,
  instrumentGroup: 1,
  sharedWith: 1,
  isPublished: 1,
  instrumentIds: 1,
  'MeasurementPeriodList.instrument': 1,
};
/** More proposals than anybody is on; those who see all are not asked for theirs. */
const MOST_PROPOSALS = 500;

/**
 * Where notes stand, and who sees and writes them there. Nothing of that is kept in the note: it follows the proposal and the
 * staff of the beamline as they are at the moment of the question.
 */
@Injectable()
export class NotePlaces {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    private readonly registry: RegistryService,
  ) {}
  private get proposals() {
    return this.connection.collection<StoredProposal>('proposals');
  }
  private get notes() {
    return this.connection.collection<Fields & Place & { _id: string }>(SCAN_NOTE.storage.collection);
  }

  /** What access to the notes of a place depends on; absent where there is neither such a proposal nor such a beamline. */
  async recordsOf(places: readonly Place[]): Promise<(Owned | undefined)[]> {
    await this.registry.refresh([]);
    const ids = [...new Set(places.flatMap(({ proposalId }) => proposalId ?? []))];
    const found =
      ids.length === 0
        ? []
        : await this.proposals
            .find({ _id: { $in: ids } }, { projection: OF_PROPOSAL, maxTimeMS: QUERY_TIME_MS })
            .toArray();
    const proposals = new Map(found.map((proposal) => [proposal._id, proposal]));
    return places.map(({ proposalId, instrument }) => {
      const staff = this.beamline(instrument)?.staffGroup;
      const proposal = proposalId === undefined ? undefined : proposals.get(proposalId);
      if (proposal) return besides(proposal, staff);
      // Of a proposal that has not come yet they are the staff's, as its scans are.
      return staff === undefined ? undefined : { instrumentGroup: staff };
    });
  }
  private beamline(instrument: string | undefined) {
    return this.registry.knownBeamlines.find(({ name }) => name === instrument);
  }
  async rightAt(place: Place, caller: Caller): Promise<RightOnNotes> {
    const [record] = await this.recordsOf([place]);
    return record ? this.rightIn(record, caller) : 'none';
  }
  rightIn(record: Owned, caller: Caller): RightOnNotes {
    return rightOnNotes(caller, this.access.groups, record);
  }
  /** What access to a note by its id depends on; a deleted one is there for nobody. */
  async standing(id: string): Promise<Owned | undefined> {
    const note = await this.notes.findOne({ _id: id, deletedAt: { $exists: false } }, { maxTimeMS: QUERY_TIME_MS });
    return note ? (await this.recordsOf([note]))[0] : undefined;
  }
  async rightOn(id: string, caller: Caller): Promise<RightOnNotes> {
    const record = await this.standing(id);
    return record ? this.rightIn(record, caller) : 'none';
  }

  /** Whether the proposal measures at the beamline, so that its staff may write among its scans: granted, planned or done. */
  async measuresAt(proposalId: string, instrument: string): Promise<boolean> {
    await this.registry.refresh([]);
    const options = { projection: OF_PROPOSAL, maxTimeMS: QUERY_TIME_MS };
    const proposal = await this.proposals.findOne({ _id: proposalId }, options);
    const { instrumentIds: granted = [], MeasurementPeriodList: periods = [] } = proposal ?? {};
    if (granted.length > 0) return granted.includes(this.beamline(instrument)?.instrumentId ?? '');
    if (periods.some((period) => period.instrument === instrument)) return true;
    const scan = { proposalIds: proposalId, 'scan.beamline': instrument };
    return (await this.connection.collection('datasets').findOne(scan, { projection: { _id: 1 } })) !== null;
  }

  /**
   * The notes that are for the caller, as a condition. Without a proposal those of the caller's own ones, as in lists of
   * proposals; of all that others have published only when it is asked for.
   */
  async filterFor(caller: Caller, { proposalId, instrument }: Place): Promise<Fields> {
    const asked = { ...(proposalId !== undefined && { proposalId }), ...(instrument !== undefined && { instrument }) };
    if (this.access.readRule(caller, 'dataset').all) return asked;
    await this.registry.refresh([]);
    const beamlines = this.registry.knownBeamlines
      .filter(({ staffGroup }) => caller.userId !== undefined && caller.groups.includes(staffGroup))
      .map(({ name }) => name);
    const proposals =
      proposalId === undefined ? await this.ownProposals(caller) : await this.ifSeen(proposalId, caller);
    return { ...asked, $or: [{ proposalId: { $in: proposals } }, { instrument: { $in: beamlines } }] };
  }
  private async ifSeen(proposalId: string, caller: Caller): Promise<string[]> {
    return (await this.rightAt({ proposalId }, caller)) === 'none' ? [] : [proposalId];
  }
  private async ownProposals(caller: Caller): Promise<string[]> {
    const rule = this.access.readRule(caller, 'dataset');
    const readers =
      rule.all || caller.userId === undefined ? [EVERYBODY] : [...rule.anyOf].filter((one) => one !== EVERYBODY);
    const found = await this.proposals
      .find(
        { readers: { $in: readers } },
        {
          projection: { _id: 1 },
          sort: { startTime: -1 },
          limit: MOST_PROPOSALS,
          maxTimeMS: QUERY_TIME_MS,
        },
      )
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** The note is told anew to open scan logs: its pictures have changed. */
  async touch(id: string, session: ClientSession): Promise<void> {
    await this.notes.updateOne({ _id: id }, { $set: { updatedAt: new Date() } }, { session });
  }
}

/** The staff of the beamline where it was written are added to those of the proposal, who go on reading. */
function besides(proposal: Owned, staff: string | undefined): Owned {
  const { instrumentGroup, accessGroups = [] } = proposal;
  if (staff === undefined || staff === instrumentGroup) return proposal;
  return {
    ...proposal,
    instrumentGroup: staff,
    accessGroups: instrumentGroup === undefined ? accessGroups : [...accessGroups, instrumentGroup],
  };
}
