import { jest } from '@jest/globals';
import { OrcidServer, RorServer, testMongo } from '@scizoo/testing';
import { CatalogueConfig } from '../config';
import { Catalogue } from '../schema/catalogue.harness';

// Starting the catalogue takes its time on a busy machine.
jest.setTimeout(60_000);

describe('looking people and organisations up', () => {
  let catalogue: Catalogue;
  let orcid: OrcidServer;
  let ror: RorServer;
  beforeAll(async () => {
    [orcid, ror] = await Promise.all([OrcidServer.start({ token: 'of the test' }), RorServer.start()]);
    const settings = { orcidApi: orcid.url, orcidApiToken: 'of the test', rorApi: `${ror.url}/` };
    catalogue = await Catalogue.start(testMongo('registries').uri, { author: ['20260101'] }, settings);
  });
  afterAll(async () => {
    await catalogue.stop();
    await Promise.all([orcid.stop(), ror.stop()]);
  });
  const find = async (kind: 'people' | 'organisations', text: string, user: string | undefined = 'author') => {
    const { status, body } = await catalogue.ask('GET', `/api/v4/registries/${kind}`, user, { query: { text } });
    return { status, body: body as Record<string, unknown>[] & { message?: string } };
  };

  it('finds people by any part of their name, by where they are, and by their iD', async () => {
    expect(await find('people', '  muster PETRA ')).toEqual({
      status: 200,
      body: [
        {
          orcid: '0000-0002-1825-0097',
          ...{ givenName: 'Petra', familyName: 'Muster', homes: ['University of Zoo', 'Otter Institute'] },
        },
        expect.objectContaining({ familyName: 'Musterová' }),
      ],
    });
    const names = async (text: string) => (await find('people', text)).body.map(({ familyName }) => familyName);
    expect(await names('petra otter')).toEqual(['Muster']);
    expect(await names('åström-müller')).toEqual(['Åström-Müller']);
    expect(await names('https://orcid.org/0000-0009-9999-002x')).toEqual(['Åström-Müller']);
    // Somebody with one name only.
    expect((await find('people', 'otterine')).body).toMatchObject([
      { givenName: '', familyName: 'Otterine the Diver', homes: [] },
    ]);
    expect(await names('nobody at all')).toEqual([]);
  });
  it('finds organisations by names, short ones too, and by their id; none that has closed', async () => {
    expect((await find('organisations', 'UZ')).body).toEqual([
      {
        ror: 'https://ror.org/0zzzz0161',
        ...{ name: 'University of Zoo', otherNames: ['UZ'], place: 'Ottertown, Zooland' },
      },
    ]);
    const names = async (text: string) => (await find('organisations', text)).body.map(({ name }) => name);
    expect(await names('zoo light')).toEqual(['Zoo Light Source']);
    expect(await names('0zzzz0258')).toEqual(['Zoo Light Source']);
    expect(await names('https://ror.org/0zzzz0355')).toEqual([]);
    expect(await names('0zzzz0999')).toEqual([]);
  });
  it.each(['people', 'organisations'] as const)(
    'takes signs of a query language in a name for themselves: %s',
    async (kind) => {
      for (const text of ['a OR b', '*:*', '(muster', 'x" OR orcid:"y', 'a && b || !c', 'back\\', 'müller [2026 TO *]'])
        expect([text, await find(kind, text)]).toEqual([text, { status: 200, body: [] }]);
    },
  );
  it.each(['people', 'organisations'] as const)(
    'is for those who are signed in, and needs a word: %s',
    async (kind) => {
      const before = orcid.asked.length + ror.asked.length;
      const anonymous = await catalogue.ask('GET', `/api/v4/registries/${kind}`, undefined, {
        query: { text: 'muster' },
      });
      expect(anonymous.status).toBe(401);
      for (const text of ['', 'a', 'x'.repeat(201)]) expect((await find(kind, text)).status).toBe(400);
      expect(orcid.asked.length + ror.asked.length).toBe(before);
    },
  );
  it.each(['people', 'organisations'] as const)(
    'says in plain words when it does not work, and works again after: %s',
    async (kind) => {
      const registry = kind === 'people' ? orcid : ror;
      registry.failNext(429);
      const busy = await find(kind, 'zoo');
      expect([busy.status, busy.body.message]).toEqual([
        503,
        expect.stringMatching(/asked too often .* try again in a minute/u),
      ]);
      for (const failure of [500, 401, 'html', 'long', 'redirect'] as const) {
        registry.failNext(failure);
        const { status, body } = await find(kind, 'zoo');
        expect([failure, status, body.message]).toEqual([
          failure,
          503,
          expect.stringContaining('does not answer as it should'),
        ]);
        expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|of the test/u);
      }
      expect((await find(kind, 'zoo')).status).toBe(200);
    },
  );
  it('is off where the facility has set none, and says so', async () => {
    const config = catalogue.app.get(CatalogueConfig);
    const lookUps = async () =>
      ((await catalogue.ask('GET', '/api/v4/facility')).body as { lookUps: string[] }).lookUps;
    expect(await lookUps()).toEqual(['orcid', 'ror']);
    const { orcidApi, rorApi } = config;
    Object.assign(config, { orcidApi: undefined, rorApi: undefined });
    try {
      expect(await lookUps()).toEqual([]);
      expect(await find('people', 'muster')).toMatchObject({
        status: 404,
        body: { message: expect.stringContaining('ORCID_API') },
      });
      expect(await find('organisations', 'zoo')).toMatchObject({
        status: 404,
        body: { message: expect.stringContaining('ROR_API') },
      });
    } finally {
      Object.assign(config, { orcidApi, rorApi });
    }
  });
});
