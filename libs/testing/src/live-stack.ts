import { freePort } from '@scizoo/local-servers';
import {
  createProducer,
  datasetPid,
  ensureTopics,
  type EventProducer,
  type TopicNames,
  topicNames,
} from '@scizoo/messaging';
import mongoose from 'mongoose';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './servers';
import {
  buildPrograms,
  SHIPPED_ACCOUNTS,
  shippedCatalogue,
  type ShippedProgram,
  shippedScicow,
  temporaryFolder,
} from './shipped-programs';

export type Person = keyof typeof SHIPPED_ACCOUNTS;
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}
export interface Servers {
  readonly mongodbUri: string;
  readonly kafkaBrokers: string;
  readonly topicPrefix: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Topics of other producers, all read by the plug-in for file writers. */
  readonly foreignTopics?: readonly string[];
}
type Settings = Parameters<typeof shippedScicow>[0];

/** The catalogue and SciCow as they are shipped, as processes of their own, with a producer and a look into the database. */
export class LiveStack {
  private readonly tokens = new Map<Person, string>();

  private constructor(
    readonly settings: Settings,
    readonly names: TopicNames,
    readonly api: ShippedProgram,
    readonly cow: ShippedProgram,
    readonly producer: EventProducer,
    readonly connection: mongoose.Connection,
  ) {}

  static async start(name: string, { foreignTopics = [], env = {}, ...servers }: Servers): Promise<LiveStack> {
    const folder = await temporaryFolder(name);
    await buildPrograms();
    const names = topicNames(servers.topicPrefix);
    await ensureTopics(servers.kafkaBrokers, { names, further: foreignTopics });
    const mapping = { mapping: 'file-writer-done', beamline: 'zoosaxs', producer: 'filewriter' };
    const mappingsFile = join(folder, 'mappings.json');
    await writeFile(mappingsFile, JSON.stringify(foreignTopics.map((topic) => ({ topic, ...mapping }))));
    const settings = {
      ...servers,
      folder,
      apiPort: await freePort(),
      healthPort: await freePort(),
      env: { MAPPINGS_FILE: mappingsFile, ...env },
    };
    const [api, cow] = [shippedCatalogue(settings), shippedScicow(settings)];
    await Promise.all([api.start(), cow.start()]);
    const producer = createProducer({ brokers: servers.kafkaBrokers, clientId: `${name}-test`, names });
    const connection = await mongoose
      .createConnection(servers.mongodbUri, { serverSelectionTimeoutMS: 60_000 })
      .asPromise();
    const stack = new LiveStack(settings, names, api, cow, producer, connection);
    await stack.ready();
    return stack;
  }
  async stop(): Promise<void> {
    await this.producer.disconnect();
    await Promise.all([this.cow.stop(), this.api.stop()]);
    await this.connection.db?.dropDatabase();
    await this.connection.close();
    await rm(this.settings.folder, { recursive: true, force: true });
  }

  get url(): string {
    return `http://127.0.0.1:${this.settings.apiPort}`;
  }
  async ready(): Promise<void> {
    await eventually(async () => (await fetch(`${this.url}/ready`)).ok, { withinMs: 60_000, what: 'the catalogue' });
  }
  /** A further copy of SciCow in the same group. */
  async anotherCow(): Promise<ShippedProgram> {
    return shippedScicow({ ...this.settings, healthPort: await freePort() });
  }

  collection(name: string) {
    return this.connection.collection<{ _id: string; [field: string]: unknown }>(name);
  }
  dataset(scan: { readonly key: string }) {
    return this.collection('datasets').findOne({ _id: datasetPid('20.500.00000', scan.key) });
  }
  whenFinished(scan: { readonly key: string }, withinMs = 60_000): Promise<unknown> {
    const isFinished = async () =>
      ((await this.dataset(scan))?.['scan'] as { state?: string } | undefined)?.state === 'finished';
    return eventually(isFinished, { withinMs, what: 'the end of the scan' });
  }

  async ask<T = Record<string, unknown>>(
    person: Person,
    method: string,
    path: string,
    json?: unknown,
  ): Promise<Answer<T>> {
    const token = this.tokens.get(person) ?? (await this.signIn(person));
    this.tokens.set(person, token);
    const response = await fetch(`${this.url}/api/v4/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(json !== undefined && { 'content-type': 'application/json' }) },
      body: json === undefined ? undefined : JSON.stringify(json),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : {}) as T };
  }
  private async signIn(username: Person): Promise<string> {
    const response = await fetch(`${this.url}/api/v3/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: SHIPPED_ACCOUNTS[username].password }),
    });
    return ((await response.json()) as { id: string }).id;
  }
}
