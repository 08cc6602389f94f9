import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, invalid } from '@scizoo/domain';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { DATASET } from '../datasets/dataset.record';
import { INSTRUMENT } from '../instruments/instrument.record';
import { PROPOSAL } from '../proposals/proposal.record';
import { both, type Filter, filterOf } from '../query/mongo-filter';
import { SAMPLE } from '../samples/sample.record';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { type Conversion, conversionOf } from '../schema/units';
import { QUERY_TIME_MS } from '../schema/record-store';
import { type Askable, RecordWhere } from './record-where';
import { MOST_FOUND, MOST_IDS, type RecordSearchBody, type SearchedKind } from './record-search.shapes';

/** What may be asked for and is answered: nothing about people beyond who leads the work. */
const ASKABLE: Readonly<Record<SearchedKind, Askable>> = {
  datasets: {
    kind: DATASET,
    fields: [
      ...['pid', 'datasetName', 'type', 'isPublished', 'size', 'numberOfFiles', 'creationTime', 'startTime', 'endTime'],
      ...[
        'description',
        'keywords',
        'techniques',
        'instrumentIds',
        'sampleIds',
        'proposalIds',
        'principalInvestigators',
      ],
      ...['dataFormat', 'updatedAt', 'scientificMetadata'],
    ],
    metadata: 'scientificMetadata',
  },
  samples: { kind: SAMPLE, fields: ['sampleId', 'sampleName', 'description', 'isPublished', 'proposalId'] },
  instruments: { kind: INSTRUMENT, fields: ['pid', 'uniqueName', 'name'] },
  proposals: {
    kind: PROPOSAL,
    fields: [
      ...['proposalId', 'title', 'abstract', 'startTime', 'endTime', 'type', 'instrumentIds', 'isPublished'],
      ...['pi_firstname', 'pi_lastname', 'updatedAt'],
    ],
  },
};

type Conversions = readonly { readonly key: string; readonly unit: string; readonly conversion: Conversion }[];
const MOST_UNITS = 30;

/** @throws 400 for a unit that is not known */
function conversionsOf(inUnits: Fields): Conversions {
  const entries = Object.entries(inUnits);
  if (entries.length > MOST_UNITS) throw invalid(`inUnits has more than ${MOST_UNITS} keys`);
  return entries.map(([key, unit]) => {
    if (typeof unit !== 'string' || unit.length > 64) throw invalid(`inUnits.${key} must be a unit`);
    const conversion = conversionOf(unit);
    if (conversion.state === 'unknown') throw invalid(`The unit ${unit} is not known`);
    return { key, unit, conversion };
  });
}
/** Twelve digits hide the last bit of a conversion and keep more than anybody has measured. */
const rounded = (value: number): number => Number(value.toPrecision(12));
function converted(record: Fields, conversions: Conversions): Fields {
  const metadata = record['scientificMetadata'] as Fields | undefined;
  if (metadata === undefined || conversions.length === 0) return record;
  const changed = { ...metadata };
  for (const { key, unit, conversion } of conversions) {
    const { valueSI, unitSI } = (metadata[key] ?? {}) as { valueSI?: unknown; unitSI?: unknown };
    if (typeof valueSI === 'number' && unitSI === conversion.unitSI)
      changed[key] = {
        ...(metadata[key] as Fields),
        unit,
        value: rounded((valueSI - conversion.offset) / conversion.factor),
      };
  }
  return { ...record, scientificMetadata: changed };
}

/** Records by conditions of any depth; the one query path for programs, and for the public search. */
@Injectable()
export class RecordSearch {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
  ) {}

  async find(body: RecordSearchBody, caller: Caller): Promise<Fields[]> {
    const { kind, fields } = ASKABLE[body.kind];
    const { skip = 0, idsOnly = false } = body;
    const conversions = conversionsOf(body.inUnits ?? {});
    const limit = body.limit ?? (idsOnly ? MOST_IDS : MOST_FOUND);
    if (!idsOnly && limit > MOST_FOUND) throw invalid(`limit must not be larger than ${MOST_FOUND}`);
    const wanted = idsOnly ? [] : fields.filter((name) => name !== kind.storage.id);
    const projection = Object.fromEntries(['_id', ...wanted].map((name) => [name, 1]));
    const options = { projection, sort: this.sortOf(body), skip, limit, maxTimeMS: QUERY_TIME_MS, allowDiskUse: true };
    const found = await this.collection(body.kind).find(this.conditionOf(body, caller), options).toArray();
    return (found as unknown as Stored[]).map((stored) => {
      const { _id, ...rest } = toWire(kind, stored);
      return { ...converted(rest, conversions), [kind.storage.id]: _id };
    });
  }
  count(body: Pick<RecordSearchBody, 'kind' | 'where'>, caller: Caller): Promise<number> {
    return this.collection(body.kind).countDocuments(this.conditionOf(body, caller), {
      maxTimeMS: QUERY_TIME_MS,
    });
  }

  private collection(kind: SearchedKind): Collection {
    return this.connection.collection(ASKABLE[kind].kind.storage.collection) as unknown as Collection;
  }
  private conditionOf({ kind, where }: Pick<RecordSearchBody, 'kind' | 'where'>, caller: Caller): Filter {
    const askable = ASKABLE[kind];
    const { access } = askable.kind;
    const readable = access === undefined ? {} : this.access.readFilter(caller, access);
    return both(readable, filterOf(new RecordWhere(askable).parse(where)));
  }
  private sortOf({ kind: name, order }: RecordSearchBody): Record<string, 1 | -1> {
    const { kind, fields } = ASKABLE[name];
    // By time an index gives the readable ones in order; by id the database may walk through everybody's.
    if (order === undefined && name === 'datasets') return { creationTime: -1, _id: -1 };
    const entries = (order ?? []).map(({ field, direction }): [string, 1 | -1] => {
      if (!fields.includes(field)) throw invalid(`order: ${field} is not a field to sort by`);
      return [field === kind.storage.id ? '_id' : field, direction === 'asc' ? 1 : -1];
    });
    return {
      ...Object.fromEntries(entries),
      ...(entries.some(([field]) => field === '_id') ? {} : { _id: entries.at(-1)?.[1] ?? 1 }),
    };
  }
}
