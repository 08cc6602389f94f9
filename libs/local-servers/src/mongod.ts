import { mkdir, readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { serverEnvironment } from './environment';
import { findMongod, type Progress } from './fetch-mongod';
import { answers, isPortTaken } from './ports';
import { type ProcessGroup, startGroup } from './process-group';
import { SetupError } from './setup-error';

const REPLICA_SET = 'rs0';
const READY_WITHIN_MS = 60_000;
/**
 * Changed pages wait for the checkpoint. By default a twentieth of the cache may wait, and pages of scans that run are
 * written out and read again with each of their events: a fifth of what MongoDB does in a live mix.
 */
const PATIENT_EVICTION = [
  ...['eviction_dirty_target=40', 'eviction_dirty_trigger=60'],
  ...['eviction_updates_target=30', 'eviction_updates_trigger=50'],
].join(',');

/**
 * MongoDB would take half of the memory, and it is not alone here. With less than 1 GB pages are written out and read again
 * all the time while datasets come in; the indexes of a million datasets alone need 1 GB.
 */
export const cacheGigabytes = (memory = totalmem()): number =>
  Math.round(10 * Math.min(4, Math.max(1, memory / 8 / 1024 ** 3))) / 10;

export interface ServerOptions {
  dataDir: string;
  port: number;
  logFile: string;
  onProgress?: Progress;
}
export interface RunningMongod {
  readonly uri: string;
  readonly pid: number;
  readonly exited: ProcessGroup['exited'];
  stop(): Promise<void>;
}
export const mongoUri = (port: number, database = 'scizoo') =>
  `mongodb://127.0.0.1:${port}/${database}?replicaSet=${REPLICA_SET}`;

/** Starts a replica set of one member and comes back when it takes writes. */
export async function startMongod(options: ServerOptions): Promise<RunningMongod> {
  const { dataDir, port, logFile } = options;
  if (await isPortTaken(port))
    throw new SetupError(`Port ${port} is taken: end what uses it, or choose another one for MongoDB.`);
  const mongod = await findMongod(options.onProgress);
  await mkdir(dataDir, { recursive: true });
  const group = await startGroup({
    env: serverEnvironment(),
    command: mongod,
    args: ['--replSet', REPLICA_SET, '--dbpath', dataDir, '--port', `${port}`, '--bind_ip', '127.0.0.1']
      // Somebody in a thousand groups: as many sorted scans are merged, rather than all of their records sorted.
      .concat(['--setParameter', 'internalQueryMaxScansToExplode=6000'])
      .concat(['--wiredTigerCacheSizeGB', `${cacheGigabytes()}`, '--oplogSize', '512', '--quiet'])
      .concat(['--wiredTigerEngineConfigString', PATIENT_EVICTION])
      .concat(['--setParameter', 'diagnosticDataCollectionEnabled=false']),
    logFile,
  });
  let gone = false;
  void group.exited.then(() => (gone = true));
  try {
    await becomePrimary(port, () => gone);
  } catch (cause) {
    await group.stop();
    throw new SetupError(`MongoDB did not start: ${await reasonIn(logFile, cause)} (see ${logFile}).`, { cause });
  }
  return { uri: mongoUri(port), pid: group.pid, exited: group.exited, stop: () => group.stop(30_000) };
}

async function becomePrimary(port: number, isGone: () => boolean): Promise<void> {
  const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}/`, {
    directConnection: true,
    // The port answers by now; on a busy machine the rest may take its time.
    serverSelectionTimeoutMS: 5000,
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  // A client whose first try fails stays closed, so it is made to wait for an open port.
  while (Date.now() < deadline && !isGone() && !(await answers(port))) await sleep(50);
  const admin = client.db('admin');
  let agreed = false;
  let last: unknown;
  try {
    while (Date.now() < deadline) {
      if (isGone()) throw new Error('the program ended');
      try {
        if (!agreed) agreed = await agreeOnMembers(admin, `127.0.0.1:${port}`);
        if ((await admin.command({ hello: 1 }))['isWritablePrimary'] === true) return;
      } catch (error) {
        last = error;
      }
      await sleep(50);
    }
    throw last ?? new Error('no answer');
  } finally {
    await client.close();
  }
}

/** First start: found the set. Later: it stays as it is, unless the port is another one than last time. */
async function agreeOnMembers(admin: mongoose.mongo.Db, host: string): Promise<boolean> {
  const members = [{ _id: 0, host }];
  try {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } });
    return true;
  } catch (error) {
    if ((error as { codeName?: string }).codeName !== 'AlreadyInitialized') throw error;
  }
  const { config } = (await admin.command({ replSetGetConfig: 1 })) as {
    config: { version: number; members: { host: string }[] };
  };
  if (config.members[0]?.host !== host)
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  return true;
}

/** The database says in its log why it gave up; JSON, one line an event. */
async function reasonIn(logFile: string, cause: unknown): Promise<string> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-200);
  const fault = lines.findLast((line) => /"s":"[EF]"/.test(line));
  if (fault) {
    const { msg, attr } = JSON.parse(fault) as { msg: string; attr?: { error?: unknown } };
    const error = attr?.error;
    return error ? `${msg}, ${typeof error === 'string' ? error : JSON.stringify(error)}`.slice(0, 300) : msg;
  }
  return lines.at(-1)?.startsWith('{') === false ? (lines.at(-1) ?? '') : String((cause as Error).message);
}
