import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, decodeKeys, forbidden, invalid } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { both, filterOf } from '../query/mongo-filter';
import { v4Query } from '../query/v4-filter';
import { type Change, HISTORY, wholeOf } from '../schema/history';
import type { Fields } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import { HistoryItem, type HistoryItems } from './history.shapes';

const QUERIED = { name: 'History', shape: HistoryItem, storage: { collection: HISTORY, id: '_id' } };
/** Creations and batches of events stand in the same collection; SciCat's routes know changes only. */
const CHANGES = { before: { $exists: true }, operation: { $in: ['update', 'delete'] } };

export interface HistoryPage {
  readonly skip: number;
  readonly limit: number;
}

/** SciCat's history of all kinds of records, for admins and for the groups of the kind. */
@Injectable()
export class HistoryService {
  /** Kind → groups that may read its history. */
  private readonly readers: Readonly<Record<string, readonly string[]>>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    config: CatalogueConfig,
    database: DatabaseService,
  ) {
    this.readers = {
      Dataset: config.historyAccessDatasetGroups,
      Proposal: config.historyAccessProposalGroups,
      Sample: config.historyAccessSampleGroups,
      Instrument: config.historyAccessInstrumentGroups,
      PublishedData: config.historyAccessPublishedDataGroups,
      Policy: config.historyAccessPoliciesGroups,
      Datablock: config.historyAccessDatablockGroups,
      Attachment: config.historyAccessAttachmentGroups,
    };
    database.atStart('index of changes', () =>
      // Changes of a kind, newest first; only changes, so that creations cost nothing.
      connection
        .collection(HISTORY)
        .createIndex({ subsystem: 1, timestamp: -1 }, { partialFilterExpression: { before: { $exists: true } } }),
    );
  }

  async list(condition: Fields, { skip, limit }: HistoryPage): Promise<HistoryItems> {
    const filter = both(CHANGES, condition);
    const [found, totalCount] = await Promise.all([
      this.rows
        .find(filter, { sort: { timestamp: -1, _id: -1 }, skip, limit, maxTimeMS: QUERY_TIME_MS })
        .toArray() as unknown as Promise<Change[]>,
      this.count(condition),
    ]);
    return { items: found.map(itemOf), count: found.length, totalCount, skip, limit };
  }
  count(condition: Fields): Promise<number> {
    return this.rows.countDocuments(both(CHANGES, condition), { maxTimeMS: QUERY_TIME_MS });
  }
  private get rows() {
    return this.connection.collection(HISTORY);
  }

  /** SciCat's `filter`: plain conditions on the fields of a change. @throws 400, 403 */
  conditionOf(filter: unknown, caller: Caller): Fields {
    if (filter === undefined || filter === '') throw invalid('filter is required: a JSON object');
    const where = typeof filter === 'string' ? parsed(filter) : filter;
    if (where === null || typeof where !== 'object' || Array.isArray(where))
      throw invalid('Invalid JSON in filter: it must be an object');
    const condition = filterOf(v4Query(QUERIED, { where, limits: { sort: {} } }).where);
    if (this.access.isAdmin(caller)) return condition;
    const kinds = namedKinds((where as Fields)['subsystem']);
    if (kinds.length === 0) throw forbidden('filter must name a subsystem whose history you may read');
    for (const kind of kinds) this.assertMayRead(kind, caller);
    return both({ subsystem: { $in: kinds } }, condition);
  }
  /** @throws 403 */
  assertMayRead(kind: string, caller: Caller): void {
    if (this.access.isAdmin(caller)) return;
    const groups = Object.hasOwn(this.readers, kind) ? this.readers[kind]! : [];
    if (!caller.groups.some((group) => groups.includes(group)))
      throw forbidden(`You may not read the history of ${kind}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`Invalid JSON in filter: ${(error as Error).message}`);
  }
}

/** The kinds that the condition cannot leave: a name, or several of them. */
function namedKinds(given: unknown): string[] {
  if (typeof given === 'string') return [given];
  if (given === null || typeof given !== 'object') return [];
  const { $eq, $in } = given as { $eq?: unknown; $in?: unknown };
  if (typeof $eq === 'string') return [$eq];
  return Array.isArray($in) && $in.every((kind) => typeof kind === 'string') ? $in : [];
}

function itemOf(change: Change): HistoryItem {
  const { _id, subsystem, documentId, operation, timestamp, user } = change;
  const { before, after } = wholeOf(change);
  return {
    _id: String(_id),
    subsystem,
    documentId,
    before: decodeKeys(before),
    after: decodeKeys(after),
    operation,
    timestamp,
    user,
  };
}
