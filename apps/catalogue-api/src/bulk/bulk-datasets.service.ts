import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, invalid, notFound } from '@scizoo/domain';
import { setImmediate as soon } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DatasetCreator } from '../datasets/dataset-creator';
import { DATASET } from '../datasets/dataset.record';
import { CreateDataset, UpdateDataset } from '../datasets/dataset.shapes';
import { DatasetsService } from '../datasets/datasets.service';
import { AccessService } from '../access';
import { ANNOTATIONS } from '../scan-log/scan-log.shapes';
import { checked } from '../schema/checked';
import { type Fields, type Stored, toStored, toWire, withoutNulls } from '../schema/record-kind';
import type { BulkChange, BulkChanges, BulkResult } from './bulk.shapes';
import { eachOf, refusalOf } from './refusal';

/** Changes are transactions of their own; more at a time only wait for each other. */
const CHANGES_AT_A_TIME = 8;
const CREATES_AT_A_TIME = 250;
/** Checking a thousand records takes a while; others get their turn in between. */
const CHECKED_IN_A_ROW = 25;
/** Completed by the server, so that what was sent never equals what is stored. */
const NOT_UPSERTED = ['pid', 'type', 'classification'];

/** What the staff of the instrument may write on scans of others too, here as with one scan. */
const isAnnotation = (name: string): boolean => (ANNOTATIONS as readonly string[]).includes(name);

interface Item {
  readonly index: number;
  readonly given: Fields;
  readonly pid: string | undefined;
}

/** Many datasets in one call: each is created, changed or refused by itself, by the rules of the single routes. */
@Injectable()
export class BulkDatasetsService {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly creator: DatasetCreator,
    private readonly access: AccessService,
  ) {}

  /** Bodies of v4; one result per item, in their order. */
  async store(mode: 'create' | 'upsert', bodies: readonly unknown[], caller: Caller): Promise<BulkResult[]> {
    const results = new Array<BulkResult>(bodies.length);
    const refuse = (index: number, error: unknown, pid?: string) => {
      results[index] = { index, status: 'refused', ...(pid !== undefined && { pid }), message: refusalOf(error) };
    };
    const items: Item[] = [];
    const pids = new Set<string>();
    for (const [index, body] of bodies.entries()) {
      if (index % CHECKED_IN_A_ROW === CHECKED_IN_A_ROW - 1) await soon();
      try {
        const given = withoutNulls(checked(CreateDataset, body) as Fields);
        const pid = given['pid'] as string | undefined;
        if (pid !== undefined && pids.has(pid)) throw invalid(`pid ${pid} stands twice in this call`);
        if (pid !== undefined) pids.add(pid);
        items.push({ index, given, pid });
      } catch (error) {
        refuse(index, error);
      }
    }
    const known = await this.datasets.findMany([...pids]);
    const isKnown = ({ pid }: Item) => mode === 'upsert' && pid !== undefined && known.has(pid);
    const fresh = items.filter((item) => !isKnown(item));
    await eachOf(fresh, CREATES_AT_A_TIME, async ({ index, given, pid }) => {
      try {
        results[index] = { index, status: 'created', pid: (await this.creator.create(given, caller, '4'))._id };
      } catch (error) {
        refuse(index, error, pid);
      }
    });
    await eachOf(items.filter(isKnown), CHANGES_AT_A_TIME, async ({ index, given, pid }) => {
      try {
        results[index] = { index, status: await this.upserted(known.get(pid!)!, given, caller), pid: pid! };
      } catch (error) {
        refuse(index, error, pid);
      }
    });
    return results;
  }

  /** An item whose pid is known: the fields that it names replace those of the record. */
  private async upserted(known: Stored, given: Fields, caller: Caller): Promise<'updated' | 'unchanged'> {
    if (!this.access.mayChange(caller, known)) throw forbidden('Unauthorized to change this dataset');
    if (given['type'] !== known['type']) throw invalid(`type of a dataset does not change: it is ${known['type']}`);
    const fields = Object.fromEntries(Object.entries(given).filter(([name]) => !NOT_UPSERTED.includes(name)));
    const complete = (current: Stored): Fields => {
      const { datasetlifecycle } = fields;
      if (!datasetlifecycle) return fields;
      return {
        ...fields,
        datasetlifecycle: { ...(toWire(DATASET, current)['datasetlifecycle'] as Fields), ...datasetlifecycle },
      };
    };
    const stored = toStored(DATASET, this.datasets.completed(complete(known), known));
    if (Object.keys(stored).every((name) => isDeepStrictEqual(stored[name], known[name]))) return 'unchanged';
    let before: Stored | undefined;
    const changed = await this.datasets.change(known._id, {
      caller,
      leaveUnchanged: true,
      fields: (current) => complete((before = current)),
    });
    return changed === before ? 'unchanged' : 'updated';
  }

  async change({ pids, add = {}, remove = {}, set = {} }: BulkChanges, caller: Caller): Promise<BulkChange[]> {
    const isEmpty = [add, remove, set].every((part) => Object.keys(part ?? {}).length === 0);
    if (isEmpty) throw invalid('The body has no change: give add, remove or set');
    const asked = [...new Set(pids)];
    const results = new Array<BulkChange>(asked.length);
    await eachOf(asked, CHANGES_AT_A_TIME, async (pid, index) => {
      try {
        results[index] = {
          pid,
          status: await this.changed(pid, { add: add ?? {}, remove: remove ?? {}, set: set ?? {} }, caller),
        };
      } catch (error) {
        results[index] = { pid, status: 'refused', message: refusalOf(error) };
      }
    });
    return results;
  }
  private async changed(
    pid: string,
    { add, remove, set }: Required<Pick<BulkChanges, 'add' | 'remove' | 'set'>>,
    caller: Caller,
  ): Promise<'changed' | 'unchanged'> {
    let before: Stored | undefined;
    const isAnnotating = Object.keys({ ...add, ...remove, ...set }).every(isAnnotation);
    const fields = (current: Stored): Fields => {
      before = current;
      const lists: Fields = {};
      for (const name of new Set([...Object.keys(add), ...Object.keys(remove)]) as Set<keyof typeof add>) {
        const without = new Set(remove[name] ?? []);
        const present = (current[name] ?? []) as string[];
        lists[name] = [...new Set([...present, ...(add[name] ?? [])])].filter((value) => !without.has(value));
      }
      checked(UpdateDataset, lists);
      return { ...set, ...lists };
    };
    const permit = (current: Stored) => {
      // Who may not read it is not told that it exists.
      if (!this.access.mayRead(caller, 'dataset', current)) throw notFound();
      if (isAnnotating) this.access.assertMayAnnotate(caller, current);
      else this.access.assertMayChange(caller, current);
    };
    const after = await this.datasets.change(pid, { caller, permit, fields, leaveUnchanged: true });
    return after === before ? 'unchanged' : 'changed';
  }
}
