import { freePort } from '@scizoo/local-servers';
import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import type { Server } from 'node:http';
import { DatabaseService } from '../database/database.service';
import { Catalogue } from '../testing/catalogue';
import { Browser, OIDC_SECRET, startProvider, UserOffice } from '../testing/oidc';

// Some tests start the program anew.
jest.setTimeout(60_000);

const PEOPLE: Record<string, Record<string, unknown>> = {
  'sub-lena': {
    preferred_username: 'lena',
    name: 'Lena Lund',
    email: 'lena.lund@zoo.example',
    email_verified: true,
    groups: ['20260101', 'b310a-staff', '*', ' ', 7],
  },
  'sub-mara': {
    preferred_username: 'mara',
    name: 'Mara Moon',
    email: 'gustav.gast@institute.example',
    email_verified: false,
    groups: 'not-a-list',
  },
};
let catalogue: Catalogue;
let provider: Server;
let issuer: string;
let home: string;
const office = new UserOffice();

beforeAll(async () => {
  // The provider warns that its keys and pages are for tests.
  for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockImplementation(() => undefined);
  const [providerPort, port] = [await freePort(), await freePort()];
  issuer = `http://127.0.0.1:${providerPort}`;
  home = `http://127.0.0.1:${port}`;
  provider = await startProvider(
    providerPort,
    [`${home}/api/v3/auth/oidc/callback`, `${home}/api/v4/session/oidc/callback`],
    PEOPLE,
  );
  catalogue = await Catalogue.start(testMongo('oidc').uri, {
    PORT: String(port),
    PUBLIC_URL: home,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: 'scizoo',
    OIDC_CLIENT_SECRET: OIDC_SECRET,
    OIDC_LABEL: 'Zoo sign-on',
    OIDC_SUCCESS_URL: 'https://catalogue.example/login',
    OIDC_FRONTEND_CLIENTS: 'portal=https://portal.example/token?from=scizoo',
    ACCESS_GROUPS_OIDCPAYLOAD_ENABLED: 'yes',
    ACCESS_GROUPS_STATIC_VALUES: 'everybody-here',
    ACCESS_GROUPS_GRAPHQL_ENABLED: 'yes',
    ACCESS_GROUP_SERVICE_API_URL: await office.start(),
    ACCESS_GROUP_SERVICE_TOKEN: 'token of the user office',
  });
  office.answer = () => ({
    status: 200,
    body: JSON.stringify({
      data: { userByOIDCSub: { proposals: [{ proposalId: '20260102' }, { proposalId: 20260103 }] } },
    }),
  });
}, 60_000);
afterAll(async () => {
  await catalogue.dropAndStop();
  await office.stop();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
}, 30_000);

const foreign = (query = '') => `${home}/api/v3/auth/oidc${query}`;
const own = (next = '/scan-log/zoosaxs?proposal=1') => `${home}/api/v4/session/oidc?next=${encodeURIComponent(next)}`;
/** At the provider and back: where our callback sends the browser. */
async function through(start: string, sub: string, browser = new Browser(issuer)) {
  const callback = await browser.signIn(start, sub);
  const response = await browser.open(callback.href);
  return { browser, callback, response, to: response.headers.get('location') ?? '' };
}
const groupsOf = async (token: string) =>
  (await catalogue.ask('/api/v3/auth/whoami', { token })).body['currentGroups'] as string[];

describe('a foreign program', () => {
  it('gets a token at its one configured address, with groups of all providers', async () => {
    const { to, response } = await through(foreign('?returnUrl=/proposals'), 'sub-lena');
    const url = new URL(to);
    expect([response.status, `${url.origin}${url.pathname}`]).toEqual([302, 'https://catalogue.example/login']);
    expect(url.searchParams.get('returnUrl')).toBe('/proposals');
    const token = url.searchParams.get('access-token') ?? '';
    const { body } = await catalogue.ask('/api/v3/users/my/self', { token });
    expect(body).toMatchObject({ username: 'oidc.lena', authStrategy: 'oidc', email: 'lena.lund@zoo.example' });
    expect(url.searchParams.get('user-id')).toBe(body['id']);
    expect((await groupsOf(token)).sort()).toEqual(
      ['20260101', '20260102', '20260103', '7', 'b310a-staff', 'everybody-here'].sort(),
    );
    expect(office.asked.at(-1)).toMatchObject({
      variables: { userId: 'sub-lena' },
      authorization: 'Bearer token of the user office',
    });
    const logout = await catalogue.ask('/api/v3/auth/logout', { method: 'POST', token });
    expect(logout.body).toEqual({ logout: 'successful', logoutURL: `${issuer}/session/end` });
  });

  it('of another name is sent to its own address; an unknown one is 401', async () => {
    const { to } = await through(foreign('?client=portal&returnUrl=https://portal.example/deep'), 'sub-lena');
    expect(to).toMatch(/^https:\/\/portal\.example\/token\?from=scizoo&access-token=/);
    expect(new URL(to).searchParams.get('returnUrl')).toBe('https://portal.example/deep');
    for (const client of ['nobody', '__proto__', 'https://evil.example'])
      expect((await fetch(foreign(`?client=${client}`), { redirect: 'manual' })).status).toBe(401);
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)'])(
    'cannot have people sent on to %s',
    async (returnUrl) => {
      const response = await fetch(foreign(`?returnUrl=${encodeURIComponent(returnUrl)}`), { redirect: 'manual' });
      expect(response.status).toBe(400);
    },
  );

  it('without a page gets the default one', async () => {
    expect(new URL((await through(foreign(), 'sub-lena')).to).searchParams.get('returnUrl')).toBe('/datasets');
  });
});

describe('our own pages', () => {
  it('are opened signed in, by cookies that scripts cannot read', async () => {
    expect((await catalogue.ask('/api/v4/facility')).body['signIn']).toContainEqual({
      kind: 'oidc',
      label: 'Zoo sign-on',
      href: '/api/v4/session/oidc',
    });
    const { browser, response, to } = await through(own(), 'sub-lena');
    expect([response.status, to]).toEqual([302, '/scan-log/zoosaxs?proposal=1']);
    const cookies = response.headers.getSetCookie();
    expect(cookies.find((cookie) => cookie.startsWith('scizoo_access='))).toMatch(/HttpOnly; SameSite=Strict/);
    const session = await (await browser.open(`${home}/api/v4/session`)).json();
    expect(session).toMatchObject({ user: { username: 'oidc.lena', method: 'oidc', displayName: 'Lena Lund' } });
    const leave = await fetch(`${home}/api/v4/session`, {
      method: 'DELETE',
      headers: {
        cookie: `scizoo_access=${browser.cookie(home, 'scizoo_access')}`,
        'x-csrf-token': browser.cookie(home, 'scizoo_csrf') ?? '',
      },
    });
    expect(await leave.json()).toEqual({ signedOut: true, logoutUrl: `${issuer}/session/end` });
  });

  it.each(['//evil.example/', 'https://evil.example', '/\\evil.example', '/a\n//b'])(
    'never send anybody to %j afterwards',
    async (next) => {
      expect((await through(own(next), 'sub-lena')).to).toMatch(/^\/(?![/\\])[^\n]*$/);
    },
  );

  it('take an answer once, from the browser that asked, with its own state', async () => {
    const { browser, callback } = await through(own(), 'sub-lena');
    expect((await browser.open(callback.href)).status).toBe(401);

    const thief = new Browser(issuer);
    const victim = new Browser(issuer);
    const stolen = await thief.signIn(own(), 'sub-lena');
    expect((await victim.open(stolen.href)).status).toBe(401);
    const begun = await victim.signIn(own(), 'sub-mara');
    const mixed = new URL(begun.href);
    mixed.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    expect((await victim.open(mixed.href)).status).toBe(401);

    // Somebody is sent the answer to a stranger's sign-in while a sign-in of their own is under way.
    const slipped = await thief.signIn(own(), 'sub-lena');
    await victim.open(own());
    expect((await victim.open(slipped.href)).status).toBe(401);
    expect(victim.cookie(home, 'scizoo_access')).toBeUndefined();

    const forged = new Browser(issuer);
    await forged.open(own());
    for (const query of ['', '?code=x', '?state=x&code=x', '?state[$ne]=x&code=x', '?error=access_denied&state=x'])
      expect((await forged.open(`${home}/api/v4/session/oidc/callback${query}`)).status).toBe(401);
    expect(forged.cookie(home, 'scizoo_access')).toBeUndefined();
  });

  it('do not take the answer that was asked for a foreign program', async () => {
    const browser = new Browser(issuer);
    const callback = await browser.signIn(foreign(), 'sub-lena');
    const other = callback.href.replace('/api/v3/auth/oidc/callback', '/api/v4/session/oidc/callback');
    expect((await browser.open(other)).status).toBe(401);
  });

  it('ask the provider with PKCE, state and nonce', async () => {
    const response = await fetch(own(), { redirect: 'manual' });
    const asked = new URL(response.headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'scizoo',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: `${home}/api/v4/session/oidc/callback`,
    });
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^scizoo_oidc=[\w-]{43}; Max-Age=600; Path=\/api; HttpOnly; SameSite=Lax$/,
    );
  });
});

describe('groups and addresses of a provider', () => {
  const tokenOf = async (sub: string) =>
    new URL((await through(foreign(), sub)).to).searchParams.get('access-token') ?? '';

  it('follow the provider at each sign-in, and stay while the user office does not answer', async () => {
    const token = await tokenOf('sub-lena');
    office.answer = () => ({ status: 500, body: 'broken' });
    PEOPLE['sub-lena']!['groups'] = ['20260101'];
    await tokenOf('sub-lena');
    expect((await groupsOf(token)).sort()).toEqual(['20260101', '20260102', '20260103', 'everybody-here']);
    office.answer = () => ({ status: 200, body: '{"data":{"userByOIDCSub":null}}' });
    const next = await tokenOf('sub-lena');
    expect((await groupsOf(next)).sort()).toEqual(['20260101', 'everybody-here']);
  });

  it('that nobody has verified open nothing that is shared with that address', async () => {
    const token = await tokenOf('sub-mara');
    const { body } = await catalogue.ask('/api/v3/users/my/self', { token });
    expect(body).toMatchObject({ email: 'gustav.gast@institute.example', emailVerified: false });
    // Nor are they the account that has this address here.
    const guest = await catalogue.ask('/api/v3/users/my/self', { token: await catalogue.token('guest') });
    expect(guest.body['id']).not.toBe(body['id']);
    const admin = await catalogue.token('admin');
    await catalogue.app
      .get(DatabaseService)
      .connection.collection('datasets')
      .insertOne({
        _id: 'shared/1',
        pid: 'shared/1',
        ownerGroup: 'g',
        sharedWith: ['gustav.gast@institute.example'],
        readers: ['g', 'gustav.gast@institute.example'],
        isPublished: false,
      } as never);
    const count = async (as: string) => (await catalogue.ask('/api/v3/datasets/count', { token: as })).body['count'];
    expect([await count(admin), await count(token), await count(await catalogue.token('guest'))]).toEqual([1, 0, 1]);
  });
});

describe('a provider that is away', () => {
  it('is 503, and works again when it is back', async () => {
    const port = await freePort();
    const away = await Catalogue.start(testMongo('oidc-away').uri, {
      PUBLIC_URL: 'http://127.0.0.1:1',
      OIDC_ISSUER: `http://127.0.0.1:${port}`,
      OIDC_CLIENT_ID: 'scizoo',
    });
    try {
      const ask = () => fetch(`${away.url}/api/v4/session/oidc`, { redirect: 'manual' });
      expect((await ask()).status).toBe(503);
      const back = await startProvider(port, ['http://127.0.0.1:1/api/v4/session/oidc/callback'], PEOPLE);
      expect((await ask()).status).toBe(302);
      back.closeAllConnections();
      await new Promise((resolve) => back.close(resolve));
    } finally {
      await away.dropAndStop();
    }
  });

  it('that is not configured is 401', async () => {
    const none = await Catalogue.start(testMongo('oidc-none').uri);
    try {
      for (const path of ['/api/v3/auth/oidc', '/api/v4/session/oidc', '/api/v4/session/oidc/callback'])
        expect((await none.ask(path)).status).toBe(401);
    } finally {
      await none.dropAndStop();
    }
  });
});
