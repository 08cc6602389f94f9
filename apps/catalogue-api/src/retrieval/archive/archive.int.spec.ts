import { jest } from '@jest/globals';
import { PostOffice, testMongo } from '@scizoo/testing';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobReports } from '../../jobs/job-reports';
import { Catalogue, inPath } from '../../schema/catalogue.harness';
import { ArchiveKeeper } from './archive-keeper';

// Starting the catalogue takes its time on a busy machine.
jest.setTimeout(60_000);

/** Its owner gets a mail, and another system at `site` hears of each step. */
const TYPES = (site: string) => ({
  configVersion: '1',
  jobs: [
    {
      jobType: 'archive',
      create: {
        auth: '#datasetOwner',
        actions: [{ actionType: 'url', method: 'POST', url: `${site}/asked`, body: { job: '{{job.id}}' } }],
      },
      update: {
        auth: '#jobAdmin',
        actions: [
          { actionType: 'url', url: `${site}/told/{{job.statusCode}}?job={{job.id}}` },
          {
            ...{ actionType: 'email', to: '{{job.contactEmail}}', bodyTemplateFile: 'mail.html', ignoreErrors: true },
            subject: 'Archive: {{job.statusMessage}}',
          },
        ],
      },
    },
    {
      jobType: 'retrieve',
      create: { auth: '#datasetAccess', actions: [] },
      update: { auth: '#jobAdmin', actions: [] },
    },
    {
      jobType: 'elsewhere',
      create: { auth: '#authenticated', actions: [] },
      update: { auth: '#jobAdmin', actions: [] },
    },
  ],
});

describe('jobs of the archive', () => {
  let base: string;
  let catalogue: Catalogue;
  let post: PostOffice;
  let site: Server;
  const calls: string[] = [];
  let count = 0;
  const folder = (pid: string) => join(base, 'data/g-own', pid.replace(/\W/gu, '-'));
  const dataset = async (): Promise<string> => {
    const pid = `20.500.00000/a${++count}`;
    await mkdir(folder(pid), { recursive: true });
    await writeFile(join(folder(pid), 'scan.h5'), `measured ${pid}`);
    const body = {
      ...{ pid, type: 'derived', owner: 'Petra Muster', contactEmail: 'pi@demo.example', ownerGroup: 'g-own' },
      ...{ sourceFolder: folder(pid), creationTime: '2026-03-01T10:00:00Z', datasetName: 'scan' },
      accessGroups: ['g-read'],
    };
    await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body });
    const dataFileList = [{ path: 'scan.h5', size: 5, time: '2026-03-01T10:00:00Z' }];
    await catalogue.ask('POST', '/api/v4/origdatablocks', 'admin', { body: { datasetId: pid, size: 5, dataFileList } });
    return pid;
  };
  const job = async (type: string, pids: readonly string[], who = 'owner', ownerGroup = 'g-own') => {
    const jobParams = { datasetList: pids.map((pid) => ({ pid, files: [] })) };
    const { status, body } = await catalogue.ask('POST', '/api/v4/jobs', who, {
      body: { type, ownerGroup, jobParams },
    });
    expect(status).toBe(201);
    return String(body.id);
  };
  const work = () => catalogue.app.get(ArchiveKeeper).wake();
  const read = async (id: string) => (await catalogue.ask('GET', `/api/v4/jobs/${id}`, 'owner')).body;
  const lifecycle = async (pid: string) =>
    (await catalogue.ask('GET', `/api/v4/datasets/${inPath(pid)}/datasetlifecycle`, 'owner')).body;
  const offered = async (pid: string, who?: string) =>
    (await catalogue.ask('GET', `/api/v4/datasets/${inPath(pid)}/retrieval`, who)).body.jobs;
  /** As another copy of the program left it when it was killed. */
  const left = async (id: string, statusCode: string, pid: string) => {
    const { database } = catalogue;
    await database.collection<{ _id: string }>('jobs').updateOne({ _id: id }, { $set: { statusCode } });
    const begun = { 'datasetlifecycle.archivable': false, 'datasetlifecycle.archiveStatusMessage': 'started' };
    await database.collection<{ _id: string }>('datasets').updateOne({ _id: pid }, { $set: begun });
  };

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'scizoo-archive-jobs-'));
    await mkdir(join(base, 'archive'));
    post = await PostOffice.open();
    site = createServer((request, response) => {
      calls.push(`${request.method} ${request.url}`);
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    await writeFile(join(base, 'jobs.json'), JSON.stringify(TYPES(address)));
    await writeFile(join(base, 'mail.html'), '{{#each datasets}}<li>{{this.pid}}</li>{{/each}}');
    catalogue = await Catalogue.start(
      testMongo('archive-jobs').uri,
      { admin: ['admin'], owner: ['g-own'], reader: ['g-read'], stranger: ['g-x'] },
      {
        jobConfigurationFile: join(base, 'jobs.json'),
        dataRoots: [join(base, 'data/{ownerGroup}')],
        archiveFolder: join(base, 'archive'),
        archiveLooksEveryMs: 600_000,
        ...{ smtpHost: '127.0.0.1', smtpPort: post.port, emailFrom: 'archive@zoo.example' },
      },
    );
  });
  afterAll(async () => {
    await catalogue.stop();
    await post.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    await rm(base, { recursive: true });
  });
  afterEach(() => jest.restoreAllMocks());

  it('take a dataset in and bring it back, and its lifecycle says so at each step', async () => {
    const pid = await dataset();
    expect([await offered(pid, 'owner'), await offered(pid, 'reader')]).toEqual([
      [{ type: 'archive', ownerGroup: 'g-own' }],
      [],
    ]);
    const archive = await job('archive', [pid]);
    expect((await read(archive)).statusCode).toBe('jobSubmitted');
    await work();
    expect(await read(archive)).toMatchObject({
      statusCode: 'finishedSuccessful',
      statusMessage: '1 of 1 dataset archived',
      jobResultObject: { datasets: [{ pid, state: 'done', files: 1, bytes: 24 }] },
    });
    expect(await lifecycle(pid)).toMatchObject({
      archivable: false,
      retrievable: true,
      archiveStatusMessage: 'datasetOnArchiveDisk',
      archiveReturnMessage: { files: 1, bytes: 24 },
    });
    expect(await offered(pid, 'reader')).toEqual([{ type: 'retrieve', ownerGroup: 'g-read' }]);
    await rm(folder(pid), { recursive: true });
    const retrieve = await job('retrieve', [pid], 'reader', 'g-read');
    await work();
    expect((await catalogue.ask('GET', `/api/v4/jobs/${retrieve}`, 'reader')).body.statusCode).toBe(
      'finishedSuccessful',
    );
    expect(await readFile(join(folder(pid), 'scan.h5'), 'utf8')).toBe(`measured ${pid}`);
    expect(await lifecycle(pid)).toMatchObject({
      retrieveStatusMessage: 'datasetRetrieved',
      retrieveIntegrityCheck: true,
    });
  });

  it('tell those whom the facility has named for each step', async () => {
    const pid = await dataset();
    const [mailsBefore, callsBefore] = [post.mails.length, calls.length];
    const id = await job('archive', [pid]);
    await work();
    expect(calls.slice(callsBefore)).toEqual([
      'POST /asked',
      `GET /told/inProgress?job=${id}`,
      `GET /told/finishedSuccessful?job=${id}`,
    ]);
    const mails = post.mails.slice(mailsBefore);
    expect(mails.map(({ to }) => to)).toEqual([['owner@demo.example'], ['owner@demo.example']]);
    expect(mails[1]?.text).toMatch(/^Subject: Archive: 1 of 1 dataset archived\r?$/mu);
    expect(mails[1]?.text).toContain(`<li>${pid}</li>`);
  });

  it('say of each dataset what came of it', async () => {
    const [good, gone] = [await dataset(), await dataset()];
    await rm(join(folder(gone), 'scan.h5'));
    const id = await job('archive', [good, gone]);
    await work();
    expect(await read(id)).toMatchObject({
      statusCode: 'finishedWithErrors',
      statusMessage: `1 of 2 datasets archived; ${gone}: scan.h5 cannot be read (missing)`,
    });
    expect(await lifecycle(gone)).toMatchObject({ archivable: true, archiveStatusMessage: 'archiveJobFailed' });
    const again = await job('archive', [good]);
    const never = await job('retrieve', [gone]);
    await work();
    expect(await read(again)).toMatchObject({
      statusCode: 'finishedUnsuccessful',
      statusMessage: expect.stringContaining('It is archived already') as string,
    });
    expect((await read(never)).statusMessage).toContain('It is not in the archive');
    expect(await lifecycle(good)).toMatchObject({ retrievable: true, archiveStatusMessage: 'datasetOnArchiveDisk' });
  });

  describe('are cancelled', () => {
    const cancel = async (id: string, who = 'owner') =>
      (await catalogue.ask('POST', `/api/v4/jobs/${id}/cancel`, who)).status;

    it('at once while they wait, by those whose they are', async () => {
      const pid = await dataset();
      const id = await job('archive', [pid]);
      expect([await cancel(id, 'stranger'), await cancel(id), await cancel(id)]).toEqual([403, 200, 409]);
      await work();
      expect([(await read(id)).statusCode, (await lifecycle(pid)).archivable]).toEqual(['cancelled', true]);
    });
    it('in the middle, and leave nothing behind', async () => {
      const pid = await dataset();
      const id = await job('archive', [pid]);
      const before = await readdir(join(base, 'archive'), { recursive: true });
      const reports = catalogue.app.get(JobReports);
      const progress = reports.progress.bind(reports);
      jest.spyOn(reports, 'progress').mockImplementation(async (...report) => {
        expect(await read(id)).toMatchObject({ statusCode: 'inProgress' });
        expect(await cancel(id)).toBe(200);
        return progress(...report);
      });
      await work();
      await work();
      expect((await read(id)).statusCode).toBe('cancelled');
      expect(await lifecycle(pid)).toMatchObject({ archivable: true, retrievable: false });
      const after = await readdir(join(base, 'archive'), { recursive: true });
      expect(after.filter((name) => name.includes('partial'))).toEqual([]);
      expect(after.filter((name) => name.endsWith('manifest.json'))).toEqual(
        before.filter((name) => name.endsWith('manifest.json')),
      );
    });
    it('not here when another system does them', async () => {
      const id = await job('elsewhere', [await dataset()]);
      expect(await cancel(id)).toBe(409);
      await work();
      expect((await read(id)).statusCode).toBe('jobSubmitted');
    });
  });

  it('are taken up again after the program was killed in the middle', async () => {
    const [running, cancelling] = [await dataset(), await dataset()];
    const [first, second] = [await job('archive', [running]), await job('archive', [cancelling])];
    await left(first, 'inProgress', running);
    await left(second, 'cancelling', cancelling);
    await work();
    expect([(await read(first)).statusCode, (await lifecycle(running)).retrievable]).toEqual([
      'finishedSuccessful',
      true,
    ]);
    expect([(await read(second)).statusCode, (await lifecycle(cancelling)).archivable]).toEqual(['cancelled', true]);
  });

  it('show how far they are', async () => {
    const pid = await dataset();
    const id = await job('archive', [pid]);
    const reports = catalogue.app.get(JobReports);
    const progress = reports.progress.bind(reports);
    const seen: unknown[] = [];
    jest.spyOn(reports, 'progress').mockImplementation(async (...report) => {
      const state = await progress(...report);
      seen.push((await read(id)).jobResultObject);
      return state;
    });
    await work();
    expect(seen[0]).toMatchObject({ bytesTotal: 5, datasets: [{ pid, state: 'running' }] });
  });
});
