import { HttpException, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { invalid, notFound, SciZooError } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import type { Filter } from '../query/mongo-filter';
import { both } from '../query/mongo-filter';
import { escapePattern } from '../query/safe-pattern';
import type { Stored } from '../schema/record-kind';
import { QUERY_TIME_MS, RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import type {
  OpenPublication,
  OpenPublicationPage,
  PublicationChange,
  PublicationChanges,
  PublicationsOverview,
} from './open-publications.shapes';
import { PUBLISHED_DATA } from './published-data.record';
import { REGISTERED } from './publication-summaries';
import { shownPublication } from './shown-publication';
import { Versions } from './registration/versions.service';
import { type StoredTombstone, Tombstones } from './tombstones.service';

export interface ChangesAsked {
  readonly from?: Date;
  readonly until?: Date;
  readonly beamline?: string;
  readonly year?: string;
  readonly after?: string;
  readonly limit: number;
}
export interface ListAsked {
  readonly text: string;
  readonly beamline?: string;
  readonly publicationYear?: string;
  readonly sort: keyof typeof SORTS;
  readonly direction: 1 | -1;
  readonly skip: number;
  readonly limit: number;
}
export const SORTS = {
  registered: 'registeredTime',
  title: 'title',
  doi: '_id',
  creator: 'metadata.creators.0.name',
} as const;

const REGISTERED_ONLY = { status: { $in: REGISTERED }, withdrawnAt: { $exists: false } };
const WORDS_IN = ['title', 'abstract', '_id', 'metadata.creators.name'];

/** Registered publications for everybody, as landing pages, harvesters and the public search need them. */
@Injectable()
export class OpenPublications {
  constructor(
    @InjectStore(PUBLISHED_DATA) private readonly store: RecordStore,
    @InjectConnection() private readonly connection: Connection,
    private readonly tombstones: Tombstones,
    private readonly versions: Versions,
  ) {}

  /** @throws 404, 410 with what is left when it was withdrawn */
  async one(asked: string): Promise<OpenPublication> {
    const found = await this.store.first({ _id: asked, ...REGISTERED_ONLY });
    if (found) return shownPublication(found);
    const doi = await this.versionFor(asked);
    if (doi !== asked) return this.one(doi);
    const tombstone = await this.tombstones.find(doi).catch((error: unknown) => {
      if (error instanceof SciZooError && error.code === 'not-found') return undefined;
      throw error;
    });
    // DOIs know no capitals: ours have none, and others write them as they like.
    if (!tombstone && asked !== asked.toLowerCase()) return this.one(asked.toLowerCase());
    if (tombstone?.kind !== 'publication') throw notFound();
    throw new HttpException(
      { statusCode: 410, message: 'The publication was withdrawn', error: 'Gone', code: 'gone', tombstone },
      410,
    );
  }

  /** The DOI of a whole work leads to its newest version, to its last one when all are withdrawn. */
  private async versionFor(doi: string): Promise<string> {
    const concept = await this.versions.concept(doi);
    if (!concept?.isFindable) return doi;
    const versions = await this.store.list({ concept: doi, status: { $in: REGISTERED } }, { sort: { createdAt: 1 } });
    const open = versions.filter((version) => version['withdrawnAt'] === undefined);
    return (open.at(-1) ?? versions.at(-1))?._id ?? doi;
  }

  async list({
    text,
    beamline,
    publicationYear,
    sort,
    direction,
    skip,
    limit,
  }: ListAsked): Promise<OpenPublicationPage> {
    const words = text.split(/\s+/u).filter(Boolean).slice(0, 10);
    const filter = both(
      REGISTERED_ONLY,
      beamline === undefined ? {} : { 'about.beamlines': beamline },
      publicationYear === undefined
        ? {}
        : { 'metadata.publicationYear': { $in: [publicationYear, Number(publicationYear)] } },
      ...words.map((word) => ({ $or: WORDS_IN.map((path) => ({ [path]: new RegExp(escapePattern(word), 'iu') })) })),
    );
    const [items, count] = await Promise.all([
      this.store.list(filter, { sort: { [SORTS[sort]]: direction, _id: direction }, skip, limit }),
      this.store.count(filter),
    ]);
    return { items: items.map(shownPublication), count };
  }

  /** By date and DOI, so that what changes during a harvest moves to its end and nothing is passed over. */
  async changes(asked: ChangesAsked): Promise<PublicationChanges> {
    const { beamline, year, limit } = asked;
    const inSet = {
      ...(beamline !== undefined && { 'about.beamlines': beamline }),
      ...(year !== undefined && { 'about.years': year }),
    };
    const [living, gone] = [
      { ...REGISTERED_ONLY, ...inSet },
      { kind: 'publication', ...inSet },
    ];
    const [open, withdrawn, count] = await Promise.all([
      this.store.list(both(living, ...rangeOf('updatedAt', asked)), {
        sort: { updatedAt: 1, _id: 1 },
        limit: limit + 1,
      }),
      this.tombstones.list(both(gone, ...rangeOf('removedAt', asked)), limit + 1),
      asked.after === undefined ? this.countOf(living, gone, asked) : undefined,
    ]);
    const alive = new Set(await this.livingAmong(withdrawn.map(({ _id }) => _id)));
    const merged = [...open.map(changeOf), ...withdrawn.filter(({ _id }) => !alive.has(_id)).map(withdrawalOf)].sort(
      (a, b) => Number(a.datestamp) - Number(b.datestamp) || (a.doi < b.doi ? -1 : 1),
    );
    const items = merged.slice(0, limit);
    const last = items.at(-1);
    const next = merged.length > limit && last ? cursorOf(last) : null;
    return { items, next, ...(count !== undefined && { count }) };
  }
  private async countOf(living: Filter, gone: Filter, asked: ChangesAsked): Promise<number> {
    const [open, withdrawn] = await Promise.all([
      this.store.count(both(living, ...rangeOf('updatedAt', asked))),
      this.tombstones.count(both(gone, ...rangeOf('removedAt', asked))),
    ]);
    return open + withdrawn;
  }
  /** A DOI that was deleted and came again lives. */
  private async livingAmong(dois: readonly string[]): Promise<string[]> {
    if (dois.length === 0) return [];
    const found = await this.store.list({ _id: { $in: dois }, ...REGISTERED_ONLY }, { projection: { _id: 1 } });
    return found.map(({ _id }) => _id);
  }

  async overview(): Promise<PublicationsOverview> {
    const distinct = (path: string) =>
      this.store.collection.distinct(path, REGISTERED_ONLY, { maxTimeMS: QUERY_TIME_MS });
    const [count, [first], [firstGone], names, years, publicationYears] = await Promise.all([
      this.store.count(REGISTERED_ONLY),
      this.store.list(REGISTERED_ONLY, { sort: { updatedAt: 1, _id: 1 }, limit: 1, projection: { updatedAt: 1 } }),
      this.tombstones.list({ kind: 'publication' }, 1),
      distinct('about.beamlines'),
      distinct('about.years'),
      distinct('metadata.publicationYear'),
    ]);
    const dates = [first?.['updatedAt'], firstGone?.removedAt].filter((date): date is Date => date instanceof Date);
    const beamlines = await this.connection
      .collection('instruments')
      .find({ uniqueName: { $in: names } }, { projection: { _id: 0, uniqueName: 1, name: 1 }, sort: { name: 1 } })
      .toArray();
    return {
      count,
      ...(dates.length > 0 && { earliest: new Date(Math.min(...dates.map(Number))) }),
      beamlines: beamlines as never,
      years: years.map(String).sort(),
      publicationYears: [...new Set(publicationYears.map(String))].sort().reverse(),
    };
  }
}

const changeOf = (stored: Stored): PublicationChange => {
  const publication = shownPublication(stored);
  const { doi, datestamp, beamlines, years } = publication;
  return { doi, datestamp, beamlines, years, publication };
};
const withdrawalOf = ({ _id, removedAt, about }: StoredTombstone): PublicationChange => ({
  doi: _id,
  datestamp: removedAt,
  beamlines: [...(about?.beamlines ?? [])],
  years: [...(about?.years ?? [])],
});

const cursorOf = ({ datestamp, doi }: PublicationChange): string =>
  Buffer.from(JSON.stringify([datestamp.toISOString(), doi])).toString('base64url');
function positionOf(cursor: string): readonly [Date, string] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid('after is not one of ours');
  }
  const [time, doi] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (typeof time !== 'string' || typeof doi !== 'string' || Number.isNaN(Date.parse(time)))
    throw invalid('after is not one of ours');
  return [new Date(time), doi];
}
function rangeOf(path: string, { from, until, after }: ChangesAsked): Filter[] {
  const range = { ...(from && { $gte: from }), ...(until && { $lte: until }) };
  const within = Object.keys(range).length > 0 ? [{ [path]: range }] : [];
  if (after === undefined) return within;
  const [time, doi] = positionOf(after);
  return [...within, { $or: [{ [path]: { $gt: time } }, { [path]: time, _id: { $gt: doi } }] }];
}
