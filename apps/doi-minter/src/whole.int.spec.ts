import { jest } from '@jest/globals';
import { freePort } from '@scizoo/local-servers';
import {
  aDataset,
  buildPrograms,
  DataCiteServer,
  eventually,
  shippedCatalogue,
  ShippedProgram,
  temporaryFolder,
  testMongo,
} from '@scizoo/testing';
import { join } from 'node:path';

// Builds and starts real programs on a busy machine.
jest.setTimeout(180_000);

const MINTER_TOKEN = 'the-token-of-the-minter-for-tests-only';
const PASSWORD = 'secret of the tests';
const publisheddata = '/api/v4/publisheddata';
type Json = Record<string, unknown> & { doi: string; status: string; stage: string };
type Task = { state: string; fault?: { message: string; details?: string[] } };

describe('from a draft to a DOI that everybody finds', () => {
  let datacite: DataCiteServer;
  let programs: ShippedProgram[] = [];
  let minter: ShippedProgram;
  let url: string;
  let publicUrl: string;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    await buildPrograms('catalogue-api', 'doi-minter', 'public-api');
    const folder = await temporaryFolder('doi-minter');
    datacite = await DataCiteServer.start({ domain: 'data.zoo.example' });
    const [apiPort, publicPort] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${apiPort}`;
    publicUrl = `http://127.0.0.1:${publicPort}`;
    const servers = { mongodbUri: testMongo('doi-minter').uri, kafkaBrokers: '', topicPrefix: 'none', healthPort: 0 };
    const env = {
      ...{ DOI_PREFIX: '10.48391', DOI_MINTER_TOKEN: MINTER_TOKEN, DOI_WAIT_MS: '15000' },
      PUBLIC_URL_PREFIX: 'https://data.zoo.example/detail/',
    };
    const catalogue = shippedCatalogue({ folder, apiPort, ...servers, env });
    const pages = new ShippedProgram(
      'public-api',
      { PORT: `${publicPort}`, CATALOGUE_URL: url, PUBLIC_URL: 'https://data.zoo.example', FRESH_SECONDS: '0' },
      join(folder, 'public-api.log'),
    );
    minter = new ShippedProgram(
      'doi-minter',
      {
        ...{ CATALOGUE_URL: url, DOI_MINTER_TOKEN: MINTER_TOKEN, HEALTH_PORT: `${await freePort()}` },
        ...{ REGISTER_DOI_URI: `${datacite.url}/dois`, DOI_USERNAME: 'ZOO.TEST', DOI_PASSWORD: PASSWORD },
        ...{ DOI_TIMEOUT_MS: '400', RETRY_FIRST_SECONDS: '1', POLL_MS: '100' },
      },
      join(folder, 'doi-minter.log'),
    );
    programs = [catalogue, pages, minter];
    await Promise.all(programs.map((program) => program.start()));
    for (const at of [url, publicUrl])
      await eventually(async () => (await fetch(`${at}/ready`)).ok, { withinMs: 90_000, what: at });
    for (const name of ['scientist', 'admin', 'staff'])
      tokens.set(name, String((await ask('POST', '/api/v3/auth/login', undefined, account(name))).body['id']));
  });
  afterAll(async () => {
    for (const program of programs.reverse()) await program.stop();
    await datacite.stop();
  });

  const account = (username: string) => ({ username, password: `${username} of the test` });
  async function ask(method: string, path: string, user?: string, body?: object) {
    const token = user === undefined ? undefined : tokens.get(user);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Json };
  }
  const at = (doi: string, rest = '') => `${publisheddata}/${encodeURIComponent(doi)}${rest}`;
  const page = async (path: string) => {
    const response = await fetch(`${publicUrl}${path}`, { redirect: 'manual' });
    return { status: response.status, location: response.headers.get('location'), text: await response.text() };
  };
  const landing = (doi: string) => page(`/detail/${encodeURIComponent(doi)}`);
  const harvest = async () => (await page('/oai?verb=ListRecords&metadataPrefix=oai_dc')).text;

  async function draft(title: string, fields: object = {}, about: object = {}): Promise<{ doi: string; pid: string }> {
    const dataset = await ask('POST', '/api/v4/datasets', 'scientist', { ...aDataset().build(), ...about });
    const pid = String(dataset.body['pid']);
    const metadata = {
      creators: [{ name: 'Muster, Petra', orcid: '0000-0002-1825-0097' }],
      ...{ publisher: { name: 'Zoo' }, resourceType: 'raw', publicationYear: 2026, version: '1.0' },
    };
    const body = { title, abstract: `About ${title}`, datasetPids: [pid], metadata, ...fields };
    const made = await ask('POST', publisheddata, 'scientist', body);
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    return { doi: made.body.doi, pid };
  }
  const register = (doi: string) => ask('POST', at(doi, '/register'), 'scientist');
  const isDone = (doi: string) =>
    eventually(async () => (await ask('GET', at(doi), 'admin')).body.status === 'registered', {
      withinMs: 30_000,
      what: 'the registration',
    });
  const follow = async (doi: string) =>
    (await ask('GET', at(doi, '/registration'), 'scientist')).body as Json & { task?: Task; drift?: Json };
  const isOpen = async (pid: string) =>
    (await ask('GET', `/api/v3/datasets/${encodeURIComponent(pid)}`)).status === 200;
  const there = (doi: string) => datacite.register.find(doi);

  it('goes by review to the landing page, to harvesters and to the search of the portal', async () => {
    const { doi, pid } = await draft('Otters in spring');
    expect((await ask('GET', at(doi), 'staff')).status).toBe(404);
    await ask('POST', at(doi, '/submit'), 'scientist', { reviewers: ['Stina.Strand@zoo.example'] });
    expect((await ask('GET', at(doi), 'staff')).body.stage).toBe('under review');
    await ask('POST', at(doi, '/review'), 'staff', { verdict: 'approved', comment: 'Fine' });
    expect((await follow(doi))['reviews']).toMatchObject([{ by: 'staff', verdict: 'approved', comment: 'Fine' }]);
    expect([(await landing(doi)).status, await isOpen(pid), there(doi)]).toEqual([404, false, undefined]);

    const done = await register(doi);
    expect([done.status, done.body]).toMatchObject([201, { status: 'registered', stage: 'findable' }]);
    expect(there(doi)).toMatchObject({
      state: 'findable',
      attributes: {
        url: `https://data.zoo.example/detail/${encodeURIComponent(doi)}`,
        creators: [{ nameIdentifiers: [{ nameIdentifier: 'https://orcid.org/0000-0002-1825-0097' }] }],
        rightsList: expect.arrayContaining([expect.objectContaining({ rightsIdentifier: 'CC-BY-4.0' })]),
      },
    });
    expect(await isOpen(pid)).toBe(true);
    const shown = await landing(doi);
    expect([shown.status, shown.text]).toEqual([200, expect.stringContaining('Otters in spring')]);
    expect(await harvest()).toContain(doi);
    const found = await page(`/api/documents/${encodeURIComponent(doi)}`);
    expect(JSON.parse(found.text)).toMatchObject({ pid: doi, title: 'Otters in spring' });
    const given = JSON.parse((await page(`/export/datacite-json/${encodeURIComponent(doi)}`)).text) as Json;
    expect(given['titles']).toEqual(there(doi)?.attributes['titles']);
  });

  it('opens nothing while the service is away, tells why, and goes on by itself', async () => {
    const { doi, pid } = await draft('Otters in the dark');
    datacite.failNext(503, 500, 'hang');
    const answer = register(doi);
    const fault = await eventually(async () => (await follow(doi)).task?.fault, { what: 'the fault' });
    expect(fault.message).toMatch(/^The DOI service failed/u);
    expect([await isOpen(pid), (await landing(doi)).status, await harvest()]).toEqual([
      false,
      404,
      expect.not.stringContaining(doi),
    ]);
    expect((await ask('PATCH', at(doi), 'scientist', { title: 'x' })).status).toBe(409);
    await answer;
    await isDone(doi);
    expect([there(doi)?.state, await isOpen(pid)]).toEqual(['findable', true]);
  });

  it('is refused with a text per field, can be mended and tried again', async () => {
    const { doi, pid } = await draft('Otters abroad');
    const { body: record } = await ask('GET', at(doi), 'scientist');
    const metadata = record['metadata'] as object;
    const elsewhere = { metadata: { ...metadata, landingPage: 'elsewhere.example/' } };
    expect((await ask('PATCH', at(doi), 'scientist', elsewhere)).status).toBe(200);
    const refused = await register(doi);
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([424, expect.stringContaining('url: URL is not')]);
    expect([await isOpen(pid), there(doi), (await follow(doi)).task?.state]).toEqual([false, undefined, 'failed']);
    expect((await ask('PATCH', at(doi), 'scientist', { metadata })).status).toBe(200);
    expect((await ask('POST', at(doi, '/retry'), 'scientist')).status).toBe(201);
    await isDone(doi);
    expect(there(doi)?.state).toBe('findable');
  });

  it('makes one DOI when the minter is killed in mid-task, and mends what others have changed', async () => {
    const beamline = { uniqueName: 'otters', name: 'OtterSAXS' };
    const { body: instrument } = await ask('POST', '/api/v3/instruments', 'admin', beamline);
    const first = await draft('Otters changed by others', {}, { instrumentIds: [instrument['pid']] });
    await register(first.doi);
    const collector = { contributorType: 'DataCollector', name: 'OtterSAXS' };
    expect(there(first.doi)?.attributes['contributors']).toMatchObject([collector]);
    const { doi, pid } = await draft('Otters interrupted');
    const known = datacite.register.size;
    const puts = () => datacite.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(doi)).length;
    datacite.failNext('hang-after-storing');
    const answer = register(doi);
    await eventually(() => puts() === 1, { everyMs: 5, what: 'the call' });
    await minter.kill();
    expect([there(doi)?.state, await isOpen(pid)]).toEqual(['findable', false]);
    expect((await ask('POST', at(doi, '/cancel'), 'scientist')).status).toBe(409);
    // Earlier versions of this program named no beamline.
    datacite.register.put(first.doi, { titles: [{ title: 'Seals' }], contributors: [], event: 'hide' });
    await answer;
    await isDone(doi);
    expect([datacite.register.size, await isOpen(pid)]).toEqual([known + 1, true]);

    const drift = await eventually(
      async () => (await follow(first.doi)).drift?.['isMended'] && (await follow(first.doi)).drift,
      {
        withinMs: 30_000,
        what: 'the drift to be mended',
      },
    );
    expect(drift).toMatchObject({ differences: ['state', 'titles', 'contributors'] });
    expect(there(first.doi)).toMatchObject({
      state: 'findable',
      attributes: { titles: [{ title: 'Otters changed by others' }], contributors: [collector] },
    });
  });

  it('is amended under the same DOI, and what was public stays until the service has it', async () => {
    const { doi } = await draft('Otters amended');
    await register(doi);
    expect((await ask('POST', at(doi, '/amend'), 'admin')).body.stage).toBe('amending');
    const kept = await ask('PATCH', at(doi, '/amendment'), 'scientist', { title: 'Otters, corrected' });
    expect([kept.status, kept.body]).toMatchObject([200, { amendment: { title: 'Otters, corrected' } }]);
    expect((await landing(doi)).text).toContain('Otters amended');
    expect((await landing(doi)).text).not.toContain('corrected');
    expect((await register(doi)).body).toMatchObject({ status: 'registered', title: 'Otters, corrected' });
    expect(there(doi)?.attributes['titles']).toEqual([{ title: 'Otters, corrected' }]);
    expect((await landing(doi)).text).toContain('Otters, corrected');
  });

  it('gets versions, and one DOI that leads to the newest', async () => {
    const { doi } = await draft('Otters counted');
    await register(doi);
    const { body: next } = await ask('POST', at(doi, '/new-version'), 'scientist');
    expect(next).toMatchObject({ status: 'private', previousVersion: doi, metadata: { version: '1.1' } });
    expect((await ask('POST', at(doi, '/new-version'), 'scientist')).status).toBe(400);
    expect((await register(next.doi)).status).toBe(201);
    const concept = await eventually(async () => (await follow(next.doi))['conceptDoi'] as string | undefined, {
      what: 'the concept',
    });
    const relations = (of: string) => (there(of)?.attributes['relatedIdentifiers'] ?? []) as Json[];
    await eventually(() => relations(doi).length === 2 && relations(next.doi).length === 2, { what: 'the links' });
    expect(relations(doi)).toMatchObject([
      { relationType: 'IsVersionOf', relatedIdentifier: concept },
      { relationType: 'IsPreviousVersionOf', relatedIdentifier: next.doi },
    ]);
    expect(relations(next.doi)).toMatchObject([
      { relationType: 'IsVersionOf', relatedIdentifier: concept },
      { relationType: 'IsNewVersionOf', relatedIdentifier: doi },
    ]);
    expect(there(concept)?.state).toBe('findable');
    expect(relations(concept).map(({ relationType }) => relationType)).toEqual(['HasVersion', 'HasVersion']);
    expect(await landing(concept)).toMatchObject({
      status: 302,
      location: `/detail/${encodeURIComponent(next.doi)}`,
    });
  });

  it('leaves a tombstone when it is withdrawn', async () => {
    const { doi } = await draft('Otters withdrawn');
    await register(doi);
    expect((await ask('POST', at(doi, '/withdraw'), 'scientist', { reason: 'Seals' })).status).toBe(403);
    const gone = await ask('POST', at(doi, '/withdraw'), 'admin', { reason: 'They were seals' });
    expect([gone.status, gone.body]).toMatchObject([
      201,
      { status: 'registered', stage: 'withdrawn', withdrawnAt: expect.any(String) },
    ]);
    await eventually(() => there(doi)?.state === 'registered', { what: 'the hiding' });
    const grave = await landing(doi);
    expect([grave.status, grave.text]).toEqual([410, expect.stringContaining('They were seals')]);
    expect(
      (await page(`/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:data.zoo.example:${doi}`)).text,
    ).toContain('status="deleted"');
  });

  it('gets a DOI without opening what is under embargo', async () => {
    const { doi, pid } = await draft('Otters kept', { keepEmbargo: true });
    expect((await register(doi)).status).toBe(201);
    expect([await isOpen(pid), (await landing(doi)).status]).toEqual([false, 200]);
    const rights = there(doi)?.attributes['rightsList'] as { rights: string }[];
    expect(rights.map((item) => item.rights).join()).toMatch(/(embargoed|restricted)Access/u);
    expect(rights.map((item) => item.rights).join()).not.toContain('openAccess');
  });
});
