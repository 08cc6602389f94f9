import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../config';
import { PoliciesService } from '../policies/policies.service';
import { RecordTypes } from '../record-types/record-types.service';
import type { Fields, Stored } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import {
  embargoFields,
  type EmbargoFields,
  type End,
  endOfEmbargo,
  membersWith,
  type ProposalOfEmbargo,
} from './embargo-end';

/** What is read of a proposal to tell when its data open. */
export const FACTS_OF_EMBARGO = { type: 1, endTime: 1, 'MeasurementPeriodList.end': 1, email: 1, pi_email: 1 } as const;

type Proposals = ReadonlyMap<string, ProposalOfEmbargo>;
type YearsOf = (ownerGroup: string) => Promise<number>;

/** When datasets open by proposal and policy: the one answer for whoever creates, changes, shows or opens them. */
@Injectable()
export class EmbargoEnds {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly policies: PoliciesService,
    private readonly types: RecordTypes,
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
      .find({ _id: { $in: ids } }, { projection: FACTS_OF_EMBARGO, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    return new Map(found.map((proposal) => [proposal._id, proposal]));
  }

  /** By proposal and policy as they are now, without what people have decided since. */
  endsOf(datasets: readonly Stored[], proposals?: Proposals): Promise<Map<string, End>> {
    return this.ends(datasets, proposals, (group) => this.policies.embargoYearsOf(group));
  }
  private async ends(datasets: readonly Stored[], known: Proposals | undefined, yearsOf: YearsOf) {
    const proposals = known ?? (await this.proposalsOf(datasets));
    const years = new Map<string, number>();
    for (const group of new Set(datasets.map(({ ownerGroup }) => ownerGroup ?? '')))
      years.set(group, await yearsOf(group));
    return new Map(
      datasets.map((dataset) => {
        const named = ((dataset['proposalIds'] ?? []) as string[]).map((id) => proposals.get(id));
        const ofDataset = named.filter((proposal) => proposal !== undefined);
        const end = endOfEmbargo(dataset, ofDataset, years.get(dataset.ownerGroup ?? '')!, (type) =>
          this.types.isProprietary(type),
        );
        return [dataset._id, end];
      }),
    );
  }

  /**
   * What closed datasets that are being written are to keep of their embargo; none for those that are right already. A policy
   * may be some seconds old here: the keeper follows it, and asks again before anything opens.
   */
  async fieldsOf(datasets: readonly Stored[], proposals?: Proposals): Promise<Map<string, EmbargoFields>> {
    const closed = this.acts ? datasets.filter(({ isPublished }) => !isPublished) : [];
    if (closed.length === 0) return new Map();
    const ends = await this.ends(closed, proposals, (group) => this.policies.recentEmbargoYearsOf(group));
    return new Map(
      closed.flatMap((dataset) => {
        const fields = embargoFields(dataset, ends.get(dataset._id)!);
        return fields ? [[dataset._id, fields]] : [];
      }),
    );
  }

  /** New datasets get their day of opening, in place. */
  async date(datasets: readonly Stored[], proposals?: Proposals): Promise<void> {
    const fields = await this.fieldsOf(datasets, proposals);
    for (const dataset of datasets) {
      const own = fields.get(dataset._id);
      if (own) Object.assign(dataset, membersWith(dataset, own));
    }
  }
  /** The members of a dataset that follow when it goes to another proposal or group, or begins at another time. */
  async following(current: Stored, next: Stored): Promise<Fields> {
    if (FOLLOWED.every((name) => isSame(current[name], next[name]))) return {};
    const fields = (await this.fieldsOf([next])).get(next._id);
    return fields ? membersWith(next, fields) : {};
  }
}

const FOLLOWED = ['proposalIds', 'ownerGroup', 'creationTime'];
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
