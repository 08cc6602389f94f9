import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue } from '../schema/catalogue.harness';

const AUTHS = [
  '#all',
  '#authenticated',
  '#datasetPublic',
  '#datasetAccess',
  '#datasetOwner',
  '#jobAdmin',
  '@archivers',
  'robot',
];
const UPDATES = ['#all', '#jobAdmin', '#jobOwnerUser', '#jobOwnerGroup', '@archivers', 'robot'];
export const typeOf = (auth: string) => `create ${auth}`;
const configuration = {
  configVersion: 'v1.0 test',
  jobs: [
    ...AUTHS.map((auth) => ({ jobType: typeOf(auth), create: { auth, actions: [] }, update: { auth: '#all' } })),
    ...UPDATES.map((auth) => ({ jobType: `update ${auth}`, create: { auth: '#all' }, update: { auth, actions: [] } })),
  ],
};
export const jobs = '/api/v4/jobs';
export type Role = string | undefined;

export const groups: Record<string, string> = {
  owner: '20260101',
  colleague: '20260101',
  stranger: '20260102',
  archiver: 'archivers',
  robot: 'robots',
};
export const listOf = (...pids: string[]) => ({ datasetList: pids.map((pid) => ({ pid, files: [] })) });

/** A catalogue for a suite about jobs, with a type for each rule of who may create and update, and datasets of all kinds. */
export function jobsOfCatalogue(mongodb: () => { uri: string }) {
  let catalogue: Catalogue;
  let folder: string;
  /** PIDs of datasets: everybody's, of the owner, one that the owner may read, of others. */
  const of = { open: '', mine: '', accessible: '', foreign: '' };
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const dataset = (fields: object) =>
    catalogue.dataset({ owner: 'Petra Muster', principalInvestigators: ['Petra Muster'], ...fields }, 'admin');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scizoo-jobs-'));
    const jobConfigurationFile = join(folder, 'jobs.json');
    await writeFile(jobConfigurationFile, JSON.stringify(configuration));
    catalogue = await Catalogue.start(
      mongodb().uri,
      {
        owner: ['20260101'],
        colleague: ['20260101'],
        stranger: ['20260102'],
        archiver: ['archivers'],
        robot: ['robots'],
        admin: ['admin'],
        creator: ['job-creators'],
        updater: ['job-updaters'],
        deleter: ['job-deleters'],
      },
      {
        createJobPrivilegedGroups: ['job-creators'],
        updateJobPrivilegedGroups: ['job-updaters'],
        deleteJobGroups: ['job-deleters'],
        jobConfigurationFile,
      },
    );
    of.open = await dataset({ ownerGroup: '20260102', isPublished: true });
    of.mine = await dataset({ ownerGroup: '20260101', description: 'mine alone' });
    of.accessible = await dataset({ ownerGroup: '20260102', accessGroups: ['20260101'] });
    of.foreign = await dataset({ ownerGroup: '20260102', description: 'secret of others' });
    await ask('POST', '/api/v3/origdatablocks', 'admin', {
      body: { datasetId: of.mine, size: 1, dataFileList: [{ path: 'a.h5', size: 1, time: '2026-01-01T00:00:00Z' }] },
    });
  }, 60_000);
  afterAll(async () => {
    await catalogue.stop();
    await rm(folder, { recursive: true });
  });
  const create = (role: Role, auth: string, jobParams: object, more: object = {}) =>
    ask('POST', jobs, role, {
      body: { type: typeOf(auth), jobParams, ...(role && groups[role] && { ownerGroup: groups[role] }), ...more },
    });
  const made = async (role: Role, type: string, more: object = {}) => {
    const body = { type, jobParams: {}, ...(role && groups[role] && { ownerGroup: groups[role] }), ...more };
    const answer = await ask('POST', jobs, role, { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body as { id: string } & Record<string, unknown>;
  };
  return {
    of,
    ask,
    create,
    made,
    get catalogue() {
      return catalogue;
    },
  };
}
