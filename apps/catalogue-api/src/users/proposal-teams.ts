import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { addressKey, groupsOfTeam } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { CatalogueConfig, groupsOfSettings } from '../config';
import { RegistryService } from '../ingest/registry.service';

/** More proposals than anybody is on; of more the latest count. */
const PROPOSALS_AT_MOST = 2000;

/** Which groups somebody is in because the user office names them on a proposal: as it is now, asked each time. */
@Injectable()
export class ProposalTeams {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly registry: RegistryService,
  ) {}

  /** @param email an address that is known to be theirs */
  async groupsOf(email: string): Promise<readonly string[]> {
    const found = await this.connection
      .collection('proposals')
      .find(
        { 'team.address': addressKey(email) },
        { projection: { _id: 0, ownerGroup: 1 }, sort: { startTime: -1 }, limit: PROPOSALS_AT_MOST, maxTimeMS: 2000 },
      )
      .toArray();
    if (found.length === 0) return [];
    await this.registry.refresh([]);
    const staff = this.registry.knownBeamlines.map(({ staffGroup }) => staffGroup);
    const owners = found.map(({ ownerGroup }) => String(ownerGroup));
    return groupsOfTeam(owners, [...staff, ...groupsOfSettings(this.config)]);
  }
}
