import { testMongo } from '@scizoo/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue, inPath } from '../schema/catalogue.harness';

/** Setting → the one group in it. */
const LISTS = {
  adminGroups: 'chiefs',
  deleteGroups: 'removers',
  createDatasetGroups: 'makers',
  createDatasetWithPidGroups: 'namers',
  createDatasetPrivilegedGroups: 'ingestors',
  updateDatasetLifecycleGroups: 'archivists',
  proposalGroups: 'officers',
  sampleGroups: 'preparers',
  samplePrivilegedGroups: 'laboratories',
  attachmentGroups: 'painters',
  attachmentPrivilegedGroups: 'galleries',
  policyGroups: 'stewards',
  deleteJobGroups: 'sweepers',
  createJobPrivilegedGroups: 'couriers',
  updateJobPrivilegedGroups: 'robots',
  historyAccessDatasetGroups: 'historians',
  historyAccessProposalGroups: 'chroniclers',
  historyAccessSampleGroups: 'biographers',
  historyAccessInstrumentGroups: 'annalists',
  historyAccessPublishedDataGroups: 'librarians',
  historyAccessPoliciesGroups: 'notaries',
  historyAccessDatablockGroups: 'registrars',
  historyAccessAttachmentGroups: 'curators',
  ingestGroups: 'feeders',
} as const;
type List = keyof typeof LISTS;
/** Names that hold the name, are held by it, or differ by letter case and blanks. */
const alike = (name: string) => [
  `${name}1`,
  `x${name}`,
  name.slice(1),
  name.slice(0, -1),
  name.toUpperCase(),
  `${name},`,
  `.*`,
  '#all',
];

const { uri } = testMongo('group-settings');
let catalogue: Catalogue;
let folder: string;

beforeAll(async () => {
  const accounts = {
    ...Object.fromEntries(Object.entries(LISTS).map(([list, group]) => [list, [group]])),
    lookalike: Object.values(LISTS).flatMap(alike),
    nobody: ['nobody'],
  };
  const settings = Object.fromEntries(Object.entries(LISTS).map(([list, group]) => [list, [group]]));
  folder = await mkdtemp(join(tmpdir(), 'scizoo-groups-'));
  const jobConfigurationFile = join(folder, 'jobs.json');
  const few = {
    jobType: 'for-few',
    create: { auth: '#jobAdmin', actions: [] },
    update: { auth: '#jobAdmin', actions: [] },
  };
  await writeFile(jobConfigurationFile, JSON.stringify({ configVersion: '1', jobs: [few] }));
  catalogue = await Catalogue.start(uri, accounts, { ...settings, jobConfigurationFile });
}, 60_000);
afterAll(async () => {
  await catalogue.stop();
  await rm(folder, { recursive: true });
});

const dataset = (ownerGroup: string, more: object = {}) => ({
  type: 'raw',
  datasetName: 'a scan',
  owner: 'Petra Muster',
  contactEmail: 'petra.muster@uni.example',
  sourceFolder: '/data/1',
  creationTime: '2026-03-01T10:00:00Z',
  principalInvestigators: ['Petra Muster'],
  creationLocation: '/zoo/zoosaxs',
  ownerGroup,
  ...more,
});
let number = 0;
/** A dataset of others, made by an admin. */
async function others(): Promise<string> {
  const { body, text } = await catalogue.ask('POST', '/api/v4/datasets', 'adminGroups', { body: dataset('others') });
  if (!body.pid) throw new Error(text);
  return inPath(body.pid as string);
}
const proposal = () => ({ proposalId: `p${++number}`, email: 'a@uni.example', title: 't', ownerGroup: 'others' });
const attachment = (ownerGroup: string) => ({ caption: 'c', isPublished: false, ownerGroup });
const post = (path: string, body: unknown) => async (account: string) =>
  (await catalogue.ask('POST', path, account, { body })).status;

const historyOf = (subsystem: string) => async (account: string) =>
  (await catalogue.ask('GET', '/api/v3/history', account, { query: { filter: { subsystem } } })).status;

/** What membership opens; of the look-alikes each group is tried that may own a record. */
const OPENS: Record<List, (account: string, own: string) => Promise<number>> = {
  adminGroups: async (account) => {
    const json = { data: {} };
    return (await catalogue.ask('PUT', '/api/v3/runtime-config/frontendTheme', account, { body: json })).status;
  },
  deleteGroups: async (account) =>
    (await catalogue.ask('DELETE', `/api/v3/datasets/${await others()}`, account)).status,
  createDatasetGroups: (account, own) => post('/api/v4/datasets', dataset(own))(account),
  createDatasetWithPidGroups: (account, own) =>
    post('/api/v4/datasets', dataset(own, { pid: `x/${++number}` }))(account),
  createDatasetPrivilegedGroups: post('/api/v4/datasets', dataset('others')),
  updateDatasetLifecycleGroups: async (account) =>
    (
      await catalogue.ask('PATCH', `/api/v3/datasets/${await others()}/datasetlifecycle`, account, {
        body: { archivable: false },
      })
    ).status,
  proposalGroups: (account) => post('/api/v3/proposals', proposal())(account),
  sampleGroups: (account, own) => post('/api/v3/samples', { ownerGroup: own })(account),
  samplePrivilegedGroups: post('/api/v3/samples', { ownerGroup: 'others' }),
  attachmentGroups: (account, own) => post('/api/v4/attachments', attachment(own))(account),
  attachmentPrivilegedGroups: post('/api/v4/attachments', attachment('others')),
  policyGroups: async (account) => (await catalogue.ask('GET', '/api/v3/policies', account)).status,
  // An unknown job is 400 for those who may delete jobs.
  deleteJobGroups: async (account) => {
    const { status } = await catalogue.ask('DELETE', '/api/v3/jobs/none', account);
    return status === 400 ? 200 : status;
  },
  createJobPrivilegedGroups: (account, own) =>
    post('/api/v4/jobs', { type: 'for-few', ownerGroup: own, jobParams: {} })(account),
  updateJobPrivilegedGroups: async (account) => {
    const job = { type: 'for-few', ownerGroup: 'others', contactEmail: 'a@uni.example', jobParams: {} };
    const { body, text } = await catalogue.ask('POST', '/api/v4/jobs', 'adminGroups', { body: job });
    if (!body.id) throw new Error(text);
    const change = { statusCode: 'inProgress', statusMessage: 'under way' };
    return (await catalogue.ask('PATCH', `/api/v4/jobs/${body.id}`, account, { body: change })).status;
  },
  historyAccessDatasetGroups: historyOf('Dataset'),
  historyAccessProposalGroups: historyOf('Proposal'),
  historyAccessSampleGroups: historyOf('Sample'),
  historyAccessInstrumentGroups: historyOf('Instrument'),
  historyAccessPublishedDataGroups: historyOf('PublishedData'),
  historyAccessPoliciesGroups: historyOf('Policy'),
  historyAccessDatablockGroups: historyOf('Datablock'),
  historyAccessAttachmentGroups: historyOf('Attachment'),
  ingestGroups: async (account) =>
    (
      await catalogue.ask('POST', '/api/v4/acquisition-events', account, {
        body: '{}',
        headers: { 'content-type': 'application/x-ndjson' },
      })
    ).status,
};

describe.each(Object.entries(LISTS) as [List, string][])('%s', (list, group) => {
  it(`opens for the group ${group}, and for no name that is like it`, async () => {
    const open = await OPENS[list](list, group);
    expect([list, open]).toEqual([list, open < 300 ? open : 'done']);
    for (const own of alike(group)) expect([own, await OPENS[list]('lookalike', own)]).toEqual([own, 403]);
    expect(await OPENS[list]('nobody', 'nobody')).toBe(403);
  });
});

describe('groups of every account', () => {
  it('do not hold the name that means everybody', async () => {
    const { body } = await catalogue.ask('GET', '/api/v3/auth/whoami', 'nobody');
    expect(body.currentGroups).toEqual(['nobody']);
  });
});
