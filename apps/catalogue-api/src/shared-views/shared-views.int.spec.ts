import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

interface View {
  id: string;
  name: string;
  revision: number;
  mayChange: boolean;
}
const views = '/api/v4/views';

describe('shared views', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('shared-views').uri, {
      petra: ['20260101'],
      gustav: ['20260101', '20260102'],
      other: ['20260102'],
      staff: ['zoosaxs-staff'],
      colleague: ['zoosaxs-staff'],
      admin: ['admin'],
    });
    await ask('POST', '/api/v3/instruments', 'admin', { body: { uniqueName: 'zoosaxs', name: 'ZooSAXS' } });
  });
  afterAll(() => catalogue.stop());
  const seenBy = async (who: string, table = 'scan-log') =>
    (await ask('GET', views, who, { query: { table } })).body as unknown as {
      views: View[];
      groups: string[];
      instruments: string[];
    };

  it('are seen by the members of the group, with the name of the author, and changed by the author alone', async () => {
    const body = {
      table: 'scan-log',
      name: 'Night',
      query: 'columns=scan,start',
      density: 'compact',
      group: '20260101',
    };
    const made = await ask('POST', views, 'petra', { body });
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        name: 'Night',
        query: 'columns=scan,start',
        density: 'compact',
        group: '20260101',
        instrument: null,
        revision: 1,
      },
    ]);
    expect((await seenBy('gustav')).views).toMatchObject([{ name: 'Night', owner: 'petra', mayChange: false }]);
    expect((await seenBy('other')).views).toEqual([]);
    expect((await seenBy('gustav', 'datasets')).views).toEqual([]);
    const at = `${views}/${String(made.body.id)}`;
    const change = { revision: 1, query: 'sort=startTime' };
    expect((await ask('PATCH', at, 'gustav', { body: change })).status).toBe(403);
    expect((await ask('PATCH', at, 'other', { body: change })).status).toBe(404);
    const changed = await ask('PATCH', at, 'petra', { body: change });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { query: 'sort=startTime', revision: 2, name: 'Night' },
    ]);
    expect((await ask('PATCH', at, 'petra', { body: change })).status).toBe(409);
    expect((await ask('DELETE', at, 'gustav')).status).toBe(403);
    expect((await ask('DELETE', at, 'petra')).status).toBe(200);
    expect((await ask('DELETE', at, 'petra')).status).toBe(404);
  });

  it('have one name per author and group, and one place', async () => {
    const body = { table: 'datasets', name: 'Ours', group: '20260102' };
    expect((await ask('POST', views, 'other', { body })).status).toBe(201);
    expect((await ask('POST', views, 'other', { body })).status).toBe(409);
    expect((await ask('POST', views, 'gustav', { body })).status).toBe(201);
    for (const wrong of [
      { ...body, instrument: 'zoosaxs' },
      { table: 'datasets', name: 'nowhere' },
    ])
      expect((await ask('POST', views, 'other', { body: wrong })).status).toBe(400);
    expect((await ask('POST', views, 'petra', { body })).status).toBe(403);
  });

  it('are proposed for an instrument by its staff, one at a time, and seen by everybody who has signed in', async () => {
    const body = {
      table: 'scan-log',
      name: 'First',
      query: 'sort=startTime',
      density: 'compact',
      instrument: 'zoosaxs',
    };
    expect((await ask('POST', views, 'petra', { body })).status).toBe(403);
    expect((await ask('POST', views, 'staff', { body: { ...body, instrument: 'none' } })).status).toBe(404);
    expect((await ask('POST', views, 'staff', { body })).status).toBe(201);
    const { density: _, ...second } = { ...body, name: 'Second' };
    const replaced = await ask('POST', views, 'colleague', { body: second });
    expect([replaced.status, replaced.body]).toMatchObject([201, { name: 'Second', density: null, revision: 2 }]);
    expect((await seenBy('other')).views).toMatchObject([{ name: 'Second', owner: 'colleague', mayChange: false }]);
    expect((await seenBy('staff')).views).toMatchObject([{ name: 'Second', mayChange: true }]);
    expect((await ask('GET', views, undefined, { query: { table: 'scan-log' } })).status).toBe(401);
  });

  it('go where the caller is told that they may', async () => {
    expect(await seenBy('gustav')).toMatchObject({ groups: ['20260101', '20260102'], instruments: [] });
    expect(await seenBy('staff')).toMatchObject({ groups: ['zoosaxs-staff'], instruments: ['zoosaxs'] });
    expect((await ask('GET', views, 'petra', { query: { table: 'all' } })).status).toBe(400);
  });
});
