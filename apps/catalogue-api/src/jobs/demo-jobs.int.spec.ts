import { jest } from '@jest/globals';
import { repositoryRoot } from '@scizoo/local-servers';
import { aDataset, testMongo } from '@scizoo/testing';
import { join } from 'node:path';
import { Catalogue } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('the types of jobs that the demo starts with', () => {
  let catalogue: Catalogue;
  let number = 0;
  beforeAll(async () => {
    const jobConfigurationFile = join(repositoryRoot(), 'tools', 'demo', 'jobs.json');
    catalogue = await Catalogue.start(
      testMongo('demo-jobs').uri,
      { owner: ['20260101'], stranger: ['20260102'], admin: ['admin'] },
      { jobConfigurationFile },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  const dataset = async (fields: object) => {
    const body = { ...aDataset().build(), pid: `20.500.00000/job-${(number += 1)}`, ownerGroup: '20260101', ...fields };
    const { status, text } = await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body });
    if (status !== 201) throw new Error(text);
    const dataFileList = [{ path: 'a.h5', size: 1, time: '2026-01-01T00:00:00Z' }];
    await catalogue.ask('POST', '/api/v4/origdatablocks', 'admin', {
      body: { datasetId: body.pid, size: 1, dataFileList },
    });
    return body.pid;
  };
  const asked = async (type: string, role: string | undefined, pid: string, files: string[] = []) => {
    const ownerGroup = role && { ownerUser: role, ownerGroup: role === 'owner' ? '20260101' : '20260102' };
    const body = { type, jobParams: { datasetList: [{ pid, files }] }, contactEmail: 'o@zoo.example', ...ownerGroup };
    return (await catalogue.ask('POST', '/api/v4/jobs', role, { body })).status;
  };

  it('take from anybody a wish for files of published datasets, and of no other', async () => {
    const open = await dataset({ isPublished: true });
    expect(await asked('public', undefined, open, ['a.h5'])).toBe(201);
    expect(await asked('public', undefined, open, ['none.h5'])).toBe(400);
    const closed = await dataset({});
    expect(await asked('public', undefined, closed, ['a.h5'])).not.toBe(201);
    // Who may read it is not asked: what is published here is open to everybody.
    expect(await asked('public', 'owner', closed, ['a.h5'])).not.toBe(201);
  });

  it('archive what the owner has and what may be archived, and retrieve what is there', async () => {
    const pid = await dataset({});
    expect(await asked('archive', 'owner', pid)).toBe(201);
    expect(await asked('archive', 'stranger', pid)).not.toBe(201);
    expect(await asked('archive', 'owner', await dataset({ datasetlifecycle: { archivable: false } }))).toBe(400);
    expect(await asked('retrieve', 'owner', pid)).toBe(400);
    expect(await asked('retrieve', 'owner', await dataset({ datasetlifecycle: { retrievable: true } }))).toBe(201);
  });
});
