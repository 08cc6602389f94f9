import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './setup-error';

/** Full path of a program on the PATH. */
export function onPath(program: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return undefined;
}

export interface Outcome {
  code: number | null;
  output: string;
}

/** Runs a program to its end and keeps the last 20 kB of what it printed. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (bytes: Buffer) => (output = (output + bytes.toString()).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

const isNoSpace = (output: string) => /No space left on device|ENOSPC/.test(output);
const lastLine = (output: string) =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /error|could not|cannot|failed|denied|refused/i.test(line))
    .at(-1)
    ?.slice(0, 200);

/** @throws SetupError saying what to do when the program ends with a fault */
export async function fetchWith(
  command: string,
  args: readonly string[],
  what: string,
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  const { code, output } = await runTool(command, args, options);
  if (code === 0) return;
  if (isNoSpace(output))
    throw new SetupError(`No space left on the disk while fetching ${what}: free some and start again.`);
  throw new SetupError(
    `${what} could not be fetched: check that the package registry can be reached (${lastLine(output) ?? `${command} ended with ${code}`}).`,
  );
}
