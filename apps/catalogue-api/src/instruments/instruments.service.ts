import { Injectable } from '@nestjs/common';
import type { Caller } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import type { Query } from '../query/condition';
import { filterOf, pageOf } from '../query/mongo-filter';
import { type Fields, initialFields, type Stored } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { INSTRUMENT, InstrumentRecord } from './instrument.record';

/** Instruments: anybody reads them, admins write them. */
@Injectable()
export class InstrumentsService {
  constructor(
    @InjectStore(INSTRUMENT) private readonly store: RecordStore,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
  ) {}

  list(query: Query): Promise<Stored[]> {
    return this.store.list(filterOf(query.where), pageOf(query));
  }
  count(query: Query): Promise<number> {
    return this.store.count(filterOf(query.where));
  }
  find(pid: string): Promise<Stored | undefined> {
    return this.store.find(pid);
  }

  /** @throws 403 */
  assertMayWrite(caller: Caller): void {
    this.access.assertAdmin(caller);
  }
  create(given: Fields, caller: Caller): Promise<Stored> {
    this.assertMayWrite(caller);
    const pid = `${this.config.pidPrefix}${randomUUID()}`;
    return this.store.create(pid, { ...initialFields(InstrumentRecord), ...given }, caller);
  }
  change(pid: string, patch: Fields, caller: Caller, unmodifiedSince?: string): Promise<Stored> {
    const permit = () => this.assertMayWrite(caller);
    return this.store.change(pid, { caller, unmodifiedSince, permit, fields: () => patch });
  }
  remove(pid: string, caller: Caller): Promise<Stored> {
    this.access.assertMayDelete(caller);
    return this.store.remove(pid, caller);
  }
}
