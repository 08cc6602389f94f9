import { jest } from '@jest/globals';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { testMongo } from '@scizoo/testing';
import { decodeJwt, jwtVerify } from 'jose';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseService } from '../database/database.service';
import { Catalogue } from '../testing/catalogue';

// Some tests start the program anew.
jest.setTimeout(60_000);

const KEY = new TextEncoder().encode('secret-of-the-tests-0123456789-0123456789');
const { uri } = testMongo('users');
let folder: string;
let accountsFile: string;
let catalogue: Catalogue;
let tokens: Record<'admin' | 'staff' | 'imported', string>;
const ids = {} as Record<'admin' | 'staff' | 'imported', string>;

const accounts = async () => [
  { username: 'admin', email: 'ada.admin@zoo.example', password: 'secret of admin', role: 'admin', global: false },
  {
    username: 'staff',
    email: 'stina.strand@zoo.example',
    password: 'secret of staff',
    role: ['b310a-staff'],
    global: true,
  },
  {
    username: 'imported',
    email: 'ines.import@zoo.example',
    password: await bcrypt('secret of imported', { cost: 4 }),
    role: '20260101',
    global: false,
  },
];
const login = async (username: string, password = `secret of ${username}`) =>
  catalogue.ask('/api/v3/auth/login', { json: { username, password } });
const stored = (username: string) =>
  catalogue.app.get(DatabaseService).connection.collection('users').findOne({ username });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scizoo-users-'));
  accountsFile = join(folder, 'functionalAccounts.json');
  await writeFile(accountsFile, JSON.stringify(await accounts()));
  catalogue = await Catalogue.start(uri, {
    FUNCTIONAL_ACCOUNTS_FILE: accountsFile,
    ACCESS_GROUPS_STATIC_VALUES: 'everybody-here',
  });
  const signed = await Promise.all([login('admin'), login('staff')]);
  tokens = { admin: String(signed[0].body['id']), staff: String(signed[1].body['id']), imported: '' };
  [ids.admin, ids.staff] = signed.map(({ body }) => String(body['userId'])) as [string, string];
}, 60_000);
afterAll(async () => {
  await catalogue.dropAndStop();
  await rm(folder, { recursive: true });
});

const ask = (method: string, path: string, token?: string, json?: unknown) =>
  catalogue.ask(`/api/v3/${path}`, { method, token, json });

describe('accounts of the file', () => {
  it('sign in with a hash of another catalogue, which is then made anew', async () => {
    expect((await stored('imported'))?.['passwordHash']).toMatch(/^\$2/);
    expect((await login('imported', 'wrong')).status).toBe(401);
    const { body } = await login('imported');
    [tokens.imported, ids.imported] = [String(body['id']), String(body['userId'])];
    expect((await stored('imported'))?.['passwordHash']).toMatch(/^\$argon2id\$/);
    expect((await login('imported')).status).toBe(201);
    expect(JSON.stringify(await stored('imported'))).not.toContain('secret of');
  });

  it('have their roles as groups, globalaccess by flag, and what everybody gets', async () => {
    expect((await ask('GET', 'auth/whoami', tokens.staff)).body).toEqual({
      _id: ids.staff,
      username: 'staff',
      email: 'stina.strand@zoo.example',
      currentGroups: ['b310a-staff', 'globalaccess', 'everybody-here'],
      authStrategy: 'local',
    });
  });

  it('keep id and password at the next start; their groups follow the file, for tokens that are out too', async () => {
    const changed = (await accounts()).map((account) =>
      account.username === 'staff' ? { ...account, password: 'another', role: ['zoosaxs-staff'] } : account,
    );
    await writeFile(accountsFile, JSON.stringify(changed));
    await catalogue.stop();
    catalogue = await Catalogue.start(uri, { FUNCTIONAL_ACCOUNTS_FILE: accountsFile });
    const { body } = await ask('GET', 'auth/whoami', tokens.staff);
    expect([body['_id'], body['currentGroups']]).toEqual([ids.staff, ['zoosaxs-staff', 'globalaccess']]);
    expect((await login('staff')).status).toBe(201);
  });
});

describe('routes of users', () => {
  it('are for those who have signed in', async () => {
    for (const [method, path] of [
      ['GET', 'users'],
      ['GET', 'users/my/self'],
      ['GET', 'users/my/identity'],
      ['GET', 'users/my/settings'],
      ['GET', `users/${ids.staff}`],
      ['GET', `users/${ids.staff}/userIdentity`],
      ['POST', 'users/password'],
      ['PATCH', `users/${ids.staff}/password`],
      ['POST', `users/${ids.staff}/jwt`],
      ['GET', `users/${ids.staff}/authorization/dataset/create`],
      ['GET', 'useridentities/findOne?filter={}'],
      ['GET', 'useridentities/isValidEmail?filter=a'],
      ['POST', 'auth/logout'],
      ['POST', 'users/logout'],
      ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, `users/${ids.staff}/settings`]),
      ['PATCH', `users/${ids.staff}/settings/external`],
    ] as [string, string][]) {
      const { status, body } = await ask(method, path, undefined, method === 'GET' ? undefined : {});
      expect([method, path, status, body['message']]).toEqual([method, path, 401, 'Unauthenticated']);
    }
  });

  it('show all users to admins, and others themselves', async () => {
    const all = (await ask('GET', 'users', tokens.admin)).body as unknown as { username: string }[];
    expect(all.map(({ username }) => username)).toEqual(['admin', 'imported', 'staff']);
    const self = {
      _id: ids.staff,
      id: ids.staff,
      username: 'staff',
      email: 'stina.strand@zoo.example',
      authStrategy: 'local',
    };
    expect((await ask('GET', 'users', tokens.staff)).body).toEqual([self]);
    expect((await ask('GET', 'users/my/self', tokens.staff)).body).toEqual(self);
    expect((await ask('GET', `Users/${ids.staff}`, tokens.admin)).body).toEqual(self);
    expect((await ask('GET', `users/${ids.admin}`, tokens.staff)).status).toBe(403);
    expect((await ask('GET', `users/${'f'.repeat(24)}`, tokens.admin)).status).toBe(404);
    const old = await ask('POST', 'users/login', undefined, { username: 'staff', password: 'secret of staff' });
    expect([old.status, old.text]).toEqual([201, '']);
  });

  it('show identities, by id and by filter in query or header', async () => {
    const { body } = await ask('GET', 'users/my/identity', tokens.staff);
    expect(body).toMatchObject({
      _id: expect.any(String),
      id: body['_id'],
      userId: ids.staff,
      authStrategy: 'local',
      provider: 'local',
      externalId: 'staff',
      credentials: {},
      created: expect.stringMatching(/Z$/),
      modified: expect.stringMatching(/Z$/),
      profile: {
        displayName: 'staff',
        email: 'stina.strand@zoo.example',
        username: 'staff',
        thumbnailPhoto: '',
        emails: [{ value: 'stina.strand@zoo.example' }],
        accessGroups: ['zoosaxs-staff', 'globalaccess'],
      },
    });
    expect((await ask('GET', `users/${ids.staff}/userIdentity`, tokens.admin)).body).toEqual(body);
    const filter = JSON.stringify({ where: { 'profile.email': 'stina.strand@zoo.example' } });
    const find = (token: string, headers?: Record<string, string>, query = '') =>
      catalogue.ask(`/api/v3/useridentities/findOne${query}`, { token, headers });
    expect((await find(tokens.staff, { filter })).body).toEqual(body);
    expect((await find(tokens.admin, undefined, `?filter=${encodeURIComponent(filter)}`)).body).toEqual(body);
    expect((await find(tokens.imported, { filter })).status).toBe(404);
    const nobody = JSON.stringify({ where: { 'profile.email': 'nobody@zoo.example' } });
    expect((await find(tokens.admin, { filter: nobody })).status).toBe(404);
    for (const bad of ['{', '{"where":{"profile.email":{"$gt":""}}}', '{"where":{"passwordHash":"x"}}', '{"where":{}}'])
      expect([bad, (await find(tokens.staff, { filter: bad })).status]).toEqual([bad, 400]);
  });

  it('tell admins whether an address is known', async () => {
    const check = async (filter: string, token = tokens.admin) => {
      const { status, text } = await ask(
        'GET',
        `useridentities/isValidEmail?filter=${encodeURIComponent(filter)}`,
        token,
      );
      return status === 200 ? text : status;
    };
    expect(await check('stina.strand@zoo.example')).toBe('true');
    expect(await check('{"where":{"profile.email":"stina.strand@zoo.example"}}')).toBe('true');
    expect(await check('nobody@zoo.example')).toBe('false');
    expect(await check('stina.strand@zoo.example', tokens.staff)).toBe(403);
  });

  it('say who may create datasets', async () => {
    const path = `users/${ids.staff}/authorization/dataset/create`;
    for (const token of [tokens.staff, tokens.admin])
      expect((await ask('GET', path, token)).body).toEqual({ authorization: true });
    expect((await ask('GET', path, tokens.imported)).status).toBe(403);
  });
});

describe('tokens for services', () => {
  it('say who asks, with their groups', async () => {
    const payload = async (token?: string) => {
      const { status, body } = await ask('POST', 'users/jwt', token);
      expect(status).toBe(201);
      return (await jwtVerify(String(body['jwt']), KEY, { algorithms: ['HS256'] })).payload;
    };
    expect(await payload()).toMatchObject({ username: 'anonymous', groups: ['public'] });
    expect(await payload(tokens.staff)).toMatchObject({
      username: ids.staff,
      groups: ['zoosaxs-staff', 'globalaccess'],
    });
  });

  it.each([
    ['1h', 3600],
    ['7d', 7 * 86_400],
    ['120', 120],
    ['never', 100 * 31_557_600],
    [undefined, 3600],
  ])('are made by admins for others, for %s', async (expiresIn, seconds) => {
    const { status, body } = await ask('POST', `users/${ids.staff}/jwt`, tokens.admin, { expiresIn });
    const jwt = String(body['jwt']);
    const { iat = 0, exp = 0 } = decodeJwt(jwt);
    expect([status, exp - iat]).toEqual([201, seconds]);
    expect((await ask('GET', 'auth/whoami', jwt)).body['username']).toBe('staff');
  });

  it('are refused with a duration that is none, to others, and for nobody', async () => {
    for (const expiresIn of ['soon', '-1', '1.5h', ''])
      expect((await ask('POST', `users/${ids.staff}/jwt`, tokens.admin, { expiresIn })).status).toBe(400);
    expect((await ask('POST', `users/${ids.staff}/jwt`, tokens.staff, {})).status).toBe(403);
    expect((await ask('POST', `users/${'f'.repeat(24)}/jwt`, tokens.admin, {})).status).toBe(404);
  });
});

describe('settings', () => {
  const path = () => `users/${ids.imported}/settings`;
  it('are made at the first sign-in, changed in part, replaced and removed', async () => {
    const { body: first } = await ask('GET', 'users/my/settings', tokens.imported);
    expect(first).toMatchObject({ userId: ids.imported, datasetCount: 25, jobCount: 25, externalSettings: {} });
    const call = async (method: string, json?: unknown, more = '') =>
      (await ask(method, `${path()}${more}`, tokens.imported, json)).body;
    expect(await call('GET')).toEqual(first);
    expect(await call('PATCH', { jobCount: 10 })).toMatchObject({ datasetCount: 25, jobCount: 10 });
    expect(await call('PATCH', { columns: [{ name: 'pid' }], filters: [] }, '/external')).toMatchObject({
      externalSettings: { columns: [{ name: 'pid' }], filters: [] },
    });
    expect(await call('PATCH', { filters: [1] }, '/external')).toMatchObject({
      externalSettings: { columns: [{ name: 'pid' }], filters: [1] },
    });
    expect(await call('PUT', { datasetCount: 50 })).toMatchObject({
      datasetCount: 50,
      jobCount: 25,
      externalSettings: {},
    });
    for (const key of ['one', 'two', 'three']) await call('PATCH', { [key]: 'x'.repeat(300_000) }, '/external');
    const fourth = await ask('PATCH', `${path()}/external`, tokens.imported, { four: 'x'.repeat(300_000) });
    expect(fourth.status).toBe(413);
    expect(await call('DELETE')).toMatchObject({ userId: ids.imported, datasetCount: 50 });
    expect((await ask('DELETE', path(), tokens.imported)).status).toBe(404);
    const made = await ask('POST', path(), tokens.imported, { userId: ids.imported, datasetCount: 5, jobCount: 6 });
    expect([made.status, made.body]).toMatchObject([201, { datasetCount: 5, jobCount: 6 }]);
    await call('DELETE');
    expect(await call('PUT', { jobCount: 7 })).toMatchObject({ datasetCount: 25, jobCount: 7 });
  });

  it('are one’s own or an admin’s business, with known members only', async () => {
    expect((await ask('GET', path(), tokens.admin)).status).toBe(200);
    for (const [method, json] of [
      ['GET', undefined],
      ['PATCH', { jobCount: 1 }],
      ['PUT', { jobCount: 1 }],
      ['DELETE', undefined],
      ['POST', { userId: ids.imported, datasetCount: 1, jobCount: 1 }],
    ] as const)
      expect((await ask(method, path(), tokens.staff, json)).status).toBe(403);
    const foreign = await ask('PATCH', path(), tokens.imported, { userId: ids.admin });
    expect(foreign.status).toBe(400);
    const unknown = await ask('PATCH', path(), tokens.imported, { isAdmin: true });
    expect([unknown.status, unknown.body['message']]).toEqual([400, ['property isAdmin should not exist']]);
    expect((await ask('POST', path(), tokens.imported, { userId: ids.imported })).status).toBe(400);
  });
});

describe('passwords', () => {
  const change = (json: object, token = tokens.imported) => ask('POST', 'users/password', token, json);
  const body = (currentPassword: string, newPassword: string, confirmPassword = newPassword) => ({
    currentPassword,
    newPassword,
    confirmPassword,
  });

  it('are changed with the present one, and whoever was signed in is not any more', async () => {
    const old = 'secret of imported';
    for (const json of [{}, body('', 'n'), body(old, ''), body(old, 'a', 'b'), body('wrong', 'new one')])
      expect([json, (await change(json)).status]).toEqual([json, 400]);
    const { status, body: answer } = await change(body(old, 'new one'));
    expect([status, answer['message']]).toEqual([200, expect.any(String)]);
    expect((await ask('GET', 'users/my/self', tokens.imported)).status).toBe(401);
    expect([(await login('imported', old)).status, (await login('imported', 'new one')).status]).toEqual([401, 201]);
  });

  it('are set anew by admins', async () => {
    const reset = (id: string, json: object, token = tokens.admin) => ask('PATCH', `users/${id}/password`, token, json);
    const good = { newPassword: 'third one', confirmPassword: 'third one' };
    expect((await reset(ids.imported, good, tokens.staff)).status).toBe(403);
    expect((await reset('no-such-id', good)).status).toBe(400);
    expect((await reset(ids.imported, { ...good, confirmPassword: 'x' })).status).toBe(400);
    expect((await reset(ids.imported, good)).status).toBe(200);
    expect((await login('imported', 'third one')).status).toBe(201);
  });

  it('are guessed by whoever took over a session no faster than at the door', async () => {
    const stolen = String((await login('imported', 'third one')).body['id']);
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await change(body(`guess ${i}`, 'mine'), stolen)).status);
    expect(statuses).toEqual([400, 400, 400, 400, 429, 429]);
    expect((await change(body('third one', 'mine'), stolen)).status).toBe(429);
  });
});
