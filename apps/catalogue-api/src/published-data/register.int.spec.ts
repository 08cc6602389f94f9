import { jest } from '@jest/globals';
import { eventually, testMongo } from '@scizoo/testing';
import { inPath } from '../schema/catalogue.harness';
import { metadata, publications, v4 } from './published-data.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('registering publications (v4)', () => {
  const suite = publications(() => testMongo('register'));
  const { ask, dataset, publication, act, statusOf, isOpen } = suite;

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
    expect(suite.minter.tasksOf(doi)).toMatchObject([
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
    suite.minter.tellNext({
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
    expect(suite.minter.tasksOf(doi)).toHaveLength(1);
  });

  it('checks every dataset before the DOI service hears of anything', async () => {
    const [mine, foreign] = [
      await dataset(),
      await dataset('stranger', { ownerGroup: '20260102', sharedWith: ['owner@demo.example'] }),
    ];
    const { doi } = await publication('owner', { datasetPids: [mine, foreign] });
    expect((await act(doi, 'register', 'owner')).status).toBe(403);
    expect([suite.minter.tasksOf(doi), await isOpen(mine), await statusOf(doi)]).toEqual([[], false, 'private']);
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
    expect(new Set(suite.minter.tasksOf(doi).map((task) => task.doi)).size).toBe(1);
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
    const said = { id: pid, kind: 'dataset', dois: [doi], title: expect.any(String) };
    expect([ofDataset.status, ofDataset.body]).toMatchObject([200, said]);
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
    await eventually(() => suite.minter.tasksOf(doi).some(({ kind }) => kind === 'withdraw'), {
      what: 'the withdrawal',
    });
    expect(suite.minter.tasksOf(doi).at(-1)).toMatchObject({ wanted: 'registered' });
    expect((await ask('GET', `${v4}/${inPath(doi)}`)).status).toBe(404);
  });

  it('tells on the tombstone of a closed dataset nothing that was not public', async () => {
    const pid = await dataset();
    const { doi } = await publication('owner', { datasetPids: [pid], keepEmbargo: true });
    await act(doi, 'register', 'owner');
    expect(await isOpen(pid)).toBe(false);
    expect((await ask('DELETE', `/api/v3/datasets/${inPath(pid)}`, 'deleter')).status).toBe(200);
    const { body } = await ask('GET', `/api/v4/tombstones/${inPath(pid)}`);
    expect(body).toEqual({ id: pid, kind: 'dataset', dois: [doi], removedAt: expect.any(String) });
  });
});
