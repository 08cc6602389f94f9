import { jest } from '@jest/globals';
import { aDataset, eventually, testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { MINTER_TOKEN, MinterHarness } from './registration/minter.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const v4 = '/api/v4/publisheddata';
const metadata = {
  creators: [{ name: 'Muster, Petra', affiliation: [{ name: 'Zoo' }] }],
  publisher: { name: 'SciZoo' },
  resourceType: 'raw',
  publicationYear: 2026,
};

describe('publications (v4)', () => {
  let catalogue: Catalogue;
  let minter: MinterHarness;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('publications').uri,
      {
        owner: ['20260101'],
        colleague: ['20260101'],
        stranger: ['20260102'],
        admin: ['admin'],
        deleter: ['deleters'],
        both: ['admin', 'deleters'],
      },
      {
        deleteGroups: ['deleters'],
        doiPrefix: '10.48391/',
        publicUrlPrefix: 'https://data.zoo.example/',
        doiMinterToken: MINTER_TOKEN,
        doiWaitMs: 20_000,
      },
    );
    minter = new MinterHarness(catalogue);
    minter.start();
  }, 60_000);
  afterAll(async () => {
    await minter.stop();
    await catalogue.stop();
  });

  const dataset = async (user = 'owner', fields: object = {}) => {
    const { body, status, text } = await ask('POST', '/api/v4/datasets', user, {
      body: { ...aDataset().build(), ...fields },
    });
    if (status !== 201) throw new Error(text);
    return (body as { pid: string }).pid;
  };
  const publication = async (user = 'owner', fields: object = {}) => {
    const body = { title: 'Otters', abstract: 'In liquid', datasetPids: [], metadata, ...fields };
    const answer = await ask('POST', v4, user, { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body as { doi: string; status: string } & Record<string, unknown>;
  };
  const act = (doi: string, what: string, user?: string, body?: object) =>
    ask('POST', `${v4}/${inPath(doi)}/${what}`, user, body && { body });
  const statusOf = async (doi: string) =>
    ((await ask('GET', `${v4}/${inPath(doi)}`, 'admin')).body as { status: string }).status;
  const isOpen = async (pid: string) => (await ask('GET', `/api/v3/datasets/${inPath(pid)}`)).status === 200;

  describe('records', () => {
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

  describe('publish', () => {
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

  describe('register', () => {
    it('hands DataCite’s record over to the minter, and opens when that has found the DOI', async () => {
      const pid = await dataset();
      const { doi } = await publication('owner', {
        datasetPids: [pid],
        metadata: {
          ...metadata,
          contributors: [{ name: 'Helper, H.' }],
          relatedIdentifiers: [{ relatedIdentifier: 'https://doi.org/10.1000/xyz' }],
          subjects: [{ subject: 'otters' }],
        },
      });
      expect((await act(doi, 'register')).status).toBe(401);
      expect((await act(doi, 'register', 'stranger')).status).toBe(404);
      const { status, body } = await act(doi, 'register', 'owner');
      expect([status, body]).toMatchObject([
        201,
        { doi, status: 'registered', stage: 'findable', registeredTime: expect.any(String) },
      ]);
      expect(await isOpen(pid)).toBe(true);
      expect(minter.tasksOf(doi)).toMatchObject([
        {
          ...{ kind: 'register', dialect: 'v4', wanted: 'findable', attempts: 1 },
          url: `https://data.zoo.example/${encodeURIComponent(doi)}`,
          attributes: {
            titles: [{ title: 'Otters' }],
            descriptions: [{ description: 'In liquid', descriptionType: 'Abstract' }],
            publicationYear: '2026',
            publisher: { name: 'SciZoo' },
            types: { resourceTypeGeneral: 'Dataset', resourceType: 'raw' },
            contributors: [{ name: 'Helper, H.', contributorType: 'Other' }],
            relatedIdentifiers: [{ relatedIdentifier: '10.1000/xyz', relatedIdentifierType: 'DOI' }],
            dates: expect.arrayContaining([{ date: body.registeredTime.slice(0, 10), dateType: 'Issued' }]),
            rightsList: expect.arrayContaining([
              expect.objectContaining({ rights: 'info:eu-repo/semantics/openAccess' }),
            ]),
          },
        },
      ]);
      expect((await act(doi, 'register', 'owner')).status).toBe(400);
    });

    it('leaves everything as it was when the DOI service says no, and tells why', async () => {
      const pid = await dataset();
      const { doi } = await publication('owner', { datasetPids: [pid] });
      minter.tellNext({
        ...{ outcome: 'failed', doiState: 'none' },
        ...{ message: 'DataCite refused the record', details: ['language: is no language'] },
      });
      const { status, body } = await act(doi, 'register', 'owner');
      expect([status, body]).toMatchObject([
        424,
        {
          error: 'Failed Dependency',
          message: 'DataCite refused the record; nothing was opened',
          details: ['language: is no language'],
        },
      ]);
      expect([await isOpen(pid), await statusOf(doi)]).toEqual([false, 'private']);
    });

    it('of two at a time lets one through', async () => {
      const { doi } = await publication('owner', { datasetPids: [await dataset()] });
      const both = await Promise.all([act(doi, 'register', 'owner'), act(doi, 'register', 'admin')]);
      const [first, second] = both.map(({ status }) => status).sort();
      expect(first).toBe(201);
      expect([400, 409]).toContain(second);
      expect(minter.tasksOf(doi)).toHaveLength(1);
    });

    it('checks every dataset before the DOI service hears of anything', async () => {
      const [mine, foreign] = [
        await dataset(),
        await dataset('stranger', { ownerGroup: '20260102', sharedWith: ['owner@demo.example'] }),
      ];
      const { doi } = await publication('owner', { datasetPids: [mine, foreign] });
      expect((await act(doi, 'register', 'owner')).status).toBe(403);
      expect([minter.tasksOf(doi), await isOpen(mine), await statusOf(doi)]).toEqual([[], false, 'private']);
      expect((await act(doi, 'register', 'admin')).status).toBe(201);
      expect([await isOpen(mine), await isOpen(foreign)]).toEqual([true, true]);
    });

    it('can be amended by admins, and registered again under the same DOI', async () => {
      const { doi } = await publication();
      expect((await act(doi, 'amend', 'admin')).status).toBe(400);
      await act(doi, 'register', 'owner');
      for (const user of ['owner', undefined]) expect((await act(doi, 'amend', user)).status).toBe(403);
      expect((await act('none', 'amend', 'admin')).status).toBe(404);
      const amended = await act(doi, 'amend', 'admin');
      expect([amended.status, amended.body.status]).toEqual([201, 'amended']);
      expect((await act(doi, 'register', 'owner')).body.status).toBe('registered');
      expect(new Set(minter.tasksOf(doi).map((task) => task.doi)).size).toBe(1);
    });

    it('resync changes what is not registered yet', async () => {
      const { doi } = await publication();
      expect((await act(doi, 'resync', undefined, { title: 'x' })).status).toBe(401);
      expect((await act(doi, 'resync', 'stranger', { title: 'x' })).status).toBe(404);
      expect((await act(doi, 'resync', 'owner', { colour: 'red' })).status).toBe(400);
      const done = await act(doi, 'resync', 'owner', { title: 'Synchronised' });
      expect([done.status, done.body.title]).toEqual([201, 'Synchronised']);
      await act(doi, 'register', 'owner');
      expect((await act(doi, 'resync', 'owner', { title: 'x' })).status).toBe(400);
    });

    it('leaves a tombstone when the record or a dataset goes', async () => {
      const pid = await dataset();
      const { doi } = await publication('owner', { datasetPids: [pid] });
      expect((await ask('GET', `/api/v4/tombstones/${inPath(doi)}`)).status).toBe(404);
      await act(doi, 'register', 'owner');
      expect((await ask('DELETE', `/api/v3/datasets/${inPath(pid)}`, 'deleter')).status).toBe(200);
      const ofDataset = await ask('GET', `/api/v4/tombstones/${inPath(pid)}`);
      expect([ofDataset.status, ofDataset.body]).toMatchObject([200, { id: pid, kind: 'dataset', dois: [doi] }]);
      expect((await ask('DELETE', `/api/v3/publisheddata/${inPath(doi)}`, 'deleter')).status).toBe(200);
      const grave = await ask('GET', `/api/v4/tombstones/${inPath(doi)}`);
      expect([grave.status, grave.body]).toEqual([
        200,
        {
          id: doi,
          kind: 'publication',
          title: 'Otters',
          dois: [doi],
          creators: ['Petra Muster'],
          removedAt: expect.any(String),
        },
      ]);
      await eventually(() => minter.tasksOf(doi).some(({ kind }) => kind === 'withdraw'), { what: 'the withdrawal' });
      expect(minter.tasksOf(doi).at(-1)).toMatchObject({ wanted: 'registered' });
      expect((await ask('GET', `${v4}/${inPath(doi)}`)).status).toBe(404);
    });
  });
});
