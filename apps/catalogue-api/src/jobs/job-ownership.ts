import { Injectable } from '@nestjs/common';
import { type Caller, mayCreateAnyJob } from '@scizoo/domain';
import { AccessService } from '../access';
import type { Fields } from '../schema/record-kind';
import { UsersService } from '../users/users.service';
import { jobFault } from './job-fault';

export interface Ownership {
  readonly ownerUser?: string;
  readonly ownerGroup?: string;
  readonly contactEmail?: string;
}
const textIn = (given: Fields, name: string): string | undefined => {
  const value = given[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** For whom a job may be created, and whom to write to about it. */
@Injectable()
export class JobOwnership {
  constructor(
    private readonly users: UsersService,
    private readonly access: AccessService,
  ) {}

  /**
   * @param needsGroup false for jobs about published datasets of the older routes, which name no group
   * @throws 400
   */
  async of(given: Fields, caller: Caller, needsGroup = true): Promise<Ownership> {
    const ownerUser = textIn(given, 'ownerUser');
    const ownerGroup = textIn(given, 'ownerGroup');
    const contactEmail = textIn(given, 'contactEmail');
    if (caller.userId === undefined) {
      if (ownerUser !== undefined || ownerGroup !== undefined)
        throw jobFault('Invalid new job. Who is not signed in cannot create a job owned by somebody.');
      return { ...(contactEmail !== undefined && { contactEmail }) };
    }
    if (mayCreateAnyJob(caller, this.access.groups))
      return this.ofAnybody({ ownerUser, ownerGroup, contactEmail }, caller);
    if (ownerGroup === undefined && needsGroup) throw jobFault('Invalid new job. Owner group should be specified.');
    if (ownerGroup !== undefined && !caller.groups.includes(ownerGroup))
      throw jobFault('Invalid new job. User needs to belong to job owner group.');
    if (ownerUser !== undefined && ownerUser !== caller.username)
      throw jobFault('Invalid new job. User owner of the job should match user logged in.');
    const owner = ownerUser ?? (ownerGroup === undefined ? caller.username : undefined);
    return told(owner, ownerGroup, contactEmail ?? caller.email);
  }

  private async ofAnybody({ ownerUser, ownerGroup, contactEmail }: Ownership, caller: Caller): Promise<Ownership> {
    if (ownerUser === undefined && ownerGroup === undefined && contactEmail === undefined)
      throw jobFault('Invalid new job. An owner or a contact e-mail should be specified.');
    if (ownerUser === undefined) return told(undefined, ownerGroup, contactEmail ?? caller.email);
    const user = await this.users.findByName(ownerUser);
    return told(user ? user.username : caller.username, ownerGroup, contactEmail ?? user?.email ?? caller.email);
  }
}

const told = (ownerUser: string | undefined, ownerGroup: string | undefined, contactEmail: string | undefined) => ({
  ...(ownerUser !== undefined && { ownerUser }),
  ...(ownerGroup !== undefined && { ownerGroup }),
  ...(contactEmail !== undefined && { contactEmail }),
});
