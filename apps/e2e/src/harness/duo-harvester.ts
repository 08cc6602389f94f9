import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, repositoryRoot } from '@scizoo/local-servers';
import type { UserOfficeStandIn } from '@scizoo/testing';
import type { Place } from './stack';

const program = join(repositoryRoot(), 'dist', 'apps', 'harvesters', 'duo', 'main.js');

/** The harvester of proposals as it is shipped, beside the running product. */
export class DuoHarvester {
  private constructor(
    private readonly child: ChildProcess,
    private readonly healthPort: number,
  ) {}

  /** @param name of this copy; each has a memory of its own */
  static async start(name: string, { url, kafka, dataDir }: Place, office: UserOfficeStandIn): Promise<DuoHarvester> {
    const { duoHarvesterToken } = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as {
      duoHarvesterToken: string;
    };
    const stateDir = join(dataDir, name);
    await mkdir(stateDir, { recursive: true });
    const healthPort = await freePort();
    const child = spawn(process.execPath, [program], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        DUO_URL: office.url,
        DUO_PROFILE: 'paged',
        DUO_SECRET: office.secret,
        FACILITY: 'demo',
        KAFKA_BROKERS: kafka,
        CATALOGUE_URL: url,
        HARVESTER_TOKEN: duoHarvesterToken,
        STATE_DIR: stateDir,
        INTERVAL_SECONDS: '2',
        HEALTH_PORT: String(healthPort),
      },
    });
    const log = createWriteStream(join(stateDir, 'log'));
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    return new DuoHarvester(child, healthPort);
  }
  /** What it says about itself; empty while it starts. */
  async health(): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.healthPort}/ready`).catch(() => undefined);
    return (await answer?.text()) ?? '';
  }
  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
