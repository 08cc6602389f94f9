import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, decodeKey, decodeKeys, invalid, notFound } from '@scizoo/domain';
import { fieldsOf } from '@scizoo/service-kit';
import type { Connection } from 'mongoose';
import { isDeepStrictEqual } from 'node:util';
import { CatalogueConfig } from '../config';
import { DATASET } from '../datasets/dataset.record';
import { UpdateDataset } from '../datasets/dataset.shapes';
import { DatasetsService } from '../datasets/datasets.service';
import { both } from '../query/mongo-filter';
import { differences } from '../schema/differences';
import { type Change, HISTORY, wholeOf } from '../schema/history';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import type { DatasetChange, DatasetHistory, FieldChange } from './history.shapes';
import { undone } from './undo';

const SHOWN = ['create', 'update'];
const FREE = new Set(['scientificMetadata', 'jobParameters', 'datasetlifecycle']);

/** What happened to one dataset, and back to how it was. */
@Injectable()
export class DatasetHistoryService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly datasets: DatasetsService,
    private readonly config: CatalogueConfig,
  ) {}

  /** Newest first. */
  async list(
    dataset: Stored,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<DatasetHistory> {
    const shown = { operation: { $in: SHOWN }, ...(cursor && afterCursor(cursor)) };
    const found = await this.changes(shown, dataset, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return { items: page.map(shownChange), next: found.length > limit && last ? cursorOf(last) : null };
  }

  /** The dataset as it was before this change: it and everything after it is taken back, as one more change. */
  restore(pid: string, id: string, caller: Caller, unmodifiedSince?: string): Promise<Stored> {
    const fields = async (current: Stored): Promise<Fields> => {
      const [target] = await this.changes({ _id: id, operation: 'update' }, current, 1);
      if (!target) throw notFound();
      const newer = await this.changes(
        { operation: 'update', timestamp: { $gte: target.timestamp } },
        current,
        2 * this.config.historyMaxPerRecord,
      );
      const upTo = newer.findIndex(({ _id }) => _id === id);
      let record: Fields = current;
      for (const { before = {}, after } of newer.slice(0, upTo + 1)) record = undone(record, before, after ?? {});
      return changedFields(current, record);
    };
    return this.datasets.change(pid, { caller, fields, unmodifiedSince });
  }

  /** Since it was created: what was under its PID before is another dataset, maybe of other people. */
  private changes(condition: Fields, { _id: pid, createdAt }: Stored, limit: number): Promise<Change[]> {
    const since = { timestamp: { $gte: (createdAt as Date | undefined) ?? new Date(0) } };
    return this.connection
      .collection(HISTORY)
      .find(both({ documentId: pid, subsystem: DATASET.name }, since, condition), {
        sort: { timestamp: -1, seq: -1, _id: -1 },
        limit,
        maxTimeMS: QUERY_TIME_MS,
      })
      .toArray() as unknown as Promise<Change[]>;
  }
}

/** What differs, as a client would send it; null takes a field away. */
function changedFields(current: Stored, restored: Fields): Fields {
  const { before, after } = differences(current, restored);
  const wire = toWire(DATASET, restored as Stored);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const mayChange = fieldsOf(UpdateDataset);
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(mayChange, name)).map((name) => [name, wire[name] ?? null]),
  );
}

/** One change for its reader: each field from which value to which. */
export function shownChange(change: Change): DatasetChange {
  const { _id, timestamp, user, operation } = change;
  return { id: _id, at: timestamp, by: user, operation, changes: operation === 'create' ? [] : fieldChanges(change) };
}
function fieldChanges(change: Change): FieldChange[] {
  const whole = wholeOf(change);
  const [old, now] = [whole.before, whole.after ?? {}];
  return keysOf(old, now)
    .filter((name) => !isDeepStrictEqual(old[name], now[name]))
    .flatMap((name) =>
      FREE.has(name) ? keyChanges(name, old[name], now[name]) : [changeOf(name, old[name], now[name])],
    );
}
/** Of free metadata each key by itself. */
function keyChanges(name: string, before: unknown, after: unknown): FieldChange[] {
  const [old, now] = [before, after].map((side) => (isMap(side) ? side : {})) as [Fields, Fields];
  return keysOf(old, now)
    .filter((key) => !isDeepStrictEqual(old[key], now[key]))
    .map((key) => changeOf(`${name}.${decodeKey(key)}`, old[key], now[key]));
}
const changeOf = (field: string, from: unknown, to: unknown): FieldChange => ({
  field,
  ...(from !== undefined && { from: decodeKeys(from) }),
  ...(to !== undefined && { to: decodeKeys(to) }),
});
const isMap = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
const keysOf = (...maps: readonly Fields[]): string[] => [...new Set(maps.flatMap((map) => Object.keys(map)))];

const cursorOf = ({ timestamp, seq = 0, _id }: Change): string =>
  Buffer.from(JSON.stringify([timestamp.getTime(), seq, _id])).toString('base64url');
function afterCursor(cursor: string): Fields {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalid('cursor is not one of this list');
  }
  const [time, seq, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (typeof time !== 'number' || typeof seq !== 'number' || typeof id !== 'string')
    throw invalid('cursor is not one of this list');
  const timestamp = new Date(time);
  const older =
    seq === 0
      ? []
      : [
          { timestamp, seq: { $lt: seq } },
          { timestamp, seq: { $exists: false } },
        ];
  const beside =
    seq === 0 ? { timestamp, seq: { $exists: false }, _id: { $lt: id } } : { timestamp, seq, _id: { $lt: id } };
  return { $or: [{ timestamp: { $lt: timestamp } }, ...older, beside] };
}
