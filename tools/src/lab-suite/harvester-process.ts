import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@scizoo/local-servers';

export interface HarvesterOptions {
  /** State, log and process id are kept there. */
  readonly home: string;
  readonly webPort: number;
  readonly port: number;
  readonly kafka: string;
}
const pidFile = (home: string) => join(home, 'run', 'tango-harvester.json');

/** Command line of a process; empty when it is gone. */
const commandOf = async (pid: number): Promise<string> =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
async function running(home: string): Promise<number | undefined> {
  const { pid } = JSON.parse(await readFile(pidFile(home), 'utf8').catch(() => '{}')) as { pid?: number };
  return pid !== undefined && (await commandOf(pid)).includes('harvesters/tango') ? pid : undefined;
}

/** The Tango harvester beside the lab: it goes on when `npm run lab` has ended, as the lab itself does. */
export async function startHarvester({ home, webPort, port, kafka }: HarvesterOptions): Promise<number> {
  const there = await running(home);
  if (there !== undefined) return there;
  await mkdir(join(home, 'run'), { recursive: true });
  const log = await open(join(home, 'tango-harvester.log'), 'a');
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=8', join(repositoryRoot(), 'dist', 'apps', 'harvesters', 'tango', 'main.js')],
    {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: {
        PATH: process.env['PATH'],
        TANGOGQL_URL: `http://127.0.0.1:${webPort}/db`,
        BEAMLINES: 'b310a',
        KAFKA_BROKERS: kafka,
        STATE_DIR: join(home, 'tango-harvester'),
        HEALTH_PORT: String(port),
      },
    },
  );
  child.unref();
  await log.close();
  await writeFile(pidFile(home), JSON.stringify({ pid: child.pid }));
  return child.pid ?? 0;
}

export async function stopHarvester(home: string): Promise<void> {
  const pid = await running(home);
  if (pid === undefined) return;
  process.kill(pid, 'SIGTERM');
  for (let tries = 0; tries < 100 && (await running(home)) !== undefined; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  await rm(pidFile(home), { force: true });
}
