import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Caller } from '@scizoo/domain';
import type { Collection, Document } from 'mongodb';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { leavesOf } from '../metadata-keys/leaf-keys';
import { pathsOfKey } from '../query/metadata-condition';
import { both } from '../query/mongo-filter';
import { escapePattern } from '../query/safe-pattern';
import type { Completion, ValueCount } from './dataset-search';
import { FACETS, isFacetField } from './search-fields';
import type { KEY_KINDS, MetadataKeyItem } from './search.shapes';

const TIME_MS = 2000;
const NEWEST = { creationTime: -1, _id: -1 } as const;
/** Keys and values are taken from the newest datasets that the caller may read. */
const RECORDS_FOR_KEYS = 300;
const RECORDS_FOR_VALUES = 20_000;
const ROOT = 'scientificMetadata';

interface Use {
  count: number;
  unit: string | null;
  name: string;
  kind: (typeof KEY_KINDS)[number];
}

/** Completion of keys and values while somebody types. */
@Injectable()
export class MongoCompletion {
  private readonly datasets: Collection<Document>;
  constructor(
    @InjectConnection() connection: Connection,
    private readonly access: AccessService,
  ) {
    this.datasets = connection.collection('datasets') as unknown as Collection<Document>;
  }

  async keys({ text, limit }: Completion, caller: Caller): Promise<MetadataKeyItem[]> {
    const found = this.datasets.find(this.access.readFilter(caller, 'dataset'), {
      projection: { _id: 0, [ROOT]: 1 },
      sort: NEWEST,
      limit: RECORDS_FOR_KEYS,
      maxTimeMS: TIME_MS,
    });
    const wanted = text.toLowerCase();
    const uses = new Map<string, Use>();
    for await (const { [ROOT]: metadata } of found)
      for (const [key, value] of leavesOf(metadata)) {
        const use = uses.get(key) ?? { count: 0, unit: null, name: '', kind: 'other' };
        uses.set(key, note(use, value));
      }
    return [...uses]
      .filter(([key, { name }]) => key.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted))
      .sort(([a, { count: usesA }], [b, { count: usesB }]) => usesB - usesA || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([key, { name, unit, kind }]) => ({ key, humanReadableName: name, unit, kind }));
  }

  async values(key: string, { text, limit }: Completion, caller: Caller): Promise<ValueCount[]> {
    const field = isFacetField(key) ? FACETS[key] : undefined;
    const paths = field ? [field.path] : pathsOfKey(ROOT, key);
    const isThere = { $or: paths.map((path) => ({ [path]: { $exists: true } })) };
    const pattern = { $regexMatch: { input: { $toString: '$value' }, regex: escapePattern(text), options: 'i' } };
    const stages: Document[] = [
      { $match: both(this.access.readFilter(caller, 'dataset'), isThere) },
      { $sort: NEWEST },
      { $limit: RECORDS_FOR_VALUES },
      { $project: { value: field ? `$${field.path}` : { $ifNull: paths.flatMap(possibleValues) } } },
      { $unwind: '$value' },
      { $match: { value: { $type: ['string', 'number', 'bool'] } } },
      ...(text === '' ? [] : [{ $match: { $expr: pattern } }]),
      { $group: { _id: '$value', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
      { $limit: limit },
    ];
    const found = await this.datasets.aggregate<{ _id: ValueCount['value']; count: number }>(stages, {
      maxTimeMS: TIME_MS,
      allowDiskUse: true,
    });
    return (await found.toArray()).map(({ _id, count }) => ({ value: _id, count }));
  }
}

const possibleValues = (path: string): string[] => [`$${path}.value`, `$${path}.v`, `$${path}`];

/** What one more record tells about a key. */
function note(use: Use, value: unknown): Use {
  const members = (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}) as Record<
    string,
    unknown
  >;
  const [bare, unit] = [members['value'] ?? members['v'] ?? value, members['unit'] ?? members['u']];
  const kind = typeof bare === 'number' ? 'number' : typeof bare === 'string' ? 'text' : 'other';
  return {
    count: use.count + 1,
    unit: use.unit ?? (typeof unit === 'string' && unit !== '' ? unit : null),
    name: use.name || (typeof members['human_name'] === 'string' ? members['human_name'] : ''),
    kind: use.kind === 'other' ? kind : use.kind,
  };
}
