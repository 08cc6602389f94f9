import { CatalogueClient, CatalogueError } from './client';

const answering = (status: number, body: string, headers: Record<string, string> = {}) => {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetchLike = ((url: string, init: RequestInit) => {
    asked.push({ url, init });
    return Promise.resolve(new Response(body === '' ? null : body, { status, headers }));
  }) as unknown as typeof fetch;
  return { asked, fetchLike };
};

describe('CatalogueClient', () => {
  it('encodes ids and filters, sends the token', async () => {
    const { asked, fetchLike } = answering(200, '{"pid":"20.500/a b"}');
    const client = new CatalogueClient({ baseUrl: 'http://c', token: () => 't', fetch: fetchLike });
    const query = { filter: { fields: ['pid'] }, absent: undefined };
    const dataset = await client.get('/api/v3/datasets/{pid}', { path: { pid: '20.500/a b' }, query });
    expect(dataset.pid).toBe('20.500/a b');
    expect(asked[0]!.url).toBe('http://c/api/v3/datasets/20.500%2Fa%20b?filter=%7B%22fields%22%3A%5B%22pid%22%5D%7D');
    expect(asked[0]!.init.headers).toMatchObject({ authorization: 'Bearer t' });
  });

  it('sends JSON with the CSRF token when something changes', async () => {
    const { asked, fetchLike } = answering(200, '{}');
    const client = new CatalogueClient({ csrfToken: () => 'c', fetch: fetchLike });
    await client.patch('/api/v4/datasets/{pid}', { path: { pid: 'x' }, body: { comment: 'good' } });
    expect(asked[0]!.init).toMatchObject({
      method: 'PATCH',
      body: '{"comment":"good"}',
      headers: { 'x-csrf-token': 'c' },
    });
    await client.get('/api/v3/instruments');
    expect(asked[1]!.init.headers).not.toHaveProperty('x-csrf-token');
  });

  it('leaves forms to the platform', async () => {
    const { asked, fetchLike } = answering(201, '{}');
    const body = new FormData();
    await new CatalogueClient({ fetch: fetchLike }).post('/api/v4/datasets/{pid}/images', { path: { pid: 'x' }, body });
    expect(asked[0]!.init.body).toBe(body);
    expect(asked[0]!.init.headers).not.toHaveProperty('content-type');
  });

  it('gives undefined for an empty answer', async () => {
    const { fetchLike } = answering(200, '');
    expect(await new CatalogueClient({ fetch: fetchLike }).get('/api/v3/datasets/findOne')).toBeUndefined();
  });

  it('throws what the API says', async () => {
    const { fetchLike } = answering(
      503,
      '{"statusCode":503,"message":"database is away","code":"unavailable","requestId":"r1"}',
      { 'retry-after': '2' },
    );
    const error = await new CatalogueClient({ fetch: fetchLike }).get('/api/v3/instruments').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(CatalogueError);
    expect(error).toMatchObject({
      status: 503,
      code: 'unavailable',
      message: 'database is away',
      requestId: 'r1',
      retryAfterS: 2,
    });
  });

  it('reads the text of a fault, and its number from the header', async () => {
    const { fetchLike } = answering(500, '"Internal server error"', { 'x-request-id': 'r2' });
    await expect(new CatalogueClient({ fetch: fetchLike }).get('/api/v3/instruments')).rejects.toMatchObject({
      status: 500,
      code: 'fault',
      message: 'Internal server error',
      requestId: 'r2',
    });
  });

  it('lists single faults, copes with a page of a proxy and with no answer', async () => {
    const faults = answering(400, '{"message":["a must be text","b is missing"],"code":"invalid"}');
    await expect(new CatalogueClient({ fetch: faults.fetchLike }).get('/api/v3/instruments')).rejects.toMatchObject({
      message: 'a must be text; b is missing',
      details: ['a must be text', 'b is missing'],
    });
    const page = answering(502, '<html>');
    await expect(new CatalogueClient({ fetch: page.fetchLike }).get('/api/v3/instruments')).rejects.toMatchObject({
      status: 502,
      code: 'fault',
    });
    const away = (() => Promise.reject(new TypeError('fetch failed'))) as typeof fetch;
    await expect(new CatalogueClient({ fetch: away }).get('/api/v3/instruments')).rejects.toMatchObject({
      status: 0,
      code: 'unreachable',
    });
  });
});
