import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Caller } from '@scizoo/domain';
import type { Document } from 'mongodb';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import type { Query } from '../query/condition';
import { both, filterOf } from '../query/mongo-filter';
import type { Fields } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import { keyStages, type Source, SOURCES, sourceFilter } from './key-sources';
import type { SourceType } from './metadata-key.record';

/** Records of one answer, pages before it included. */
const AT_MOST = 10_000;
const NEWEST = { createdAt: -1, _id: -1 } as const;

/**
 * SciCat keeps a record for every key of every dataset; with a million datasets of thirty keys these are thirty million,
 * each to be written, re-owned and removed with its dataset. Here they are read from the datasets themselves, newest
 * first and no further than the page needs: nothing can be out of step, and the right to read is that of the source.
 */
@Injectable()
export class KeyRecords {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
  ) {}

  async list(query: Query, caller: Caller): Promise<Fields[]> {
    const end = Math.min(query.skip + (query.limit || AT_MOST), AT_MOST);
    const types = Object.entries(SOURCES) as [SourceType, Source][];
    const found = await Promise.all(types.map(([type, source]) => this.of(type, source, query, end, caller)));
    const records = found.flat().sort(inOrder(query.sort)).slice(query.skip, end);
    const { fields } = query;
    return fields ? records.map((record) => picked(record, fields)) : records;
  }

  private async of(type: SourceType, source: Source, query: Query, end: number, caller: Caller): Promise<Fields[]> {
    const inSource = sourceFilter(query.where, type, source);
    if (!inSource) return [];
    const { access, storage } = source.kind;
    const readable = access ? this.access.readFilter(caller, access) : {};
    const [[path, direction] = ['createdAt', -1]] = query.sort;
    const isByTime = query.sort.length <= 1 && path === 'createdAt';
    const stages: Document[] = [
      { $match: both(readable, inSource) },
      // In the order of an index, so that reading ends with the page.
      { $sort: isByTime ? { createdAt: direction, _id: direction } : NEWEST },
      ...keyStages(type, source),
      { $match: filterOf(query.where) },
      ...(isByTime ? [] : [{ $sort: { ...Object.fromEntries(query.sort), _id: 1 } }]),
      { $limit: end },
    ];
    return this.connection
      .collection(storage.collection)
      .aggregate<Fields>(stages, { maxTimeMS: QUERY_TIME_MS, allowDiskUse: true })
      .toArray();
  }
}

const rank = (value: unknown): string | number =>
  value instanceof Date ? value.getTime() : typeof value === 'boolean' ? Number(value) : String(value ?? '');

/** Sorting is stable: records of one source stay as the database gave them. */
const inOrder =
  (sort: Query['sort']) =>
  (a: Fields, b: Fields): number => {
    for (const [path, direction] of sort) {
      const [left, right] = [rank(a[path]), rank(b[path])];
      if (left !== right) return left < right ? -direction : direction;
    }
    return 0;
  };

const picked = (record: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name === '_id' || names.includes(name)));
