import { jest } from '@jest/globals';
import { aDataset, testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const pid = 'zoo/kept';
const secret = 'secret of the first owner';

describe('the PID of a deleted dataset', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const create = (ownerGroup: string, role: string, path = '/api/v4/datasets') =>
    ask('POST', path, role, { body: { ...aDataset().build(), pid, ownerGroup } });
  const remove = async () =>
    expect((await ask('DELETE', `/api/v3/datasets/${inPath(pid)}`, 'deleter')).status).toBe(200);
  const history = async (role: string) => ({
    v3: (await ask('GET', `/api/v3/datasets/${inPath(pid)}`, role)).body.history as unknown[],
    v4: (await ask('GET', `/api/v4/datasets/${inPath(pid)}/history`, role)).body.items as {
      id: string;
      operation: string;
    }[],
  });
  const comment = (text: string, role: string) =>
    ask('PATCH', `/api/v4/datasets/${inPath(pid)}`, role, { body: { comment: text } });

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('former').uri,
      { owner: ['20260101'], other: ['20260102'], ingestor: ['ingestors'], deleter: ['deleters'], admin: ['admin'] },
      {
        createDatasetWithPidGroups: ['#all'],
        createDatasetPrivilegedGroups: ['ingestors'],
        deleteGroups: ['deleters'],
      },
    );
    expect((await create('20260101', 'owner')).status).toBe(201);
    expect((await comment(secret, 'owner')).status).toBe(200);
    const dataFileList = [{ path: 'secret.h5', size: 1, time: '2026-01-02T03:04:05Z' }];
    const block = { datasetId: pid, size: 1, dataFileList };
    expect((await ask('POST', '/api/v4/origdatablocks', 'owner', { body: block })).status).toBe(201);
    await remove();
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('does not fall to another group, which would read its files', async () => {
    const taken = await create('20260102', 'other');
    expect([taken.status, taken.body.message]).toEqual([409, expect.stringContaining('another group')]);
    const { body } = await ask('POST', '/api/v4/datasets/bulk', 'other', {
      body: { mode: 'create', items: [{ ...aDataset().build(), pid, ownerGroup: '20260102' }] },
    });
    expect(JSON.stringify(body)).toContain('another group');
    expect((await ask('GET', `/api/v4/datasets/${inPath(pid)}`, 'other')).status).toBe(404);
  });

  it('comes back to its group with its files, and with a history of its own', async () => {
    expect((await create('20260101', 'owner')).status).toBe(201);
    const { body } = await ask('GET', `/api/v4/datasets/${inPath(pid)}?include=origdatablocks`, 'owner');
    expect(JSON.stringify(body.origdatablocks)).toContain('secret.h5');
    const fresh = await history('owner');
    expect([fresh.v3, fresh.v4.map(({ operation }) => operation)]).toEqual([[], ['create']]);
    await comment('of the second', 'owner');
    const changed = await history('owner');
    expect([changed.v3.length, changed.v4.map(({ operation }) => operation)]).toEqual([1, ['update', 'create']]);
    expect(JSON.stringify(changed)).not.toContain(secret);
    await remove();
  });

  it('may be given to anybody by those who create for every group; the history stays behind', async () => {
    const lost = await catalogue.database
      .collection('history')
      .findOne({ documentId: pid, operation: 'update', 'after.comment': secret });
    expect((await create('20260102', 'ingestor')).status).toBe(201);
    await comment('of the third', 'other');
    expect(JSON.stringify(await history('other'))).not.toContain(secret);
    const restore = `/api/v4/datasets/${inPath(pid)}/history/${String(lost!._id)}/restore`;
    expect((await ask('POST', restore, 'other')).status).toBe(404);
  });
});
