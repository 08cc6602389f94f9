import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Caller } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { ATTACHMENT } from '../attachments/attachment.record';
import { DATABLOCK } from '../datablocks/datablock.record';
import { FileChunks } from '../file-lists/file-chunks';
import { apart, FileLookups, isOfFiles } from '../file-lists/file-conditions';
import { INSTRUMENT } from '../instruments/instrument.record';
import { ORIGDATABLOCK } from '../origdatablocks/origdatablock.record';
import { PROPOSAL } from '../proposals/proposal.record';
import { EVERYTHING, type Inclusion, type Query } from '../query/condition';
import { both, filterOf, pageOf } from '../query/mongo-filter';
import { SAMPLE } from '../samples/sample.record';
import { type Fields, type RecordKind, type Stored, toWire } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';

interface Relation {
  readonly kind: RecordKind;
  /** Field of the dataset whose values are found in `foreign` of the related records. */
  readonly local: string;
  readonly foreign: string;
  /** Records with an access rule of their own; the others follow the dataset. */
  readonly hasOwnRule?: boolean;
  /** Records whose list of files is stored apart. */
  readonly hasFiles?: boolean;
  /** `foreign` is a list of links to records of several kinds; those to datasets count. */
  readonly isLinked?: boolean;
}
const RELATIONS: Readonly<Record<string, Relation>> = {
  instruments: { kind: INSTRUMENT, local: 'instrumentIds', foreign: '_id' },
  proposals: { kind: PROPOSAL, local: 'proposalIds', foreign: '_id', hasOwnRule: true },
  samples: { kind: SAMPLE, local: 'sampleIds', foreign: '_id', hasOwnRule: true },
  origdatablocks: { kind: ORIGDATABLOCK, local: '_id', foreign: 'datasetId', hasFiles: true },
  datablocks: { kind: DATABLOCK, local: '_id', foreign: 'datasetId', hasFiles: true },
  attachments: { kind: ATTACHMENT, local: '_id', foreign: 'relationships', isLinked: true },
};
/** For the parsers of `include`. */
export const DATASET_RELATIONS: Readonly<Record<string, RecordKind>> = Object.fromEntries(
  Object.entries(RELATIONS).map(([name, { kind }]) => [name, kind]),
);

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
const at = (record: Fields, path: string): unknown[] => {
  const [first = '', ...rest] = path.split('.');
  const values = listOf(record[first]);
  return rest.length === 0 ? values : values.flatMap((value) => at(value as Fields, rest.join('.')));
};

/** A sample or a proposal may have the id of a dataset; what is attached to it does not follow the dataset. */
const ofDataset = { targetType: 'dataset' } as const;
const pointingTo = ({ foreign, isLinked }: Relation, keys: readonly unknown[]): Fields =>
  isLinked ? { [foreign]: { $elemMatch: { targetId: { $in: keys }, ...ofDataset } } } : { [foreign]: { $in: keys } };
const pointsTo = ({ foreign, isLinked }: Relation, record: Stored): unknown[] =>
  isLinked
    ? (at(record, foreign) as Fields[])
        .filter(({ targetType }) => targetType === ofDataset.targetType)
        .map(({ targetId }) => targetId)
    : at(record, foreign);

/** Related records per dataset: relation → pid → records, as stored. */
export type Related = Readonly<Record<string, ReadonlyMap<string, readonly Stored[]>>>;

/** The related records of one dataset, as they go beside it in an answer. */
export const shownBeside = (
  { _id: pid }: Stored,
  related: Related,
  show: (relation: string, record: Stored) => Fields = (name, record) => toWire(DATASET_RELATIONS[name]!, record),
): Fields =>
  Object.fromEntries(
    Object.entries(related).map(([name, found]) => [name, (found.get(pid) ?? []).map((record) => show(name, record))]),
  );

/** Fetches what `include` asks for: one query per relation for a whole page of datasets. */
@Injectable()
export class DatasetRelations {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    private readonly chunks: FileChunks,
  ) {}

  async of(datasets: readonly Stored[], inclusions: readonly Inclusion[], caller: Caller): Promise<Related> {
    const entries = await Promise.all(
      inclusions.map(async ({ relation, scope }) => {
        const about = RELATIONS[relation]!;
        const { local } = about;
        const keys = [...new Set(datasets.flatMap((dataset) => at(dataset, local)))];
        const found = keys.length === 0 ? [] : await this.found(about, keys, scope, caller);
        const end = scope.limit > 0 ? scope.skip + scope.limit : undefined;
        const perDataset = datasets.map((dataset): [string, Stored[]] => {
          const wanted = new Set(at(dataset, local));
          const related = found.filter((record) => pointsTo(about, record).some((key) => wanted.has(key)));
          return [dataset._id, related.slice(scope.skip, end)];
        });
        return [relation, new Map(await this.withFiles(about, scope, perDataset))] as const;
      }),
    );
    return Object.fromEntries(entries);
  }

  private async found(about: Relation, keys: readonly unknown[], scope: Query, caller: Caller): Promise<Stored[]> {
    const { kind, foreign, hasOwnRule, hasFiles } = about;
    const rule = hasOwnRule ? this.access.readFilter(caller, kind.access!) : {};
    const { ofBlock, ofFiles } = hasFiles ? apart(scope.where) : { ofBlock: scope.where, ofFiles: EVERYTHING };
    const lookups = new FileLookups();
    const inFiles = filterOf(lookups.rewritten(ofFiles));
    // Limits count per dataset, not over all of them.
    const page = pageOf({
      ...scope,
      skip: 0,
      limit: 0,
      fields: scope.fields && [...scope.fields, foreign, ...(hasFiles ? ['fileCount'] : [])],
    });
    const stages = [
      { $match: both(pointingTo(about, keys), { deletedAt: { $exists: false } }, rule, filterOf(ofBlock)) },
      ...lookups.stages,
      { $match: inFiles },
      ...lookups.cleared,
      ...(page.sort ? [{ $sort: page.sort }] : []),
      { $limit: page.limit },
      ...(page.projection ? [{ $project: page.projection }] : []),
    ];
    return this.connection
      .collection(kind.storage.collection)
      .aggregate<Stored>(stages, { maxTimeMS: QUERY_TIME_MS })
      .toArray();
  }

  private async withFiles({ hasFiles }: Relation, scope: Query, perDataset: [string, Stored[]][]) {
    if (!hasFiles || (scope.fields && !scope.fields.some(isOfFiles))) return perDataset;
    const filled = await this.chunks.filled(perDataset.flatMap(([, records]) => records));
    const byId = new Map(filled.map((record) => [record._id, record]));
    return perDataset.map(([pid, records]): [string, Stored[]] => [pid, records.map(({ _id }) => byId.get(_id)!)]);
  }
}
