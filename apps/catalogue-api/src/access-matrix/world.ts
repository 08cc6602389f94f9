import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { EmbargoKeeper } from '../embargo/embargo-keeper';
import { Catalogue } from '../schema/catalogue.harness';
import { OWN_TYPE, type Role, ROLE_GROUPS, type State } from './roles';
import { seed } from './seed';
import type { Case } from './verdict';
import type { Ids, Request } from './table';

export interface MatrixAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}
const INGEST_TOKEN = 'ingest-token-of-the-matrix-0123456789';
const HARVESTER_TOKEN = 'harvester-token-of-the-matrix-0123456789';
const { privileged, lifecycle, proposals, samples, attachments, policies, jobs, historian, deleter, admin } =
  ROLE_GROUPS;
const SETTINGS = {
  ingestToken: INGEST_TOKEN,
  harvesterTokens: [`duo=${HARVESTER_TOKEN}`],
  datasetTypes: [OWN_TYPE],
  rawReadOnly: true,
  retentionMinYears: 7,
  adminGroups: [...admin],
  deleteGroups: [...deleter],
  createDatasetWithPidGroups: ['with-pid'],
  createDatasetPrivilegedGroups: [...privileged],
  updateDatasetLifecycleGroups: [...lifecycle],
  proposalGroups: [...proposals],
  samplePrivilegedGroups: [...samples],
  policyGroups: [...policies],
  createJobPrivilegedGroups: [...jobs],
  updateJobPrivilegedGroups: [...jobs],
  deleteJobGroups: [...jobs],
  historyAccessDatasetGroups: [...historian],
  attachmentPrivilegedGroups: [...attachments],
};

const JOB_CONFIGURATION = {
  configVersion: '1',
  jobs: [
    {
      jobType: 'archive',
      create: { auth: '#datasetAccess', actions: [] },
      update: { auth: '#jobOwnerGroup', actions: [] },
    },
  ],
};

const RECORDS = [
  'datasets',
  'proposals',
  'samples',
  'instruments',
  'attachments',
  'origdatablocks',
  'datablocks',
].concat([
  'policies',
  'publisheddata',
  'jobs',
  'users',
  'usersettings',
  'fileChunks',
  'logbookEntries',
  'sharedViews',
  'scanNotes',
  'logbookBooks',
]);

/** Methods of a collection that write. */
const WRITES = [
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'bulkWrite',
].concat(['findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete', 'initializeUnorderedBulkOp']);

type Method = (...args: unknown[]) => unknown;

interface Snapshot {
  readonly name: string;
  readonly documents: readonly { readonly _id: unknown }[];
}

/** The running catalogue with its records, and the way back to them. */
export class World {
  private snapshots: Snapshot[] = [];
  private readonly touched = new Set<string>();
  private constructor(
    private readonly catalogue: Catalogue,
    private readonly folder: string,
    private readonly ids: Record<State, Ids>,
    private readonly readOnlyToken: string,
  ) {}

  static async start(mongodbUri: string): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'scizoo-matrix-'));
    const jobConfigurationFile = join(folder, 'jobs.json');
    await writeFile(jobConfigurationFile, JSON.stringify(JOB_CONFIGURATION));
    const dataRoot = join(folder, 'data');
    const settings = { ...SETTINGS, jobConfigurationFile, dataRoots: [dataRoot] };
    const catalogue = await Catalogue.start(mongodbUri, ROLE_GROUPS, settings);
    try {
      return await World.seeded(catalogue, folder, dataRoot);
    } catch (error) {
      await catalogue.stop();
      throw error;
    }
  }
  private static async seeded(catalogue: Catalogue, folder: string, dataRoot: string): Promise<World> {
    const ids = await seed(catalogue, dataRoot);
    // What it does once a minute it shall not do in the middle of the questions.
    await catalogue.app.get(EmbargoKeeper).round();
    const token = await catalogue.ask('POST', '/api/v4/tokens', 'owner', {
      body: { name: 'reads', scopes: ['read'], expiresInDays: 1 },
    });
    const world = new World(catalogue, folder, ids, token.status === 201 ? String(token.body.token) : '');
    await world.remember();
    world.watch();
    return world;
  }
  async stop(): Promise<void> {
    await this.catalogue.stop();
    await rm(this.folder, { recursive: true });
  }
  /** The router that has all routes. */
  get server() {
    return this.catalogue.app.getHttpAdapter().getInstance();
  }

  /** Opens the dataset of a state for everybody, or closes it again. */
  async turn(state: State, isPublished: boolean): Promise<void> {
    const path = `/api/v4/datasets/${encodeURIComponent(this.ids[state]['pid']!)}`;
    const { status, text } = await this.catalogue.ask('PATCH', path, 'admin', { body: { isPublished } });
    if (status !== 200) throw new Error(`the dataset cannot be turned: ${status} ${text}`);
  }

  /** The body that the table gives for the question; undefined when it gives none, or one that is no JSON. */
  bodyOf({ resource, row, role, state }: Case): Record<string, unknown> | undefined {
    const { body } = resource.request(row.key, this.ids[state === 'new' ? 'private' : state], state, role);
    const isJson = body !== null && typeof body === 'object' && !Buffer.isBuffer(body);
    return isJson ? (JSON.parse(JSON.stringify(body)) as Record<string, unknown>) : undefined;
  }

  /** @param instead what stands in the table is replaced by this */
  async ask({ resource, row, role, state }: Case, instead: Request = {}): Promise<MatrixAnswer> {
    // What is about no record of a state takes its ids from the private one.
    const ids = this.ids[state === 'new' ? 'private' : state];
    const { params, headers, ...request } = { ...resource.request(row.key, ids, state, role), ...instead };
    const named = { ...ids, ...params };
    const path = row.path.replace(/:(\w+)|\*$/gu, (rest, name: string = rest) => {
      if (named[name] === undefined) throw new Error(`${row.key}: no value for ${rest}`);
      return encodeURIComponent(named[name]);
    });
    const tokens: Partial<Record<Role, string>> = {
      ingest: INGEST_TOKEN,
      harvester: HARVESTER_TOKEN,
      token: this.readOnlyToken,
    };
    const bearer = tokens[role];
    const username = bearer === undefined && role !== 'anonymous' ? role : undefined;
    return this.catalogue.ask(row.method, path, username, {
      ...request,
      headers: { ...headers, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) },
    });
  }

  private async remember(): Promise<void> {
    const names = await this.catalogue.database
      .db!.listCollections({ type: 'collection' }, { nameOnly: true })
      .toArray();
    this.snapshots = await Promise.all(
      names.map(async ({ name }) => ({
        name,
        documents: await this.catalogue.database.collection(name).find().toArray(),
      })),
    );
  }
  /** Notes which collections are written, so that only these are put back. */
  private watch(): void {
    const driver = Object.getPrototypeOf(this.catalogue.database.db!.collection('any')) as Record<string, Method>;
    const { touched } = this;
    const database = Object.getPrototypeOf(this.catalogue.database.db!) as Record<string, Method>;
    const command = database['command']!;
    database['command'] = function (this: unknown, ...args: unknown[]): unknown {
      const { insert, update, delete: from } = args[0] as Record<string, unknown>;
      for (const name of [insert, update, from]) if (typeof name === 'string') touched.add(name);
      return command.apply(this, args);
    };
    for (const name of WRITES) {
      const original = driver[name]!;
      driver[name] = function (this: { collectionName: string }, ...args: unknown[]): unknown {
        touched.add(this.collectionName);
        return original.apply(this, args);
      };
    }
  }
  /** Every record as it was. */
  async restore(): Promise<void> {
    const names = new Set(this.touched);
    await Promise.all(
      this.snapshots
        .filter(({ name }) => names.has(name))
        .map(async ({ name, documents }) => {
          const collection = this.catalogue.database.collection(name);
          await collection.deleteMany({ _id: { $nin: documents.map(({ _id }) => _id) as never[] } });
          if (documents.length === 0) return;
          await collection.bulkWrite(
            documents.map((replacement) => ({
              replaceOne: { filter: { _id: replacement._id as never }, replacement, upsert: true },
            })),
          );
        }),
    );
    this.touched.clear();
  }

  /** Records that are not as they were at the start. */
  async differences(): Promise<string[]> {
    const found = await Promise.all(
      this.snapshots
        .filter(({ name }) => RECORDS.includes(name))
        .map(async ({ name, documents }) => {
          const now = await this.catalogue.database.collection(name).find().toArray();
          const [before, after] = [documents, now].map((list) => new Map(list.map((one) => [String(one._id), one])));
          const ids = new Set([...before!.keys(), ...after!.keys()]);
          return [...ids]
            .filter((id) => !isDeepStrictEqual(before!.get(id), after!.get(id)))
            .map((id) => `${name} ${id}`);
        }),
    );
    return found.flat();
  }
}
