import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, maySampleCreate } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import { AccessService } from '../access';
import { RecordLists, type Scope } from '../query/record-lists';
import { type Fields, initialFields, type Stored } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { SAMPLE, SampleRecord } from './sample.record';

/** Samples: members of a group write the samples of their group. */
@Injectable()
export class SamplesService {
  constructor(
    @InjectStore(SAMPLE) private readonly store: RecordStore,
    private readonly access: AccessService,
  ) {}

  get lists(): RecordLists {
    return new RecordLists(this.store.collection);
  }
  listed(caller: Caller): Scope {
    return this.access.readFilter(caller, 'sample');
  }
  /** @throws 404, 403 */
  async readable(id: string, caller: Caller): Promise<Stored> {
    const sample = await this.store.get(id);
    this.access.assertReadable(caller, 'sample', sample);
    return sample;
  }
  async canAccess(id: string, caller: Caller): Promise<boolean> {
    const sample = await this.store.find(id);
    return sample !== undefined && this.access.mayRead(caller, 'sample', sample);
  }
  /** Owner in the sample groups, admin. @throws 404, 403 */
  async changeable(id: string, caller: Caller): Promise<Stored> {
    const sample = await this.store.get(id);
    this.assertMayChange(caller, sample);
    return sample;
  }
  private assertMayChange(caller: Caller, sample: Stored): void {
    const isOwn = caller.groups.includes(sample.ownerGroup ?? '');
    if (this.access.isAdmin(caller) || (isOwn && maySampleCreate(caller, this.access.groups, sample.ownerGroup ?? '')))
      return;
    throw forbidden();
  }

  create(given: Fields, caller: Caller): Promise<Stored> {
    if (!maySampleCreate(caller, this.access.groups, given['ownerGroup'] as string)) throw forbidden();
    const id = (given['sampleId'] as string | undefined) ?? randomUUID();
    return this.store.create(id, { ...initialFields(SampleRecord), ...given }, caller);
  }
  change(id: string, patch: Fields, caller: Caller, unmodifiedSince?: string): Promise<Stored> {
    const { ownerGroup } = patch;
    const permit = (current: Stored) => {
      this.assertMayChange(caller, current);
      // Giving it to a group is like making it for that group.
      const isGivenAway = typeof ownerGroup === 'string' && ownerGroup !== current.ownerGroup;
      if (isGivenAway && !maySampleCreate(caller, this.access.groups, ownerGroup)) throw forbidden();
    };
    return this.store.change(id, { caller, unmodifiedSince, permit, fields: () => patch });
  }
  remove(id: string, caller: Caller): Promise<Stored> {
    this.access.assertMayDelete(caller);
    return this.store.remove(id, caller);
  }
}
