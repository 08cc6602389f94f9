import { aProposalChanged, eventually, testMongo } from '@scizoo/testing';
import { DatabaseService } from '../database/database.service';
import { type Account, Catalogue, signInBody } from '../testing/catalogue';

const { uri } = testMongo('tokens');
let one: Catalogue;
let other: Catalogue;

beforeAll(async () => {
  const settings = { INGEST_GROUPS: 'ingest,b310a-staff', DELETE_GROUPS: '20260101', API_TOKEN_MAX_DAYS: '100' };
  one = await Catalogue.start(uri, settings);
  other = await Catalogue.start(uri, settings);
}, 60_000);
afterAll(async () => {
  await other.stop();
  await one.dropAndStop();
});

interface Token {
  readonly id: string;
  readonly token: string;
}
async function make(account: Account, json: object): Promise<Token> {
  const { body, status, text } = await one.ask('/api/v4/tokens', { json, token: await one.token(account) });
  if (status !== 201) throw new Error(text);
  return body as unknown as Token;
}
const whoami = async (token: string, at = one) => (await at.ask('/api/v3/auth/whoami', { token })).body['username'];
const stored = (id: string) =>
  one.app
    .get(DatabaseService)
    .connection.collection<{ _id: string; lastUsedAt?: Date }>('apiTokens')
    .findOne({ _id: id });

const dataset = {
  type: 'raw',
  datasetName: 'made by a script',
  owner: 'Petra Muster',
  contactEmail: 'petra.muster@uni.example',
  sourceFolder: '/data/1',
  creationTime: '2026-03-01T10:00:00Z',
  ownerGroup: '20260101',
  principalInvestigators: ['Petra Muster'],
  creationLocation: '/zoo/zoosaxs',
};
const create = (token: string) => one.ask('/api/v4/datasets', { json: dataset, token });

describe('an API token', () => {
  it('is shown once, kept as a fingerprint only, and listed without it', async () => {
    const { id, token } = await make('scientist', { name: 'notebook', scopes: ['read', 'read'], expiresInDays: 30 });
    expect(token).toMatch(/^szt_[\w-]{43}$/);
    expect(JSON.stringify(await stored(id))).not.toContain(token.slice(4));
    const { body, text } = await one.ask('/api/v4/tokens', { token: await one.token('scientist') });
    expect(body).toContainEqual({
      id,
      name: 'notebook',
      scopes: ['read'],
      createdAt: expect.stringMatching(/Z$/),
      expiresAt: expect.stringMatching(/Z$/),
      lastUsedAt: null,
      lastUsedFrom: null,
      revokedAt: null,
    });
    expect(text).not.toContain(token);
    expect(one.lines.join('')).not.toContain(token);
    const foreign = await one.ask('/api/v4/tokens', { token: await one.token('guest') });
    expect(foreign.body).toEqual([]);
  });

  it('is its owner, with the groups of now, and notes when and from where it was used', async () => {
    const { id, token } = await make('scientist', { name: 'cluster', scopes: ['read'] });
    expect(await whoami(token)).toBe('scientist');
    const used = await eventually(async () => {
      const found = await stored(id);
      return found?.lastUsedAt ? found : undefined;
    });
    expect(used).toMatchObject({ lastUsedFrom: '127.0.0.1' });
    const inQuery = `/api/v3/auth/whoami?access_token=${encodeURIComponent(`Bearer ${token}`)}`;
    expect((await one.ask(inQuery)).body['username']).toBe('scientist');
  });

  it('does what its scopes say and nothing else', async () => {
    await one.ingest(aProposalChanged('20260101'));
    const tokens = {
      read: (await make('scientist', { name: 'r', scopes: ['read'] })).token,
      write: (await make('scientist', { name: 'w', scopes: ['write'] })).token,
      delete: (await make('scientist', { name: 'd', scopes: ['delete'] })).token,
      ingest: (await make('staff', { name: 'i', scopes: ['ingest'] })).token,
    };
    const made = await create(tokens.write);
    expect(made.status).toBe(201);
    const pid = encodeURIComponent(String(made.body['pid']));
    const ask =
      (path: string, method: string, raw?: string, type = 'application/json') =>
      async (token: string) =>
        (await one.ask(path, { method, token, ...(raw !== undefined && { raw, headers: { 'content-type': type } }) }))
          .status;
    const event = JSON.stringify(aProposalChanged('20260102'));
    const cases: [string, keyof typeof tokens, (token: string) => Promise<number>][] = [
      ['reading', 'read', ask(`/api/v4/datasets/${pid}`, 'GET')],
      ['checking', 'read', ask('/api/v4/datasets/isValid', 'POST', JSON.stringify(dataset))],
      ['changing', 'write', ask(`/api/v4/datasets/${pid}`, 'PATCH', '{"comment":"x"}')],
      ['handing in', 'ingest', ask('/api/v4/acquisition-events', 'POST', event, 'application/x-ndjson')],
      ['deleting', 'delete', ask(`/api/v4/datasets/${pid}`, 'DELETE')],
    ];
    for (const [what, scope, act] of cases)
      for (const [name, token] of Object.entries(tokens).sort(([a]) => (a === scope ? 1 : -1))) {
        const status = await act(token);
        expect([what, name, status < 300 ? 'done' : status]).toEqual([what, name, name === scope ? 'done' : 403]);
      }
    const refused = await create(tokens.read);
    expect([refused.status, refused.body['message']]).toEqual([403, 'This API token lacks the scope write']);
  });

  it('never allows more than its owner may', async () => {
    const { token } = await make('guest', { name: 'all', scopes: ['read', 'write', 'delete', 'ingest'] });
    expect((await create(token)).status).toBe(403);
    const events = { method: 'POST', raw: '{}', headers: { 'content-type': 'application/x-ndjson' }, token };
    expect((await one.ask('/api/v4/acquisition-events', events)).status).toBe(403);
  });

  it('gets at no account, session or other token', async () => {
    const { id, token } = await make('admin', { name: 'all', scopes: ['read', 'write', 'delete', 'ingest'] });
    const user = String((await one.ask('/api/v3/users/my/self', { token })).body['id']);
    const calls: [string, string, unknown?][] = [
      ['GET', '/api/v4/tokens'],
      ['POST', '/API/V4/Tokens/', { name: 'more', scopes: ['read'] }],
      ['DELETE', `/api/v4/tokens/${id}`],
      ['POST', '/api/v3/users/password', { currentPassword: 'a', newPassword: 'b', confirmPassword: 'b' }],
      ['PATCH', `/api/v3/users/${user}/password`, { newPassword: 'b', confirmPassword: 'b' }],
      ['POST', `/api/v3/users/${user}/jwt`, {}],
      ['POST', '/api/v3/users/jwt', {}],
      ['POST', '/api/v3/auth/logout'],
      ['GET', '/api/v4/session/events'],
    ];
    for (const [method, path, json] of calls)
      expect([path, (await one.ask(path, { method, json, token })).status]).toEqual([path, 403]);
  });

  it('ends at once when it is revoked, on every process, and with a new password', async () => {
    const { id, token } = await make('scientist', { name: 'lost', scopes: ['read'] });
    expect(await whoami(token, other)).toBe('scientist');
    const owner = await one.token('scientist');
    const revoke = (as: string) => one.ask(`/api/v4/tokens/${id}`, { method: 'DELETE', token: as });
    expect((await revoke(await one.token('admin'))).status).toBe(404);
    const first = await revoke(owner);
    expect(first.body).toMatchObject({ id, revokedAt: expect.stringMatching(/Z$/) });
    expect((await revoke(owner)).body['revokedAt']).toBe(first.body['revokedAt']);
    for (const at of [one, other]) expect(await whoami(token, at)).toBeUndefined();

    const second = await make('guest', { name: 'still good', scopes: ['read'] });
    const json = { ...signInBody('guest'), newPassword: 'correct horse', confirmPassword: 'correct horse' };
    const change = {
      currentPassword: json.password,
      newPassword: json.newPassword,
      confirmPassword: json.confirmPassword,
    };
    expect((await one.ask('/api/v3/users/password', { json: change, token: await one.token('guest') })).status).toBe(
      200,
    );
    expect(await whoami(second.token, other)).toBeUndefined();
  });

  it('ends at its time, and its live is bounded', async () => {
    const { id, token } = await make('scientist', { name: 'short', scopes: ['read'], expiresInDays: 1 });
    await one.app
      .get(DatabaseService)
      .connection.collection<{ _id: string; lastUsedAt?: Date }>('apiTokens')
      .updateOne({ _id: id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect(await whoami(token)).toBeUndefined();
    const token2 = await one.token('scientist');
    const bad = [
      { name: 'x', scopes: ['read'], expiresInDays: 101 },
      { name: 'x', scopes: ['read'], expiresInDays: 0 },
      { name: 'x', scopes: [] },
      { name: 'x', scopes: ['admin'] },
      { name: '', scopes: ['read'] },
      { name: 'x', scopes: ['read'], userId: 'f'.repeat(24) },
      [],
    ];
    for (const json of bad)
      expect([json, (await one.ask('/api/v4/tokens', { json, token: token2 })).status]).toEqual([json, 400]);
    expect((await one.ask('/api/v4/tokens')).status).toBe(401);
  });

  it.each(['szt_', 'szt_nonsense', `szt_${'A'.repeat(43)}`, `szt_${'A'.repeat(5000)}`])(
    'made up (%#) is nobody',
    async (token) => {
      expect(await whoami(token)).toBeUndefined();
      expect((await one.ask('/api/v3/users/my/self', { token })).status).toBe(401);
    },
  );
});

describe('the log of one’s sign-ins', () => {
  it('says what happened, newest first, and nothing of others', async () => {
    const headers = { 'user-agent': 'notebook/1.0' };
    await one.ask('/api/v3/auth/login', { json: signInBody('admin', 'wrong'), headers });
    const { body: login } = await one.ask('/api/v3/auth/login', { json: signInBody('admin'), headers });
    const token = String(login['id']);
    const { body } = await one.ask('/api/v4/tokens', { json: { name: 'script', scopes: ['read'] }, token });
    await one.ask(`/api/v4/tokens/${String(body['id'])}`, { method: 'DELETE', token });
    const { body: events } = await one.ask('/api/v4/session/events', { token });
    expect((events as unknown as object[]).slice(0, 4)).toMatchObject([
      { event: 'token-revoked', about: 'script' },
      { event: 'token-created', about: 'script' },
      { event: 'signed-in', method: 'local', address: '127.0.0.1', client: 'notebook/1.0' },
      { event: 'refused', method: 'local', address: '127.0.0.1', client: 'notebook/1.0' },
    ]);
    expect(JSON.stringify(events)).not.toContain('userId');
    expect((await one.ask('/api/v4/session/events')).status).toBe(401);
  });
});
