import { testMongo } from '@scizoo/testing';
import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { DatabaseService } from '../database/database.service';
import { Catalogue, signInBody } from '../testing/catalogue';

const SECRET = 'secret-of-the-tests-0123456789-0123456789';
let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('sign-in').uri);
}, 60_000);
afterAll(() => catalogue.dropAndStop());

/** The cookies of a browser, by name. */
class Jar {
  readonly cookies = new Map<string, string>();
  readonly attributes = new Map<string, string>();
  take(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split('; ');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const isGone = rest.some((part) => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(part));
      if (isGone) this.cookies.delete(name);
      else this.cookies.set(name, value);
      this.attributes.set(name, rest.join('; '));
    }
  }
  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
async function browse(jar: Jar, method: string, path: string, json?: unknown, headers: Record<string, string> = {}) {
  const answer = await catalogue.ask(path, { method, json, headers: { cookie: jar.header, ...headers } });
  jar.take(answer.headers);
  return answer;
}
async function signedIn(username = 'scientist') {
  const jar = new Jar();
  const { body } = await browse(jar, 'POST', '/api/v4/session', signInBody(username));
  return { jar, csrf: { 'x-csrf-token': String(body['csrfToken']) }, body };
}
const user = (body: Record<string, unknown>) => body['user'] as { username: string } | null;

describe('the session of a browser', () => {
  it('comes in cookies that scripts and other sites cannot use', async () => {
    const { jar, body } = await signedIn();
    expect(body).toEqual({
      user: expect.objectContaining({ username: 'scientist', email: 'petra.muster@uni.example', groups: ['20260101'] }),
      csrfToken: jar.cookies.get('scizoo_csrf'),
      expiresAt: expect.stringMatching(/Z$/),
    });
    expect(jar.attributes.get('scizoo_access')).toMatch(/Max-Age=600; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(jar.attributes.get('scizoo_refresh')).toMatch(/Path=\/api\/v4\/session; HttpOnly; SameSite=Strict$/);
    expect(jar.attributes.get('scizoo_csrf')).not.toContain('HttpOnly');
    expect(user((await browse(jar, 'GET', '/api/v4/session')).body)?.username).toBe('scientist');
    expect((await catalogue.ask('/api/v4/session')).body).toEqual({ user: null });
  });

  it('has Secure cookies behind https', async () => {
    const headers = { 'x-forwarded-proto': 'https' };
    const { headers: answered } = await catalogue.ask('/api/v4/session', { json: signInBody('guest'), headers });
    expect(answered.getSetCookie().every((cookie) => cookie.includes('Secure'))).toBe(true);
  });

  it('writes only with the token of this very session', async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const path = `/api/v3/users/${(one.body['user'] as { id: string }).id}/settings`;
    const change = { datasetCount: 50 };
    for (const headers of [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': 'x' }, two.csrf])
      expect((await browse(one.jar, 'PATCH', path, change, headers)).status).toBe(403);
    expect((await browse(one.jar, 'PATCH', path, change, one.csrf)).body).toMatchObject({ datasetCount: 50 });
    expect((await browse(one.jar, 'GET', path)).body).toMatchObject({ datasetCount: 50, jobCount: 25 });
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('is nothing for a request of another site: %j', async (headers) => {
    const { jar, csrf } = await signedIn();
    expect((await browse(jar, 'GET', '/api/v4/session', undefined, headers)).body).toEqual({ user: null });
    expect((await browse(jar, 'DELETE', '/api/v4/session', undefined, { ...headers, ...csrf })).status).toBe(403);
    expect((await browse(jar, 'POST', '/api/v4/session', signInBody('guest'), headers)).status).toBe(403);
    expect((await browse(jar, 'POST', '/api/v4/session/refresh', undefined, headers)).status).toBe(403);
  });

  it('refreshes with a new token each time; a used one ends it for everybody', async () => {
    const { jar } = await signedIn();
    const stolen = jar.cookies.get('scizoo_refresh') ?? '';
    expect((await browse(jar, 'POST', '/api/v4/session/refresh')).status).toBe(200);
    expect(jar.cookies.get('scizoo_refresh')).not.toBe(stolen);
    expect((await browse(jar, 'POST', '/api/v4/session/refresh')).status).toBe(200);
    const thief = await catalogue.ask('/api/v4/session/refresh', {
      method: 'POST',
      headers: { cookie: `scizoo_refresh=${stolen}` },
    });
    expect(thief.status).toBe(401);
    expect((await browse(jar, 'POST', '/api/v4/session/refresh')).status).toBe(401);
    expect(user((await browse(jar, 'GET', '/api/v4/session')).body)).toBeNull();
  });

  it('lets two tabs refresh at the same time', async () => {
    const { jar } = await signedIn();
    const ask = () => catalogue.ask('/api/v4/session/refresh', { method: 'POST', headers: { cookie: jar.header } });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const rotated = answers.filter(({ headers }) =>
      headers.getSetCookie().some((cookie) => cookie.startsWith('scizoo_refresh')),
    );
    expect(rotated).toHaveLength(1);
  });

  it('is over after signing out, whoever kept the cookies', async () => {
    const { jar, csrf } = await signedIn();
    const kept = jar.header;
    expect((await browse(jar, 'DELETE', '/api/v4/session', undefined, csrf)).body).toEqual({ signedOut: true });
    expect(jar.cookies.size).toBe(0);
    expect((await catalogue.ask('/api/v4/session', { headers: { cookie: kept } })).body).toEqual({ user: null });
    const refresh = await catalogue.ask('/api/v4/session/refresh', { method: 'POST', headers: { cookie: kept } });
    expect(refresh.status).toBe(401);
  });

  it('is ignored when a header is there', async () => {
    const { jar } = await signedIn();
    const answer = await browse(jar, 'GET', '/api/v4/session', undefined, { authorization: 'Bearer nonsense' });
    expect(answer.body).toEqual({ user: null });
  });
});

describe('the token of a script', () => {
  const whoami = async (token: string) => (await catalogue.ask('/api/v3/auth/whoami', { token })).text;

  it('has the shape that clients of SciCat read', async () => {
    const { status, body } = await catalogue.ask('/api/V3/Auth/Login/', { json: signInBody('scientist') });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ttl: 3600,
      expires_in: 3600,
      access_token: body['id'],
      userId: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
    expect(body['user']).toEqual({
      _id: body['userId'],
      id: body['userId'],
      username: 'scientist',
      email: 'petra.muster@uni.example',
      authStrategy: 'local',
    });
    const token = String(body['id']);
    expect(JSON.parse(await whoami(token))).toMatchObject({ username: 'scientist', currentGroups: ['20260101'] });
    const inQuery = (value: string) => catalogue.ask(`/api/v3/auth/whoami?access_token=${encodeURIComponent(value)}`);
    expect((await inQuery(`Bearer ${token}`)).body['username']).toBe('scientist');
    expect((await inQuery(token)).text).toBe('');
  });

  it('is nobody when it is not good, and 401 where one must be signed in', async () => {
    const good = await catalogue.token('scientist');
    const [header = '', payload = '', signature = ''] = good.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const key = new TextEncoder().encode(SECRET);
    const signed = (more: object, alg = 'HS256') =>
      new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg }).sign(key);
    const { jar } = await signedIn('admin');
    const bad = {
      'no algorithm': `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
      'another algorithm': await signed({}, 'HS512'),
      'another key': `${header}.${payload}.${createHmac('sha256', 'x'.repeat(40)).update(`${header}.${payload}`).digest('base64url')}`,
      'changed claims': `${header}.${encode({ ...claims, sub: 'f'.repeat(24) })}.${signature}`,
      'run out': await signed({ exp: 1_700_000_000 }),
      'no session': await signed({ sid: 'none' }),
      "somebody else's session": await signed({
        sub: (await catalogue.ask('/api/v3/auth/login', { json: signInBody('admin') })).body['userId'],
      }),
      'a list as session': await signed({ sid: [claims['sid']] }),
      'made for a cookie': jar.cookies.get('scizoo_access') ?? '',
      'key named by itself': `${encode({ alg: 'HS256', jku: 'http://127.0.0.1:1/keys' })}.${payload}.${signature}`,
      long: 'x'.repeat(8000),
      nonsense: 'a.b.c',
    };
    for (const [what, token] of Object.entries(bad)) {
      expect([what, await whoami(token)]).toEqual([what, '']);
      const { status, body } = await catalogue.ask('/api/v3/users/my/self', { token });
      expect([what, status, body['message']]).toEqual([what, 401, 'Unauthenticated']);
    }
    expect(JSON.parse(await whoami(good))).toMatchObject({ username: 'scientist' });
  });

  it('ends at logout', async () => {
    const token = await catalogue.token('guest');
    const logout = () => catalogue.ask('/api/v3/auth/logout', { method: 'POST', token });
    expect((await logout()).body).toEqual({ logout: 'successful' });
    expect((await logout()).status).toBe(401);
    expect(await whoami(token)).toBe('');
  });

  it('for retrieval services is no credential here', async () => {
    const { body } = await catalogue.ask('/api/v3/users/jwt', {
      method: 'POST',
      token: await catalogue.token('admin'),
    });
    expect(await whoami(String(body['jwt']))).toBe('');
  });

  it('takes no needless header: the name of a group cannot be everybody', async () => {
    const { connection } = catalogue.app.get(DatabaseService);
    await connection.collection('users').updateOne({ username: 'guest' }, { $set: { groups: ['*', '20260102'] } });
    expect(JSON.parse(await whoami(await catalogue.token('guest')))).toMatchObject({ currentGroups: ['20260102'] });
  });
});

describe('guessing', () => {
  it('gets the same answer for an unknown name as for a wrong password', async () => {
    for (const name of ['staff', 'nobody']) {
      const { status, body } = await catalogue.ask('/api/v3/auth/login', { json: signInBody(name, 'wrong') });
      expect([status, { ...body, requestId: '' }]).toEqual([
        401,
        { message: 'Unauthorized', statusCode: 401, code: 'unauthenticated', requestId: '' },
      ]);
    }
  });

  it('is slowed from the fifth failure of an account on, and nobody else is', async () => {
    const tries = [];
    for (let i = 0; i < 8; i++)
      tries.push(await catalogue.ask('/api/v4/session', { json: signInBody('admin', `wrong ${i}`) }));
    expect(tries.slice(0, 4).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    const last = tries.find(({ status }) => status !== 401);
    expect(last?.status).toBe(429);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last?.body).toMatchObject({ statusCode: 429, code: 'too-many' });
    expect((await catalogue.ask('/api/v3/auth/login', { json: signInBody('scientist') })).status).toBe(201);
  });

  it.each([
    undefined,
    {},
    { username: 'staff' },
    { username: { $gt: '' }, password: 'x' },
    { username: ['staff'], password: ['x'] },
    'text',
  ])('with the body %j is 401', async (json) => {
    const answer = await catalogue.ask('/api/v3/auth/login', { method: 'POST', json });
    expect([answer.status, answer.body['message']]).toEqual([401, 'Unauthorized']);
  });

  it('at a directory that is not connected is 401', async () => {
    for (const path of ['/api/v3/auth/ldap', '/api/v3/auth/msad'])
      expect((await catalogue.ask(path, { json: signInBody('staff') })).status).toBe(401);
  });
});

describe('accounts', () => {
  it('are one’s own, and all of them for admins', async () => {
    const [scientist, staff] = [await catalogue.token('scientist'), await catalogue.token('staff')];
    const self = await catalogue.ask('/api/v3/users/my/self', { token: scientist });
    const id = String(self.body['id']);
    const get = async (path: string, token?: string) => {
      const { status, text } = await catalogue.ask(path, { token });
      return [status, text] as const;
    };
    expect((await get('/api/v3/users/my/self'))[0]).toBe(401);
    expect((await get(`/api/v3/users/${id}`, scientist))[0]).toBe(200);
    for (const path of ['', '/userIdentity', '/settings', '/authorization/dataset/create'])
      expect([path, (await get(`/api/v3/users/${id}${path}`, staff))[0]]).toEqual([path, 403]);
    expect(JSON.parse((await get('/api/v3/users', scientist))[1])).toHaveLength(1);
    const [, identity] = await get(`/api/v3/users/${id}/userIdentity`, scientist);
    expect(JSON.parse(identity)).toMatchObject({
      userId: id,
      profile: { username: 'scientist', accessGroups: ['20260101'] },
    });
    const filter = encodeURIComponent('{"where":{"profile.email":"petra.muster@uni.example"}}');
    expect((await get(`/api/v3/useridentities/findOne?filter=${filter}`, scientist))[0]).toBe(200);
    expect((await get(`/api/v3/useridentities/findOne?filter=${filter}`, staff))[0]).toBe(404);
    for (const path of ['/api/v3/users/my/self', `/api/v3/users/${id}`, '/api/v3/users'])
      expect((await get(path, scientist))[1]).not.toMatch(/hash|argon2/i);
  });

  it('keep settings of user interfaces key by key, with any name of a key', async () => {
    const token = await catalogue.token('staff');
    const id = String((await catalogue.ask('/api/v3/users/my/self', { token })).body['id']);
    const patch = (json: unknown) =>
      catalogue.ask(`/api/v3/users/${id}/settings/external`, { method: 'PATCH', json, token });
    await patch({ 'scanLog.view': { columns: ['a.b', '$x'], 'odd.$key': 1 } });
    const { body } = await patch({ theme: 'dark' });
    expect(body['externalSettings']).toEqual({
      'scanLog.view': { columns: ['a.b', '$x'], 'odd.$key': 1 },
      theme: 'dark',
    });
    expect((await patch({ theme: 'light' })).body['externalSettings']).toMatchObject({
      theme: 'light',
      'scanLog.view': expect.anything(),
    });
    expect((await patch([1])).status).toBe(400);
    expect((await patch({ '': 1 })).status).toBe(400);
    expect((await patch({ big: 'x'.repeat(1_100_000) })).status).toBe(413);
    const post = await catalogue.ask(`/api/v3/users/${id}/settings`, {
      json: { userId: id, datasetCount: 1, jobCount: 1 },
      token,
    });
    expect(post.status).toBe(409);
    const wrong = await catalogue.ask(`/api/v3/users/${id}/settings`, {
      method: 'PATCH',
      json: { datasetCount: '1' },
      token,
    });
    expect([wrong.status, wrong.body['message']]).toEqual([
      400,
      expect.arrayContaining([expect.stringContaining('datasetCount')]),
    ]);
  });
});

describe('a change of keys', () => {
  it('signs nobody out while the one before is named, and everybody of it afterwards', async () => {
    const { uri } = testMongo('keys');
    const first = await Catalogue.start(uri);
    const token = await first.token('scientist');
    const { body, headers } = await first.ask('/api/v4/session', { json: signInBody('guest') });
    const cookie = headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const page = { cookie, 'x-csrf-token': String(body['csrfToken']) };
    await first.stop();
    const JWT_SECRET = 'the next secret of the tests-0123456789-0123456789';
    const second = await Catalogue.start(uri, { JWT_SECRET, JWT_SECRET_PREVIOUS: SECRET });
    const self = '/api/v3/users/my/self';
    expect((await second.ask(self, { token })).status).toBe(200);
    const json = { name: 'x', scopes: ['read'] };
    expect((await second.ask('/api/v4/tokens', { json, headers: page })).status).toBe(201);
    const later = await second.token('scientist');
    await second.stop();
    const third = await Catalogue.start(uri, { JWT_SECRET });
    expect((await third.ask(self, { token })).status).toBe(401);
    expect((await third.ask(self, { token: later })).status).toBe(200);
    await third.dropAndStop();
  }, 60_000);
});

describe('the log', () => {
  it('has no token, cookie, password or signature in it', () => {
    const log = catalogue.lines.join('');
    expect(log).toContain('"event":"refused"');
    expect(log).not.toMatch(/eyJ[\w-]{10,}\.|correct horse|scizoo_(access|refresh)=|argon2id/);
    expect(log).not.toContain(SECRET);
  });
});
