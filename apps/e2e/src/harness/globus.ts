import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@scizoo/local-servers';
import { GlobusServer } from '@scizoo/testing';

const SOURCE = '11111111-1111-4111-8111-111111111111';
const HOME = '22222222-2222-4222-8222-222222222222';
const OWN = '33333333-3333-4333-8333-333333333333';
const ACCOUNT = { id: 'client', secret: 'secret' };
const STEP_MS = 500;
const STEPS = 4;

/** Globus as this facility would have it: its data, two places to send to, and files that arrive one after the other. */
export class GlobusOfJourneys {
  private constructor(
    private readonly server: GlobusServer,
    private readonly clock: NodeJS.Timeout,
    private readonly folder: string,
  ) {}

  static async start(): Promise<GlobusOfJourneys> {
    const collections = [
      { id: SOURCE, paths: ['/'] },
      { id: HOME, paths: ['/inbox/'], needsConsent: true },
      { id: OWN, paths: ['/scratch/'], needsConsent: 'of a person' as const },
    ];
    const server = await GlobusServer.start(collections, ACCOUNT);
    const step = () => {
      for (const task of server.tasks.filter(({ status }) => status === 'ACTIVE')) {
        task.files = STEPS;
        task.files_transferred += 1;
        task.bytes_transferred += 1_000_000;
        if (task.files_transferred === STEPS) task.status = 'SUCCEEDED';
      }
    };
    const folder = await mkdtemp(join(tmpdir(), 'scizoo-globus-'));
    return new GlobusOfJourneys(server, setInterval(step, STEP_MS), folder);
  }
  async stop(): Promise<void> {
    clearInterval(this.clock);
    this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** For the catalogue, whose demo has no Globus. */
  async settings(dataDir: string): Promise<Record<string, string>> {
    const globus = join(this.folder, 'globus.json');
    const jobs = join(this.folder, 'jobs.json');
    const ofDemo = (name: string) => join(repositoryRoot(), 'tools', 'demo', name);
    const demo = JSON.parse(await readFile(ofDemo('jobs.json'), 'utf8')) as { jobs: object[] };
    // Names of templates count from the file that names them.
    await copyFile(ofDemo('public-mail.html'), join(this.folder, 'public-mail.html'));
    const send = {
      jobType: 'globus',
      create: { auth: '#datasetAccess', actions: [] },
      update: { auth: '#jobAdmin', actions: [] },
    };
    const destinations = [
      { id: 'home', name: 'Home institute', collection: HOME, path: '/inbox/{ownerGroup}/{pid}' },
      { id: 'own', name: 'My scratch', collection: OWN, path: '/scratch/{pid}' },
    ];
    const source = { collection: SOURCE, root: join(dataDir, 'demo', 'visitors') };
    await writeFile(globus, JSON.stringify({ source, destinations }));
    await writeFile(jobs, JSON.stringify({ ...demo, jobs: [...demo.jobs, send] }));
    return {
      ...{ GLOBUS_FILE: globus, JOB_CONFIGURATION_FILE: jobs, GLOBUS_LOOKS_EVERY_MS: '500' },
      ...{ GLOBUS_CLIENT_ID: ACCOUNT.id, GLOBUS_CLIENT_SECRET: ACCOUNT.secret, GLOBUS_AUTH_URL: this.server.url },
      GLOBUS_SDK_SERVICE_URL_TRANSFER: `${this.server.url}/`,
    };
  }
}
