import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue } from '../testing/catalogue';

// Real servers on a busy machine.
jest.setTimeout(60_000);

/** What holds on SciCat's routes whatever they are about: letter case, errors, what is no result, who is told what. */
let catalogue: Catalogue;
let admin: string;
let scientist: string;
beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('scicat-surface').uri, { PROPOSAL_GROUPS: 'admin' });
  admin = await catalogue.token('admin');
  scientist = await catalogue.token('scientist');
}, 60_000);
afterAll(() => catalogue.dropAndStop(), 30_000);

const V3 = ['datasets', 'origdatablocks', 'datablocks', 'proposals', 'samples', 'instruments', 'publisheddata', 'jobs'];
const V4 = ['datasets', 'origdatablocks', 'attachments', 'publisheddata', 'jobs', 'metadatakeys'];
const LISTS = [
  ...V3.concat('policies', 'users', 'logbooks').map((name) => `/api/v3/${name}`),
  ...V4.map((name) => `/api/v4/${name}`),
];
const capitals = (path: string) => path.replace(/\w+$/u, (name) => name[0]!.toUpperCase() + name.slice(1));

describe('a route', () => {
  it.each(LISTS)('%s is found in any letter case, with a slash at its end, and ends there', async (path) => {
    for (const spelling of [path, capitals(path), path.toUpperCase(), `${capitals(path)}/`]) {
      const { status, body } = await catalogue.ask(spelling, { token: admin });
      expect([spelling, status, Array.isArray(body)]).toEqual([spelling, 200, true]);
    }
    expect((await catalogue.ask(`${path}s/of/nobody`, { token: admin })).status).toBe(404);
  });
});

/** Query parameters that hold JSON, by route. */
const JSON_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  '/api/v3/datasets': ['filter'],
  '/api/v3/datasets/findOne': ['filter'],
  '/api/v3/datasets/count': ['filter'],
  '/api/v3/datasets/any': ['filter'],
  '/api/v3/datasets/fullquery': ['fields', 'limits'],
  '/api/v3/datasets/fullfacet': ['fields', 'facets'],
  '/api/v3/datasets/metadataKeys': ['fields', 'limits'],
  '/api/v3/origdatablocks': ['filter'],
  '/api/v3/origdatablocks/fullquery': ['fields', 'limits'],
  '/api/v3/origdatablocks/fullquery/files': ['fields', 'limits'],
  '/api/v3/origdatablocks/fullfacet': ['fields', 'facets'],
  '/api/v3/origdatablocks/fullfacet/files': ['fields', 'facets'],
  '/api/v3/datablocks': ['filter'],
  '/api/v3/datablocks/count': ['filter', 'where'],
  '/api/v3/proposals': ['filters'],
  '/api/v3/proposals/count': ['fields', 'filter'],
  '/api/v3/proposals/fullquery': ['fields', 'limits'],
  '/api/v3/proposals/fullfacet': ['fields', 'facets'],
  '/api/v3/samples': ['filter'],
  '/api/v3/samples/findOne': ['filter'],
  '/api/v3/samples/count': ['fields'],
  '/api/v3/samples/fullquery': ['fields', 'limits'],
  '/api/v3/samples/metadataKeys': ['fields', 'limits'],
  '/api/v3/instruments': ['filter'],
  '/api/v3/instruments/findOne': ['filter'],
  '/api/v3/instruments/count': ['filter'],
  '/api/v3/publisheddata': ['filter'],
  '/api/v3/publisheddata/count': ['filter'],
  '/api/v3/jobs': ['filter'],
  '/api/v3/jobs/fullquery': ['fields', 'limits'],
  '/api/v3/jobs/fullfacet': ['fields', 'facets'],
  '/api/v3/policies': ['filter'],
  '/api/v3/policies/count': ['where'],
  '/api/v3/history': ['filter'],
  '/api/v4/datasets': ['filter'],
  '/api/v4/datasets/findOne': ['filter'],
  '/api/v4/datasets/count': ['filter'],
  '/api/v4/datasets/fullfacet': ['fields', 'facets'],
  '/api/v4/datasets/metadataKeys': ['fields', 'limits'],
  '/api/v4/datasets/public': ['filter'],
  '/api/v4/datasets/public/findOne': ['filter'],
  '/api/v4/datasets/public/count': ['filter'],
  '/api/v4/datasets/public/fullfacet': ['fields', 'facets'],
  '/api/v4/datasets/public/metadataKeys': ['fields', 'limits'],
  '/api/v4/origdatablocks': ['filter'],
  '/api/v4/origdatablocks/files': ['filter'],
  '/api/v4/origdatablocks/fullfacet': ['fields', 'facets'],
  '/api/v4/origdatablocks/public': ['filter'],
  '/api/v4/attachments': ['filter'],
  '/api/v4/attachments/public': ['filter'],
  '/api/v4/publisheddata': ['filter', 'fields', 'limits'],
  '/api/v4/publisheddata/count': ['filter', 'fields'],
  '/api/v4/jobs': ['filter'],
  '/api/v4/jobs/fullquery': ['filter'],
  '/api/v4/jobs/fullfacet': ['fields', 'facets'],
  '/api/v4/metadatakeys': ['filter'],
};
describe('JSON in the query', () => {
  it.each(Object.entries(JSON_PARAMETERS))('%s: broken is 400 that says where', async (path, names) => {
    for (const name of names) {
      const { status, body } = await catalogue.ask(`${path}?${name}=${encodeURIComponent('{"where":')}`, {
        token: admin,
      });
      expect([name, status, body['message']]).toEqual([
        name,
        400,
        expect.stringMatching(new RegExp(`^Invalid JSON in ${name}: `, 'u')),
      ]);
    }
  });
});

describe('a body', () => {
  const WITH_BODY = V3.filter((name) => name !== 'datasets').concat('policies');
  it.each([...WITH_BODY.map((name) => `/api/v3/${name}`), ...V4.slice(0, 5).map((name) => `/api/v4/${name}`)])(
    '%s: an unknown member is refused by its name',
    async (path) => {
      const { status, body } = await catalogue.ask(path, { token: admin, json: { wrong: 1 } });
      expect([status, body]).toMatchObject([400, { error: 'Bad Request', statusCode: 400 }]);
      expect(body['message']).toContain('property wrong should not exist');
    },
  );
  it.each(['createdBy', 'updatedBy', 'createdAt', 'updatedAt'])('has no %s: the server sets it', async (name) => {
    for (const path of ['/api/v3/proposals', '/api/v3/samples', '/api/v3/instruments', '/api/v4/datasets']) {
      const { status, body } = await catalogue.ask(path, { token: admin, json: { [name]: '2026-01-01' } });
      expect([path, status]).toEqual([path, 400]);
      expect(body['message']).toContain(`property ${name} should not exist`);
    }
  });
});

const nothing = (path: string, where: object, name = 'filter') =>
  `${path}?${name}=${encodeURIComponent(JSON.stringify({ where }))}`;
describe('what is not there', () => {
  it.each([
    nothing('/api/v3/datasets/findOne', { pid: 'none' }),
    nothing('/api/v4/datasets/findOne', { pid: 'none' }),
    nothing('/api/v4/datasets/public/findOne', { pid: 'none' }),
    '/api/v4/datasets/public/none',
    '/api/v4/origdatablocks/public/none',
    nothing('/api/v3/instruments/findOne', { uniqueName: 'none' }),
    '/api/v3/instruments/none',
    nothing('/api/v3/samples/findOne', { sampleId: 'none' }),
    '/api/v3/logbooks/none',
  ])('is 200 with an empty body: %s', async (path) => {
    const { status, text, headers } = await catalogue.ask(path, { token: admin });
    expect([status, text, headers.has('content-type')]).toEqual([200, '', false]);
  });
  it.each([
    ['/api/v3/datasets/none', 404, 'Not Found'],
    ['/api/v4/datasets/none', 404, 'Not Found'],
    ['/api/v3/proposals/none', 404, 'Not Found'],
    ['/api/v3/samples/none', 404, 'Not Found'],
    ['/api/v4/origdatablocks/none', 404, 'Not Found'],
    ['/api/v4/attachments/none', 404, 'Not Found'],
    ['/api/v3/publisheddata/none', 404, 'Not Found'],
    ['/api/v4/publisheddata/none', 404, 'Not Found'],
    ['/api/v3/runtime-config/none', 404, 'Not Found'],
    ['/api/v3/origdatablocks/none', 403, 'Forbidden'],
  ])('%s: %d', async (path, status, error) => {
    const answer = await catalogue.ask(path, { token: admin });
    expect([answer.status, answer.body]).toMatchObject([status, { error, statusCode: status }]);
  });
  it.each(['/api/v3/jobs/none', '/api/v4/jobs/none'])('%s: 400', async (path) => {
    const { status, body } = await catalogue.ask(path, { token: admin });
    expect([status, body]).toMatchObject([400, { status: 400, message: 'Invalid job id.' }]);
  });
});

describe('somebody who has not signed in', () => {
  const UNAUTHENTICATED = { message: 'Unauthenticated', error: 'Unauthorized', statusCode: 401 };
  it.each([
    'GET /api/v3/users',
    'GET /api/v3/users/my/self',
    'GET /api/v3/users/my/identity',
    'GET /api/v3/users/my/settings',
    'POST /api/v3/users/password',
    'GET /api/v3/useridentities/findOne',
    'GET /api/v3/useridentities/isValidEmail',
    'POST /api/v3/samples',
    'GET /api/v3/samples/count',
    'GET /api/v3/samples/fullquery',
    'GET /api/v3/samples/metadataKeys',
    'GET /api/v3/samples/findOne',
    'GET /api/v3/samples/any/datasets',
    'PATCH /api/v3/samples/any',
    'GET /api/v3/history',
    'GET /api/v3/history/count',
    'GET /api/v3/history/collection/Dataset',
    'PATCH /api/v4/publisheddata/any',
    'DELETE /api/v4/publisheddata/any',
    'POST /api/v4/publisheddata/any/register',
    'POST /api/v4/publisheddata/any/publish',
    'POST /api/v4/publisheddata/any/resync',
  ])('is told to: %s', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await catalogue.ask(path, { method, ...(method !== 'GET' && { json: {} }) });
    expect([answer.status, answer.body]).toMatchObject([401, UNAUTHENTICATED]);
  });
  it.each([
    'POST /api/v3/datasets',
    'POST /api/v3/datasets/isValid',
    'POST /api/v4/datasets',
    'POST /api/v4/datasets/isValid',
    'GET /api/v4/datasets',
    'GET /api/v4/datasets/findOne',
    'GET /api/v4/datasets/count',
    'POST /api/v3/origdatablocks',
    'GET /api/v3/origdatablocks',
    'POST /api/v4/origdatablocks',
    'GET /api/v4/origdatablocks',
    'POST /api/v3/datablocks',
    'GET /api/v3/datablocks',
    'GET /api/v3/datablocks/count',
    'POST /api/v4/attachments',
    'POST /api/v3/proposals',
    'POST /api/v3/proposals/isValid',
    'POST /api/v3/instruments',
    'POST /api/v3/publisheddata',
    'GET /api/v3/jobs',
    'GET /api/v4/jobs',
    'GET /api/v3/policies',
    'GET /api/v3/policies/count',
    'GET /api/v3/logbooks',
    'PUT /api/v3/runtime-config/frontendConfig',
    'POST /api/v3/elastic-search/search',
  ])('may not: %s', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await catalogue.ask(path, { method, ...(method !== 'GET' && { json: {} }) });
    expect([answer.status, answer.body]).toMatchObject([403, { error: 'Forbidden', statusCode: 403 }]);
  });
  it.each([
    '/api/v3/datasets',
    '/api/v3/datasets/fullquery',
    '/api/v3/datasets/count',
    '/api/v4/datasets/public',
    '/api/v4/datasets/public/count',
    '/api/v4/origdatablocks/public',
    '/api/v4/attachments/public',
    '/api/v3/proposals',
    '/api/v3/proposals/count',
    '/api/v3/samples',
    '/api/v3/instruments',
    '/api/v3/publisheddata',
    '/api/v4/publisheddata',
    '/api/v4/publisheddata/config',
    '/api/v4/metadatakeys',
    '/api/v3/admin/config',
    '/api/v3/admin/theme',
    '/api/v3/health',
  ])('may ask, with a token that is not good too: %s', async (path) => {
    expect((await catalogue.ask(path)).status).toBe(200);
    expect((await catalogue.ask(path, { token: 'a.b.c' })).status).toBe(200);
  });
});

it('roles that may not use a route at all are told so in SciCat’s words', async () => {
  for (const [path, json] of [
    ['/api/v3/instruments', { uniqueName: 'x', name: 'x' }],
    ['/api/v3/proposals', { proposalId: 'x', email: 'a@b.example', title: 'x', ownerGroup: '20260101' }],
    ['/api/v3/policies', { ownerGroup: '20260101' }],
  ] as const) {
    const { status, body } = await catalogue.ask(path, { token: scientist, json });
    expect([path, status, body]).toMatchObject([
      path,
      403,
      { message: 'Forbidden resource', error: 'Forbidden', statusCode: 403 },
    ]);
  }
});
