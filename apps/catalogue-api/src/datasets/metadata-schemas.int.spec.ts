import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { aRawDataset, aRawDatasetV3 } from '../schema/dataset.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const bodies = { v3: aRawDatasetV3, v4: aRawDataset };
const BOTH: readonly (keyof typeof bodies)[] = ['v3', 'v4'];

describe('metadata of datasets', () => {
  let catalogue: Catalogue;
  let schemas: Server;
  let asked = 0;
  const schemaAt = (path: string) => `http://localhost:${(schemas.address() as AddressInfo).port}${path}`;

  beforeAll(async () => {
    schemas = createServer((request, response) => {
      asked++;
      if (request.url === '/moved') return void response.writeHead(302, { location: '/energy' }).end();
      if (request.url === '/endless') return void response.end('x'.repeat(1_000_000));
      if (request.url === '/broken') return void response.end('{"type":');
      response.setHeader('content-type', 'application/json');
      const energy = { type: 'object', required: ['value'], properties: { value: { type: 'number', minimum: 1 } } };
      const name = { type: 'string', pattern: '^(a+)+$' };
      response.end(JSON.stringify({ type: 'object', required: ['energy'], properties: { energy, name } }));
    });
    await new Promise<void>((resolve) => schemas.listen(0, '127.0.0.1', resolve));
    catalogue = await Catalogue.start(
      testMongo('schemas').uri,
      { owner: ['20260101'] },
      { metadataSchemaHosts: ['localhost'] },
    );
  }, 60_000);
  afterAll(async () => {
    await catalogue.stop();
    await new Promise((resolve) => schemas.close(resolve));
  });

  describe.each(BOTH)('%s', (version) => {
    const datasets = `/api/${version}/datasets`;
    const at = (pid: string) => `${datasets}/${inPath(pid)}`;
    const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
    const made = async (more: object) => {
      const answer = await ask('POST', datasets, 'owner', { body: { ...bodies[version], ...more } });
      expect(answer.status).toBe(201);
      return answer.body as { pid: string } & Record<string, unknown>;
    };
    const verdict = async (path: string, scientificMetadata: object) =>
      (await made({ scientificMetadataSchema: schemaAt(path), scientificMetadata }))['scientificMetadataValid'];

    it('are checked against their schema on create, PATCH and PUT, as they were sent', async () => {
      const good = { energy: { value: 7, unit: 'keV' } };
      expect(await verdict('/energy', good)).toBe(true);
      expect(await verdict('/energy', { energy: { value: 0 } })).toBe(false);
      const { pid } = await made({ scientificMetadataSchema: schemaAt('/patched'), scientificMetadata: {} });
      const patch = async (body: object) => (await ask('PATCH', at(pid), 'owner', { body })).body;
      expect((await patch({ scientificMetadata: good })).scientificMetadataValid).toBe(true);
      expect((await patch({ scientificMetadata: { energy: 1 } })).scientificMetadataValid).toBe(false);
      expect(
        (await patch({ scientificMetadata: good, scientificMetadataSchema: schemaAt('/other') }))
          .scientificMetadataValid,
      ).toBe(true);
    });

    it('meet no pattern that would run for ever', async () => {
      expect(await verdict('/energy', { energy: { value: 1 }, name: `${'a'.repeat(5000)}!` })).toBe(false);
      expect(await verdict('/energy', { energy: { value: 1 }, name: 'aaa' })).toBe(true);
    });

    it.each(['/moved', '/endless', '/broken'])('are not valid by %s', async (path) => {
      expect(await verdict(path, { energy: { value: 7 } })).toBe(false);
    });

    it('make the program ask nobody inside the facility, unless the host is allowed', async () => {
      const { port } = schemas.address() as AddressInfo;
      const before = asked;
      for (const host of [
        '127.0.0.1',
        '[::1]',
        '2130706433',
        '0x7f.1',
        '[::ffff:127.0.0.1]',
        'user:secret@localhost',
      ]) {
        const scientificMetadataSchema = `http://${host}:${port}/energy`;
        const dataset = await made({ scientificMetadataSchema, scientificMetadata: { energy: { value: 7 } } });
        expect([host, dataset['scientificMetadataValid']]).toEqual([host, false]);
      }
      expect(asked).toBe(before);
    });
  });
});
