import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, invalid, SciZooError } from '@scizoo/domain';
import { faultTexts, fieldsOf } from '@scizoo/service-kit';
import { checked } from '../schema/checked';
import { mergeFields } from '../schema/merge-patch';
import { type Fields, initialFields, type Stored, toWire } from '../schema/record-kind';
import { DatasetCreator } from './dataset-creator';
import type { DatasetWire } from './dataset-wire';
import { DATASET, DatasetRecord } from './dataset.record';
import { replacement, UpdateDataset, UpdateLifecycle } from './dataset.shapes';
import { DatasetsService } from './datasets.service';
import { assertWholeQuantities } from './lone-halves';

export interface Patching {
  readonly body: unknown;
  readonly caller: Caller;
  readonly unmodifiedSince: string | undefined;
}
const NAMES = Object.keys(fieldsOf(DatasetRecord));

/** The writing routes of datasets, for any version of the wire. */
@Injectable()
export class DatasetWrites {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly creator: DatasetCreator,
  ) {}

  async create(wire: DatasetWire, body: unknown, caller: Caller): Promise<Fields> {
    if (caller.userId === undefined) throw forbidden();
    const type = typeOf(body);
    // Before the fields: which rules hold depends on it.
    if (typeof type === 'string') this.creator.assertKnownType(type);
    const given = wire.read('create', type, body);
    return wire.show(await this.creator.create(given, caller, wire.version));
  }

  /** Faults of a new dataset in words; none when it would be taken. @throws 403 */
  faultsOf(wire: DatasetWire, body: unknown, caller: Caller): string[] {
    if (caller.userId === undefined) throw forbidden();
    const given = (body ?? {}) as Fields;
    // Without an owner group there is nothing to have a right to; that it is missing is a fault like others.
    if (typeof given['ownerGroup'] === 'string') this.creator.assertMayCreate(given, caller);
    try {
      if (typeof given['type'] === 'string') this.creator.assertKnownType(given['type']);
      const faults = faultTexts(wire.faultsOf(body));
      if (faults.length === 0) this.creator.assertAcceptable(given);
      return faults;
    } catch (error) {
      if (!(error instanceof SciZooError) || error.code !== 'invalid') throw error;
      return error.details.length > 0 ? [...error.details] : [error.message];
    }
  }

  /** Fields that are present replace those of the record. */
  async update(wire: DatasetWire, pid: string, { body, ...options }: Patching): Promise<Fields> {
    const fields = (current: Stored) => wire.read('update', current['type'], body);
    return wire.show(await this.datasets.change(pid, { ...options, fields }));
  }
  /** The same, but a value or a unit is never left alone with an old other half; a merge patch merges (RFC 7396). */
  async updateWhole(wire: DatasetWire, pid: string, patching: Patching & { isMerge: boolean }): Promise<Fields> {
    const { body, isMerge, ...options } = patching;
    const patch = wire.read('update', undefined, body);
    const fields = (current: Stored): Fields => {
      const now = toWire(DATASET, current);
      assertWholeQuantities(now['scientificMetadata'], patch['scientificMetadata']);
      return isMerge ? (checked(UpdateDataset, mergeFields(asSent(now), patch)) as Fields) : patch;
    };
    return wire.show(await this.datasets.change(pid, { ...options, fields }));
  }

  async replace(wire: DatasetWire, pid: string, body: unknown, caller: Caller): Promise<Fields> {
    const fields = (current: Stored) =>
      replacement(wire.read('replace', current['type'], body), initialFields(DatasetRecord), NAMES);
    return wire.show(await this.datasets.change(pid, { caller, fields }));
  }

  async remove(wire: DatasetWire, pid: string, caller: Caller): Promise<Fields> {
    return wire.show(await this.datasets.remove(pid, caller));
  }

  async lifecycle(pid: string, caller: Caller): Promise<unknown> {
    return toWire(DATASET, await this.datasets.readable(pid, caller))['datasetlifecycle'];
  }
  /** @throws 400 for no field and for unknown ones */
  async changeLifecycle(pid: string, body: unknown, caller: Caller): Promise<unknown> {
    const patch = checked(UpdateLifecycle, body) as Fields;
    if (Object.keys(patch).length === 0) throw invalid('The body has no field of the lifecycle');
    return toWire(DATASET, await this.datasets.changeLifecycle(pid, patch, caller))['datasetlifecycle'];
  }

  /** Adds to an array field what is not in it yet. */
  async append(wire: DatasetWire, pid: string, { name, more }: { name: string; more: unknown[] }, caller: Caller) {
    const fields = (current: Stored): Fields => {
      const items = new Map<string, unknown>();
      const present = (asSent(toWire(DATASET, current))[name] ?? []) as unknown[];
      for (const item of [...present, ...more]) items.set(JSON.stringify(item), item);
      return checked(UpdateDataset, { [name]: [...items.values()] }) as Fields;
    };
    return wire.show(await this.datasets.change(pid, { caller, fields }));
  }
}

const typeOf = (body: unknown): unknown => (body as { type?: unknown } | null | undefined)?.type;
/** Dates as text again, as a client would have sent them. */
const asSent = (wire: Fields): Fields => JSON.parse(JSON.stringify(wire)) as Fields;
