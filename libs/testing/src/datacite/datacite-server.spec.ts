import { DataCiteServer } from './datacite-server';

const complete = {
  url: 'https://data.zoo.example/1',
  titles: [{ title: 'Otters' }],
  creators: [{ name: 'Muster, Petra' }],
  publisher: { name: 'SciZoo' },
  publicationYear: '2026',
  types: { resourceTypeGeneral: 'Dataset' },
  schemaVersion: 'http://datacite.org/schema/kernel-4',
};
const authorization = `Basic ${Buffer.from('ZOO.TEST:secret of the tests').toString('base64')}`;

describe('the stand-in for DataCite', () => {
  let server: DataCiteServer;
  beforeAll(async () => (server = await DataCiteServer.start({ domain: 'zoo.example' })));
  afterAll(() => server.stop());

  async function ask(method: string, path: string, attributes?: object, headers: Record<string, string> = {}) {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/vnd.api+json', ...headers },
      body: attributes && JSON.stringify({ data: { type: 'dois', attributes } }),
    });
    const text = await response.text();
    const { data, errors } = (text.startsWith('{') ? JSON.parse(text) : {}) as {
      data?: { attributes: Record<string, unknown> };
      errors?: { source?: string; title?: string }[];
    };
    const { state, doi } = data?.attributes ?? {};
    return { status: response.status, state, doi, errors, location: response.headers.get('location') };
  }

  it('makes and renews by PUT, and goes through the states', async () => {
    const path = '/dois/10.48391/a';
    expect(await ask('PUT', path, { titles: 'anything' })).toMatchObject({ status: 201, state: 'draft' });
    expect(await ask('PUT', path, complete)).toMatchObject({ status: 200, state: 'draft' });
    expect(await ask('GET', path, undefined, { authorization: '' })).toMatchObject({ status: 404 });
    expect(await ask('PUT', path, { event: 'hide' })).toMatchObject({ status: 200, state: 'draft' });
    expect(await ask('PUT', path, { event: 'register' })).toMatchObject({ status: 200, state: 'registered' });
    expect(await ask('DELETE', path)).toMatchObject({ status: 405 });
    expect(await ask('PUT', path, { event: 'publish' })).toMatchObject({ status: 200, state: 'findable' });
    expect(await ask('PUT', path, { event: 'register' })).toMatchObject({ status: 200, state: 'findable' });
    expect(await ask('GET', path, undefined, { authorization: '' })).toMatchObject({ status: 200, state: 'findable' });
    expect(await ask('PUT', path, { event: 'hide' })).toMatchObject({ state: 'registered' });
    expect(await ask('POST', '/dois', { ...complete, doi: '10.48391/A' })).toMatchObject({
      status: 422,
      errors: [{ source: 'doi', title: 'This DOI has already been taken' }],
    });
  });

  it('finds a name itself when it gets a prefix alone, and says where it is', async () => {
    const made = await ask('POST', '/dois', { ...complete, prefix: '10.48391', event: 'publish' });
    expect(made).toMatchObject({ status: 201, state: 'findable' });
    expect(made.doi).toMatch(/^10\.48391\/[0-9a-z]{4}-[0-9a-z]{4}$/u);
    expect(made.location).toBe(`${server.url}/dois/${String(made.doi)}`);
    expect((await ask('POST', '/dois', { ...complete, prefix: '10.5555' })).status).toBe(403);
    expect((await ask('POST', '/dois', complete)).status).toBe(422);
  });

  it.each([
    ['creators', { creators: [] }],
    ['creators', { creators: ['Petra Muster'] }],
    ['publisher', { publisher: 'SciZoo' }],
    ['publicationYear', { publicationYear: 2026 }],
    ['titles', { titles: [{ title: '' }] }],
    ['types', { types: { resourceTypeGeneral: 'Otter' } }],
    ['contributors', { contributors: [{ name: 'A' }] }],
    ['schemaVersion', { schemaVersion: undefined }],
    ['landingPage', { landingPage: 'x' }],
    ['url', { url: 'data.zoo.example/1' }],
    ['url', { url: 'https://elsewhere.example/1' }],
  ])('refuses findable DOIs with faults in %s', async (source, fault) => {
    const answer = await ask('PUT', '/dois/10.48391/bad', { ...complete, ...fault, event: 'publish' });
    expect(answer.status).toBe(422);
    expect(answer.errors!.map((error) => error.source)).toContain(source);
    expect(server.register.find('10.48391/bad')).toBeUndefined();
  });

  it('knows whose prefix it is and who asks', async () => {
    expect(await ask('PUT', '/dois/10.1000/x', complete)).toMatchObject({ status: 403 });
    expect(await ask('PUT', '/dois/10.48391/x y', complete)).toMatchObject({ status: 422 });
    const stranger = await ask('PUT', '/dois/10.48391/x', complete, { authorization: 'Basic eDp5' });
    expect(stranger).toMatchObject({ status: 401, errors: [{ title: 'Bad credentials.' }] });
    expect(await ask('PUT', '/dois/10.48391/x', complete, { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
    });
  });

  it('fails as told, also after storing', async () => {
    server.failNext(503, 'drop-after-storing');
    expect((await ask('PUT', '/dois/10.48391/late', complete)).status).toBe(503);
    expect(server.register.find('10.48391/late')).toBeUndefined();
    await expect(ask('PUT', '/dois/10.48391/late', complete)).rejects.toThrow();
    expect(server.register.find('10.48391/late')).toMatchObject({ state: 'draft' });
    expect((await ask('PUT', '/dois/10.48391/late', complete)).status).toBe(200);
  });
});
