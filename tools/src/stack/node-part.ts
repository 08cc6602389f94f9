import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDir, SetupError, startGroup } from '@scizoo/local-servers';
import type { Part, RunningPart } from './supervisor';

export interface NodeProgram {
  name: string;
  /** The built program. */
  file: string;
  env: Record<string, string | undefined>;
  logFile: string;
  /** Asked until it answers 200; without it the program counts as up once it runs. */
  readyUrl?: string;
  readyWithinMs?: number;
  /** Of the youngest objects, before most of them are thrown away. */
  nurseryMegabytes?: number;
  /** For a program that mostly waits: it collects what it leaves sooner, at the price of some time under load. */
  isFrugal?: boolean;
}

/** A small nursery keeps the memory of all programs low. */
const SMALL_NURSERY = 8;
/** A batch of events lives over several reads and writes; in a nursery of 8 MB it would move to the old objects and cost a tenth more. */
export const CATALOGUE_NURSERY = 16;
export const nurseryFlag = (megabytes = SMALL_NURSERY): string => `--max-semi-space-size=${megabytes}`;
/** A first look at 10,000 files leaves 330 MB behind without these, and 140 MB with them; only the command line can set them. */
export const FRUGAL = [nurseryFlag(1), '--heap-growing-percent=10'] as const;

/** One of our own programs as a supervised part. */
export const nodePart = (program: NodeProgram): Part => ({
  name: program.name,
  start: async (calledOff): Promise<RunningPart> => {
    const group = await startGroup({
      command: process.execPath,
      args: [
        '--disable-warning=TimeoutNegativeWarning',
        ...(program.isFrugal ? FRUGAL : [nurseryFlag(program.nurseryMegabytes)]),
        program.file,
      ],
      // Few arenas: what one drawn picture leaves free, the next one uses.
      env: { MALLOC_ARENA_MAX: '2', ...withoutOwn(process.env), ...quickStart(), ...program.env },
      logFile: program.logFile,
    });
    let gone = false;
    void group.exited.then(() => (gone = true));
    if (program.readyUrl) {
      const fault = await untilReady(
        program.readyUrl,
        program.readyWithinMs ?? 60_000,
        () => gone || calledOff.aborted,
      );
      if (fault !== undefined) {
        await group.stop();
        if (calledOff.aborted) throw new SetupError(`${program.name} was stopped while starting.`);
        const reason = gone ? await lastWords(program.logFile) : fault;
        throw new SetupError(`${program.name} did not start: ${reason} (see ${program.logFile}).`);
      }
    }
    return group;
  },
});

/** Settings of the runner itself that would mean something else to a program. */
function withoutOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = ['PORT', 'HOST', 'NODE_OPTIONS', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'DATA_DIR'];
  // Secrets of the DOI service and of the user office are for one program each, which is given them.
  own.push('DOI_USERNAME', 'DOI_PASSWORD', 'DUO_SECRET');
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.includes(name) && !name.startsWith('npm_')));
}

/** Node keeps compiled code of the many packages between starts. */
const quickStart = () => ({ NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(cacheDir(), 'compiled') });

async function untilReady(url: string, withinMs: number, isGone: () => boolean): Promise<string | undefined> {
  const deadline = Date.now() + withinMs;
  let fault = 'no answer';
  while (Date.now() < deadline) {
    if (isGone()) return 'it ended';
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      const text = await response.text();
      if (response.ok) return undefined;
      fault = `not ready, ${text.slice(0, 200)}`;
    } catch (error) {
      fault = (error as Error).message;
    }
    await sleep(100);
  }
  return fault;
}

/** What a program said last: the message of its last log line, or the line as it is. */
async function lastWords(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-50);
  const line =
    lines.findLast((text) => /"level":(50|60|"error"|"fatal")|Error:/.test(text)) ?? lines.at(-1) ?? 'it said nothing';
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [msg, err?.message].filter(Boolean).join(': ').slice(0, 400);
  } catch {
    return line.trim().slice(0, 400);
  }
}
