import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, Health, loadConfig } from '@scizoo/service-kit';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogueConfig } from '../config';
import { createApp } from '../create-app';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';

export const INGEST_TOKEN = 'ingest-token-of-the-tests-0123456789';
const PASSWORD = 'correct horse';

const accounts = [
  { username: 'staff', email: 'stina.strand@zoo.example', role: ['zoosaxs-staff', 'b310a-staff'] },
  { username: 'scientist', email: 'petra.muster@uni.example', role: '20260101' },
  { username: 'guest', email: 'gustav.gast@institute.example', role: '20260102' },
  { username: 'admin', email: 'ada.admin@zoo.example', role: 'admin' },
].map((account) => ({ ...account, password: PASSWORD }));
const facility = {
  instruments: [
    { uniqueName: 'zoosaxs', name: 'ZooSAXS' },
    { uniqueName: 'b310a', name: 'B310A' },
  ],
  producers: [
    { source: 'urn:scizoo:demo:zoosaxs', kind: 'sardana', beamlines: ['zoosaxs'] },
    { source: 'urn:scizoo:demo:b310a', kind: 'sardana', beamlines: ['b310a'] },
    { source: 'urn:scizoo:scifly:zoosaxs', kind: 'file-header', beamlines: ['zoosaxs'] },
    { source: 'urn:scizoo:proposals:demo', kind: 'proposals', beamlines: ['zoosaxs', 'b310a'] },
  ],
};
export type Account = 'staff' | 'scientist' | 'guest' | 'admin';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}
interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
}

/** The catalogue of a test: the real application on a port of its own, with the accounts and beamlines of the demo. */
export class Catalogue {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly lines: string[],
    readonly mongodbUri: string,
    private readonly folder: string,
  ) {}

  static async start(mongodbUri: string, settings: Record<string, string> = {}): Promise<Catalogue> {
    const catalogue = await Catalogue.launch(mongodbUri, settings);
    await catalogue.ready;
    return catalogue;
  }
  /** Listens, but does not wait for the database. */
  static async launch(mongodbUri: string, settings: Record<string, string> = {}): Promise<Catalogue> {
    const folder = await mkdtemp(join(tmpdir(), 'scizoo-catalogue-'));
    const [accountsFile, facilityFile] = [join(folder, 'accounts.json'), join(folder, 'facility.json')];
    await writeFile(accountsFile, JSON.stringify(accounts));
    await writeFile(facilityFile, JSON.stringify(facility));
    const config = loadConfig(CatalogueConfig, {
      MONGODB_URI: mongodbUri,
      JWT_SECRET: 'secret-of-the-tests-0123456789-0123456789',
      INGEST_TOKEN,
      FUNCTIONAL_ACCOUNTS_FILE: accountsFile,
      FACILITY_FILE: facilityFile,
      PORT: '0',
      LOG_LEVEL: 'debug',
      ...settings,
    });
    const lines: string[] = [];
    const logger = createLogger('catalogue-api', config.logLevel, { write: (line) => void lines.push(line) });
    const app = await createApp(config, new Surroundings(logger, new Health()));
    await app.listen(config.port, config.host);
    return new Catalogue(app, await app.getUrl(), lines, mongodbUri, folder);
  }
  get ready(): Promise<void> {
    return this.app.get(DatabaseService).ready;
  }
  async stop(): Promise<void> {
    await this.app.close();
    await rm(this.folder, { recursive: true, force: true });
  }
  /** Ends the database of this test with the application. */
  async dropAndStop(): Promise<void> {
    await this.app.get(DatabaseService).connection.db?.dropDatabase();
    await this.stop();
  }

  async ask(path: string, { method, token, headers, json, raw }: Asked = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method: method ?? (json === undefined && raw === undefined ? 'GET' : 'POST'),
      headers: {
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: raw ?? (json === undefined ? undefined : JSON.stringify(json)),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, text, body };
  }
  async token(account: Account): Promise<string> {
    const { body } = await this.ask('/api/v3/auth/login', { json: { username: account, password: PASSWORD } });
    return String(body['id']);
  }
  /** Hands in acquisition events as SciCow does. */
  async ingest(...events: readonly object[]): Promise<string[]> {
    const raw = events.map((event) => JSON.stringify(event)).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const { body, status, text } = await this.ask('/api/v4/acquisition-events', { token: INGEST_TOKEN, raw, headers });
    if (status !== 200) throw new Error(`events refused: ${text}`);
    return (body['results'] as { status: string }[]).map((result) => result.status);
  }
}
export const signInBody = (username: string, password = PASSWORD) => ({ username, password });
