import { testMongo } from '@scizoo/testing';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { COUNTING, MongoCounts } from './mongo-counts';
import { facetStages, TOTAL } from './mongo-facets';

const LIMITS = { ...COUNTING, wholeAtMost: 40, window: 20, lookedThrough: 60 };
const DAY_MS = 86_400_000;
const stages = facetStages(['type', 'ownerGroup'], []);

describe('counts of many records', () => {
  let client: MongoClient;
  let datasets: Collection<Document>;

  /** The first so many questions take too long. */
  const slow = (times: number): Collection<Document> => {
    let left = times;
    const aggregate: Collection<Document>['aggregate'] = (...args) =>
      left-- > 0
        ? ({ toArray: () => Promise.reject(Object.assign(new Error('too slow'), { code: 50 })) } as never)
        : datasets.aggregate(...args);
    return new Proxy(datasets, {
      get: (target, name) => {
        if (name === 'aggregate') return aggregate;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  };
  const count = async (readers: string[], asked: Document = {}, collection = datasets) => {
    const counts = new MongoCounts(collection, { readable: { readers: { $in: readers } }, meaning: {} }, LIMITS);
    const { rows, ...rest } = await counts.over(asked, stages);
    const [{ [TOTAL]: total, ...facets }] = rows as [Record<string, Document[]>];
    return { total: total![0]?.['count'] as number | undefined, facets, ...rest };
  };

  beforeAll(async () => {
    client = await new MongoClient(testMongo('counts').uri).connect();
    datasets = client.db().collection<Document>('datasets');
    // Every other one is of "many"; ten of "few" are the oldest, the rest is of "others".
    await datasets.insertMany(
      Array.from({ length: 200 }, (_, i) => {
        const group = i % 2 === 0 ? 'many' : i < 20 ? 'few' : 'others';
        const type = i < 190 ? 'raw' : 'derived';
        return { creationTime: new Date(i * DAY_MS), type, ownerGroup: group, readers: [group] };
      }),
    );
    await datasets.createIndex({ readers: 1, creationTime: -1, _id: -1 });
    await datasets.createIndex({ creationTime: -1, _id: -1 });
  });
  afterAll(async () => {
    await client.db().dropDatabase();
    await client.close();
  });

  it('go over everything where that is not much', async () => {
    expect(await count(['few'])).toEqual({
      total: 10,
      facets: { type: [{ _id: 'raw', count: 10 }], ownerGroup: [{ _id: 'few', count: 10 }] },
      isCapped: false,
      atLeast: 0,
    });
    expect(await count(['many'], { type: 'derived' })).toMatchObject({ total: 5, isCapped: false });
  });
  it('go over the newest of more, and say so', async () => {
    const newest = [
      { _id: 'raw', count: 15 },
      { _id: 'derived', count: 5 },
    ];
    const expected = { total: 20, facets: { type: newest, ownerGroup: [{ _id: 'many', count: 20 }] } };
    expect(await count(['many'])).toEqual({ ...expected, isCapped: true, atLeast: 40 });
    expect(await count(['few', 'many'], { type: 'raw' })).toMatchObject({ total: 15, isCapped: true, atLeast: 40 });
  });
  it('go over the newest where counting everything takes too long', async () => {
    expect(await count(['few', 'others'], { ownerGroup: 'few' }, slow(1))).toMatchObject({
      isCapped: true,
      atLeast: 0,
    });
  });
  it('end with what is readable among the newest of everybody, else with 503', async () => {
    expect(await count(['many'], {}, slow(1))).toMatchObject({ total: 20, isCapped: true });
    const { facets } = await count(['others'], {}, slow(1));
    expect(facets['ownerGroup']).toEqual([{ _id: 'others', count: 20 }]);
    expect((await count(['few'], {}, slow(2))).total).toBeUndefined();
    await expect(count(['many'], {}, slow(2))).rejects.toMatchObject({ code: 'unavailable' });
  });
});
