import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isAlive, isPortTaken, repositoryRoot } from '@scizoo/local-servers';
import { kafkaClient } from '@scizoo/messaging';
import { eventually, UserOfficeStandIn } from '@scizoo/testing';

const root = repositoryRoot();
const PORTS = [
  'port',
  'mongodb-port',
  'kafka-port',
  'scifish-port',
  'scicow-port',
  'scifly-port',
  'devices-port',
  'public-api-port',
  'doi-minter-port',
  'datacite-stand-in-port',
  'duo-port',
] as const;

/** `npm start` as its users have it, but for the installation: a process of its own with its own ports and folder. */
class Runner {
  private child?: ChildProcess;
  said = '';
  private constructor(
    readonly dataDir: string,
    readonly ports: Record<(typeof PORTS)[number], number>,
    private readonly settings: NodeJS.ProcessEnv,
  ) {}

  static async withFreePorts(dataDir: string, settings: NodeJS.ProcessEnv = {}): Promise<Runner> {
    const ports = await Promise.all(PORTS.map(async (name) => [name, await freePort()] as const));
    return new Runner(dataDir, Object.fromEntries(ports) as Runner['ports'], settings);
  }
  run(...more: string[]): Promise<number | null> {
    const args = PORTS.flatMap((name) => [`--${name}`, `${this.ports[name]}`]);
    const program = join(root, 'dist', 'tools', 'start.js');
    const child = spawn(process.execPath, [program, ...args, '--data-dir', this.dataDir, ...more], {
      cwd: root,
      env: { ...process.env, ...this.settings, NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning' },
    });
    this.child = child;
    this.said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (this.said += bytes));
    return new Promise((resolve) => child.on('exit', resolve));
  }
  async up(...more: string[]): Promise<Promise<number | null>[]> {
    const ended = this.run(...more);
    let code: number | null | undefined;
    void ended.then((result) => (code = result));
    await eventually(
      () => {
        if (code !== undefined) throw new Error(`ended with ${code}: ${this.said}`);
        return this.said.includes('SciZoo runs');
      },
      { withinMs: 120_000, everyMs: 200, what: 'the welcome' },
    );
    return [ended];
  }
  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }
  pids(): Record<string, number> {
    const folder = join(this.dataDir, 'run');
    return Object.fromEntries(
      readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => [
          name.slice(0, -5),
          (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { pid: number }).pid,
        ]),
    );
  }
  get url(): string {
    return `http://127.0.0.1:${this.ports.port}`;
  }

  private async get(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${await this.token()}` } });
  }
  /** As staff of the demo beamline sees it; undefined while nobody knows it. */
  async proposal(id: string): Promise<{ title: string } | undefined> {
    const response = await this.get(`/api/v3/Proposals/${id}`);
    return response.ok ? ((await response.json()) as { title: string }) : undefined;
  }
  private async token(): Promise<string> {
    const { passwords } = JSON.parse(readFileSync(join(this.dataDir, 'secrets.json'), 'utf8')) as {
      passwords: Record<string, string>;
    };
    const response = await fetch(`${this.url}/api/v3/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'staff', password: passwords['staff'] }),
    });
    // Without a token the log would answer, as to anybody, that there is nothing to see.
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return ((await response.json()) as { access_token: string }).access_token;
  }
  /** Scan numbers in the log of the demo beamline, as its staff sees it. */
  async scans(): Promise<{ scanNumber: number; state: string; pointsDone: number }[]> {
    const response = await this.get('/api/v4/scan-log?instrument=zoosaxs&limit=1000');
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return ((await response.json()) as { rows: { scanNumber: number; state: string; pointsDone: number }[] }).rows;
  }
  /** The log once the batch that was under way is through. */
  async settledScans(): Promise<{ scanNumber: number }[]> {
    let last = '';
    return eventually(
      async () => {
        const rows = await this.scans();
        const same = JSON.stringify(rows) === last;
        last = JSON.stringify(rows);
        return same && rows;
      },
      { everyMs: 1000 },
    );
  }
  /** How many events stand in the acquisition topic. */
  async eventsInKafka(): Promise<number> {
    const admin = kafkaClient({ brokers: `127.0.0.1:${this.ports['kafka-port']}`, clientId: 'runner-test' }).admin();
    await admin.connect();
    try {
      const offsets = await admin.fetchTopicOffsets('scizoo.acquisition.v1');
      return offsets.reduce((total, { high }) => total + Number(high), 0);
    } finally {
      await admin.disconnect();
    }
  }
  async everythingGone(pids: Record<string, number>): Promise<void> {
    await eventually(() => Object.values(pids).every((pid) => !isAlive(pid)), {
      withinMs: 30_000,
      what: 'the end of all processes',
    });
    for (const port of Object.values(this.ports)) expect(await isPortTaken(port)).toBe(false);
  }
}

describe('npm start', () => {
  let dataDir: string;
  let runner: Runner;
  let office: UserOfficeStandIn;
  beforeAll(async () => {
    const tools = ['start', 'demo-beamline', 'datacite-stand-in'].map((name) => `tools/${name}`);
    const apps = ['catalogue-api', 'scicow', 'scifish', 'scifly', 'public-api', 'doi-minter', 'harvesters/duo'];
    const programs = [...tools, ...apps];
    execFileSync(process.execPath, [join(root, 'tools', 'build.mjs'), ...programs], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    dataDir = mkdtempSync(join(tmpdir(), 'scizoo stack '));
    office = await UserOfficeStandIn.start();
    runner = await Runner.withFreePorts(dataDir, {
      DUO_URL: office.url,
      DUO_SECRET: office.secret,
      DUO_PROFILE: 'paged',
    });
  }, 60_000);
  afterAll(async () => {
    runner.signal('SIGKILL');
    await office.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('says in one sentence which port is taken, and starts nothing', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(runner.ports['kafka-port'], '127.0.0.1', resolve));
    const code = await runner.run();
    await new Promise((resolve) => server.close(resolve));
    expect(code).toBe(1);
    expect(runner.said.trim()).toBe(
      `Port ${runner.ports['kafka-port']} for Kafka is taken: end what uses it, or choose another one with --kafka-port N (or KAFKA_PORT).`,
    );
    expect(readdirSync(dataDir)).not.toContain('mongodb');
  }, 30_000);

  it('shows the scans of the demo beamline, and none while SciCow stands still', async () => {
    await runner.up();
    await eventually(async () => (await runner.scans()).length >= 12, {
      withinMs: 60_000,
      everyMs: 500,
      what: 'the earlier scans',
    });
    const { scicow } = runner.pids();
    process.kill(-scicow!, 'SIGSTOP');
    const rows = await runner.settledScans();
    const before = await runner.eventsInKafka();
    await eventually(async () => (await runner.eventsInKafka()) > before + 20, {
      withinMs: 60_000,
      everyMs: 500,
      what: 'further events of the demo beamline',
    });
    expect(await runner.scans()).toEqual(rows);
    process.kill(-scicow!, 'SIGCONT');
    await eventually(async () => JSON.stringify(await runner.scans()) !== JSON.stringify(rows), {
      withinMs: 60_000,
      everyMs: 500,
      what: 'the rows that waited',
    });
  }, 300_000);

  it('asks the user office that it is told of, whose secret goes to one program only', async () => {
    const sessions = [{ beamline: 'ZooSAXS', start: '2031-03-02T08:00:00Z', end: '2031-03-02T20:00:00Z' }];
    const pi = { firstName: 'Otto', lastName: 'Otter', email: 'otto@uni.example' };
    office.put({ id: '20310302', title: 'Fur under strain', pi, facility: 'zoo', sessions });
    const found = await eventually(() => runner.proposal('20310302'), {
      withinMs: 60_000,
      everyMs: 500,
      what: 'the proposal of the user office',
    });
    expect(found).toMatchObject({ title: 'Fur under strain' });
    const { runner: _, ...programs } = runner.pids();
    const knowing = Object.entries(programs).filter(([, pid]) =>
      readFileSync(`/proc/${pid}/environ`, 'utf8').includes(office.secret),
    );
    expect(knowing.map(([name]) => name)).toEqual(['duo-harvester']);
  }, 90_000);

  it('is alone in its data folder', async () => {
    const other = await Runner.withFreePorts(dataDir);
    expect(await other.run()).toBe(1);
    expect(other.said).toContain('SciZoo runs already with');
  }, 30_000);

  it('leaves nothing behind when it is killed', async () => {
    const pids = runner.pids();
    expect(Object.keys(pids).sort()).toEqual(
      [
        ...['catalogue-api', 'datacite-stand-in', 'demo-beamline', 'doi-minter', 'duo-harvester', 'kafka', 'mongodb'],
        ...['public-api', 'runner', 'scicow', 'scifish', 'scifly'],
      ].sort(),
    );
    runner.signal('SIGKILL');
    await runner.everythingGone(pids);
  }, 60_000);

  it('goes on with its data, brings back what dies, and ends all on Ctrl-C', async () => {
    const [ended] = await runner.up('--no-demo');
    const scans = await runner.scans();
    expect(scans.length).toBeGreaterThanOrEqual(12);
    const pids = runner.pids();
    expect(Object.keys(pids)).not.toContain('demo-beamline');
    for (const name of ['scicow', 'mongodb'] as const) {
      process.kill(-pids[name]!, 'SIGKILL');
      await eventually(() => runner.pids()[name] !== undefined && runner.pids()[name] !== pids[name], {
        withinMs: 60_000,
        what: `${name} again`,
      });
    }
    expect((await eventually(() => runner.scans().catch(() => false as const), { withinMs: 60_000 })).length).toBe(
      scans.length,
    );
    const now = runner.pids();
    runner.signal('SIGINT');
    expect(await ended).toBe(0);
    await runner.everythingGone(now);
    expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
  }, 300_000);
});
