import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { jobs, jobsOfCatalogue } from './jobs.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('changing jobs', () => {
  const { ask, made } = jobsOfCatalogue(() => testMongo('jobs-changes'));

  const body = { statusCode: 'inProgress', statusMessage: 'Working.', jobResultObject: { files: 3 } };

  it.each([
    ['#all', [200, 200, 200, 200, 200, 200]],
    ['#jobAdmin', [403, 403, 403, 403, 403, 403]],
    ['#jobOwnerUser', [403, 200, 403, 403, 403, 403]],
    ['#jobOwnerGroup', [403, 200, 200, 403, 403, 403]],
    ['@archivers', [403, 403, 403, 403, 200, 403]],
    ['robot', [403, 403, 403, 403, 403, 200]],
  ] as const)('%s: anonymous, owner, colleague, stranger, archiver, robot → %j', async (auth, wanted) => {
    const { id } = await made('owner', `update ${auth}`, { ownerUser: 'owner' });
    const statuses = [];
    for (const role of [undefined, 'owner', 'colleague', 'stranger', 'archiver', 'robot'])
      statuses.push((await ask('PATCH', `${jobs}/${id}`, role, { body })).status);
    expect(statuses).toEqual(wanted);
    for (const role of ['admin', 'updater'])
      expect((await ask('PATCH', `${jobs}/${id}`, role, { body })).status).toBe(200);
    expect((await ask('PATCH', `${jobs}/${id}`, 'creator', { body })).status).toBe(auth === '#all' ? 200 : 403);
  });

  it('sets status and result; a merge patch merges', async () => {
    const { id } = await made('owner', 'update #all');
    const changed = await ask('PATCH', `${jobs}/${id}`, 'robot', { body });
    expect(changed.body).toMatchObject({ ...body, updatedBy: 'robot', createdBy: 'owner' });
    const merge = { 'content-type': 'application/merge-patch+json' };
    const merged = await ask('PATCH', `${jobs}/${id}`, 'robot', {
      body: JSON.stringify({ statusCode: 'finishedSuccessful', jobResultObject: { files: null, errors: 0 } }),
      headers: merge,
    });
    expect(merged.body).toMatchObject({ statusCode: 'finishedSuccessful', statusMessage: 'Working.' });
    expect(merged.body.jobResultObject).toEqual({ errors: 0 });
    for (const wrong of [
      { statusCode: 'x' },
      { statusMessage: 'x' },
      { ...body, type: 'x' },
      { ...body, ownerUser: 'x' },
      {},
    ])
      expect([wrong, (await ask('PATCH', `${jobs}/${id}`, 'admin', { body: wrong })).status]).toEqual([wrong, 400]);
    const unknown = await ask('PATCH', `${jobs}/none`, 'admin', { body });
    expect([unknown.status, unknown.body.message]).toEqual([400, 'Invalid job id.']);
  });

  it('are deleted by their delete groups only', async () => {
    const { id } = await made('owner', 'create #all');
    for (const base of [jobs, '/api/v3/jobs'])
      for (const role of [undefined, 'owner', 'admin', 'creator', 'updater'])
        expect([role, (await ask('DELETE', `${base}/${id}`, role)).status]).toEqual([role, 403]);
    expect((await ask('DELETE', `${jobs}/${id}`, 'deleter')).status).toBe(200);
    for (const base of [jobs, '/api/v3/jobs'])
      expect((await ask('DELETE', `${base}/${id}`, 'deleter')).status).toBe(400);
  });
});
