import { createHash } from 'node:crypto';
import { consentFor, GlobusServer } from './globus-server';

const ALL = 'urn:globus:auth:scope:transfer.api.globus.org:all';

describe('the stand-in of Globus', () => {
  let globus: GlobusServer;
  let token: string;
  const authorized = (as: string) => ({ authorization: `Bearer ${as}` });
  const ask = async (method: string, path: string, body?: object, headers: object = authorized(token)) => {
    const answer = await fetch(`${globus.url}${path}`, {
      method,
      headers: headers as Record<string, string>,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { code, value, task_id, status, required_scopes } = (await answer.json()) as Record<string, string>;
    return { status: answer.status, code, value, task_id, state: status, required_scopes };
  };
  const tokenFor = async (scope: string, secret = 'secret', grant = 'client_credentials') => {
    const basic = `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`;
    const body = new URLSearchParams({ grant_type: grant, scope });
    const answer = await fetch(`${globus.url}/v2/oauth2/token`, {
      method: 'POST',
      headers: { authorization: basic },
      body,
    });
    return { status: answer.status, ...((await answer.json()) as { access_token: string; error: string }) };
  };
  const order = async (more: object = {}) => ({
    submission_id: (await ask('GET', '/v0.10/submission_id')).value,
    source_endpoint: 'facility',
    destination_endpoint: 'home',
    DATA: [{ source_path: '/data/a', destination_path: '/inbox/a', recursive: true }],
    ...more,
  });
  beforeEach(async () => {
    globus = await GlobusServer.start([
      { id: 'facility', paths: ['/data/'] },
      { id: 'home', paths: ['/inbox/'] },
      { id: 'mapped', paths: ['/'], needsConsent: true },
      { id: 'personal', paths: ['/'], needsConsent: 'of a person' },
    ]);
    token = (await tokenFor(ALL)).access_token;
  });
  afterEach(() => globus.stop());

  it('gives tokens to its account, for its scopes', async () => {
    expect((await tokenFor(ALL)).status).toBe(200);
    expect(await tokenFor(ALL, 'wrong')).toMatchObject({ status: 401, error: 'invalid_client' });
    expect(await tokenFor(ALL, 'secret', 'password')).toMatchObject({ status: 400, error: 'unsupported_grant_type' });
    expect(await tokenFor('email')).toMatchObject({ status: 400, error: 'invalid_scope' });
  });
  it('makes one task of an order, however often it is sent', async () => {
    const once = await order();
    const first = await ask('POST', '/v0.10/transfer', once);
    const second = await ask('POST', '/v0.10/transfer', once);
    expect([first.status, first.code, second.code]).toEqual([202, 'Accepted', 'Duplicate']);
    expect([second.task_id, globus.tasks.length]).toEqual([first.task_id, 1]);
    expect((await ask('GET', `/v0.10/task/${first.task_id}`)).state).toBe('ACTIVE');
    expect((await ask('POST', `/v0.10/task/${first.task_id}/cancel`)).code).toBe('Canceled');
    expect((await ask('POST', `/v0.10/task/${first.task_id}/cancel`)).code).toBe('TaskComplete');
  });
  it.each([
    ['a submission it has not given', { submission_id: 'x' }, 400, 'ClientError.BadRequest'],
    ['an order without items', { DATA: [] }, 400, 'ClientError.BadRequest'],
    ['a relative path', { DATA: [{ source_path: 'a', destination_path: '/inbox/a' }] }, 400, 'ClientError.BadRequest'],
    ['an unknown collection', { destination_endpoint: 'x' }, 404, 'EndpointNotFound'],
    [
      'a path that climbs',
      { DATA: [{ source_path: '/data/../etc', destination_path: '/inbox/a' }] },
      403,
      'PermissionDenied',
    ],
    [
      'a path that is not open',
      { DATA: [{ source_path: '/data/a', destination_path: '/etc' }] },
      403,
      'PermissionDenied',
    ],
    ['a collection without consent', { destination_endpoint: 'mapped' }, 403, 'ConsentRequired'],
  ])('refuses %s', async (_, more, status, code) => {
    expect(await ask('POST', '/v0.10/transfer', await order(more))).toMatchObject({ status, code });
    expect(globus.tasks).toEqual([]);
  });
  it('takes a mapped collection once the consent is in the token', async () => {
    const refused = await ask('POST', '/v0.10/transfer', await order({ destination_endpoint: 'mapped' }));
    expect(refused.required_scopes).toEqual([consentFor('mapped')]);
    token = (await tokenFor(`${ALL} ${consentFor('mapped')}`)).access_token;
    expect((await ask('POST', '/v0.10/transfer', await order({ destination_endpoint: 'mapped' }))).status).toBe(202);
  });
  const sentBy = async (more: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: 'client', redirect_uri: 'http://here.example/back', state: 's' },
      ...{ scope: `${ALL} ${consentFor('personal')}`, code_challenge_method: 'S256' },
      code_challenge: createHash('sha256').update('verifier').digest('base64url'),
      ...more,
    });
    const answer = await fetch(`${globus.url}/v2/oauth2/authorize?${query}`, { redirect: 'manual' });
    const { searchParams } = new URL(answer.headers.get('location') ?? 'http://nowhere.example');
    return { status: answer.status, ...Object.fromEntries(searchParams) } as Record<string, string | number>;
  };
  const redeemed = async (code: unknown, more: Record<string, string> = {}) => {
    const answer = await fetch(`${globus.url}/v2/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` },
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', code: String(code), redirect_uri: 'http://here.example/back' },
        ...{ code_verifier: 'verifier', ...more },
      }),
    });
    return (await answer.json()) as { access_token: string; error: string };
  };
  it('lets a person consent where an account of its own cannot', async () => {
    const personal = async () => ask('POST', '/v0.10/transfer', await order({ destination_endpoint: 'personal' }));
    token = (await tokenFor(`${ALL} ${consentFor('personal')}`)).access_token;
    expect((await personal()).code).toBe('ConsentRequired');
    const { status, state, code } = await sentBy();
    expect([status, state]).toEqual([302, 's']);
    token = (await redeemed(code)).access_token;
    expect((await personal()).status).toBe(202);
    expect((await redeemed(code)).error).toBe('invalid_grant');
    globus.personConsents = false;
    expect(await sentBy()).toEqual({ status: 302, error: 'access_denied', state: 's' });
  });
  it.each([{ client_id: 'other' }, { scope: 'email' }, { response_type: 'token' }, { code_challenge: '' }])(
    'sends nobody back who comes with %j',
    async (more) => expect((await sentBy(more as unknown as Record<string, string>)).status).toBe(400),
  );
  it.each([{ code: 'x' }, { code_verifier: 'guessed' }, { redirect_uri: 'http://there.example' }])(
    'gives no token for %j',
    async (more) => {
      const { code } = await sentBy();
      expect((await redeemed(code, more as unknown as Record<string, string>)).error).toBe('invalid_grant');
    },
  );
  it('refuses strangers, ended tokens, unknown tasks and resources', async () => {
    expect((await ask('GET', '/v0.10/submission_id', undefined, {})).status).toBe(401);
    expect((await ask('GET', '/v0.10/task/none')).status).toBe(404);
    expect((await ask('GET', '/v0.10/nothing')).status).toBe(404);
    globus.endTokens();
    expect((await ask('GET', '/v0.10/submission_id')).code).toBe('AuthenticationFailed');
  });
  it('fails when it is told to, before or after it has taken the order', async () => {
    globus.failNext = 503;
    expect((await ask('POST', '/v0.10/transfer', await order())).status).toBe(503);
    globus.failNext = 'drop-after-storing';
    await expect(ask('POST', '/v0.10/transfer', await order())).rejects.toThrow();
    expect(globus.tasks).toHaveLength(1);
  });
});
