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
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { PublicApi } from '../testing/public-api';

// Starts two real programs on a busy machine.
jest.setTimeout(180_000);

const PASSWORD = 'admin of the test';
type Json = Readonly<Record<string, unknown>>;

/** A facility with a catalogue and a database of its own, and its public program on a port. */
class Facility {
  private constructor(
    readonly url: string,
    private readonly program: ShippedProgram,
    private readonly api: PublicApi,
  ) {}

  static async start(name: string, titles: Readonly<Record<string, boolean>>): Promise<Facility> {
    const folder = await temporaryFolder(name);
    const admin = { username: 'admin', email: 'admin@zoo.example', role: 'admin', password: PASSWORD };
    await writeFile(join(folder, 'accounts.json'), JSON.stringify([admin]));
    const apiPort = await freePort();
    const servers = { mongodbUri: testMongo(name).uri, kafkaBrokers: '', topicPrefix: 'none', healthPort: 0 };
    const program = shippedCatalogue({ folder, apiPort, ...servers });
    await program.start();
    const catalogue = `http://127.0.0.1:${apiPort}`;
    await eventually(async () => (await fetch(`${catalogue}/ready`)).ok, { withinMs: 90_000, what: name });
    await fill(catalogue, titles);
    const port = await freePort();
    const api = await PublicApi.start(catalogue, { site: name });
    await api.app.listen(port, '127.0.0.1');
    return new Facility(`http://127.0.0.1:${port}/api`, program, api);
  }
  async stop(): Promise<void> {
    await this.api.stop();
    await this.program.stop();
  }
}

async function fill(catalogue: string, titles: Readonly<Record<string, boolean>>): Promise<void> {
  let token = '';
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${catalogue}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Json;
  };
  token = String((await post('/api/v3/auth/login', { username: 'admin', password: PASSWORD }))['id']);
  for (const [datasetName, isPublished] of Object.entries(titles))
    await post('/api/v4/datasets', { ...aDataset().build(), proposalIds: [], datasetName, isPublished });
}

describe('a federation of two facilities with separate catalogues', () => {
  const facilities: Facility[] = [];
  let dead: Server;
  let portal: PublicApi;
  beforeAll(async () => {
    await buildPrograms();
    facilities.push(
      ...(await Promise.all([
        Facility.start('zoo-north', {
          'Copper at the north': true,
          'Copper kept shut': false,
          'Iron at the north': true,
        }),
        Facility.start('zoo-south', { 'Copper at the south': true }),
      ])),
    );
    // A partner that takes the call and never says a word.
    dead = createServer(() => undefined);
    await new Promise<void>((done) => dead.listen(0, '127.0.0.1', done));
    const silent = `http://127.0.0.1:${(dead.address() as { port: number }).port}/api`;
    const federationProviders = [...facilities.map(({ url }) => url), silent];
    portal = await PublicApi.start('http://127.0.0.1:9', { federationProviders, federationTimeoutMs: 1500 });
  });
  afterAll(async () => {
    await portal?.stop();
    dead?.close();
    await Promise.all(facilities.map((facility) => facility.stop()));
  });

  it('answers from both, tells who said what, and names the one that is silent', async () => {
    const { text, headers } = await portal.get('/federation/api/datasets');
    const found = JSON.parse(text) as { title: string; provider: string }[];
    const [north, south] = facilities.map(({ url }) => url);
    expect(found.map(({ title, provider }) => [title, provider])).toEqual([
      ['Copper at the north', north],
      ['Copper at the south', south],
      ['Iron at the north', north],
    ]);
    expect(headers['x-unanswered-providers']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api$/u);
    expect(JSON.parse((await portal.get('/federation/api/datasets/count')).text)).toEqual({ count: 3 });
  });

  it('ranks what both found by its score', async () => {
    const filter = encodeURIComponent(JSON.stringify({ query: 'copper south' }));
    const found = JSON.parse((await portal.get(`/federation/api/datasets?filter=${filter}`)).text) as {
      title: string;
      score: number;
    }[];
    expect(found[0]?.title).toBe('Copper at the south');
    expect(found.map(({ title }) => title)).not.toContain('Copper kept shut');
    const scores = found.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });
});
