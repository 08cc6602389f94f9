import {
  freePort,
  type ProcessGroup,
  type RunningKafka,
  type RunningMongod,
  startGroup,
  startKafka,
  startMongod,
} from '@scizoo/local-servers';
import { createProducer, ensureTopics, type EventProducer, makeEvent, sourceOf } from '@scizoo/messaging';
import mongoose from 'mongoose';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CATALOGUE_NURSERY, nurseryFlag } from '../stack/node-part';
import { USERS } from './scale-users';

const root = join(import.meta.dirname, '..', '..', '..');
const TOKEN = 'ingest-token-of-the-benchmark-0123456789';
const HARVESTER_TOKEN = 'harvester-token-of-the-benchmark-0123456789';
export const ACCOUNT = { username: 'staff', password: 'benchmark staff' };
const TICKS_PER_SECOND = 100;

/** CPU seconds of a process so far, all its threads. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
export function residentMegabytes(pid: number): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

/** The processes of a facility, each as it is shipped, on free ports and in a folder of their own. */
export class BenchStack {
  private cow?: ProcessGroup;
  readonly harvesterToken = HARVESTER_TOKEN;
  private constructor(
    private readonly folder: string,
    readonly mongod: RunningMongod,
    readonly kafka: RunningKafka,
    readonly api: ProcessGroup,
    readonly url: string,
    readonly producer: EventProducer,
    readonly connection: mongoose.Connection,
    /** Of the API, for programs beside it. */
    readonly settings: Readonly<Record<string, string>>,
  ) {}

  static async start(onProgress: (text: string) => void): Promise<BenchStack> {
    const folder = await mkdtemp(join(tmpdir(), 'scizoo-bench-'));
    const options = async (name: string) => ({
      dataDir: join(folder, name),
      port: await freePort(),
      logFile: join(folder, `${name}.log`),
      onProgress,
    });
    const [mongod, kafka] = await Promise.all([options('mongod').then(startMongod), options('kafka').then(startKafka)]);
    await ensureTopics(kafka.brokers);
    const port = await freePort();
    const settings = { ...plainEnvironment(), ...(await apiSettings(folder, mongod.uri, port)) };
    const api = await startGroup({
      command: process.execPath,
      args: [nurseryFlag(CATALOGUE_NURSERY), join(root, 'dist', 'apps', 'catalogue-api', 'main.js')],
      env: { MALLOC_ARENA_MAX: '2', ...settings },
      logFile: join(folder, 'catalogue-api.log'),
    });
    const url = `http://127.0.0.1:${port}`;
    await untilReady(url);
    const producer = createProducer({ brokers: kafka.brokers, clientId: 'bench' });
    const connection = await mongoose.createConnection(mongod.uri).asPromise();
    return new BenchStack(folder, mongod, kafka, api, url, producer, connection, settings);
  }

  /** Also tells the proposal of the scans, so that they are written as in a facility that runs. */
  async startScicow(): Promise<void> {
    this.cow = await startGroup({
      command: process.execPath,
      args: [nurseryFlag(), join(root, 'dist', 'apps', 'scicow', 'main.js')],
      env: {
        MALLOC_ARENA_MAX: '2',
        ...plainEnvironment(),
        CATALOGUE_URL: this.url,
        INGEST_TOKEN: TOKEN,
        KAFKA_BROKERS: this.kafka.brokers,
        HEALTH_PORT: String(await freePort()),
      },
      logFile: join(this.folder, 'scicow.log'),
    });
  }
  async stopScicow(): Promise<void> {
    await this.cow?.stop();
    this.cow = undefined;
  }
  async tellProposal(): Promise<void> {
    const about = { subject: '20260101', source: sourceOf('proposals', 'demo'), sequence: 1 };
    const principalInvestigator = { firstName: 'Petra', lastName: 'Muster', email: 'petra.muster@uni.example' };
    const data = { proposalId: '20260101', title: 'Benchmark', principalInvestigator, instruments: ['zoosaxs'] };
    await this.producer.send([makeEvent('org.scizoo.proposal.changed.v1', about, data)]);
    await this.untilEvents(1);
  }

  /** Folder whose files the catalogue hands out. */
  get dataRoot(): string {
    return join(this.folder, 'data');
  }
  /** Pids by the name of their process. */
  pids(): Record<string, number> {
    return { api: this.api.pid, scicow: this.cow?.pid ?? 0, mongod: this.mongod.pid, kafka: this.kafka.pid };
  }
  cpu(): Record<string, number> {
    const running = Object.entries(this.pids()).filter(([, pid]) => pid > 0);
    return Object.fromEntries(running.map(([name, pid]) => [name, cpuSeconds(pid)]));
  }
  events(): Promise<number> {
    return this.connection.collection('eventMarks').estimatedDocumentCount();
  }
  async untilEvents(count: number, limitMs = 300_000): Promise<void> {
    const deadline = Date.now() + limitMs;
    while ((await this.events()) < count) {
      if (Date.now() > deadline) throw new Error(`${await this.events()} of ${count} events after ${limitMs / 1000} s`);
      await sleep(50);
    }
  }
  async token(username = ACCOUNT.username): Promise<string> {
    const response = await fetch(`${this.url}/api/v3/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...ACCOUNT, username }),
    });
    return String(((await response.json()) as { id: string }).id);
  }
  /** What the programs said last, for a measurement that fails. */
  async lastLines(): Promise<string> {
    // Not every measurement starts every program.
    const logs = ['catalogue-api.log', 'scicow.log'].map((name) =>
      readFile(join(this.folder, name), 'utf8').catch(() => ''),
    );
    return (await Promise.all(logs)).map((text) => text.trimEnd().split('\n').slice(-8).join('\n')).join('\n');
  }
  async stop(): Promise<void> {
    await this.producer.disconnect();
    await this.connection.close();
    await this.stopScicow();
    await this.api.stop();
    await Promise.all([this.mongod.stop(), this.kafka.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

const plainEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
});

async function apiSettings(folder: string, mongodbUri: string, port: number): Promise<Record<string, string>> {
  const [accounts, facility] = [join(folder, 'accounts.json'), join(folder, 'facility.json')];
  const account = (username: string, role: string) => ({
    ...ACCOUNT,
    username,
    email: `${username}@zoo.example`,
    role,
  });
  const people = [account(ACCOUNT.username, 'zoosaxs-staff'), ...Object.keys(USERS).map((name) => account(name, name))];
  await writeFile(accounts, JSON.stringify(people));
  await writeFile(facility, readFileSync(join(root, 'tools', 'demo', 'facility.json')));
  const web = join(root, 'dist', 'apps', 'web', 'browser');
  return {
    MONGODB_URI: mongodbUri,
    PORT: String(port),
    INGEST_TOKEN: TOKEN,
    HARVESTER_TOKENS: `duo=${HARVESTER_TOKEN}`,
    JWT_SECRET: 'secret-of-the-benchmark-0123456789-0123456789',
    FUNCTIONAL_ACCOUNTS_FILE: accounts,
    FACILITY_FILE: facility,
    DATA_ROOTS: join(folder, 'data'),
    ...(existsSync(web) && { WEB_DIR: web }),
  };
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const ready = await fetch(`${url}/ready`).catch(() => undefined);
    if (ready?.ok) return;
    await sleep(100);
  }
  throw new Error('the catalogue API did not become ready within 60 s');
}
