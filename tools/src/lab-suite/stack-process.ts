import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, repositoryRoot } from '@scizoo/local-servers';
import { eventually } from '@scizoo/testing';

/** The whole product as its users start it, without the demo beamline, on free ports. */
export class StackProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly dataDir: string,
    readonly url: string,
    readonly kafka: string,
    /** Address of the Tango harvester. */
    private readonly harvester: string,
  ) {}

  static async start(
    dataDir: string,
    log: string,
    { scifish, tangogqlUrl, machineNotes }: { scifish: number; tangogqlUrl: string; machineNotes: string },
  ): Promise<StackProcess> {
    const [port, kafka, mongodb, scicow, publicApi, tango] = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(() => freePort()),
    );
    const ports = {
      port,
      'kafka-port': kafka,
      'mongodb-port': mongodb,
      'scicow-port': scicow,
      'scifish-port': scifish,
      'public-api-port': publicApi,
      'tango-port': tango,
    };
    const args = Object.entries(ports).flatMap(([name, number]) => [`--${name}`, String(number)]);
    const child = spawn(
      process.execPath,
      [join(repositoryRoot(), 'dist', 'tools', 'start.js'), '--no-demo', '--data-dir', dataDir, ...args],
      {
        cwd: repositoryRoot(),
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          TANGOGQL_URL: tangogqlUrl,
          MACHINE_NOTES: machineNotes,
          LOGBOOK_NOTES_OF: 'b310a',
          LOGBOOK_NOTES_ABOUT: 'scan-starts,scan-ends,machine',
        },
      },
    );
    const file = createWriteStream(log);
    let said = '';
    await new Promise<void>((done, failed) => {
      const listen = (part: Buffer) => {
        file.write(part);
        said += part.toString();
        if (said.includes('SciZoo runs')) done();
      };
      child.stdout?.on('data', listen);
      child.stderr?.on('data', listen);
      child.once('exit', (code) => failed(new Error(`the stack ended with ${code}:\n${said.slice(-3000)}`)));
    });
    const at = (number: number | undefined) => `http://127.0.0.1:${number}`;
    return new StackProcess(child, dataDir, at(port), `127.0.0.1:${kafka}`, at(tango));
  }

  async password(username: string): Promise<string> {
    const { passwords } = JSON.parse(await readFile(join(this.dataDir, 'secrets.json'), 'utf8')) as {
      passwords: Record<string, string>;
    };
    return passwords[username] ?? '';
  }

  /** Until the Tango harvester works by this version of what a beamline records. */
  untilHarvesterHas(beamline: string, version: number): Promise<boolean> {
    const inForce = async () => {
      const { status, checks } = (await (await fetch(`${this.harvester}/ready`)).json()) as {
        status: string;
        checks: Record<string, { message?: string }>;
      };
      return status === 'ok' && checks['configuration']?.message === `${beamline}: ${version}`;
    };
    return eventually(inForce, { withinMs: 30_000, what: `version ${version} at the harvester` });
  }

  /** The process of a part, to do it harm. */
  async pidOf(part: string): Promise<number> {
    return (JSON.parse(await readFile(join(this.dataDir, 'run', `${part}.json`), 'utf8')) as { pid: number }).pid;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
