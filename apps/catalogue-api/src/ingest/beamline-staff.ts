import { Injectable } from '@nestjs/common';
import { type Caller, forbidden } from '@scizoo/domain';
import { AccessService } from '../access';
import { RegistryService } from './registry.service';

/** For which beamlines somebody speaks as staff. */
@Injectable()
export class BeamlineStaff {
  constructor(
    private readonly access: AccessService,
    private readonly registry: RegistryService,
  ) {}

  /** Names of their beamlines; `undefined`: of all, also of what belongs to no beamline. */
  async beamlinesOf(caller: Caller): Promise<readonly string[] | undefined> {
    if (this.access.isAdmin(caller)) return undefined;
    await this.registry.refresh([]);
    const own = this.registry.knownBeamlines.filter(({ staffGroup }) => caller.groups.includes(staffGroup));
    return own.map(({ name }) => name);
  }
  async all(): Promise<readonly string[]> {
    await this.registry.refresh([]);
    return this.registry.knownBeamlines.map(({ name }) => name);
  }

  /** @throws 403 for somebody who is staff of no beamline */
  async assertStaff(caller: Caller): Promise<readonly string[] | undefined> {
    const beamlines = await this.beamlinesOf(caller);
    if (beamlines?.length === 0) throw forbidden('This is for the staff of beamlines');
    return beamlines;
  }
  async isStaffOf(caller: Caller, beamline: string | undefined): Promise<boolean> {
    const beamlines = await this.beamlinesOf(caller);
    return beamlines === undefined || (beamline !== undefined && beamlines.includes(beamline));
  }
  /** @throws 403 */
  async assertStaffOf(caller: Caller, beamline: string): Promise<void> {
    if (!(await this.isStaffOf(caller, beamline))) throw forbidden(`This is for the staff of ${beamline}`);
  }
}
