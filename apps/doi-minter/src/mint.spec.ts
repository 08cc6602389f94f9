import { DataCiteServer } from '@scizoo/testing/datacite';
import { DataCite } from './datacite';
import { mint, pauseAfter } from './mint';
import type { DoiTask } from './registrar';
import { XmlRegistrar } from './xml-registrar';

const PASSWORD = 'secret of the tests';
const PAUSES = { firstSeconds: 2, longestSeconds: 600 };
const attributes = {
  titles: [{ title: 'Otters & co' }],
  creators: [{ name: 'Muster, Petra' }],
  publisher: { name: 'Zoo' },
  publicationYear: '2026',
  types: { resourceTypeGeneral: 'Dataset', resourceType: 'raw' },
  descriptions: [{ description: 'In <liquid>', descriptionType: 'Abstract' }],
  schemaVersion: 'http://datacite.org/schema/kernel-4',
};
let number = 0;
const task = (changes: Partial<DoiTask> = {}): DoiTask => ({
  ...{ lease: 'l', doi: `10.48391/m${++number}`, kind: 'register', dialect: 'v4', wanted: 'findable', attempts: 1 },
  url: 'https://data.zoo.example/1',
  attributes,
  ...changes,
});

describe('minting', () => {
  let server: DataCiteServer;
  let datacite: DataCite;
  const account = { username: 'ZOO.TEST', password: PASSWORD, timeoutMs: 300 };
  beforeAll(async () => {
    server = await DataCiteServer.start({ domain: 'zoo.example' });
    datacite = new DataCite(`${server.url}/dois`, account);
  });
  afterAll(() => server.stop());
  const stateOf = (doi: string) => server.register.find(doi)?.state;

  it('puts the record, reads the state back, and may be repeated', async () => {
    const one = task();
    for (const status of [201, 200]) {
      expect(await mint(one, datacite, PAUSES)).toEqual({ outcome: 'done', doiState: 'findable' });
      expect(server.requests.at(-1)).toMatchObject({ method: 'PUT', path: `/dois/${one.doi}`, status });
    }
    expect(server.register.find(one.doi)?.attributes).toMatchObject({ url: one.url, titles: attributes.titles });
  });

  it('hides what is withdrawn, keeps its metadata, and makes nothing that was not there', async () => {
    const one = task();
    await mint(one, datacite, PAUSES);
    const hide = { kind: 'withdraw', wanted: 'registered', attributes: undefined, url: undefined } as const;
    expect(await mint({ ...one, ...hide }, datacite, PAUSES)).toEqual({ outcome: 'done', doiState: 'registered' });
    expect(server.register.find(one.doi)).toMatchObject({ state: 'registered', attributes: { url: one.url } });
    const other = task(hide);
    expect((await mint(other, datacite, PAUSES)).outcome).toBe('done');
    expect(stateOf(other.doi)).toBeUndefined();
  });

  it.each([503, 500, 429, 'hang'] as const)('tries again after %s, and nothing is there', async (failure) => {
    server.failNext(failure);
    const one = task({ attempts: 3 });
    const report = await mint(one, datacite, PAUSES);
    expect(report).toMatchObject({ outcome: 'retry', doiState: 'unknown', retryAfterSeconds: 8 });
    expect(report.message).toMatch(/^The DOI service failed\. It (answered|did not answer)/u);
    expect(stateOf(one.doi)).toBeUndefined();
  });
  it.each(['hang-after-storing', 'drop-after-storing'] as const)(
    'does not know after %s, and makes no second one when it tries again',
    async (failure) => {
      server.failNext(failure);
      const one = task();
      const before = server.register.size;
      expect(await mint(one, datacite, PAUSES)).toMatchObject({ outcome: 'retry', doiState: 'unknown' });
      expect(stateOf(one.doi)).toBe('findable');
      expect(await mint({ ...one, attempts: 2 }, datacite, PAUSES)).toEqual({ outcome: 'done', doiState: 'findable' });
      expect(server.register.size).toBe(before + 1);
    },
  );

  it('leaves to people what is refused, with a text per field, and knows that nothing is there', async () => {
    const elsewhere = await mint(task({ url: 'https://elsewhere.example/1' }), datacite, PAUSES);
    expect(elsewhere).toEqual({
      ...{ outcome: 'failed', doiState: 'none' },
      message: 'The DOI service refused the record. It answered 422',
      details: ['url: URL is not allowed by repository domain settings.'],
    });
  });
  it('sends nothing that the schema refuses', async () => {
    const before = server.requests.length;
    const bad = { ...attributes, creators: [], publisher: 'Zoo', titles: [{ title: '' }], landingPage: 'x' };
    const report = await mint(task({ attributes: bad }), datacite, PAUSES);
    expect(report.outcome).toBe('failed');
    const named = report.details!.map((text) => text.split(':')[0]);
    expect(named.sort()).toEqual(['creators', 'landingPage', 'publisher', 'titles.0.title']);
    expect(await mint(task({ url: undefined }), datacite, PAUSES)).toMatchObject({ outcome: 'failed' });
    expect(server.requests).toHaveLength(before);
  });

  it('takes a wrong account for the operators’ business and tells nobody the password', async () => {
    const stranger = new DataCite(`${server.url}/dois`, { ...account, password: 'quite another one' });
    const report = await mint(task(), stranger, PAUSES);
    expect(report).toMatchObject({ outcome: 'retry', retryAfterSeconds: 600 });
    expect(report.message).toMatch(/does not accept the account/u);
    expect(JSON.stringify(report)).not.toContain('quite');
    await expect(stranger.assertReachable()).resolves.toBeUndefined();
  });
  it('says when the service is not there at all', async () => {
    const nowhere = new DataCite('http://127.0.0.1:9/dois', account);
    expect(await mint(task(), nowhere, PAUSES)).toMatchObject({
      outcome: 'retry',
      message: 'The DOI service failed. It cannot be reached',
    });
  });

  it('of the older routes goes as XML, then the address', async () => {
    const xml = new XmlRegistrar({ metadata: `${server.url}/metadata`, dois: `${server.url}/doi` }, account);
    const one = task({ dialect: 'v3' });
    server.failNext('drop-after-storing');
    expect((await mint(one, xml, PAUSES)).outcome).toBe('retry');
    expect(await mint(one, xml, PAUSES)).toEqual({ outcome: 'done', doiState: 'findable' });
    expect(server.metadata.get(one.doi)).toContain('<title>Otters &amp; co</title>');
    expect(server.metadata.get(one.doi)).toContain('In &lt;liquid&gt;');
    expect(server.urls.get(one.doi)).toBe(one.url);
  });

  it('pauses longer with each attempt, and at least what the service asks for', () => {
    expect([1, 2, 5, 9, 10, 99].map((attempts) => pauseAfter(attempts, PAUSES))).toEqual([2, 4, 32, 512, 600, 600]);
    expect(pauseAfter(1, PAUSES, 900)).toBe(900);
  });
});
