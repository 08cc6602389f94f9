import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { inPath } from '../schema/catalogue.harness';
import { metadata, publications, v4 } from './published-data.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('records of publications (v4)', () => {
  const { ask, dataset, publication, act } = publications(() => testMongo('publications'));

  it('are created as private drafts with a DOI of their own', async () => {
    const { metadata: _, ...bare } = { title: 'T', abstract: 'A', datasetPids: ['x'], metadata };
    const { status, body } = await ask('POST', v4, 'stranger', { body: bare });
    expect([status, body]).toMatchObject([
      201,
      {
        ...bare,
        status: 'private',
        createdBy: 'stranger',
        metadata: { publicationYear: new Date().getUTCFullYear() },
        doi: expect.stringMatching(/^10\.48391\/[0-9a-f-]{36}$/u),
        pid: expect.stringMatching(/^20\.500\.00000\//u),
      },
    ]);
    expect(body._id).toBe(body.doi);
    expect((await ask('POST', v4, undefined, { body: bare })).status).toBe(403);
    for (const wrong of [
      { ...bare, title: undefined },
      { ...bare, doi: '10.1/x' },
      { ...bare, colour: 'red' },
      { ...bare, status: 'open' },
      { ...bare, status: 'registered' },
      { ...bare, datasetPids: 'x' },
    ])
      expect([wrong, (await ask('POST', v4, 'stranger', { body: wrong })).status]).toEqual([wrong, 400]);
    const imported = await ask('POST', v4, 'admin', { body: { ...bare, status: 'registered' } });
    expect([imported.status, imported.body.status]).toEqual([201, 'registered']);
  });

  it('are seen by their creator and admins until they are open', async () => {
    const { doi } = await publication();
    const path = `${v4}/${inPath(doi)}`;
    for (const [user, status] of [
      ['owner', 200],
      ['admin', 200],
      ['colleague', 404],
      ['stranger', 404],
      [undefined, 404],
    ] as const)
      expect([user, (await ask('GET', path, user)).status]).toEqual([user, status]);
    expect((await ask('GET', `${v4}/none`, 'admin')).status).toBe(404);
    expect((await act(doi, 'publish', 'owner')).status).toBe(201);
    for (const user of ['stranger', undefined])
      expect((await ask('GET', path, user)).body).toMatchObject({ doi, status: 'public' });
  });

  it('are listed and counted by the same rule, whatever the caller asks for', async () => {
    const title = 'Listed otters';
    const open = await publication('owner', { title });
    await act(open.doi, 'publish', 'owner');
    const draft = await publication('owner', { title });
    const listed = async (user: string | undefined, query: Record<string, unknown>) =>
      ((await ask('GET', v4, user, { query })).body as { doi: string }[]).map(({ doi }) => doi).sort();
    const all = [open.doi, draft.doi].sort();
    for (const [user, seen] of [
      ['owner', all],
      ['admin', all],
      ['stranger', [open.doi]],
      [undefined, [open.doi]],
    ] as const) {
      for (const query of [
        { filter: { where: { title } } },
        { filter: { title } },
        { fields: { title } },
        { filter: { where: { $or: [{ status: 'private' }, { status: 'public' }] } }, fields: { title } },
        { filter: { where: { title, $nor: [{ status: 'none' }] } } },
      ])
        expect([user, query, await listed(user, query)]).toEqual([user, query, seen]);
      const count = await ask('GET', `${v4}/count`, user, { query: { filter: { where: { title } } } });
      expect(count.body).toEqual({ count: seen.length });
      const counted = await ask('GET', `${v4}/count`, user, { query: { fields: { title } } });
      expect(counted.body).toEqual({ count: seen.length });
    }
    expect(await listed('owner', { filter: { title }, limits: { limit: 1, sort: { createdAt: 'asc' } } })).toEqual([
      open.doi,
    ]);
    expect(await listed('owner', { filter: { title }, limits: { skip: 1, order: 'createdAt:asc' } })).toEqual([
      draft.doi,
    ]);
    expect(await listed('owner', { filter: { where: { 'metadata.publisher.name': 'SciZoo', title } } })).toEqual(all);
    const bad = await ask('GET', v4, 'owner', { query: { filter: '{' } });
    expect([bad.status, bad.body.message]).toEqual([400, expect.stringMatching(/^Invalid JSON in filter:/u)]);
    expect((await ask('GET', v4, 'owner', { query: { filter: { where: { colour: 1 } } } })).status).toBe(400);
    expect((await ask('GET', v4, 'owner', { query: { fields: '{' } })).status).toBe(400);
  });

  it('are changed by their creator while private, by admins while public too', async () => {
    const { doi } = await publication();
    const patch = (user: string | undefined, body: object) => ask('PATCH', `${v4}/${inPath(doi)}`, user, { body });
    expect((await patch(undefined, { title: 'x' })).status).toBe(401);
    expect((await patch('stranger', { title: 'x' })).status).toBe(404);
    expect((await patch('owner', { title: 'New title' })).body).toMatchObject({
      title: 'New title',
      abstract: 'In liquid',
    });
    expect((await patch('owner', { status: 'registered' })).status).toBe(400);
    expect((await patch('owner', { title: null })).status).toBe(400);
    expect((await patch('owner', { createdBy: 'me' })).status).toBe(400);
    await act(doi, 'publish', 'owner');
    expect((await patch('stranger', { title: 'x' })).status).toBe(403);
    expect((await patch('owner', { title: 'x' })).status).toBe(400);
    expect((await patch('admin', { title: 'By an admin' })).body.title).toBe('By an admin');
    await act(doi, 'register', 'owner');
    expect((await patch('admin', { title: 'x' })).status).toBe(400);
    expect((await ask('PATCH', `${v4}/none`, 'admin', { body: { title: 'x' } })).status).toBe(404);
  });

  it('are deleted by delete groups, as long as no DOI leads to them', async () => {
    const { doi } = await publication();
    const path = `${v4}/${inPath(doi)}`;
    expect((await ask('DELETE', path)).status).toBe(401);
    expect((await ask('DELETE', path, 'owner')).status).toBe(403);
    expect((await ask('DELETE', path, 'admin')).status).toBe(403);
    expect((await ask('DELETE', `${v4}/none`, 'deleter')).status).toBe(404);
    await act(doi, 'publish', 'owner');
    expect((await ask('DELETE', path, 'deleter')).status).toBe(400);
    expect((await ask('DELETE', path, 'both')).body.doi).toBe(doi);
    const other = await publication();
    expect((await ask('DELETE', `${v4}/${inPath(other.doi)}`, 'deleter')).status).toBe(200);
    const third = await publication();
    await act(third.doi, 'register', 'owner');
    expect((await ask('DELETE', `${v4}/${inPath(third.doi)}`, 'both')).status).toBe(400);
  });

  it('come with a form filled from what the caller may read', async () => {
    await ask('POST', '/api/v3/proposals', 'admin', {
      body: { proposalId: 'p-form', email: 'pi@demo.example', title: 'Fur', ownerGroup: '20260101', abstract: 'Wet' },
    });
    const pid = await dataset('owner', { proposalIds: ['p-form'], description: 'A day of otters' });
    await ask('POST', `/api/v3/datasets/${inPath(pid)}/attachments`, 'owner', {
      body: { caption: 'c', ownerGroup: '20260101', thumbnail: 'data:image/png;base64,AA==' },
    });
    const whole = {
      resourceType: 'raw',
      description: 'A day of otters',
      title: 'Fur',
      abstract: 'Wet',
      thumbnail: 'data:image/png;base64,AA==',
    };
    for (const base of [v4, '/api/v3/publisheddata']) {
      const form = (user?: string) => ask('GET', `${base}/formpopulate`, user, { query: { pid } });
      expect((await form('owner')).body).toEqual(whole);
      expect((await form('stranger')).body).toEqual({});
      expect((await form()).status).toBe(403);
      expect((await ask('GET', `${base}/formpopulate`, 'owner', { query: { pid: 'none' } })).body).toEqual({});
    }
  });

  it('have rules that anybody may read', async () => {
    const { status, body } = await ask('GET', `${v4}/config`);
    expect([status, body]).toMatchObject([200, { metadataSchema: { type: 'object' }, uiSchema: {} }]);
  });
});
