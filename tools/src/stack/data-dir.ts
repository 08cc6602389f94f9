import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAlive, SetupError, startTimeOf, stopGroup } from '@scizoo/local-servers';

/** Number of the folder's layout; raised when what is kept there changes so that an older folder needs a migration. */
export const LAYOUT = 1;
/** From a layout to the next one. */
export type Migrations = Readonly<Record<number, (dataDir: string) => Promise<void>>>;

const isFileNotFound = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if (isFileNotFound(error)) return undefined;
    throw new SetupError(`${file} cannot be read (${(error as Error).message}): mend it, or move the folder away.`);
  }
}

/** Written whole or not at all. */
async function writeJson(file: string, value: unknown, mode = 0o644): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode });
  await chmod(`${file}.new`, mode);
  await rename(`${file}.new`, file);
}

const UNWRITABLE: ReadonlySet<string> = new Set(['EACCES', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS']);

/** What the file system refuses, as a sentence with what to do; other faults stay as they are. */
export function sentenceOf(error: unknown, dataDir: string): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && UNWRITABLE.has(code))
    return new SetupError(`${dataDir} cannot be written (${code}): choose another --data-dir.`, { cause: error });
  if (code === 'ENOSPC')
    return new SetupError('No space left on the disk: free some and start again.', { cause: error });
  return error as Error;
}

/** Step by step: where a file system answers "not found" to a new folder (/proc), `mkdir` with `recursive` never ends. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(dirname(folder));
  await mkdir(folder);
}

/**
 * Makes the folder ready for this version: new, as it is, or migrated step by step.
 * @throws SetupError when it belongs to a newer version, or to an older one without a way up
 */
export async function openDataDir(dataDir: string, migrations: Migrations = {}, layout = LAYOUT): Promise<void> {
  const versionFile = join(dataDir, 'version.json');
  try {
    await makeFolder(dataDir);
    const found = await readJson<{ layout: number }>(versionFile);
    const entries = (await readdir(dataDir)).filter((name) => !name.endsWith('.log'));
    if (!found && entries.length > 0)
      throw new SetupError(
        `${dataDir} holds files but no version.json of SciZoo: choose another --data-dir or move it away.`,
      );
    if (found) await migrate(dataDir, found.layout, layout, migrations);
    if (found?.layout !== layout) await writeJson(versionFile, { layout });
    for (const folder of ['logs', 'run']) await mkdir(join(dataDir, folder), { recursive: true });
  } catch (error) {
    throw sentenceOf(error, dataDir);
  }
}

async function migrate(dataDir: string, from: number, to: number, migrations: Migrations): Promise<void> {
  if (from > to)
    throw new SetupError(
      `${dataDir} was made by a newer SciZoo (layout ${from}, known is ${to}): update, or choose another --data-dir.`,
    );
  for (let layout = from; layout < to; layout++) {
    const step = migrations[layout];
    if (!step)
      throw new SetupError(
        `${dataDir} was made by an older SciZoo (layout ${layout}) that this one cannot take over: choose another --data-dir or move it away.`,
      );
    await step(dataDir);
    await writeJson(join(dataDir, 'version.json'), { layout: layout + 1 });
  }
}

interface PidFile {
  pid: number;
  startTime?: string;
}
const isSameProcess = ({ pid, startTime }: PidFile) =>
  isAlive(pid) && startTime !== undefined && startTimeOf(pid) === startTime;

/** Notes a process so that a later start knows what an earlier one left; the start time guards against a reused pid. */
export async function notePid(dataDir: string, name: string, pid: number): Promise<() => Promise<void>> {
  const file = join(dataDir, 'run', `${name}.json`);
  await writeJson(file, { pid, startTime: startTimeOf(pid) });
  return async () => {
    const noted = await readJson<PidFile>(file);
    if (noted?.pid === pid) await rm(file, { force: true });
  };
}

/**
 * Takes the folder for this process: refuses while another runner works in it, and ends what a killed one left.
 * @returns names of what was ended, and how to give the folder back
 */
export async function takeOver(dataDir: string): Promise<{ ended: string[]; giveBack: () => Promise<void> }> {
  const folder = join(dataDir, 'run');
  const runner = await readJson<PidFile>(join(folder, 'runner.json'));
  if (runner && runner.pid !== process.pid && isSameProcess(runner))
    throw new SetupError(
      `SciZoo runs already with ${dataDir} (process ${runner.pid}): stop it there, or choose another --data-dir.`,
    );
  const ended: string[] = [];
  for (const name of existsSync(folder) ? await readdir(folder) : []) {
    if (!name.endsWith('.json') || name === 'runner.json') continue;
    const noted = await readJson<PidFile>(join(folder, name));
    if (noted && isSameProcess(noted)) {
      await stopGroup(noted.pid);
      ended.push(name.replace(/\.json$/, ''));
    }
    await rm(join(folder, name), { force: true });
  }
  return { ended, giveBack: await notePid(dataDir, 'runner', process.pid) };
}

const LARGEST_LOG = 10 * 1024 * 1024;
/** The log of a process; what it wrote in earlier runs is set aside when it has grown large. */
export async function logFileOf(dataDir: string, name: string): Promise<string> {
  const file = join(dataDir, 'logs', `${name}.log`);
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LARGEST_LOG) await rename(file, `${file}.1`);
  return file;
}

export { readJson, writeJson };
