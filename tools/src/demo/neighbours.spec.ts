import { freePort } from '@scizoo/local-servers';
import type { Server } from 'node:http';
import { REGISTRY_PATHS, serveNeighbours } from './neighbours';

describe('what stands around the demo', () => {
  let server: Server;
  let at: string;
  beforeAll(async () => {
    const port = await freePort();
    server = await serveNeighbours(port);
    at = `http://127.0.0.1:${port}`;
  });
  afterAll(() => void server.close());
  const read = async (path: string) => {
    const answer = await fetch(`${at}${path}`, { headers: { accept: 'application/json' } });
    return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Record<string, unknown> };
  };

  it('has devices, people and organisations behind one port', async () => {
    expect((await read('/tango/devices?pattern=RING/*')).body).toEqual([expect.objectContaining({ exported: true })]);
    const people = await read(`${REGISTRY_PATHS.ORCID_API}/expanded-search/?q=family-name:strand*`);
    expect(people.body).toMatchObject({ 'num-found': 1, 'expanded-result': [{ 'given-names': 'Stina' }] });
    const homes = await read(`${REGISTRY_PATHS.ROR_API}/organizations?query=zoo%20light`);
    expect(homes.body).toMatchObject({ number_of_results: 1 });
  });
  it('knows nothing else', async () => {
    for (const path of ['/', '/v3.0', '/v2x/organizations?query=zoo', '/%', '/v2/organizations/%E0%A4%A'])
      expect([path, (await read(path)).status]).toEqual([path, 404]);
  });
});
