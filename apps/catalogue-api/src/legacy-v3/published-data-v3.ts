import { PUBLICATION_STATES, type PublicationState } from '@scizoo/domain';
import { derive, field } from '@scizoo/service-kit';
import { PUBLISHED_DATA } from '../published-data/published-data.record';
import type { Condition, Query, Scalar, Test } from '../query/condition';
import { v3Query } from '../query/v3-filter';
import { type Fields, type Stored, toWire } from '../schema/record-kind';

const names = { maxItems: 10_000, items: { maxLength: 4000 } };

/** A publication in SciCat's older shape: DataCite's members stand beside the others. */
export class PublishedDataV3 {
  @field.text({ maxLength: 512, description: 'Made by the server; what is sent is ignored' })
  doi?: string;
  @field.text({ maxLength: 1000 })
  affiliation?: string;
  @field.textList({ ...names, required: true })
  creator!: string[];
  @field.text({ required: true, maxLength: 4000 })
  publisher!: string;
  @field.integer({ required: true, min: 0, max: 9999 })
  publicationYear!: number;
  @field.text({ required: true, minLength: 1, maxLength: 4000 })
  title!: string;
  @field.text({ maxLength: 4096 })
  url?: string;
  @field.text({ required: true, maxLength: 100_000 })
  abstract!: string;
  @field.text({ required: true, maxLength: 100_000 })
  dataDescription!: string;
  @field.text({ required: true, maxLength: 256 })
  resourceType!: string;
  @field.integer({ min: 0 })
  numberOfFiles?: number;
  @field.number({ min: 0 })
  sizeOfArchive?: number;
  @field.textList({ required: true, maxItems: 5000, items: { minLength: 1, maxLength: 512 } })
  pidArray!: string[];
  @field.textList(names)
  authors?: string[];
  @field.moment()
  registeredTime?: Date;
  @field.text({ maxLength: 64 })
  status?: string;
  @field.text({ maxLength: 256 })
  scicatUser?: string;
  @field.text({ maxLength: 14_000_000 })
  thumbnail?: string;
  @field.textList(names)
  relatedPublications?: string[];
  @field.text({ maxLength: 4096 })
  downloadLink?: string;
  @field.moment({ outputOnly: true })
  createdAt?: Date;
  @field.moment({ outputOnly: true })
  updatedAt?: Date;
}
export const CreatePublishedDataV3 = derive('CreatePublishedDataV3', PublishedDataV3);
export const UpdatePublishedDataV3 = derive('UpdatePublishedDataV3', PublishedDataV3, { partial: true });

export class RegisteredDoi {
  @field.text({ required: true })
  doi!: string;
}

/** Fields that are the same under `metadata`. */
const IN_METADATA = [
  'publicationYear',
  'dataDescription',
  'resourceType',
  'affiliation',
  'url',
  'numberOfFiles',
  'sizeOfArchive',
  'scicatUser',
  'thumbnail',
  'downloadLink',
] as const;
const SAME = ['title', 'abstract', 'registeredTime'] as const;

const RENAMED: Readonly<Record<string, string>> = {
  pidArray: 'datasetPids',
  creator: 'metadata.creators.name',
  publisher: 'metadata.publisher.name',
  authors: 'metadata.contributors.name',
  relatedPublications: 'metadata.relatedIdentifiers.relatedIdentifier',
  ...Object.fromEntries(IN_METADATA.map((name) => [name, `metadata.${name}`])),
};

type StateV3 = 'registered' | 'pending_registration';
const stateToV3 = (state: unknown): StateV3 =>
  state === 'registered' || state === 'amended' ? 'registered' : 'pending_registration';
const OF_V3: Readonly<Record<StateV3, readonly PublicationState[]>> = {
  registered: ['registered', 'amended'],
  pending_registration: ['private', 'public'],
};
/** Unknown texts become `private`. */
const stateFromV3 = (state: unknown): PublicationState =>
  PUBLICATION_STATES.find((known) => known === state) ?? 'private';

const namesIn = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? (value as { name?: unknown }[]).map(({ name }) => String(name ?? '')) : undefined;

const wanted = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

/** As clients of the older routes see it: these fields and no others. */
export function publicationToV3(stored: Stored): Fields {
  const {
    _id,
    doi,
    datasetPids,
    status,
    createdAt,
    updatedAt,
    metadata = {},
    ...rest
  } = toWire(PUBLISHED_DATA, stored) as Fields & { metadata?: Fields };
  const { creators, contributors, publisher, relatedIdentifiers } = metadata;
  return wanted({
    _id,
    doi,
    ...Object.fromEntries(SAME.map((name) => [name, rest[name]])),
    ...Object.fromEntries(IN_METADATA.map((name) => [name, metadata[name]])),
    creator: namesIn(creators),
    authors: namesIn(contributors),
    publisher: (publisher as { name?: unknown } | undefined)?.name,
    relatedPublications: Array.isArray(relatedIdentifiers)
      ? (relatedIdentifiers as { relatedIdentifier?: unknown }[]).map((item) => item.relatedIdentifier)
      : undefined,
    pidArray: datasetPids,
    status: status === undefined ? undefined : stateToV3(status),
    createdAt,
    updatedAt,
  });
}

/** The entries of the record stay as they are where the name is the same: they may hold more than the older shape. */
function entries(given: readonly string[], key: string, known: unknown, more: (text: string) => Fields): Fields[] {
  const before = Array.isArray(known) ? (known as Fields[]) : [];
  return given.map((text) => before.find((item) => item[key] === text) ?? { [key]: text, ...more(text) });
}

/** A body of the older shape in the present one; what it does not name keeps what `current` (on the wire) has. */
export function publicationFromV3(given: Fields, current?: { status?: unknown; metadata?: Fields }): Fields {
  const { creator, authors, publisher, relatedPublications, pidArray, status, affiliation } = given as {
    creator?: string[];
    authors?: string[] | null;
    publisher?: string;
    relatedPublications?: string[] | null;
    pidArray?: string[];
    status?: string | null;
    affiliation?: string | null;
  };
  const known = current?.metadata ?? {};
  const place = affiliation ?? (known['affiliation'] as string | undefined);
  const metadata: Fields = {
    ...Object.fromEntries(IN_METADATA.filter((name) => name in given).map((name) => [name, given[name]])),
    ...(creator && {
      creators: entries(creator, 'name', known['creators'], () => (place ? { affiliation: [{ name: place }] } : {})),
    }),
    ...(authors !== undefined && {
      contributors: entries(authors ?? [], 'name', known['contributors'], () => ({})),
    }),
    ...(publisher !== undefined && { publisher: { ...(known['publisher'] as Fields | undefined), name: publisher } }),
    ...(relatedPublications !== undefined && {
      relatedIdentifiers: entries(
        relatedPublications ?? [],
        'relatedIdentifier',
        known['relatedIdentifiers'],
        () => ({}),
      ),
    }),
  };
  // What the older shape cannot tell apart is no change.
  const isSame = current !== undefined && status === stateToV3(current.status);
  return {
    ...Object.fromEntries(SAME.filter((name) => name in given).map((name) => [name, given[name]])),
    ...(pidArray && { datasetPids: pidArray }),
    ...(status !== undefined && status !== null && !isSame && { status: stateFromV3(status) }),
    ...(Object.keys(metadata).length > 0 && { metadata: wanted({ ...known, ...metadata }) }),
  };
}

const statesOf = (value: Scalar | undefined): readonly Scalar[] =>
  typeof value === 'string' && Object.hasOwn(OF_V3, value) ? OF_V3[value as StateV3] : [value ?? null];
function inPresentStates(test: Test): Test {
  switch (test.op) {
    case 'eq':
    case 'ne': {
      const values = (Array.isArray(test.value) ? test.value : [test.value]) as Scalar[];
      return { op: test.op === 'eq' ? 'in' : 'nin', values: values.flatMap(statesOf) };
    }
    case 'in':
    case 'nin':
      return { op: test.op, values: test.values.flatMap(statesOf) };
    case 'not':
      return { op: 'not', tests: test.tests.map(inPresentStates) };
    default:
      return test;
  }
}
/** Conditions on the older states, as conditions on the present ones. */
function withPresentStates(condition: Condition): Condition {
  if ('path' in condition)
    return condition.path === 'status'
      ? { path: condition.path, tests: condition.tests.map(inPresentStates) }
      : condition;
  if ('all' in condition) return { all: condition.all.map(withPresentStates) };
  if ('any' in condition) return { any: condition.any.map(withPresentStates) };
  return { none: condition.none.map(withPresentStates) };
}

/** SciCat's `filter` with the names of the older shape. */
export function publicationQueryV3(filter: unknown): Query {
  const query = v3Query(PUBLISHED_DATA, filter, { renamed: RENAMED });
  return { ...query, where: withPresentStates(query.where) };
}
