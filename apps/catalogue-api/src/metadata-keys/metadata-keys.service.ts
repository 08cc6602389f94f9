import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Document } from 'mongodb';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../config';
import type { Query } from '../query/condition';
import { allOf, type FieldsQuery } from '../query/full-query';
import { both, type Filter, filterOf, streamOf } from '../query/mongo-filter';
import { escapePattern } from '../query/safe-pattern';
import type { RecordKind } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';
import { leavesOf } from './leaf-keys';

const NEWEST = [['createdAt', -1]] as const;

/** Names of metadata keys in use, from records that the caller may read. */
@Injectable()
export class MetadataKeysService {
  private readonly isLeftOut: (key: string) => boolean;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
  ) {
    const patterns = config.metadataKeysLeftOut.map(
      (name) => new RegExp(`^${name.split('*').map(escapePattern).join('.*')}$`, 'u'),
    );
    this.isLeftOut = (key) => patterns.some((pattern) => pattern.test(key));
  }

  /** @param access condition of access, AND-ed to what is asked */
  async of(
    { name, storage, quantities }: RecordKind,
    { parts, metadataKey = '' }: FieldsQuery,
    { limit, skip, sort }: Pick<Query, 'limit' | 'skip' | 'sort'>,
    access: Filter,
  ): Promise<string[]> {
    const { metadataKeysReturnLimit: mostKeys, metadataParentInstancesReturnLimit: mostRecords } = this.config;
    const where = allOf(parts);
    const page = streamOf({
      where,
      include: [],
      skip,
      limit: Math.min(limit || mostRecords, mostRecords),
      sort: sort.length > 0 ? sort : NEWEST,
    });
    const found = this.connection.collection<Document>(storage.collection).find(both(access, filterOf(where)), {
      ...page,
      projection: { _id: 0, [quantities!]: 1 },
      maxTimeMS: QUERY_TIME_MS,
    });
    const wanted = metadataKey.toLowerCase();
    const keys = new Set<string>();
    for await (const record of found)
      for (const [key] of leavesOf(record[quantities!]))
        if (key.toLowerCase().includes(wanted) && !(name === 'Dataset' && this.isLeftOut(key))) keys.add(key);
    return [...keys].sort().slice(0, mostKeys);
  }
}
