import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepWatch } from './keeper';

/**
 * When the process started, as the kernel counts it; with the pid it names a process for ever.
 * Field 22 of /proc/<pid>/stat; the name in field 2 may hold blanks. Undefined where there is no /proc or no process.
 */
export function startTimeOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19];
  } catch {
    return undefined;
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
const groupLives = (pid: number) => isAlive(-pid);
const signalGroup = (pid: number, signal: NodeJS.Signals) => {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Ends a whole process group: asks first, forces after `patienceMs`, and comes back when nobody of it is left. */
export async function stopGroup(pid: number, patienceMs = 10_000): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  const deadline = Date.now() + patienceMs;
  while (groupLives(pid) && Date.now() < deadline) await sleep(50);
  if (!groupLives(pid)) return;
  signalGroup(pid, 'SIGKILL');
  for (let tries = 0; groupLives(pid) && tries < 100; tries++) await sleep(50);
}

export interface GroupOptions {
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Everything the program prints goes to the end of this file. */
  logFile: string;
}
export interface ProcessGroup {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stop(patienceMs?: number): Promise<void>;
}

/**
 * Starts a program as leader of its own process group, so that Ctrl-C in the terminal reaches only the one who stops
 * the others in order. Should this process die without doing so, the keeper ends the group.
 */
export async function startGroup(options: GroupOptions): Promise<ProcessGroup> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  try {
    const child = spawn(options.command, options.args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      detached: true,
      stdio: ['ignore', log, log],
    });
    const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
      child.on('exit', (code, signal) => resolve({ code, signal })),
    );
    await new Promise<void>((resolve, reject) => child.on('spawn', resolve).on('error', reject));
    const pid = child.pid as number;
    const release = keepWatch(pid);
    void exited.then(release);
    return {
      pid,
      child,
      exited,
      stop: async (patienceMs) => {
        await stopGroup(pid, patienceMs);
        await exited;
      },
    };
  } finally {
    closeSync(log);
  }
}
