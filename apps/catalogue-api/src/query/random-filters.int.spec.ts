import { jest } from '@jest/globals';
import { ANONYMOUS, type Caller, SciZooError } from '@scizoo/domain';
import { testMongo } from '@scizoo/testing';
import fc from 'fast-check';
import { DatasetListsService } from '../dataset-lists/dataset-lists.service';
import { DATASET } from '../datasets/dataset.record';
import { RENAMED_V3 } from '../legacy-v3/dataset-v3';
import { Catalogue } from '../schema/catalogue.harness';
import { DatasetSearch } from '../search/dataset-search';
import { searchOf } from '../search/search-query';
import type { DatasetSearchBody } from '../search/search.shapes';
import type { Query } from './condition';
import { fullQuery } from './full-query';
import { fields, record, search, whereV3, whereV4 } from './random-queries.harness';
import {
  areFieldsMistaken,
  isWhereMistaken,
  type Json,
  mayFind,
  mayRead,
  meaningOf,
  NOBODY,
  passesFields,
  passesSearch,
  passesWhere,
  type Reader,
  type SearchBody,
} from './reference.harness';
import { v3Query } from './v3-filter';
import { v4Query } from './v4-filter';

// Real servers on a busy machine.
jest.setTimeout(300_000);

const RECORDS = 60;
const AT_ONCE = 25;
const LIMIT = { limit: 1000 };
const SEED = 20_260_101;

const readers: Reader[] = [
  NOBODY,
  { name: 'reader1', groups: ['g1'], email: 'reader1@demo.example' },
  { name: 'reader2', groups: ['g2', 'g3'], email: 'reader2@demo.example' },
  { name: 'admin', groups: ['admin'], email: 'admin@demo.example', seesAll: true },
];
const callerOf = ({ name, groups, email }: Reader): Caller =>
  name === '' ? ANONYMOUS : { userId: name, username: name, groups, email };

/** Instead of rows. */
const REFUSED = 'refused';
async function answerOf(ask: () => Promise<readonly string[]>): Promise<string> {
  try {
    return (await ask()).join();
  } catch (error) {
    if (error instanceof SciZooError && error.code === 'invalid') return REFUSED;
    throw error;
  }
}

const pidsOf = (found: readonly object[]): string[] =>
  found.map((one) => String((one as Json)['pid'] ?? (one as Json)['_id'])).sort();

describe('random queries give what a plain reference gives', () => {
  let catalogue: Catalogue;
  let lists: DatasetListsService;
  let records: Json[];
  const expected = (passes: (one: Json) => boolean) => pidsOf(records.filter(passes));

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('random').uri,
      Object.fromEntries(readers.slice(1).map(({ name, groups }) => [name, groups])),
      { metadataParentInstancesReturnLimit: 10_000, metadataKeysReturnLimit: 10_000 },
    );
    lists = catalogue.app.get(DatasetListsService);
    const bodies = fc.sample(record, { numRuns: RECORDS, seed: SEED });
    records = await Promise.all(
      bodies.map(async (given, i) => {
        const body = { ...given, pid: `zoo/${i}`, license: `licence of ${i}.` };
        const answer = await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body });
        if (answer.status !== 201) throw new Error(answer.text);
        return { ...(JSON.parse(JSON.stringify(body)) as Json), createdBy: 'admin' };
      }),
    );
  });
  afterAll(() => catalogue.stop());

  const meanings = new Map<string, (one: Json) => boolean>();
  /** Looking for it once is enough. */
  const meant = ({ text = '' }: SearchBody, reader: Reader): ((one: Json) => boolean) => {
    const known = meanings.get(`${reader.name}/${text}`);
    const readable = records.filter((one) => mayRead(reader, one));
    const isMeant = known ?? meaningOf(text, readable);
    meanings.set(`${reader.name}/${text}`, isMeant);
    return isMeant;
  };

  /** Runs all of them, a few at a time; the answer are those that gave something else than expected. */
  async function compared<Q>(
    queries: readonly Q[],
    ask: (query: Q, reader: Reader) => Promise<readonly string[]>,
    passes: (query: Q, reader: Reader, one: Json) => boolean,
    isMistaken: (query: Q) => boolean = () => false,
  ): Promise<void> {
    const wrong: object[] = [];
    let [telling, refused] = [0, 0];
    for (let start = 0; start < queries.length; start += AT_ONCE)
      await Promise.all(
        queries.slice(start, start + AT_ONCE).map(async (query, i) => {
          const reader = readers[(start + i) % readers.length]!;
          const found = await answerOf(async () => ask(query, reader));
          const pids = expected((one) => passes(query, reader, one));
          const wanted = isMistaken(query) ? REFUSED : pids.join();
          if (wanted === REFUSED) refused++;
          else if (pids.length > 0 && pids.length < records.length) telling++;
          if (found !== wanted) wrong.push({ query, reader: reader.name, found, wanted });
        }),
      );
    expect(wrong.slice(0, 3).map((one) => JSON.stringify(one))).toEqual([]);
    // A comparison of nothing with nothing proves nothing.
    expect(telling).toBeGreaterThan(queries.length / 5);
    expect(refused).toBeLessThan(queries.length / 4);
  }
  const sampled = <Q>(arbitrary: fc.Arbitrary<Q>, numRuns: number): Q[] =>
    fc.sample(arbitrary, { numRuns, seed: SEED });
  const list = async (query: Query, scope: (caller: Caller) => object, reader: Reader) =>
    pidsOf(await lists.list({ ...query, fields: ['_id'] }, scope(callerOf(reader)) as never));

  it('3,300 filters of v3', () =>
    compared(
      sampled(whereV3, 3300),
      (where, reader) =>
        list(v3Query(DATASET, { where, limits: LIMIT }, { renamed: RENAMED_V3 }), (c) => lists.readable(c), reader),
      (where, reader, one) => mayRead(reader, one) && passesWhere(where, one),
      isWhereMistaken,
    ));

  it('3,300 filters of v4', () =>
    compared(
      sampled(whereV4, 3300),
      (where, reader) => list(v4Query(DATASET, { where, limits: LIMIT }), (c) => lists.readable(c), reader),
      (where, reader, one) => mayRead(reader, one) && passesWhere(where, one),
      isWhereMistaken,
    ));

  it('2,500 questions of the search page', () =>
    compared(
      sampled(fields, 2500),
      (given, reader) =>
        list(fullQuery(DATASET, given, LIMIT, RENAMED_V3), (caller) => lists.searched(caller, given), reader),
      (given, reader, one) => mayFind(reader, one, given) && passesFields(given, one),
      areFieldsMistaken,
    ));

  it('1,000 searches of our own', () => {
    const service = catalogue.app.get(DatasetSearch);
    return compared(
      sampled(search, 1000) as SearchBody[],
      async (body, reader) => {
        const caller = callerOf(reader);
        const asked = { ...body, ...LIMIT } as unknown as DatasetSearchBody;
        return pidsOf((await service.page(searchOf(asked, caller), caller)).items);
      },
      (body, reader, one) => mayRead(reader, one) && passesSearch(body, one, reader, meant(body, reader)),
    );
  });

  describe('over HTTP', () => {
    const get = async (path: string, query: Record<string, unknown>, reader: Reader): Promise<unknown> => {
      const answer = await catalogue.ask('GET', path, reader.name || undefined, { query });
      if (answer.status !== 200) throw new Error(answer.text);
      assertNothingLeaks(answer.text, reader);
      return answer.body;
    };
    const post = async (path: string, body: unknown, reader: Reader): Promise<unknown> => {
      const answer = await catalogue.ask('POST', path, reader.name || undefined, { body });
      if (answer.status !== 200) throw new Error(answer.text);
      assertNothingLeaks(answer.text, reader);
      return answer.body;
    };
    /** Every record has a licence of its own, by whose text it would be seen in any answer. */
    function assertNothingLeaks(text: string, reader: Reader): void {
      const seen = [...text.matchAll(/licence of \d+\./gu)].map(([licence]) => licence);
      const allowed = new Set(records.filter((one) => mayRead(reader, one)).map((one) => one['license']));
      expect(seen.filter((licence) => !allowed.has(licence))).toEqual([]);
    }
    const counts = (found: readonly Json[], name: string): Map<unknown, number> => {
      const result = new Map<unknown, number>();
      for (const one of found)
        for (const value of [one[name]].flat()) result.set(value ?? null, (result.get(value ?? null) ?? 0) + 1);
      return result;
    };
    const asMap = (facet: unknown, valueOf: string): Map<unknown, number> =>
      new Map((facet as Json[]).map((row) => [row[valueOf] ?? null, row['count'] as number]));

    it('rows and counts of the lists', async () => {
      const queries = sampled(whereV3, 120).filter((where) => !isWhereMistaken(where));
      for (const [i, where] of queries.entries()) {
        const reader = readers[i % readers.length]!;
        const wanted = expected((one) => mayRead(reader, one) && passesWhere(where, one));
        const filter = { where, limits: LIMIT };
        expect(pidsOf((await get('/api/v3/datasets', { filter }, reader)) as object[])).toEqual(wanted);
        expect(await get('/api/v3/datasets/count', { filter }, reader)).toEqual({ count: wanted.length });
      }
    });

    it('facets and keys of the search page', async () => {
      const names = ['keywords', 'ownerGroup', 'type', 'license'];
      for (const [i, given] of sampled(fields, 80)
        .filter((one) => !areFieldsMistaken(one))
        .entries()) {
        const reader = readers[i % readers.length]!;
        const found = (without?: string) =>
          records.filter((one) => mayFind(reader, one, given) && passesFields(given, one, without));
        const [facets] = (await get('/api/v3/datasets/fullfacet', { fields: given, facets: names }, reader)) as [Json];
        for (const name of names) expect(asMap(facets[name], '_id')).toEqual(counts(found(name), name));
        const total = found().length;
        expect(facets['all']).toEqual(total > 0 ? [{ totalSets: total }] : []);
        const part = (given['metadataKey'] ?? '') as string;
        const keys = found().flatMap((one) => leaves(one['scientificMetadata'] as Json));
        expect(await get('/api/v3/datasets/metadataKeys', { fields: given }, reader)).toEqual(
          [...new Set(keys)].filter((key) => key.includes(part)).sort(),
        );
      }
    });

    it('facets, counts and keys of our own search', async () => {
      const names = ['keywords', 'ownerGroup', 'isPublished'];
      for (const [i, given] of (sampled(search, 80) as SearchBody[]).entries()) {
        const reader = readers[i % readers.length]!;
        const found = (without?: string) =>
          records.filter(
            (one) => mayRead(reader, one) && passesSearch(given, one, reader, meant(given, reader), without),
          );
        const answer = (await post('/api/v4/search/datasets/facets', { ...given, facets: names }, reader)) as Json;
        expect(answer['count']).toBe(found().length);
        for (const name of names)
          expect(asMap((answer['facets'] as Json)[name], 'value')).toEqual(counts(found(name), name));
        const rows = (await post('/api/v4/search/datasets', { ...given, ...LIMIT }, reader)) as { items: object[] };
        expect(pidsOf(rows.items)).toEqual(pidsOf(found()));
      }
      for (const reader of readers) {
        const readable = records.filter((one) => mayRead(reader, one));
        const keys = (await get('/api/v4/search/datasets/keys', { limit: '0' }, reader)) as { key: string }[];
        expect(new Set(keys.map(({ key }) => key))).toEqual(
          new Set(readable.flatMap((one) => leaves(one['scientificMetadata'] as Json))),
        );
        const values = await get('/api/v4/search/datasets/values', { key: 'ownerGroup', limit: '0' }, reader);
        expect(asMap(values, 'value')).toEqual(counts(readable, 'ownerGroup'));
      }
    });

    it('exports and metadata keys of everybody', async () => {
      for (const reader of readers) {
        const readable = records.filter((one) => mayRead(reader, one));
        const answer = await catalogue.ask('GET', '/api/v4/datasets/export', reader.name || undefined, {
          query: { format: 'ndjson', query: {} },
        });
        const lines = answer.text.split('\n').filter(Boolean);
        expect(pidsOf(lines.map((line) => JSON.parse(line) as object))).toEqual(pidsOf(readable));
        const keys = (await get('/api/v4/metadatakeys', { filter: { limits: { limit: 0 } } }, reader)) as Json[];
        const wanted = readable.flatMap((one) =>
          Object.keys(one['scientificMetadata'] as Json).map((key) => `dataset_${String(one['pid'])}_${key}`),
        );
        expect(keys.map(({ _id }) => _id).sort()).toEqual(wanted.sort());
      }
    });
  });
});

/** Names of values; `b` stands in an object that is none. */
const leaves = (metadata: Json): string[] => Object.keys(metadata).map((key) => (key === 'a' ? 'a.b' : key));
