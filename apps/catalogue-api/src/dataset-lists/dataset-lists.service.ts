import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, EVERYBODY } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { DATASET } from '../datasets/dataset.record';
import { MetadataKeysService } from '../metadata-keys/metadata-keys.service';
import type { Query } from '../query/condition';
import type { FieldsQuery } from '../query/full-query';
import { both } from '../query/mongo-filter';
import { RecordLists, type Scope } from '../query/record-lists';

export const PUBLISHED: Scope = { isPublished: true };

/** Lists, counts and facets of datasets for SciCat's routes, and which datasets they are about. */
@Injectable()
export class DatasetListsService extends RecordLists {
  constructor(
    @InjectConnection() connection: Connection,
    private readonly access: AccessService,
    private readonly metadataKeys: MetadataKeysService,
  ) {
    super(connection.collection(DATASET.storage.collection));
  }

  /** What the caller may read. */
  readable(caller: Caller): Scope {
    return this.access.readFilter(caller, 'dataset');
  }
  /**
   * The same as SciCat's search page shows it: published records of others only when published ones are asked for, and
   * then nothing else.
   */
  searched(caller: Caller, fields: Readonly<Record<string, unknown>>): Scope {
    const rule = this.access.readRule(caller, 'dataset');
    if (rule.all) return {};
    if (fields['isPublished'] === true || caller.userId === undefined) return both(this.readable(caller), PUBLISHED);
    return { readers: { $in: [...rule.anyOf].filter((reader) => reader !== EVERYBODY) } };
  }

  keys(query: FieldsQuery, page: Pick<Query, 'limit' | 'skip' | 'sort'>, scope: Scope): Promise<string[]> {
    return this.metadataKeys.of(DATASET, query, page, scope);
  }
}
