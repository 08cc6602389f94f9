import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('instruments', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('instruments').uri,
      { owner: ['20260101'], admin: ['admin'], deleter: ['deleters'] },
      { deleteGroups: ['deleters'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  const instruments = '/api/v3/instruments';
  it('are read by anybody, written by admins', async () => {
    const body = { uniqueName: 'zoosaxs', name: 'ZooSAXS', customMetadata: { staffGroup: 'zoosaxs-staff' } };
    expect((await ask('POST', instruments, 'owner', { body })).status).toBe(403);
    const made = await ask('POST', instruments, 'admin', { body });
    expect([made.status, made.body]).toMatchObject([
      201,
      { ...body, pid: expect.stringMatching(/^20\.500\.00000[0-9a-f-]{36}$/u) },
    ]);
    expect((await ask('POST', instruments, 'admin', { body })).status).toBe(409);
    const { pid } = made.body;
    // Who may not at all learns nothing of the body or of the record.
    for (const who of ['owner', undefined])
      for (const [method, path] of [
        ['POST', instruments],
        ['PATCH', `${instruments}/none`],
      ] as const)
        expect((await ask(method, path, who, { body: { wrong: 1 } })).status).toBe(403);
    expect((await ask('GET', `${instruments}/${inPath(pid)}`)).body).toMatchObject({ pid, id: pid });
    expect(
      (
        await ask('GET', `${instruments}/findOne`, undefined, {
          query: { filter: { where: { uniqueName: 'zoosaxs' } } },
        })
      ).body.pid,
    ).toBe(pid);
    expect((await ask('GET', `${instruments}/count`)).body).toEqual({ count: 1 });
    const none = await ask('GET', `${instruments}/none`);
    expect([none.status, none.text]).toEqual([200, '']);
    expect((await ask('PATCH', `${instruments}/${inPath(pid)}`, 'admin', { body: { name: 'SAXS' } })).body.name).toBe(
      'SAXS',
    );
    expect((await ask('PATCH', `${instruments}/${inPath(pid)}`, 'admin', { body: { uniqueName: 'x' } })).status).toBe(
      400,
    );
    expect((await ask('PATCH', `${instruments}/none`, 'admin', { body: { name: 'x' } })).status).toBe(404);
    expect((await ask('DELETE', `${instruments}/${inPath(pid)}`, 'admin')).status).toBe(403);
    expect((await ask('DELETE', `${instruments}/${inPath(pid)}`, 'deleter')).body.pid).toBe(pid);
  });
});
