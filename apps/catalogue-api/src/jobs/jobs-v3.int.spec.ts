import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { inPath } from '../schema/catalogue.harness';
import { jobs, jobsOfCatalogue, typeOf } from './jobs.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('jobs in the older shape', () => {
  const { of, ask } = jobsOfCatalogue(() => testMongo('jobs-v3'));

  const v3 = '/api/v3/jobs';
  const older = (auth: string, pids: string[], more: object = {}) => ({
    type: typeOf(auth),
    emailJobInitiator: 'owner@demo.example',
    datasetList: pids.map((pid) => ({ pid, files: [] })),
    jobParams: { username: 'owner', tapeCopies: 'one' },
    ...more,
  });

  it('have their fields and no others, over the job that v4 shows', async () => {
    const executionTime = '2026-11-24T08:00:00.000Z';
    const { status, body } = await ask('POST', v3, 'owner', {
      body: older('#datasetOwner', [of.mine], {
        executionTime,
        jobStatusMessage: 'jobSubmitted',
        creationTime: executionTime,
      }),
    });
    expect([status, body]).toEqual([
      201,
      {
        _id: expect.any(String),
        id: body._id,
        emailJobInitiator: 'owner@demo.example',
        type: 'create #datasetOwner',
        creationTime: expect.any(String),
        executionTime,
        jobParams: { username: 'owner', tapeCopies: 'one' },
        jobStatusMessage: 'jobSubmitted',
        datasetList: [{ pid: of.mine, files: [] }],
        jobResultObject: {},
      },
    ]);
    const now = await ask('GET', `${jobs}/${body.id}`, 'owner');
    expect(now.body).toMatchObject({
      ownerUser: 'owner',
      ownerGroup: '20260101',
      contactEmail: 'owner@demo.example',
      jobParams: { tapeCopies: 'one', executionTime, datasetList: [{ pid: of.mine, files: [] }] },
      statusCode: 'jobSubmitted',
    });
    const changed = await ask('PATCH', `${v3}/${body.id}`, 'owner', {
      body: { jobStatusMessage: 'finished', jobResultObject: { a: 1 } },
    });
    expect(changed.body).toMatchObject({ jobStatusMessage: 'finished', jobResultObject: { a: 1 }, executionTime });
    expect((await ask('PATCH', `${v3}/${body.id}`, 'owner', { body: { statusCode: 'x' } })).status).toBe(400);
    expect((await ask('PATCH', `${v3}/none`, 'owner', { body: { jobStatusMessage: 'x' } })).status).toBe(400);
    const where = {
      jobStatusMessage: 'finished',
      'jobParams.username': 'owner',
      emailJobInitiator: { like: 'owner@' },
    };
    const filter = { where, limits: { limit: 1, order: 'creationTime:desc' }, fields: ['type', 'jobParams'] };
    expect((await ask('GET', v3, 'owner', { query: { filter } })).body).toEqual([
      { _id: body.id, id: body.id, type: body.type, jobParams: body.jobParams },
    ]);
    const fields = { jobStatusMessage: 'finished', creationTime: { begin: '2020-01-01', end: '2100-01-01' } };
    expect(
      (await ask('GET', `${v3}/fullquery`, 'owner', { query: { fields, limits: { limit: 5 } } })).body,
    ).toMatchObject([{ id: body.id, jobStatusMessage: 'finished' }]);
    expect((await ask('GET', `${v3}/fullquery`, 'stranger', { query: { fields } })).body).toEqual([]);
    for (const path of [v3, `${v3}/fullquery`]) expect((await ask('GET', path)).status).toBe(403);
    const included = await ask('GET', v3, 'owner', {
      query: { filter: { where, include: [{ relation: 'datasets' }] } },
    });
    expect(included.body).toMatchObject([
      { id: body.id, datasets: [{ pid: of.mine, principalInvestigator: 'Petra Muster' }] },
    ]);
  });

  it('take the owner group from the parameters, else from the datasets', async () => {
    const groupOf = async (id: string) =>
      ((await ask('GET', `${jobs}/${id}`, 'admin')).body as { ownerGroup?: string }).ownerGroup;
    const rows: [string, string[], object, number, string | undefined][] = [
      ['#all', [of.mine], {}, 201, '20260101'],
      ['#all', [of.open], { jobParams: { username: 'owner', ownerGroup: '20260101' } }, 201, '20260101'],
      ['#all', [of.foreign], {}, 400, undefined],
      ['#datasetAccess', [of.accessible, of.open], {}, 201, '20260101'],
      ['#datasetAccess', [of.open], {}, 201, '20260101'],
      ['#datasetAccess', [of.foreign], {}, 400, undefined],
      ['#datasetPublic', [of.open], {}, 201, undefined],
    ];
    for (const [auth, pids, more, status, group] of rows) {
      const answer = await ask('POST', v3, 'owner', { body: older(auth, pids, more) });
      expect([auth, more, answer.status]).toEqual([auth, more, status]);
      if (status === 201) expect([auth, await groupOf(answer.body.id as string)]).toEqual([auth, group]);
    }
    const anonymous = { ...older('#datasetPublic', [of.open]), jobParams: {} };
    expect((await ask('POST', v3, undefined, { body: anonymous })).status).toBe(201);
    expect((await ask('POST', v3, undefined, { body: { ...anonymous, type: typeOf('#datasetOwner') } })).status).toBe(
      401,
    );
    expect((await ask('POST', v3, 'owner', { body: { type: typeOf('#all') } })).status).toBe(400);
    expect((await ask('POST', v3, 'owner', { body: { ...older('#all', [of.mine]), colour: 'red' } })).status).toBe(400);
    expect((await ask('GET', `/api/v3/jobs/${inPath('a/b')}`, 'owner')).status).toBe(400);
  });
});
