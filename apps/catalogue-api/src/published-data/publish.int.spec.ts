import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { inPath } from '../schema/catalogue.harness';
import { publications, v4 } from './published-data.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('publishing (v4)', () => {
  const { ask, dataset, publication, act, statusOf, isOpen } = publications(() => testMongo('publish'));

  it('opens every dataset with its files and pictures, or nothing', async () => {
    const [mine, open, foreign] = [
      await dataset(),
      await dataset('stranger', { ownerGroup: '20260102', isPublished: true }),
      await dataset('stranger', { ownerGroup: '20260102', sharedWith: ['owner@demo.example'] }),
    ];
    await ask('POST', '/api/v3/origdatablocks', 'owner', {
      body: {
        datasetId: mine,
        size: 5,
        dataFileList: [{ path: 'a.h5', size: 5, time: '2026-01-01T00:00:00Z' }],
      },
    });
    await ask('POST', `/api/v3/datasets/${inPath(mine)}/attachments`, 'owner', {
      body: { caption: 'c', ownerGroup: '20260101', thumbnail: 'data:image/png;base64,AA==' },
    });
    const { doi } = await publication('owner', { datasetPids: [mine, open, foreign] });
    const refused = await act(doi, 'publish', 'owner');
    expect([refused.status, refused.body.message]).toEqual([403, expect.stringContaining(foreign)]);
    expect([await isOpen(mine), await statusOf(doi)]).toEqual([false, 'private']);

    await ask('PATCH', `${v4}/${inPath(doi)}`, 'owner', { body: { datasetPids: [mine, open] } });
    const done = await act(doi, 'publish', 'owner');
    expect([done.status, done.body.status]).toEqual([201, 'public']);
    const shown = (await ask('GET', `/api/v3/datasets/${inPath(mine)}`)).body as Record<string, unknown>;
    expect(shown).toMatchObject({ isPublished: true, datasetlifecycle: { publishedOn: expect.any(String) } });
    const files = await ask('GET', `/api/v3/datasets/${inPath(mine)}/origdatablocks`);
    expect(files.body).toMatchObject([{ isPublished: true }]);
    const blocks = await ask('GET', '/api/v4/origdatablocks/public', undefined, {
      query: { filter: { where: { datasetId: mine } } },
    });
    expect(blocks.body).toHaveLength(1);
    const pictures = await ask('GET', `/api/v3/datasets/${inPath(mine)}/attachments`);
    expect(pictures.body).toHaveLength(1);
    const again = await act(doi, 'publish', 'owner');
    expect(again.status).toBe(400);
  });

  it('is for the creator and admins, and for complete metadata', async () => {
    const pid = await dataset();
    const { doi } = await publication('owner', { datasetPids: [pid], metadata: { creators: [] } });
    expect((await act(doi, 'publish')).status).toBe(401);
    expect((await act(doi, 'publish', 'colleague')).status).toBe(404);
    expect((await act('none', 'publish', 'owner')).status).toBe(404);
    const { status, body } = await act(doi, 'publish', 'owner');
    expect([status, body.message]).toEqual([
      400,
      expect.arrayContaining([
        expect.stringContaining("must have required property 'publisher'"),
        expect.stringContaining('metadata.creators must NOT have fewer than 1 items'),
      ]),
    ]);
    expect(await isOpen(pid)).toBe(false);
    const missing = await publication('owner', { datasetPids: ['none'] });
    expect((await act(missing.doi, 'publish', 'owner')).status).toBe(400);
  });
});
