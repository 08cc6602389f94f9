import { jest } from '@jest/globals';
import { aDataset, eventually, testMongo } from '@scizoo/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINTER_TOKEN, MinterHarness } from '../published-data/registration/minter.harness';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const v3 = '/api/v3/publisheddata';
const whole = {
  title: 'Otters & co',
  creator: ['Muster, Petra', 'Gast, Gustav'],
  publisher: 'SciZoo',
  publicationYear: 2026,
  abstract: 'In <liquid>',
  dataDescription: 'https://data.zoo.example/otters',
  resourceType: 'raw',
  pidArray: [] as string[],
  authors: ['Helper, H.'],
  relatedPublications: ['10.1000/xyz'],
  affiliation: 'Zoo',
  numberOfFiles: 3,
  downloadLink: 'https://data.zoo.example/get',
};
const accounts = {
  owner: ['20260101'],
  stranger: ['20260102'],
  admin: ['admin'],
  deleter: ['deleters'],
};
const made = async (catalogue: Catalogue, fields: object = {}) => {
  const { body, status, text } = await catalogue.ask('POST', v3, 'owner', { body: { ...whole, ...fields } });
  if (status !== 201) throw new Error(text);
  return body as { doi: string } & Record<string, unknown>;
};

describe('publications (v3)', () => {
  let catalogue: Catalogue;
  let minter: MinterHarness;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('publications-v3').uri, accounts, {
      deleteGroups: ['deleters'],
      doiPrefix: '10.48391',
      doiShortSuffix: true,
      publicUrlPrefix: 'https://data.zoo.example/',
      doiMinterToken: MINTER_TOKEN,
      doiWaitMs: 20_000,
    });
    minter = new MinterHarness(catalogue);
    minter.start();
  }, 60_000);
  afterAll(async () => {
    await minter.stop();
    await catalogue.stop();
  });
  const at = (doi: string, rest = '') => `${v3}/${inPath(doi)}${rest}`;

  it('have the older fields and no others, over the record that v4 shows', async () => {
    const body = await made(catalogue, { doi: '10.1/ignored', status: 'pending_registration' });
    expect(body.doi).toMatch(/^10\.48391\/[0-9a-f]{10}$/u);
    expect(body).toEqual({
      ...whole,
      _id: body.doi,
      doi: body.doi,
      status: 'pending_registration',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const now = await ask('GET', `/api/v4/publisheddata/${inPath(body.doi)}`, 'owner');
    expect(now.body).toMatchObject({
      status: 'private',
      datasetPids: [],
      metadata: {
        creators: [
          { name: 'Muster, Petra', affiliation: [{ name: 'Zoo' }] },
          { name: 'Gast, Gustav', affiliation: [{ name: 'Zoo' }] },
        ],
        contributors: [{ name: 'Helper, H.' }],
        publisher: { name: 'SciZoo' },
        publicationYear: 2026,
        dataDescription: 'https://data.zoo.example/otters',
        relatedIdentifiers: [{ relatedIdentifier: '10.1000/xyz' }],
      },
    });
    for (const name of [
      'title',
      'abstract',
      'creator',
      'publisher',
      'publicationYear',
      'dataDescription',
      'resourceType',
      'pidArray',
    ])
      expect([name, (await ask('POST', v3, 'owner', { body: { ...whole, [name]: undefined } })).status]).toEqual([
        name,
        400,
      ]);
    expect((await ask('POST', v3, 'owner', { body: { ...whole, metadata: {} } })).status).toBe(400);
    expect((await ask('POST', v3, 'owner', { body: { ...whole, status: 'registered' } })).status).toBe(400);
    expect((await ask('POST', v3, 'owner', { body: { ...whole, status: 'odd text' } })).status).toBe(201);
    expect((await ask('POST', v3, undefined, { body: whole })).status).toBe(403);
  });

  it('are shown to anybody when registered, else to who is signed in', async () => {
    const { doi } = await made(catalogue, { title: 'Shown' });
    const listed = async (user: string | undefined, where: object) =>
      ((await ask('GET', v3, user, { query: { filter: { where } } })).body as { doi: string }[]).map(
        (item) => item.doi,
      );
    const count = async (user: string | undefined, where: object) =>
      ((await ask('GET', `${v3}/count`, user, { query: { filter: { where } } })).body as { count: number }).count;
    expect((await ask('GET', at(doi))).status).toBe(404);
    expect((await ask('GET', at(doi), 'stranger')).status).toBe(200);
    expect((await ask('GET', at('none'), 'stranger')).status).toBe(404);
    expect(await listed(undefined, { title: 'Shown' })).toEqual([]);
    expect(await listed(undefined, { $or: [{ title: 'Shown' }, { status: 'pending_registration' }] })).toEqual([]);
    expect(await count(undefined, { title: 'Shown' })).toBe(0);
    for (const where of [
      { title: 'Shown', status: 'pending_registration' },
      { title: 'Shown', status: { ne: 'registered' } },
      { title: 'Shown', creator: 'Gast, Gustav' },
      { and: [{ publisher: 'SciZoo' }, { title: { like: 'Shown' } }] },
      { title: 'Shown', publicationYear: { gte: 2026 } },
    ]) {
      expect([where, await listed('stranger', where)]).toEqual([where, [doi]]);
      expect(await count('stranger', where)).toBe(1);
    }
    const some = await ask('GET', v3, 'owner', {
      query: {
        filter: { where: { title: 'Shown' }, fields: ['title', 'creator'], limits: { limit: 1, order: 'title:asc' } },
      },
    });
    expect(some.body).toEqual([{ _id: doi, doi, title: 'Shown', creator: whole.creator }]);
    expect((await ask('GET', v3, 'owner', { query: { filter: '{' } })).status).toBe(400);
    expect((await ask('GET', v3, 'owner', { query: { filter: { where: { colour: 1 } } } })).status).toBe(400);
    expect((await ask('POST', at(doi, '/register'), 'owner')).status).toBe(201);
    expect(await listed(undefined, { status: 'registered', title: 'Shown' })).toEqual([doi]);
    expect((await ask('GET', at(doi))).body).toMatchObject({ doi, status: 'registered' });
  });

  it('PATCH keeps what it does not name, and refuses strangers', async () => {
    const { doi } = await made(catalogue);
    const patch = (user: string | undefined, body: object) => ask('PATCH', at(doi), user, { body });
    expect((await patch(undefined, { title: 'x' })).status).toBe(403);
    expect((await patch('stranger', { title: 'x' })).status).toBe(403);
    const changed = await patch('owner', { creator: ['Muster, Petra'], status: 'pending_registration' });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      {
        creator: ['Muster, Petra'],
        publisher: 'SciZoo',
        authors: ['Helper, H.'],
        numberOfFiles: 3,
        title: whole.title,
      },
    ]);
    expect((await patch('owner', { status: 'registered' })).status).toBe(400);
    expect((await patch('owner', { colour: 'red' })).status).toBe(400);
    expect((await ask('PATCH', at('none'), 'owner', { body: { title: 'x' } })).status).toBe(404);
  });

  it('are handed over to the minter with the address encoded twice; and open only with the DOI', async () => {
    const { body } = await ask('POST', '/api/v4/datasets', 'owner', { body: aDataset().build() });
    const pid = body.pid as string;
    const { doi } = await made(catalogue, { pidArray: [pid] });
    const open = async () => (await ask('GET', `/api/v3/datasets/${inPath(pid)}`)).status === 200;
    expect((await ask('POST', at(doi, '/register'))).status).toBe(403);
    expect((await ask('POST', at(doi, '/register'), 'stranger')).status).toBe(403);
    minter.tellNext({ outcome: 'retry', doiState: 'unknown', message: 'DataCite is away', retryAfterSeconds: 600 });
    const away = await ask('POST', at(doi, '/register'), 'owner');
    expect([away.status, away.body.message]).toEqual([
      424,
      expect.stringMatching(/^DataCite is away; nothing was opened/u),
    ]);
    expect([await open(), (await ask('GET', at(doi))).status]).toEqual([false, 404]);
    expect((await ask('POST', `/api/v4/publisheddata/${inPath(doi)}/retry`, 'owner')).status).toBe(201);
    await eventually(open, { what: 'the opening' });
    expect(minter.tasksOf(doi)).toMatchObject([
      { dialect: 'v3', url: `https://data.zoo.example/${encodeURIComponent(encodeURIComponent(doi))}` },
      { attempts: 1, attributes: { titles: [{ title: 'Otters & co' }] } },
    ]);
    expect((await ask('GET', at(doi))).body).toMatchObject({
      status: 'registered',
      registeredTime: expect.any(String),
    });
  });

  it('need the right to publish each dataset, as in v4', async () => {
    const { body } = await ask('POST', '/api/v4/datasets', 'stranger', {
      body: aDataset().inGroup('20260102').sharedWith('owner@demo.example').build(),
    });
    const { doi } = await made(catalogue, { pidArray: [body.pid] });
    expect((await ask('POST', at(doi, '/register'), 'owner')).status).toBe(403);
    expect(minter.tasksOf(doi)).toEqual([]);
  });

  it('resync takes a whole record of its creator, also when registered', async () => {
    const { doi } = await made(catalogue);
    const resync = (user: string | undefined, body: object) => ask('POST', at(doi, '/resync'), user, { body });
    expect((await resync(undefined, whole)).status).toBe(403);
    expect((await resync('stranger', whole)).status).toBe(403);
    expect((await resync('owner', { title: 'x' })).status).toBe(400);
    await ask('POST', at(doi, '/register'), 'owner');
    const done = await resync('owner', { ...whole, title: 'Corrected' });
    expect([done.status, done.body]).toMatchObject([201, { title: 'Corrected', status: 'registered' }]);
  });

  it('are deleted by delete groups', async () => {
    const { doi } = await made(catalogue);
    for (const user of ['owner', 'admin', undefined])
      expect([user, (await ask('DELETE', at(doi), user)).status]).toEqual([user, 403]);
    expect((await ask('DELETE', at(doi), 'deleter')).body.doi).toBe(doi);
    expect((await ask('DELETE', at(doi), 'deleter')).status).toBe(404);
  });
});

describe('publications of a site with an OAI provider, and with rules of its own', () => {
  let catalogue: Catalogue;
  let provider: Server;
  let folder: string;
  const seen: { method?: string; url?: string; body: string }[] = [];
  beforeAll(async () => {
    provider = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ method: request.method, url: request.url, body });
        response.writeHead(200).end('ok');
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    folder = await mkdtemp(join(tmpdir(), 'scizoo-publications-'));
    const publishedDataConfigFile = join(folder, 'publishedDataConfig.json');
    const metadataSchema = {
      type: 'object',
      required: ['dataDescription'],
      properties: { dataDescription: { minLength: 5 } },
    };
    await writeFile(publishedDataConfigFile, JSON.stringify({ metadataSchema, uiSchema: { a: 1 } }));
    catalogue = await Catalogue.start(testMongo('publications-oai').uri, accounts, {
      site: 'PSI',
      oaiProviderRoute: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/oai`,
      publishedDataConfigFile,
    });
  }, 60_000);
  afterAll(async () => {
    await catalogue.stop();
    await new Promise((resolve) => provider.close(resolve));
    await rm(folder, { recursive: true });
  });

  it('tell the provider of what is registered and synchronised', async () => {
    const { doi } = await made(catalogue);
    const path = `${v3}/${inPath(doi)}`;
    expect((await catalogue.ask('POST', `${path}/register`, 'owner')).body).toEqual({ doi });
    expect(seen.at(-1)).toMatchObject({ method: 'POST', url: '/oai', body: expect.stringContaining(doi) });
    expect((await catalogue.ask('POST', `${path}/resync`, 'owner', { body: whole })).status).toBe(201);
    expect(seen.at(-1)).toMatchObject({ method: 'PUT', url: `/oai/${doi}` });
  });

  it('follow the rules of the file', async () => {
    const { body } = await catalogue.ask('GET', '/api/v4/publisheddata/config');
    expect(body).toMatchObject({ metadataSchema: { required: ['dataDescription'] }, uiSchema: { a: 1 } });
    const { doi } = await made(catalogue, { dataDescription: 'x' });
    const refused = await catalogue.ask('POST', `${v3}/${inPath(doi)}/register`, 'owner');
    expect([refused.status, refused.body.message]).toEqual([
      400,
      ['metadata.dataDescription must NOT have fewer than 5 characters'],
    ]);
  });
});
