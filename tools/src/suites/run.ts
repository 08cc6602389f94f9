import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessGroup, repositoryRoot, startGroup } from '@scizoo/local-servers';

export const root = repositoryRoot();
export const reports = join(root, 'dist', 'reports');
const running = new Set<ProcessGroup>();

/** Ends what is running now; for Ctrl-C. */
export const stopRunning = async (): Promise<void> => {
  await Promise.all([...running].map((group) => group.stop()));
};

export interface Ran {
  code: number;
  /** What it printed, colours taken out. */
  text: string;
}
export interface RunOptions {
  /** Names the log under dist/reports. */
  name: string;
  env?: Record<string, string | undefined>;
  cwd?: string;
  minutes?: number;
}

/** Runs a program to its end with its output in a file; one that takes too long is ended and counts as failed. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const logFile = join(reports, `${options.name}.log`);
  await rm(logFile, { force: true });
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...options.env };
  delete (env as NodeJS.ProcessEnv)['NODE_CHANNEL_FD'];
  const group = await startGroup({ command, args, cwd: options.cwd ?? root, env, logFile });
  running.add(group);
  let late = '';
  const minutes = options.minutes ?? 15;
  const timer = setTimeout(() => {
    late = `\n${options.name} took longer than ${minutes} minutes and was ended`;
    void group.stop();
  }, minutes * 60_000);
  const { code } = await group.exited;
  clearTimeout(timer);
  // What the program left running in its group would disturb the next suite.
  await group.stop();
  running.delete(group);
  // Colours of programs that do not honour NO_COLOR.
  const text = (await readFile(logFile, 'utf8')).replace(/\x1b\[[0-9;]*m/g, '') + late;
  return { code: late === '' ? (code ?? 1) : 1, text };
}

export const node = (args: readonly string[], options: RunOptions) => run(process.execPath, args, options);
export const nx = (args: readonly string[], options: RunOptions) =>
  node([join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...args], {
    ...options,
    env: { NODE_OPTIONS: '', NX_TUI: 'false', ...options.env },
  });
export const lastLines = (text: string, count: number): string => text.trim().split('\n').slice(-count).join('\n');
