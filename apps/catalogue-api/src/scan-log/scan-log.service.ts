import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, notFound } from '@scizoo/domain';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { openScanPids } from '../ingest/open-scans';
import { levelCursor, levelProjection, levelStages } from '../query/levels';
import { behind, conditionOf, valueAt } from './scan-log-filter';
import { cursorOf, type ScanLogFilter, type ScanLogQuery, type ScanLogSort } from './scan-log-query';
import { capturedKeys, ROW_FIELDS, rowOf, rowProjection, type ScanLogDocument } from './scan-log-row';
import type { ScanLogPage, ScanLogProposal, ScanLogRow, ScanLogSummary } from './scan-log.shapes';

const TIME_LIMIT_MS = 2000;
/** Every matching scan is read for an order without an index. */
const LEVELS_TIME_MS = 5000;
/** Beyond this many scans a number helps nobody, and counting takes long. */
const COUNT_AT_MOST = 10_000;
const KEYS_FROM = 200;
const PROPOSALS_AT_MOST = 200;

const sortOf = ({ field, direction }: ScanLogSort) => ({ [field]: direction, _id: direction }) as const;
const NEWEST: ScanLogSort = { field: 'startTime', direction: -1 };
const OLDEST: ScanLogSort = { field: 'startTime', direction: 1 };

function allOf(parts: readonly object[]): Record<string, unknown> {
  const asked = parts.filter((part) => Object.keys(part).length > 0);
  return asked.length > 0 ? { $and: asked } : {};
}

/** Lists run on the indexes declared with the dataset record: by beamline, proposal and readers, each with time and PID. */
@Injectable()
export class ScanLogService {
  private readonly datasets: Collection<ScanLogDocument>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
  ) {
    this.datasets = connection.collection('datasets') as unknown as Collection<ScanLogDocument>;
  }

  private async condition(caller: Caller, filter: ScanLogFilter): Promise<object[]> {
    return [this.access.readFilter(caller, 'dataset'), conditionOf(filter), await this.amongOpenScans(filter)];
  }
  /** Few scans run: found by their PIDs, where the list of all would be read to its end for them. */
  private async amongOpenScans({ state }: ScanLogFilter): Promise<object> {
    const isRunning = state?.length === 1 && state[0] === 'running';
    const pids = isRunning ? await openScanPids(this.connection) : undefined;
    return pids ? { _id: { $in: pids } } : {};
  }

  async list(caller: Caller, query: ScanLogQuery): Promise<ScanLogPage> {
    if (query.levels) return this.listByLevels(caller, query);
    const { filter, sort, limit, after, columns } = query;
    const found: ScanLogDocument[] = [];
    const condition = await this.condition(caller, filter);
    for (const part of after ? behind(sort, after) : [{}]) {
      const options = {
        projection: rowProjection(columns),
        sort: sortOf(sort),
        limit: limit + 1 - found.length,
        maxTimeMS: TIME_LIMIT_MS,
      };
      found.push(...(await this.datasets.find(allOf([...condition, part]), options).toArray()));
      if (found.length > limit) break;
    }
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const hasMore = found.length > limit && last !== undefined;
    return {
      rows: page.map((dataset) => this.rowFor(caller, dataset, columns)),
      next: hasMore ? cursorOf([valueAt(last, sort.field), last._id], sort) : null,
    };
  }

  private async listByLevels(caller: Caller, query: ScanLogQuery): Promise<ScanLogPage> {
    const { filter, levels = [], limit, afterLevels, columns } = query;
    const stages = [
      { $match: allOf(await this.condition(caller, filter)) },
      ...levelStages(levels, afterLevels),
      { $limit: limit + 1 },
      { $project: { ...rowProjection(columns), ...levelProjection(levels) } },
    ];
    const options = { maxTimeMS: LEVELS_TIME_MS, allowDiskUse: true };
    const found = await this.datasets.aggregate<ScanLogDocument>(stages, options).toArray();
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      rows: page.map((dataset) => this.rowFor(caller, dataset, columns)),
      next: last ? levelCursor(levels, last) : null,
    };
  }

  rowFor(caller: Caller, dataset: ScanLogDocument, columns: readonly string[] = []): ScanLogRow {
    return rowOf(dataset, this.access.mayAnnotate(caller, dataset), columns);
  }

  /** Any dataset as its row: what people have put on it, and whether the caller may. @throws 404 */
  async row(caller: Caller, pid: string): Promise<ScanLogRow> {
    const condition = allOf([{ _id: { $eq: pid } }, this.access.readFilter(caller, 'dataset')]);
    const dataset = await this.datasets.findOne(condition, { projection: rowProjection([]), maxTimeMS: TIME_LIMIT_MS });
    if (!dataset) throw notFound();
    return this.rowFor(caller, dataset);
  }

  /** Scans by their PIDs, each with the values that were captured with it, at most so many; not those that the caller may not see. */
  async withValues(caller: Caller, pids: readonly string[], most: number): Promise<ScanLogRow[]> {
    if (pids.length === 0) return [];
    const projection = Object.fromEntries([...ROW_FIELDS, 'scientificMetadata'].map((name) => [name, 1]));
    const condition = allOf([{ _id: { $in: [...pids] } }, this.access.readFilter(caller, 'dataset')]);
    const found = await this.datasets.find(condition, { projection, maxTimeMS: TIME_LIMIT_MS }).toArray();
    return found.map((dataset) => {
      const keys = capturedKeys(Object.keys(dataset.scientificMetadata ?? {}));
      return rowOf(dataset, false, keys.filter((key) => !key.startsWith('_')).slice(0, most));
    });
  }

  async summary(caller: Caller, filter: ScanLogFilter): Promise<ScanLogSummary> {
    const condition = allOf(await this.condition(caller, filter));
    const [totals, first, last, keys, counts] = await Promise.all([
      this.totals(condition),
      this.endOf(condition, OLDEST),
      this.endOf(condition, NEWEST),
      this.keys(condition),
      this.perProposal(condition),
    ]);
    const proposals = await this.withTitles(caller, counts);
    const isCapped = totals.count > COUNT_AT_MOST;
    return { ...totals, count: Math.min(totals.count, COUNT_AT_MOST), capped: isCapped, first, last, keys, proposals };
  }

  private newest(condition: Record<string, unknown>, limit: number, project: Record<string, unknown>) {
    return [{ $match: condition }, { $sort: sortOf(NEWEST) }, { $limit: limit }, { $project: project }];
  }
  private async totals(condition: Record<string, unknown>): Promise<{ count: number; totalSize: number }> {
    const stages = [
      ...this.newest(condition, COUNT_AT_MOST + 1, { size: 1 }),
      { $group: { _id: null, count: { $sum: 1 }, totalSize: { $sum: '$size' } } },
    ];
    const [found] = await this.datasets
      .aggregate<{ count: number; totalSize: number }>(stages, { maxTimeMS: TIME_LIMIT_MS })
      .toArray();
    return { count: found?.count ?? 0, totalSize: found?.totalSize ?? 0 };
  }
  /** Start of the first or last scan; those without a start time are none. */
  private async endOf(condition: Record<string, unknown>, sort: ScanLogSort): Promise<string | null> {
    const timed = { $and: [condition, { startTime: { $type: 'date' } }] };
    const options = { projection: { startTime: 1 }, sort: sortOf(sort), maxTimeMS: TIME_LIMIT_MS };
    const found = await this.datasets.findOne(timed, options);
    return found?.startTime?.toISOString() ?? null;
  }
  private async keys(condition: Record<string, unknown>): Promise<string[]> {
    const stages = [
      ...this.newest(condition, KEYS_FROM, { keys: { $objectToArray: { $ifNull: ['$scientificMetadata', {}] } } }),
      { $unwind: '$keys' },
      { $group: { _id: '$keys.k' } },
      { $sort: { _id: 1 } },
      { $limit: 1000 },
    ];
    const found = await this.datasets.aggregate<{ _id: string }>(stages, { maxTimeMS: TIME_LIMIT_MS }).toArray();
    return capturedKeys(found.map(({ _id }) => _id));
  }
  private async perProposal(condition: Record<string, unknown>): Promise<{ _id: string; count: number }[]> {
    const stages = [
      ...this.newest(condition, COUNT_AT_MOST, { proposalIds: 1 }),
      { $unwind: '$proposalIds' },
      { $group: { _id: '$proposalIds', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
      { $limit: PROPOSALS_AT_MOST },
    ];
    return this.datasets.aggregate<{ _id: string; count: number }>(stages, { maxTimeMS: TIME_LIMIT_MS }).toArray();
  }
  /** Titles only of proposals that the caller may read. */
  private async withTitles(caller: Caller, counts: { _id: string; count: number }[]): Promise<ScanLogProposal[]> {
    const ids = counts.map(({ _id }) => _id);
    const proposals = this.connection.collection<{ _id: string; title?: string }>('proposals');
    const readable = await proposals
      .find(
        { $and: [{ _id: { $in: ids } }, this.access.readFilter(caller, 'proposal')] },
        { projection: { title: 1 }, maxTimeMS: TIME_LIMIT_MS },
      )
      .toArray();
    const titles = new Map(readable.map(({ _id, title }) => [_id, title ?? null]));
    return counts.map(({ _id, count }) => ({ proposalId: _id, title: titles.get(_id) ?? null, count }));
  }
}
