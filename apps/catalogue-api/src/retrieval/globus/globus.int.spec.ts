import { jest } from '@jest/globals';
import { consentFor, GlobusServer, testMongo } from '@scizoo/testing';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue, inPath } from '../../schema/catalogue.harness';
import { GlobusKeeper } from './globus-keeper';

// Starting the catalogue takes its time on a busy machine.
jest.setTimeout(60_000);

const TYPES = {
  jobs: [
    { jobType: 'globus', create: { auth: '#datasetAccess', actions: [] }, update: { auth: '#jobAdmin', actions: [] } },
  ],
};
const PID = '20.500.00000/sent';
const PUBLIC = 'http://catalogue.example';
const SENT = {
  source_path: '/g-own/raw/scan 1.h5',
  destination_path: '/inbox/g-own/20.500.00000_sent/scan 1.h5',
  recursive: false,
};
/** The library takes the address of the service from the environment alone. */
const SERVICE_URL = 'GLOBUS_SDK_SERVICE_URL_TRANSFER';

describe('transfers with Globus', () => {
  let base: string;
  let globus: GlobusServer;
  let catalogue: Catalogue;
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'scizoo-globus-'));
    await mkdir(join(base, 'data/g-own/raw'), { recursive: true });
    await writeFile(join(base, 'data/g-own/raw/scan 1.h5'), 'measured');
    // In one folder are the scans of a whole visit, and what people put there.
    await writeFile(join(base, 'data/g-own/raw/scan 2.h5'), 'of another dataset');
    await writeFile(join(base, 'secret'), 'of the machine');
    await symlink(join(base, 'secret'), join(base, 'data/g-own/raw/leads-out'));
    globus = await GlobusServer.start([
      { id: 'facility', paths: ['/g-own/'] },
      { id: 'home', paths: ['/inbox/'] },
      { id: 'mapped', paths: ['/'], needsConsent: true },
      { id: 'personal', paths: ['/home/'], needsConsent: 'of a person' },
    ]);
    process.env[SERVICE_URL] = `${globus.url}/`;
    const destinations = [
      { id: 'home', name: 'Home institute', collection: 'home', path: '/inbox/{ownerGroup}/{pid}' },
      { id: 'mapped', name: 'Cluster', collection: 'mapped', path: '/scratch/{pid}' },
      { id: 'personal', name: 'Own home', collection: 'personal', path: '/home/{pid}' },
      { id: 'closed', name: 'Closed', collection: 'home', path: '/elsewhere/{pid}' },
      { id: 'staff', name: 'Staff only', collection: 'home', path: '/inbox/staff', groups: ['g-staff'] },
    ];
    const source = { collection: 'facility', root: join(base, 'data') };
    await writeFile(join(base, 'globus.json'), JSON.stringify({ source, destinations }));
    await writeFile(join(base, 'jobs.json'), JSON.stringify(TYPES));
    catalogue = await Catalogue.start(
      testMongo('globus').uri,
      { admin: ['admin'], owner: ['g-own'], stranger: ['g-x'] },
      {
        ...{ jobConfigurationFile: join(base, 'jobs.json'), globusFile: join(base, 'globus.json') },
        ...{ dataRoots: [join(base, 'data/{ownerGroup}')], globusLooksEveryMs: 600_000, publicUrl: PUBLIC },
        ...{ globusClientId: 'client', globusClientSecret: 'secret', globusAuthUrl: globus.url },
      },
    );
    const body = {
      ...{ pid: PID, type: 'derived', owner: 'Petra Muster', contactEmail: 'pi@demo.example', ownerGroup: 'g-own' },
      ...{ sourceFolder: join(base, 'data/g-own/raw'), creationTime: '2026-03-01T10:00:00Z', datasetName: 'scan' },
    };
    await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body });
    const time = '2026-03-01T10:00:00Z';
    const dataFileList = ['scan 1.h5', 'leads-out', 'gone.h5'].map((path) => ({ path, size: 8, time }));
    await catalogue.ask('POST', '/api/v4/origdatablocks', 'admin', { body: { datasetId: PID, size: 8, dataFileList } });
  });
  afterAll(async () => {
    Reflect.deleteProperty(process.env, SERVICE_URL);
    await catalogue.stop();
    globus.stop();
    await rm(base, { recursive: true });
  });
  beforeEach(() => void globus.tasks.splice(0));

  const order = async (
    destination: string,
    files: readonly string[] = [],
    { who, ownerGroup } = { who: 'owner', ownerGroup: 'g-own' },
  ) => {
    const jobParams = { datasetList: [{ pid: PID, files }], destination };
    const body = { type: 'globus', ownerGroup, jobParams };
    const { status, body: job } = await catalogue.ask('POST', '/api/v4/jobs', who, { body });
    expect(status).toBe(201);
    return String(job.id);
  };
  const look = () => catalogue.app.get(GlobusKeeper).wake();
  const read = async (id: string) => (await catalogue.ask('GET', `/api/v4/jobs/${id}`, 'owner')).body;
  const retrieval = async (who?: string) =>
    catalogue.ask('GET', `/api/v4/datasets/${inPath(PID)}/retrieval`, who).then(({ body }) => body);

  it('are offered to those who may order them, to the places that are theirs', async () => {
    const ids = (await retrieval('owner')).destinations.map(({ id }: { id: string }) => id) as string[];
    expect(ids).toEqual(['home', 'mapped', 'personal', 'closed']);
    await catalogue.ask('PATCH', `/api/v4/datasets/${inPath(PID)}`, 'admin', { body: { isPublished: true } });
    expect((await retrieval()).destinations).toEqual([]);
    await catalogue.ask('PATCH', `/api/v4/datasets/${inPath(PID)}`, 'admin', { body: { isPublished: false } });
  });

  it('become one task, are followed and end', async () => {
    const id = await order('home');
    await look();
    expect(globus.tasks[0]!.order).toMatchObject({
      source_endpoint: 'facility',
      destination_endpoint: 'home',
      verify_checksum: true,
    });
    expect(globus.tasks[0]!.order.DATA).toMatchObject([SENT]);
    Object.assign(globus.tasks[0]!, { bytes_transferred: 4, files: 1 });
    await look();
    expect(await read(id)).toMatchObject({
      statusCode: 'inProgress',
      statusMessage: 'On its way: 4 bytes, 0 of 1 files',
      jobResultObject: { globusTaskId: globus.tasks[0]!.task_id, bytesTransferred: 4, filesTotal: 1, status: 'ACTIVE' },
    });
    Object.assign(globus.tasks[0]!, { status: 'SUCCEEDED', bytes_transferred: 8, files_transferred: 1 });
    globus.endTokens();
    await look();
    expect(await read(id)).toMatchObject({
      statusCode: 'finishedSuccessful',
      statusMessage: 'Sent: 8 bytes, 1 of 1 files',
    });
  });
  it('send chosen files one by one, and none that is not in the list', async () => {
    await order('home', ['scan 1.h5']);
    await look();
    expect(globus.tasks[0]!.order.DATA).toMatchObject([SENT]);
    const jobParams = { datasetList: [{ pid: PID, files: ['../x'] }], destination: 'home' };
    const body = { type: 'globus', ownerGroup: 'g-own', jobParams };
    expect((await catalogue.ask('POST', '/api/v4/jobs', 'owner', { body })).status).toBe(400);
    expect((await catalogue.ask('POST', '/api/v4/jobs', 'stranger', { body })).status).toBe(400);
  });

  it.each([
    ['leads-out', 'leads-out leads out of the folder of the dataset, or cannot be read'],
    ['gone.h5', 'gone.h5 is not on disk (any more)'],
  ])('send nothing when a chosen file cannot be had: %s', async (path, statusMessage) => {
    const id = await order('home', ['scan 1.h5', path]);
    await look();
    expect(await read(id)).toMatchObject({ statusCode: 'finishedUnsuccessful', statusMessage });
    expect(globus.tasks).toEqual([]);
  });

  it.each(['drop-after-storing', 503] as const)('are one task also when the answer is %s', async (failure) => {
    const id = await order('home');
    globus.failNext = failure;
    await look();
    expect(await read(id)).toMatchObject({ statusCode: 'inProgress', statusMessage: 'Is handed to Globus' });
    await look();
    await look();
    const jobs = globus.tasks.filter(({ order: { label } }) => label === `SciZoo ${id}`);
    expect(jobs).toHaveLength(1);
    expect((await read(id)).jobResultObject.globusTaskId).toBe(jobs[0]!.task_id);
  });

  it('ask for the consent that a mapped collection wants', async () => {
    const id = await order('mapped');
    await look();
    const mine = globus.tasks.find(({ order: { label } }) => label === `SciZoo ${id}`);
    expect(mine?.order.destination_endpoint).toBe('mapped');
    expect(consentFor('mapped')).toContain('/mapped/data_access');
  });
  describe('with a collection that wants the consent of a person', () => {
    /** What the page where they land after Globus is told. */
    const landed = async (url: string) => {
      const answer = await fetch(url, { redirect: 'manual' });
      const { origin, pathname, searchParams } = new URL(answer.headers.get('location') ?? '');
      expect([answer.status, origin, pathname]).toEqual([302, PUBLIC, '/jobs/consent']);
      return Object.fromEntries(searchParams) as { state: string; code: string; error?: string };
    };
    const consent = (who: string, body: object) => catalogue.ask('POST', '/api/v4/jobs/consent', who, { body });
    const taskOf = (id: string) => globus.tasks.find(({ order: { label } }) => label === `SciZoo ${id}`);
    const waiting = async () => {
      const id = await order('personal');
      await look();
      const { statusCode, statusMessage, jobResultObject } = await read(id);
      expect([statusCode, statusMessage]).toEqual(['inProgress', 'Waits for your consent at Globus']);
      return { id, url: String(jobResultObject.consentUrl) };
    };

    it('show where to give it, wait, and go on in the name of whoever gave it', async () => {
      const { id, url } = await waiting();
      await look();
      expect((await read(id)).jobResultObject.consentUrl).toBe(url);
      const { state, code } = await landed(url);
      const strange = await consent('stranger', { state, code });
      expect(strange.status).toBe(403);
      expect(await consent('owner', { state, code })).toMatchObject({ status: 200, body: { id } });
      await look();
      await look();
      const task = taskOf(id)!;
      expect(task.order).toMatchObject({ destination_endpoint: 'personal' });
      const { jobResultObject, statusMessage } = await read(id);
      expect(jobResultObject).toMatchObject({ globusTaskId: task.task_id });
      expect(Object.keys(jobResultObject)).not.toContain('consentUrl');
      expect(statusMessage).toMatch(/^(Globus copies it|On its way)/u);
      // No token lies open in the database.
      const kept = JSON.stringify(await catalogue.database.collection('globusTokens').find().toArray());
      expect(kept).toContain(id);
      for (const token of globus.tokensOfPeople) expect(kept).not.toContain(token);
      Object.assign(task, { status: 'SUCCEEDED', files: 1, files_transferred: 1 });
      await look();
      expect((await read(id)).statusCode).toBe('finishedSuccessful');
      expect(await catalogue.database.collection('globusTokens').countDocuments({ _id: id as never })).toBe(0);
    });
    it('are asked again when the token has ended, and are cancelled while they wait', async () => {
      const { id, url } = await waiting();
      await consent('owner', await landed(url));
      await look();
      await look();
      globus.endTokens();
      await look();
      const { jobResultObject } = await read(id);
      expect([jobResultObject.consentUrl !== url, jobResultObject.globusTaskId]).toEqual([true, taskOf(id)!.task_id]);
      await consent('owner', await landed(String(jobResultObject.consentUrl)));
      await look();
      await look();
      expect((await read(id)).statusMessage).toMatch(/^On its way/u);

      const other = await waiting();
      await catalogue.ask('POST', `/api/v4/jobs/${other.id}/cancel`, 'owner');
      await look();
      expect((await read(other.id)).statusCode).toBe('cancelled');
      expect(taskOf(other.id)).toBeUndefined();
    });
    it('take no consent that was changed, invented or used', async () => {
      const { url } = await waiting();
      const { state, code } = await landed(url);
      const [payload = '', signature = ''] = state.split('.');
      const other = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
      const forged = Buffer.from(JSON.stringify({ ...other, job: 'x' })).toString('base64url');
      for (const wrong of [`${forged}.${signature}`, payload, 'x', `${state}.x`])
        expect([wrong, (await consent('owner', { state: wrong, code })).status]).toEqual([wrong, 400]);
      expect((await consent('owner', { state, code: 'invented' })).status).toBe(409);
      expect((await consent('owner', { state, code })).status).toBe(200);
      expect((await consent('owner', { state, code })).status).toBe(409);
      // The look that the consent began is over.
      await look();
    });
    it('send nothing when whoever ordered it may not read the datasets any more by then', async () => {
      const share = (accessGroups: string[]) =>
        catalogue.ask('PATCH', `/api/v4/datasets/${inPath(PID)}`, 'admin', { body: { accessGroups } });
      await share(['g-x']);
      const id = await order('personal', [], { who: 'stranger', ownerGroup: 'g-x' });
      await look();
      const asked = (await catalogue.ask('GET', `/api/v4/jobs/${id}`, 'stranger')).body;
      await share([]);
      await consent('stranger', await landed(String(asked.jobResultObject.consentUrl)));
      await look();
      await look();
      expect((await catalogue.ask('GET', `/api/v4/jobs/${id}`, 'stranger')).body).toMatchObject({
        statusCode: 'finishedUnsuccessful',
        statusMessage: 'Whoever ordered this may no longer read these datasets',
      });
      expect(taskOf(id)).toBeUndefined();
    });
    it('end when nobody gives it in time', async () => {
      const { id } = await waiting();
      const jobs = catalogue.database.collection('jobs');
      const past = { $set: { 'jobResultObject.consentUntil': '2026-01-01T00:00:00.000Z' } };
      expect((await jobs.updateOne({ _id: id as never }, past)).modifiedCount).toBe(1);
      await look();
      expect(await read(id)).toMatchObject({
        statusCode: 'finishedUnsuccessful',
        statusMessage: 'Nobody gave the consent in time',
      });
    });
  });
  it.each([
    ['closed', 'Globus says: You do not have access to /elsewhere/20.500.00000_sent/scan 1.h5'],
    ['staff', 'There is no such destination for this group'],
    ['nowhere', 'There is no such destination for this group'],
  ])('to %s are given up with the reason', async (destination, statusMessage) => {
    const id = await order(destination);
    await look();
    expect(await read(id)).toMatchObject({ statusCode: 'finishedUnsuccessful', statusMessage });
    expect(globus.tasks.filter(({ order: { label } }) => label === `SciZoo ${id}`)).toEqual([]);
  });
  it('fail when Globus gives up, and are cancelled when their owner wants it', async () => {
    const [failing, unwanted] = [await order('home'), await order('home')];
    await look();
    const taskOf = (id: string) => globus.tasks.find(({ order: { label } }) => label === `SciZoo ${id}`)!;
    Object.assign(taskOf(failing), { status: 'FAILED', nice_status: 'PERMISSION_DENIED' });
    expect((await catalogue.ask('POST', `/api/v4/jobs/${unwanted}/cancel`, 'owner')).status).toBe(200);
    await look();
    expect(await read(failing)).toMatchObject({
      statusCode: 'finishedUnsuccessful',
      statusMessage: 'Globus gave up: PERMISSION_DENIED',
    });
    expect([(await read(unwanted)).statusCode, taskOf(unwanted).nice_status]).toEqual(['cancelled', 'CANCELED']);
  });
});
