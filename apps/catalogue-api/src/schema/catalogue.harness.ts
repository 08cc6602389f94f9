import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, Health } from '@scizoo/service-kit';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogueConfig } from '../config';
import { createApp } from '../create-app';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';
import { aRawDataset } from './dataset.harness';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly bytes: Buffer;
  /** The body as JSON; tests look into it freely. */
  readonly body: Json;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape, looked into by assertions only
type Json = any;
export interface Asking {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The catalogue as it runs, with accounts of one group each; a suite's own, on its own database. */
export class Catalogue {
  private readonly tokens = new Map<string, string>();
  private constructor(
    readonly app: NestFastifyApplication,
    private readonly folder: string,
  ) {}

  /** @param accounts name → groups; the e-mail address is `<name>@demo.example` */
  static async start(
    mongodbUri: string,
    accounts: Readonly<Record<string, readonly string[]>>,
    settings: Partial<CatalogueConfig> = {},
  ): Promise<Catalogue> {
    const folder = await mkdtemp(join(tmpdir(), 'scizoo-catalogue-'));
    const functionalAccountsFile = join(folder, 'accounts.json');
    const entries = Object.entries(accounts).map(([username, role]) => ({
      username,
      email: `${username}@demo.example`,
      password: `password of ${username}`,
      role,
      global: false,
    }));
    await writeFile(functionalAccountsFile, JSON.stringify(entries));
    const config = Object.assign(new CatalogueConfig(), { mongodbUri, functionalAccountsFile, ...settings });
    const app = await createApp(config, new Surroundings(createLogger('test', 'silent'), new Health()));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const catalogue = new Catalogue(app, folder);
    await app.get(DatabaseService).ready;
    for (const username of Object.keys(accounts)) await catalogue.signIn(username);
    return catalogue;
  }
  private async signIn(username: string): Promise<void> {
    const { body } = await this.ask('POST', '/api/v3/auth/login', undefined, {
      body: { username, password: `password of ${username}` },
    });
    this.tokens.set(username, body.id as string);
  }

  get database() {
    return this.app.get(DatabaseService).connection;
  }

  /** @param username absent: anonymous */
  async ask(method: string, path: string, username?: string, { body, query, headers }: Asking = {}): Promise<Answer> {
    const search = new URLSearchParams(
      Object.entries(query ?? {}).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ).toString();
    const isRaw = body instanceof Buffer || typeof body === 'string';
    const response = await this.app.inject({
      method: method as 'GET',
      url: search ? `${path}?${search}` : path,
      headers: {
        ...(username !== undefined && { authorization: `Bearer ${this.tokens.get(username)}` }),
        ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: isRaw ? body : JSON.stringify(body) }),
    });
    const text = response.body;
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      bytes: response.rawPayload,
      get body(): Json {
        return text === '' ? undefined : JSON.parse(text);
      },
    };
  }

  /** A new dataset, as this account creates it. @returns its PID */
  async dataset(more: object = {}, username = 'owner'): Promise<string> {
    const { status, text, body } = await this.ask('POST', '/api/v4/datasets', username, {
      body: { ...aRawDataset, ...more },
    });
    if (status !== 201) throw new Error(text);
    return body.pid as string;
  }

  async stop(): Promise<void> {
    await this.database.dropDatabase();
    await this.app.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** An unencoded id in a path, encoded. */
export const inPath = (id: string): string => encodeURIComponent(id);
