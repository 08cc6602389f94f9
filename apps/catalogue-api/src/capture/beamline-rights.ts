import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, forbidden, notFound, reasonText } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { RegistryService } from '../ingest/registry.service';

export interface NamedBeamline {
  readonly beamline: string;
  readonly name: string;
  readonly mayEdit: boolean;
}

/** Staff of a beamline edit what it records, and admins; everybody who has signed in reads what is recorded. */
@Injectable()
export class BeamlineRights {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    private readonly registry: RegistryService,
  ) {}

  async all(caller: Caller): Promise<NamedBeamline[]> {
    await this.registry.refresh([]);
    const names = await this.namesOf({});
    return this.registry.knownBeamlines
      .map(({ name, staffGroup }) => this.named(caller, name, staffGroup, names))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws 404 for a beamline that is none */
  async one(caller: Caller, beamline: string): Promise<NamedBeamline> {
    const staffGroup = await this.staffGroup(beamline);
    return this.named(caller, beamline, staffGroup, await this.namesOf({ uniqueName: beamline }));
  }

  /** @throws 404 for a beamline that is none, 403 for those who are not its staff */
  async assertMayEdit(caller: Caller, beamline: string): Promise<void> {
    const staffGroup = await this.staffGroup(beamline);
    if (!this.mayEdit(caller, staffGroup))
      throw forbidden(reasonText('capture-staff', { beamline, group: staffGroup }));
  }

  private async staffGroup(beamline: string): Promise<string> {
    const found = await this.registry.staffGroupOf(beamline);
    if (!found) throw notFound(`There is no beamline ${beamline}`);
    return found;
  }
  private mayEdit(caller: Caller, staffGroup: string): boolean {
    return caller.userId !== undefined && (caller.groups.includes(staffGroup) || this.access.isAdmin(caller));
  }
  private named(caller: Caller, beamline: string, staffGroup: string, names: ReadonlyMap<string, string>) {
    return { beamline, name: names.get(beamline) ?? beamline, mayEdit: this.mayEdit(caller, staffGroup) };
  }
  private async namesOf(which: { uniqueName?: string }): Promise<Map<string, string>> {
    const found = await this.connection
      .collection<{ uniqueName: string; name: string }>('instruments')
      .find(which, { projection: { _id: 0, uniqueName: 1, name: 1 }, limit: 1000, maxTimeMS: 2000 })
      .toArray();
    return new Map(found.map(({ uniqueName, name }) => [uniqueName, name]));
  }
}
