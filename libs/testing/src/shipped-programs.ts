import { isAlive, type ProcessGroup, startGroup } from '@scizoo/local-servers';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const INGEST_TOKEN = 'ingest-token-of-shipped-programs-0123456789';

/** Fictitious accounts, in the format of SciCat. */
export const SHIPPED_ACCOUNTS = {
  staff: { email: 'stina.strand@zoo.example', role: 'zoosaxs-staff', password: 'staff of the test' },
  scientist: { email: 'petra.muster@uni.example', role: '20260101', password: 'scientist of the test' },
  admin: { email: 'ada.admin@zoo.example', role: 'admin', password: 'admin of the test' },
};
const FACILITY = {
  instruments: [{ uniqueName: 'zoosaxs', name: 'ZooSAXS' }],
  producers: [
    { source: 'urn:scizoo:demo:zoosaxs', kind: 'sardana', beamlines: ['zoosaxs'] },
    { source: 'urn:scizoo:filewriter:zoosaxs', kind: 'sardana', beamlines: ['zoosaxs'] },
    { source: 'urn:scizoo:proposals:demo', kind: 'proposals', beamlines: ['zoosaxs'] },
  ],
};

/** Programs as they are shipped. */
export async function buildPrograms(...apps: readonly string[]): Promise<void> {
  const wanted = apps.length > 0 ? apps : ['catalogue-api', 'scicow'];
  await promisify(execFile)(process.execPath, ['tools/build.mjs', ...wanted], { cwd: root });
}

/** A shipped program as a process of its own, under a supervisor that starts it again when it ends by itself. */
export class ShippedProgram {
  private group?: ProcessGroup;
  private isWanted = false;
  constructor(
    private readonly app: string,
    readonly settings: Readonly<Record<string, string>>,
    private readonly logFile: string,
  ) {}

  async start(): Promise<void> {
    this.isWanted = true;
    const { PATH, HOME } = process.env;
    const group = await startGroup({
      command: process.execPath,
      args: [join(root, 'dist', 'apps', this.app, 'main.js')],
      env: { PATH, HOME, ...this.settings },
      logFile: this.logFile,
    });
    this.group = group;
    void group.exited.then(async () => {
      await sleep(300);
      if (this.isWanted && this.group === group) await this.start();
    });
  }
  /** -9, at once; the supervisor brings it back. */
  async kill(): Promise<void> {
    const { group } = this;
    if (!group || !isAlive(group.pid)) return;
    process.kill(group.pid, 'SIGKILL');
    await group.exited;
  }
  /** SIGSTOP: it neither works nor dies. SIGCONT wakes it up. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.group) process.kill(this.group.pid, name);
  }
  get pid(): number | undefined {
    return this.group?.pid;
  }
  async stop(): Promise<void> {
    this.isWanted = false;
    await this.group?.stop();
  }
}

export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `scizoo-${name}-`));
  await writeFile(join(folder, 'facility.json'), JSON.stringify(FACILITY));
  const accounts = Object.entries(SHIPPED_ACCOUNTS).map(([username, account]) => ({ username, ...account }));
  await writeFile(join(folder, 'accounts.json'), JSON.stringify(accounts));
  return folder;
}

interface Settings {
  readonly folder: string;
  readonly mongodbUri: string;
  readonly kafkaBrokers: string;
  readonly topicPrefix: string;
  readonly apiPort: number;
  readonly healthPort: number;
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>;
}
export const shippedCatalogue = (settings: Settings): ShippedProgram =>
  new ShippedProgram(
    'catalogue-api',
    {
      MONGODB_URI: settings.mongodbUri,
      PORT: String(settings.apiPort),
      INGEST_TOKEN,
      JWT_SECRET: 'secret-of-the-fault-test-0123456789-0123456789',
      FUNCTIONAL_ACCOUNTS_FILE: join(settings.folder, 'accounts.json'),
      FACILITY_FILE: join(settings.folder, 'facility.json'),
      KAFKA_BROKERS: settings.kafkaBrokers,
      KAFKA_TOPIC_PREFIX: settings.topicPrefix,
      KAFKA_SCICOW_GROUP: `${settings.topicPrefix}-scicow`,
      ...settings.env,
    },
    join(settings.folder, 'catalogue-api.log'),
  );
export const shippedScicow = (settings: Settings): ShippedProgram =>
  new ShippedProgram(
    'scicow',
    {
      CATALOGUE_URL: `http://127.0.0.1:${settings.apiPort}`,
      INGEST_TOKEN,
      KAFKA_BROKERS: settings.kafkaBrokers,
      KAFKA_GROUP: `${settings.topicPrefix}-scicow`,
      KAFKA_TOPIC_PREFIX: settings.topicPrefix,
      HEALTH_PORT: String(settings.healthPort),
      REPORT_EVERY_MS: '500',
      ...settings.env,
    },
    join(settings.folder, 'scicow.log'),
  );
