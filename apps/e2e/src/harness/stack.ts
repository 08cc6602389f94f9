import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, mongoUri, repositoryRoot } from '@scizoo/local-servers';

export interface Place {
  /** Address of the web program and the API. */
  url: string;
  kafka: string;
  /** For what an administrator of the database does. */
  mongodb: string;
  dataDir: string;
}

interface StackOptions {
  readonly demo: boolean;
  /** More settings than the product has by itself, of stand-ins for what is outside. */
  readonly settings?: (dataDir: string) => Promise<Record<string, string>>;
}

/** The whole product as its users start it, in a data folder and on ports of its own. */
export class RunningStack {
  private child?: ChildProcess;
  private constructor(
    readonly place: Place,
    private readonly args: readonly string[],
    private readonly env: Record<string, string>,
  ) {}

  static async start(options: StackOptions): Promise<RunningStack> {
    const dataDir = await mkdtemp(join(tmpdir(), 'scizoo journeys '));
    const env = (await options.settings?.(dataDir)) ?? {};
    const ports = await Promise.all(
      [
        'port',
        'mongodb-port',
        'kafka-port',
        'scifish-port',
        'scicow-port',
        'scifly-port',
        'public-api-port',
        'doi-minter-port',
        'datacite-stand-in-port',
        'devices-port',
      ].map(async (name) => [name, await freePort()] as const),
    );
    const [port, mongodb = 0, kafka] = ports.map(([, number]) => number);
    const args = [
      ...ports.flatMap(([name, number]) => [`--${name}`, `${number}`]),
      ...['--data-dir', dataDir, ...(options.demo ? [] : ['--no-demo'])],
    ];
    const place = {
      url: `http://127.0.0.1:${port}`,
      kafka: `127.0.0.1:${kafka}`,
      mongodb: mongoUri(mongodb),
      dataDir,
    };
    // Where people are sent back to from elsewhere.
    const stack = new RunningStack(place, args, { PUBLIC_URL: place.url, ...env });
    await stack.up();
    return stack;
  }

  /** Starts it and waits for the welcome; rejects with what it said when it ends instead. */
  async up(): Promise<void> {
    const child = spawn(process.execPath, [join(repositoryRoot(), 'dist', 'tools', 'start.js'), ...this.args], {
      cwd: repositoryRoot(),
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const log = createWriteStream(join(this.place.dataDir, 'start.log'), { flags: 'a' });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const listen = (chunk: Buffer) => {
        log.write(chunk);
        said += chunk.toString();
        if (said.includes('SciZoo runs')) resolve();
      };
      child.stdout?.on('data', listen);
      child.stderr?.on('data', listen);
      child.once('exit', (code) => reject(new Error(`the stack ended with ${code}:\n${said}`)));
    });
  }

  async down(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.down();
    await rm(this.place.dataDir, { recursive: true, force: true });
  }
}

export const passwordOf = async (dataDir: string, username: string): Promise<string> => {
  const { passwords } = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as {
    passwords: Record<string, string>;
  };
  const password = passwords[username];
  if (!password) throw new Error(`no demo account ${username}`);
  return password;
};
