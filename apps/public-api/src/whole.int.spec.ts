import { jest } from '@jest/globals';
import { freePort } from '@scizoo/local-servers';
import {
  aDataset,
  buildPrograms,
  eventually,
  shippedCatalogue,
  type ShippedProgram,
  temporaryFolder,
  testMongo,
} from '@scizoo/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Metric, OF_THE_PROGRAM, type Verdict } from './fair/fair-rules';
import { PublicApi } from './testing/public-api';

// Builds and starts a real program on a busy machine.
jest.setTimeout(180_000);

const PANET = 'http://purl.org/pan-science/PaNET/';
const metadata = {
  creators: [{ name: 'Muster, Petra' }],
  publisher: { name: 'Zoo' },
  resourceType: 'raw',
  publicationYear: 2026,
};
type Json = Record<string, unknown>;

describe('the public pages and interfaces over the real catalogue', () => {
  let program: ShippedProgram;
  let api: PublicApi;
  let url: string;
  let token: string;
  const pids: Record<string, string> = {};
  let doi: string;

  const ask = async (path: string, body?: object) => {
    const response = await fetch(`${url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Json;
  };
  beforeAll(async () => {
    await buildPrograms();
    const folder = await temporaryFolder('public-api');
    await writeFile(
      join(folder, 'accounts.json'),
      JSON.stringify([{ username: 'admin', email: 'admin@zoo.example', role: 'admin', password: 'admin of the test' }]),
    );
    const apiPort = await freePort();
    url = `http://127.0.0.1:${apiPort}`;
    const settings = { mongodbUri: testMongo('public-api').uri, kafkaBrokers: '', topicPrefix: 'none', healthPort: 0 };
    program = shippedCatalogue({ folder, apiPort, ...settings });
    await program.start();
    await eventually(async () => (await fetch(`${url}/ready`)).ok, { withinMs: 90_000, what: 'the catalogue' });
    token = String((await ask('/api/v3/auth/login', { username: 'admin', password: 'admin of the test' }))['id']);
    await fill();
    api = await PublicApi.start(url);
  });
  afterAll(async () => {
    await api.stop();
    await program.stop();
  });

  async function fill(): Promise<void> {
    const [instrument] = (await ask('/api/v3/instruments')) as unknown as { pid: string }[];
    await ask('/api/v3/samples', { sampleId: 'cu', sampleName: 'Copper foil', ownerGroup: 'p1', isPublished: true });
    await ask('/api/v3/samples', { sampleId: 'secret', sampleName: 'Copper secret', ownerGroup: 'p1' });
    const saxs = { pid: `${PANET}PaNET01188`, name: 'small angle x-ray scattering' };
    const xas = { pid: `${PANET}PaNET01196`, name: 'x-ray absorption spectroscopy' };
    const make = async (key: string, fields: object) => {
      const body = { ...aDataset().build(), proposalIds: [], datasetName: key, isPublished: true, ...fields };
      pids[key] = String((await ask('/api/v4/datasets', body))['pid']);
    };
    const energy = (value: number, unit: string) => ({ photon_energy: { value, unit } });
    await make('Cu one', {
      techniques: [saxs],
      scientificMetadata: energy(0.9, 'keV'),
      sampleIds: ['cu'],
      instrumentIds: [instrument!.pid],
    });
    await make('Cu two', { techniques: [saxs, xas], scientificMetadata: energy(950, 'eV'), sampleIds: ['secret'] });
    await make('Fe three', {
      techniques: [xas],
      scientificMetadata: { ...energy(7, 'keV'), sample_temperature: { value: 20, unit: 'degC' } },
    });
    await make('Cu closed', { isPublished: false, techniques: [saxs], scientificMetadata: energy(900, 'eV') });
    const file = { path: 'deep/scan.h5', size: 10, time: '2026-01-01T00:00:00.000Z' };
    await ask('/api/v4/origdatablocks', { datasetId: pids['Cu one'], size: 10, dataFileList: [file] });
    const body = {
      title: 'Copper & otters',
      abstract: 'About copper',
      datasetPids: [pids['Cu one'], pids['Cu closed']],
      metadata,
      status: 'registered',
    };
    doi = String((await ask('/api/v4/publisheddata', body))['doi']);
  }

  const search = async (collection: string, filter: object = {}) => {
    const { status, text } = await api.get(`/api/${collection}?filter=${encodeURIComponent(JSON.stringify(filter))}`);
    if (status !== 200) throw new Error(`${status} ${text}`);
    return JSON.parse(text) as Json[];
  };
  const titles = async (filter: object) => (await search('datasets', filter)).map(({ title }) => title).sort();
  const parameter = (...parts: object[]) => ({
    include: [{ relation: 'parameters', scope: { where: { and: parts } } }],
  });
  const technique = (where: object) => ({ include: [{ relation: 'techniques', scope: { where } }] });

  it('finds "photon energy between 880 and 990 eV, technique small-angle scattering, text Cu"', async () => {
    const [first, ...more] = await search('Datasets', {
      where: { text: 'cu' },
      order: 'title ASC',
      include: [
        {
          relation: 'parameters',
          scope: { where: { and: [{ name: 'photon_energy' }, { value: { between: [880, 990] } }, { unit: 'eV' }] } },
        },
        { relation: 'techniques', scope: { where: { name: 'small angle scattering' } } },
      ],
    });
    expect(more.map(({ title }) => title)).toEqual(['Cu two']);
    expect(first).toMatchObject({ pid: pids['Cu one'], title: 'Cu one', isPublic: true, score: 0 });
    expect(first!['parameters']).toEqual([expect.objectContaining({ name: 'photon_energy', value: 900, unit: 'eV' })]);
  });

  it('converts units both ways, temperatures with their offset, and refuses what is no unit', async () => {
    const energy = (value: object, unit: string) => parameter({ name: 'photon_energy' }, { value }, { unit });
    expect(await titles(energy({ between: [0.88, 0.99] }, 'keV'))).toEqual(['Cu one', 'Cu two']);
    expect(await titles(energy({ gte: 950 }, 'eV'))).toEqual(['Cu two', 'Fe three']);
    expect(await titles(energy({ gte: 1 }, 'mm'))).toEqual([]);
    const warm = (value: object, unit: string) => parameter({ name: 'sample_temperature' }, { value }, { unit });
    expect(await titles(warm({ between: [293, 294] }, 'K'))).toEqual(['Fe three']);
    expect(await titles(warm({ lt: 19 }, 'degC'))).toEqual([]);
    const refused = async (filter: object) =>
      (await api.get(`/api/datasets?filter=${encodeURIComponent(JSON.stringify(filter))}`)).status;
    expect(await refused(energy({ gt: 1 }, 'otters-per-pool'))).toBe(400);
    expect(await refused(parameter({ name: 'photon_energy' }))).toBe(400);
  });

  it('widens techniques, and takes "not" for the whole dataset', async () => {
    expect(await titles(technique({ pid: `${PANET}PaNET01124` }))).toEqual(['Cu one', 'Cu two']);
    expect(await titles(technique({ name: { neq: 'SAS' } }))).toEqual(['Fe three']);
    expect(await titles(technique({ and: [{ name: 'SAXS' }, { name: 'XAS' }] }))).toEqual(['Cu two']);
  });

  it('joins samples, instruments, documents and files, and drops who has no match', async () => {
    const joined = (relation: string, where: object) => titles({ include: [{ relation, scope: { where } }] });
    expect(await joined('samples', { text: 'copper' })).toEqual(['Cu one']);
    expect(await joined('instrument', { name: 'ZooSAXS' })).toEqual(['Cu one']);
    expect(await joined('documents', { type: 'publication' })).toEqual(['Cu one']);
    expect(await joined('files', { name: { like: '%.h5' } })).toEqual(['Cu one']);
    expect(await joined('files', { name: 'none' })).toEqual([]);
    expect(await titles({ include: ['samples', 'files', 'documents', 'instrument'] })).toHaveLength(3);
  });

  it('joins at two levels from the document down', async () => {
    const from = (name: string) =>
      search('Documents', {
        include: [{ relation: 'datasets', scope: { include: [{ relation: 'files', scope: { where: { name } } }] } }],
      });
    const [document, ...more] = await from('scan.h5');
    expect(more).toEqual([]);
    expect(document).toMatchObject({
      pid: doi,
      doi,
      releaseDate: '2026-01-01T00:00:00.000Z',
      type: 'publication',
      title: 'Copper & otters',
      summary: 'About copper',
      score: 0,
    });
    expect(document!['datasets']).toEqual([
      expect.objectContaining({ title: 'Cu one', files: [expect.objectContaining({ path: 'deep' })] }),
    ]);
    expect(await from('none')).toEqual([]);
    const [withMembers] = await search('documents', {
      include: [{ relation: 'members', scope: { include: [{ relation: 'person' }] } }],
    });
    expect(withMembers!['members']).toEqual([
      expect.objectContaining({ role: 'author', person: expect.objectContaining({ fullName: 'Petra Muster' }) }),
    ]);
  });

  it('goes back from what belongs to a dataset, and from members', async () => {
    const include = (relation: string, ...inner: object[]) => ({ relation, scope: { include: inner } });
    const behind = (item: unknown, relation: string) =>
      ((item as Json)[relation] as Json[]).map(({ title }) => title).sort();
    const byTitle = async (filter: object) =>
      new Map((await search('datasets', filter)).map((item): [unknown, Json] => [item['title'], item]));
    const found = await byTitle({
      include: [
        include('samples', include('datasets')),
        include('techniques', include('datasets')),
        include('files', include('dataset')),
        include('parameters', include('dataset')),
      ],
    });
    const one = found.get('Cu one')!;
    expect(behind((one['samples'] as Json[])[0], 'datasets')).toEqual(['Cu one']);
    // The closed one has this technique too.
    expect(behind((one['techniques'] as Json[])[0], 'datasets')).toEqual(['Cu one', 'Cu two']);
    for (const relation of ['files', 'parameters'])
      expect((one[relation] as Json[])[0]!['dataset']).toMatchObject({ title: 'Cu one' });
    const condition = { relation: 'datasets', scope: { where: { title: 'Fe three' } } };
    expect([...(await byTitle({ include: [include('techniques', condition)] })).keys()].sort()).toEqual([
      'Cu two',
      'Fe three',
    ]);

    const [document] = await search('documents', {
      include: [include('members', include('document'), include('person', include('members', include('document'))))],
    });
    const [member] = document!['members'] as Json[];
    expect(member!['document']).toMatchObject({ pid: doi });
    const [again] = (member!['person'] as Json)['members'] as Json[];
    expect(again).toMatchObject({ role: 'author', document: { pid: doi } });
    const none = { relation: 'document', scope: { where: { title: 'another' } } };
    expect(await search('documents', { include: [{ relation: 'members', scope: { include: [none] } }] })).toEqual([]);

    const round = include('samples', include('datasets', include('samples', include('datasets'))));
    const { status, text } = await api.get(
      `/api/datasets?filter=${encodeURIComponent(JSON.stringify({ include: [round] }))}`,
    );
    expect([status, text]).toEqual([400, expect.stringContaining('comes to Dataset a third time')]);
  });

  it('is as FAIR as the program itself can make it, on every landing page', async () => {
    const { records } = JSON.parse((await api.get('/fair.json')).text) as {
      records: { doi: string; verdicts: Record<Metric, Verdict> }[];
    };
    expect(records.map((record) => record.doi)).toEqual([doi]);
    for (const { doi: id, verdicts } of records)
      expect([id, OF_THE_PROGRAM.filter((metric) => verdicts[metric] !== 'met')]).toEqual([id, []]);
  });

  it('answers single items, files and counts', async () => {
    const get = async (path: string) => {
      const { status, text } = await api.get(path);
      return [status, JSON.parse(text) as Json] as const;
    };
    const pid = encodeURIComponent(pids['Cu one']!);
    const [status, item] = await get(`/api/Datasets/${pid}`);
    expect([status, item['title'], 'score' in item]).toEqual([200, 'Cu one', false]);
    expect(await get(`/api/datasets/${pid}/files`)).toEqual([
      200,
      [expect.objectContaining({ name: 'scan.h5', size: 10 })],
    ]);
    const back = encodeURIComponent(JSON.stringify({ include: ['dataset'] }));
    expect(await get(`/api/datasets/${pid}/files?filter=${back}`)).toEqual([
      200,
      [expect.objectContaining({ name: 'scan.h5', dataset: expect.objectContaining({ title: 'Cu one' }) })],
    ]);
    expect(await get(`/api/datasets/${pid}/files/count`)).toEqual([200, { count: 1 }]);
    expect(await get('/api/datasets/count')).toEqual([200, { count: 3 }]);
    const like = encodeURIComponent(JSON.stringify({ title: { like: 'Cu%' } }));
    expect(await get(`/api/datasets/count?where=${like}`)).toEqual([200, { count: 2 }]);
    expect(await get(`/api/documents/${encodeURIComponent(doi)}`)).toMatchObject([200, { pid: doi }]);
    expect(await get('/api/instruments/count')).toEqual([200, { count: 1 }]);
    expect(await get('/api/datasets/none')).toMatchObject([404, { error: { code: 'MODEL_NOT_FOUND' } }]);
    expect((await api.get('/api/otters')).status).toBe(404);
    expect(await get('/api')).toMatchObject([200, { version: expect.any(String), environment: 'production' }]);
    expect((await api.get(`/detail/${encodeURIComponent(doi.toUpperCase())}`)).headers['location']).toBe(
      `/detail/${encodeURIComponent(doi)}`,
    );
  });

  it('refuses in its own form whatever is asked below its address', async () => {
    for (const [path, method] of [
      ['/api/datasets', 'POST'],
      ['/api/datasets/20.500.00000/x', 'GET'],
      ['/federation/api/datasets/a/b/c', 'GET'],
    ] as const) {
      const { status, text } = await api.get(path, {}, method, method === 'POST' ? '' : undefined);
      const about = { statusCode: 404, name: 'Error', message: expect.any(String), code: 'NOT_FOUND' };
      expect([status, JSON.parse(text)]).toEqual([404, { error: about }]);
    }
  });

  it('ranks by words among what fits, and by one word never above 0.9', async () => {
    const [first, ...more] = await search('Documents', { query: 'copper otters' });
    expect([first!['pid'], more]).toEqual([doi, []]);
    // "copper" stands in it twice, "otters" once.
    expect(first!['score']).toBeCloseTo(3 / Math.sqrt(10), 5);
    const found = await search('datasets', { query: 'cu', where: { text: 'Cu' } });
    expect(found.map(({ score }) => score)).toEqual([expect.closeTo(0.9, 5), expect.any(Number)]);
    expect(await search('datasets', { query: 'submarine' })).toEqual([]);
    const { text } = await api.get(
      '/scoring/score',
      { 'content-type': 'application/json' },
      'POST',
      JSON.stringify({ query: 'copper', group: 'documents' }),
    );
    expect(JSON.parse(text)).toMatchObject({ query: { terms: ['copper'] }, scores: [{ itemId: doi, score: 0.9 }] });
  });

  it('keeps items for the scorer: made, changed in part, weighed, taken away', async () => {
    const pss = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) => {
      const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
      const { status, text } = await api.get(`/scoring/${path}`, headers, method, body && JSON.stringify(body));
      return [status, JSON.parse(text) as Json & Json[]] as const;
    };
    const item = { id: 'otter', group: 'zoo', fields: { title: 'wet otter', year: 2026 } };
    expect(await pss('POST', 'items', item)).toEqual([201, { success: true, items_created: 1, items_ids: ['otter'] }]);
    expect((await pss('POST', 'items', item))[0]).toBe(409);
    const pair = [{ ...item, id: 'another' }, item] as unknown as object;
    expect((await pss('POST', 'items', pair))[0]).toBe(409);
    expect((await pss('GET', 'items/another'))[0]).toBe(404);
    expect(await pss('PATCH', 'items/otter', { fields: { title: 'dry otter' } })).toEqual([200, { success: true }]);
    expect(await pss('GET', 'items/otter')).toEqual([200, { ...item, fields: { title: 'dry otter', year: 2026 } }]);
    for (const method of ['PATCH', 'PUT', 'DELETE'] as const)
      expect((await pss(method, 'items/none', { fields: {} }))[0]).toBe(404);
    expect((await pss('PATCH', 'items/otter', { group: 7 }))[0]).toBe(400);
    const [, weights] = await pss('GET', 'weights');
    const dry = weights.find(({ itemId, term }) => itemId === 'otter' && term === 'dry')!;
    expect(dry).toMatchObject({ itemGroup: 'zoo', IDF: Math.log10(2) });
    expect(dry['value']).toBeCloseTo(Number(dry['TF']) * Math.log10(2), 10);
    expect(weights.some(({ itemId, term }) => itemId === 'otter' && term === 'wet')).toBe(false);
    expect(await pss('GET', 'weights/count')).toEqual([200, { count: weights.length }]);

    expect((await pss('GET', 'compute'))[0]).toBe(404);
    const both = await Promise.all([pss('POST', 'compute'), pss('POST', 'compute')]);
    expect(both.map(([status]) => status).sort()).toEqual([201, 409]);
    await eventually(async () => (await pss('GET', 'compute'))[1]['inProgress'] === false, { what: 'the computation' });
    expect((await pss('POST', 'compute'))[0]).toBe(201);
    // As clients do that name a type for the body that they do not send.
    const typed = await api.get('/scoring/items/otter', { 'content-type': 'application/json' }, 'DELETE');
    expect([typed.status, JSON.parse(typed.text)]).toEqual([200, { success: true }]);
    expect((await pss('GET', 'items/otter'))[0]).toBe(404);
  });

  it('tells nothing of what is closed: not here, not on the page, not to harvesters', async () => {
    expect(await titles({ where: { isPublic: false } })).toEqual([]);
    const closed = encodeURIComponent(pids['Cu closed']!);
    expect((await api.get(`/api/datasets/${closed}`)).status).toBe(404);
    expect((await api.get(`/api/datasets/${closed}/files`)).status).toBe(404);
    const page = await api.get(`/detail/${encodeURIComponent(doi)}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Datasets under embargo: 1 of 2');
    const oai = await api.get('/oai?verb=ListRecords&metadataPrefix=oai_dc');
    for (const text of [page.text, oai.text, (await api.get('/')).text]) expect(text).not.toContain('Cu closed');
    expect(oai.text).toContain('info:eu-repo/semantics/embargoedAccess');
    expect(JSON.stringify(await search('datasets', { include: ['samples'] }))).not.toContain('Copper secret');
  });
});
