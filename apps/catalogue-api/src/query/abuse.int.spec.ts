import { jest } from '@jest/globals';
import { aDataset, testMongo } from '@scizoo/testing';
import { Catalogue } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

/** Routes that take conditions, by the parameter in which they take them. */
const WITH_WHERE: readonly (readonly [path: string, name: string])[] = [
  ['/api/v3/datasets', 'filter'],
  ['/api/v3/datasets/findOne', 'filter'],
  ['/api/v3/datasets/count', 'filter'],
  ['/api/v4/datasets', 'filter'],
  ['/api/v4/datasets/findOne', 'filter'],
  ['/api/v4/datasets/count', 'filter'],
  ['/api/v4/datasets/public', 'filter'],
  ['/api/v4/datasets/public/count', 'filter'],
  ['/api/v4/metadatakeys', 'filter'],
  ['/api/v3/origdatablocks', 'filter'],
  ['/api/v4/origdatablocks', 'filter'],
  ['/api/v4/attachments', 'filter'],
  ['/api/v3/proposals', 'filters'],
  ['/api/v3/samples', 'filter'],
  ['/api/v3/instruments', 'filter'],
];
const WITH_FIELDS = [
  '/api/v3/datasets/fullquery',
  '/api/v3/datasets/fullfacet',
  '/api/v3/datasets/metadataKeys',
  '/api/v4/datasets/fullfacet',
  '/api/v4/datasets/public/fullfacet',
  '/api/v3/proposals/fullquery',
  '/api/v3/samples/fullquery',
  '/api/v3/origdatablocks/fullquery',
];

const CODE = 'function () { return true }';
/** Conditions that reach for operators which nobody but the database should use. */
const INJECTIONS: readonly object[] = [
  { $where: CODE },
  { $expr: { $eq: [1, 1] } },
  { $jsonSchema: {} },
  { $comment: 'x' },
  { $text: { $search: 'x' } },
  { $or: [{ $where: CODE }] },
  { $and: [{ $nor: [{ $expr: true }] }] },
  { _id: { $where: CODE } },
  { _id: { $function: { body: CODE, args: [], lang: 'js' } } },
  { _id: { $accumulator: {} } },
  { _id: { $gt: { $expr: 1 } } },
  { _id: { $in: [{ $regex: '.*' }] } },
  { _id: { $not: { $where: CODE } } },
  { _id: { $eq: { $ne: null } } },
  { _id: { $elemMatch: { $where: CODE } } },
  { _id: { $type: 2 } },
  { _id: { $mod: [1, 0] } },
  { readers: '*' },
  { 'readers.0': { $exists: true } },
  { $readers: 1 },
  { 'constructor.prototype': 1 },
  { toString: 1 },
];
const OWN_INJECTIONS: readonly object[] = [
  { filters: { type: [{ $ne: '' }] } },
  { filters: { type: { $ne: '' } } },
  { filters: { readers: ['*'] } },
  { filters: { $where: [CODE] } },
  { conditions: [{ key: 'a', relation: 'equal', value: { $ne: null } }] },
  { conditions: [{ key: 'a', relation: '$where', value: CODE }] },
  { conditions: [{ key: 'a', relation: 'equal', value: 1, unit: { $ne: 1 } }] },
  { dates: { creationTime: { from: { $gt: '' } } } },
  { numbers: { size: { min: { $gt: 0 } } } },
  { sort: { field: '$where', direction: 'asc' } },
  { sort: { field: 'readers', direction: 'asc' } },
  { text: ['x'] },
  { scope: { $ne: 'x' } },
  { columns: [{ $ne: 1 }] },
  { $where: CODE },
];
const COSTLY_PATTERNS = ['(a+)+$', '(a|aa)+$', '(?=a)', '(?<!a)b', 'a{1,1000}', '.*'.repeat(5), 'x'.repeat(10_240)];

/** Operators that queries of ours may have; whatever else the database sees came from outside. */
const FORBIDDEN = /"\$(?:where|function|accumulator|jsonSchema|comment|mod|type)"/u;

describe('conditions that mean harm', () => {
  let catalogue: Catalogue;
  const get = (path: string, query: Record<string, unknown>) => catalogue.ask('GET', path, 'petra', { query });
  const refused = async (answer: Promise<{ status: number; text: string }>) => {
    const { status, text } = await answer;
    expect([status, text]).toEqual([400, expect.not.stringContaining('    at ')]);
    return text;
  };

  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('abuse').uri, { petra: ['20260101'] });
    const body = aDataset()
      .named(`${'a'.repeat(38)}!`)
      .build();
    expect((await catalogue.ask('POST', '/api/v4/datasets', 'petra', { body })).status).toBe(201);
    await catalogue.database.db!.command({ profile: 2 });
  }, 60_000);
  afterAll(() => catalogue.stop());

  it.each(WITH_WHERE)('%s lets no foreign operator or field pass', async (path, name) => {
    for (const where of INJECTIONS) {
      const text = await refused(get(path, { [name]: { where } }));
      expect(text).toMatch(/where|\$|readers/u);
    }
    await refused(get(path, { [name]: JSON.parse(`{"where":{"__proto__":{"polluted":1}}}`) as object }));
    await refused(get(`${path}?${name}[where][_id][$where]=1`, {}));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
  it.each(WITH_FIELDS)('%s neither, wherever it stands', async (path) => {
    for (const where of INJECTIONS) await refused(get(path, { fields: { mode: where } }));
    for (const fields of [
      { $where: CODE },
      { ownerGroup: { $ne: '' } },
      { ownerGroup: [{ $ne: '' }] },
      { readers: ['*'] },
      { userGroups: { $ne: '' } },
      { text: { $search: 'x' } },
      { text: ['x'] },
      { scientific: [{ lhs: 'a', relation: '$where', rhs: CODE }] },
      { scientific: [{ lhs: 'a', relation: 'EQUAL_TO_STRING', rhs: { $ne: 1 } }] },
      { scientific: [{ lhs: { $gt: '' }, relation: 'EQUAL_TO_NUMERIC', rhs: 1 }] },
    ])
      await refused(get(path, { fields }));
  });
  it('our own search neither', async () => {
    for (const route of ['/api/v4/search/datasets', '/api/v4/search/datasets/facets'])
      for (const body of OWN_INJECTIONS) await refused(catalogue.ask('POST', route, 'petra', { body }));
    for (const body of OWN_INJECTIONS) await refused(get('/api/v4/datasets/export', { query: body }));
    await refused(get('/api/v4/search/datasets/values?key=type&key=owner', {}));
    await refused(get('/api/v4/search/datasets/keys?text[$ne]=type&limit=x', {}));
  });
  it.each(COSTLY_PATTERNS)('the pattern %.30s is refused before anything is searched', async (pattern) => {
    for (const [path, name] of WITH_WHERE) {
      const isV4 = path.startsWith('/api/v4');
      await refused(get(path, { [name]: { where: { _id: { $regex: pattern } } } }));
      if (!isV4) await refused(get(path, { [name]: { where: { _id: { ilike: pattern } } } }));
    }
  });
  it('searches with patterns take no time that grows with the pattern', async () => {
    // A pattern that is taken literally, in a name that would take for ever with it as a pattern.
    const { status, body } = await catalogue.ask('POST', '/api/v4/search/datasets', 'petra', {
      body: { text: '(a+)+$ (a|aa)+$' },
    });
    expect([status, body.items]).toEqual([200, []]);
  });

  it.each([
    [{ limits: { limit: 1e10 } }],
    [{ limits: { skip: 1e7 } }],
    [{ limits: { limit: -1 } }],
    [{ limits: { limit: 1.5 } }],
    [{ where: { $or: Array.from({ length: 201 }, (_, i) => ({ _id: String(i) })) } }],
    [{ where: { _id: { $in: Array.from({ length: 5001 }, (_, i) => String(i)) } } }],
    [{ where: JSON.parse(`${'{"$and":['.repeat(50)}{}${']}'.repeat(50)}`) as object }],
  ])('more than anybody needs is refused: %.60j', async (filter) => {
    for (const path of ['/api/v3/datasets', '/api/v4/datasets', '/api/v4/datasets/public'])
      await refused(get(path, { filter }));
  });
  it('an order by several lists is refused, in free metadata too', async () => {
    const more = aDataset()
      .metadata({ list: [1, 2] })
      .with({ keywords: ['a', 'b'], sampleIds: ['s', 't'] })
      .build();
    expect((await catalogue.ask('POST', '/api/v4/datasets', 'petra', { body: more })).status).toBe(201);
    for (const limit of [10, 5000]) {
      await refused(get('/api/v3/datasets', { filter: { limits: { limit, order: 'keywords:asc,sampleIds:desc' } } }));
      const order = 'keywords:asc,scientificMetadata.list:asc';
      await refused(get('/api/v3/datasets/fullquery', { limits: { limit, order } }));
      const sort = { keywords: 'asc', 'scientificMetadata.list': 'desc' };
      await refused(get('/api/v4/datasets', { filter: { limits: { limit, sort } } }));
    }
  });
  it('a condition that is not understood never means everything', async () => {
    const answer = await get('/api/v3/datasets', { filter: { where: { datasetName: '2026-11-23' } } });
    expect([answer.status, answer.body]).toEqual([200, []]);
    const mistaken: object[] = [
      ...[{ creationTime: { $gte: 'Sample 1' } }, { size: 'large' }, { isPublished: 'yes' }],
      ...[{ $and: [] }, { $or: [] }, { $nor: [] }],
    ];
    for (const where of mistaken) {
      for (const path of ['/api/v3/datasets', '/api/v3/datasets/count', '/api/v4/datasets', '/api/v4/datasets/public'])
        await refused(get(path, { filter: { where } }));
      await refused(get('/api/v3/datasets/fullfacet', { fields: { mode: where } }));
    }
    for (const fields of [{ creationTime: { begin: 'Sample 1' } }, { creationTime: { from: '2026-01-01' } }])
      await refused(get('/api/v3/datasets/fullquery', { fields }));
  });

  it('the database has seen none of it', async () => {
    const seen = await catalogue.database.db!.collection('system.profile').find({ ns: /abuse/u }).toArray();
    const queries = seen
      .map(({ command }) => command as Record<string, unknown>)
      .filter((command) => command && ['find', 'aggregate', 'count', 'distinct'].some((name) => name in command))
      .filter(({ find }) => find !== 'system.profile');
    const texts = queries.map((command) => JSON.stringify(command));
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => FORBIDDEN.test(text))).toEqual([]);
  });
});
