import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPortTaken, mongoUri, repositoryRoot, SetupError, startKafka, startMongod } from '@scizoo/local-servers';
import { ensureTopics } from '@scizoo/messaging';
import { giveDemoCapture } from '../demo/capture';
import { sendArchive } from '../demo/send-archive';
import { sciflySettings } from '../demo/scifly-folders';
import { logFileOf, notePid, openDataDir, sentenceOf, takeOver, writeJson } from './data-dir';
import { CATALOGUE_NURSERY, nodePart } from './node-part';
import { hasDataciteStandIn, isMinting, PORT_NAMES, PORTS, type StackOptions } from './options';
import type { Screen } from './screen';
import { type DemoAccount, openSecrets, type Secrets, writeAccounts } from './secrets';
import { type Part, Supervisor } from './supervisor';

interface Kept {
  supervisor: Supervisor;
  forget: () => Promise<void>;
}

/** All processes of one SciZoo on one machine, started in order and stopped in the opposite one. */
export class Stack {
  /** Started first to started last; each row is stopped together. */
  private readonly rows: Kept[][] = [];
  private stopped?: Promise<void>;
  private giveBack: () => Promise<void> = () => Promise.resolve();
  secrets!: Secrets;
  accounts!: DemoAccount[];

  constructor(
    private readonly options: StackOptions,
    private readonly screen: Screen,
    private readonly onGivenUp: (error: SetupError) => void,
  ) {}

  get address(): string {
    return this.addressOf(this.options.port);
  }
  /** Of the landing pages and the other public ones. */
  get publicAddress(): string {
    return process.env['PUBLIC_API_URL'] ?? this.addressOf(this.options.publicApiPort);
  }
  private addressOf(port: number): string {
    const { host } = this.options;
    return `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
  }

  /** @throws SetupError when something this machine lacks, or has taken, stands in the way */
  async start(): Promise<void> {
    const { options } = this;
    await openDataDir(options.dataDir);
    await mkdir(join(options.dataDir, 'archive'), { recursive: true });
    const { ended, giveBack } = await takeOver(options.dataDir);
    this.giveBack = giveBack;
    if (ended.length > 0) this.screen.plain(`Ended what an earlier run had left: ${ended.join(', ')}.`);
    await refuseTakenPorts(options);
    this.accounts = await demoAccounts();
    this.secrets = await openSecrets(options.dataDir, this.accounts);
    await this.startServers();
    await ensureTopics(this.kafkaBrokers);
    await this.startPrograms();
    if (!options.demo) return;
    const { sciflyPort, dataDir } = options;
    const scifly = await sciflySettings({ dataDir, kafkaBrokers: this.kafkaBrokers, port: sciflyPort });
    await this.startRow([
      ['demo-beamline', (logFile) => this.demoBeamline(logFile)],
      [
        'scifly',
        (logFile) =>
          this.program('scifly', logFile, { ...scifly.env, ...this.reports }, `http://127.0.0.1:${sciflyPort}`),
        `watches ${scifly.folder}`,
      ],
    ]);
    await this.giveCapture();
    await this.fillArchive();
  }

  /** What the demo beamline records, so that SciDog is no empty page. Without it the demo is poorer, but it runs. */
  private async giveCapture(): Promise<void> {
    const password = this.secrets.passwords['admin'] ?? '';
    try {
      const isNew = await giveDemoCapture({
        url: `http://127.0.0.1:${this.options.port}`,
        username: 'admin',
        password,
      });
      if (isNew) this.screen.line('demo', 'a configuration of what is recorded');
    } catch (error) {
      this.screen.line('demo', `without a capture configuration: ${(error as Error).message}`);
    }
  }

  /** Earlier visits, once per data folder. Without them the demo is poorer, but it runs. */
  private async fillArchive(): Promise<void> {
    const note = join(this.options.dataDir, 'demo', 'archive.json');
    if (existsSync(note)) return;
    const password = this.secrets.passwords['admin'] ?? '';
    try {
      const url = `http://127.0.0.1:${this.options.port}`;
      const root = join(this.options.dataDir, 'demo', 'visitors');
      const datasets = await sendArchive({ url, username: 'admin', password, prefix: this.pidPrefix, root });
      await writeJson(note, { at: new Date().toISOString(), datasets }, 0o644);
      this.screen.line('demo', `${datasets} datasets of earlier visits`);
    } catch (error) {
      this.screen.line('demo', `without earlier visits: ${(error as Error).message}`);
    }
  }
  /** Of the lab's beamline; and the demo beamline opens the same door with devices that are made up. */
  private get tangoHarvesters(): string {
    const { demo, tangoPort, devicesPort } = this.options;
    return [`b310a=http://127.0.0.1:${tangoPort}`, ...(demo ? [`zoosaxs=http://127.0.0.1:${devicesPort}`] : [])].join(
      ',',
    );
  }
  private get pidPrefix(): string {
    return process.env['PID_PREFIX'] ?? '20.500.00000';
  }

  /** Ends everything, last started first; a second call waits for the first. */
  stop(): Promise<void> {
    this.stopped ??= this.stopRows();
    return this.stopped;
  }

  /** Process id of a part, for tests and for the operator. */
  pidOf(name: string): number | undefined {
    return this.parts.get(name)?.pid;
  }
  private readonly parts = new Map<string, Supervisor>();

  private get mongodbUri(): string {
    return this.options.mongodbUri ?? mongoUri(this.options.mongodbPort);
  }
  private get kafkaBrokers(): string {
    return this.options.kafkaBrokers ?? `127.0.0.1:${this.options.kafkaPort}`;
  }

  private async stopRows(): Promise<void> {
    for (const row of this.rows.toReversed())
      await Promise.all(
        row.map(async ({ supervisor, forget }) => {
          await supervisor.stop();
          await forget();
        }),
      );
    await this.giveBack();
  }

  private async startServers(): Promise<void> {
    const { dataDir, mongodbPort, kafkaPort, mongodbUri, kafkaBrokers } = this.options;
    const server = (name: string, port: number, start: typeof startMongod | typeof startKafka) =>
      [
        name,
        (logFile: string): Part => ({
          name,
          start: () =>
            start({ dataDir: join(dataDir, name), port, logFile, onProgress: (text) => this.screen.line(name, text) }),
        }),
        `on 127.0.0.1:${port}`,
      ] as const;
    await this.startRow([
      ...(mongodbUri ? [] : [server('mongodb', mongodbPort, startMongod)]),
      ...(kafkaBrokers ? [] : [server('kafka', kafkaPort, startKafka)]),
    ]);
  }

  private async startPrograms(): Promise<void> {
    const { host, port, scifishPort, scicowPort, publicApiPort, tangoPort, tangogqlUrl } = this.options;
    const accountsFile = await writeAccounts(this.options.dataDir, this.accounts, this.secrets);
    const local = `http://127.0.0.1`;
    await this.startRow([
      [
        'catalogue-api',
        (logFile) => this.program('catalogue-api', logFile, this.catalogueSettings(accountsFile), `${local}:${port}`),
        `on ${host}:${port}`,
      ],
      [
        'scifish',
        (logFile) => this.program('scifish', logFile, this.scifishSettings(), `${local}:${scifishPort}`),
        `on 127.0.0.1:${scifishPort}`,
      ],
      ['scicow', (logFile) => this.program('scicow', logFile, this.scicowSettings(), `${local}:${scicowPort}`)],
      [
        'public-api',
        (logFile) => this.program('public-api', logFile, this.publicSettings(), `${local}:${publicApiPort}`),
        `on ${host}:${publicApiPort}`,
      ],
      ...this.doiParts(),
      ...(tangogqlUrl
        ? [['tango-harvester', (logFile: string) => this.tangoHarvester(logFile), `on 127.0.0.1:${tangoPort}`] as const]
        : []),
    ]);
  }

  /** The minter, and what it registers at where there is no DOI service of the operator's. */
  private doiParts(): (readonly [name: string, make: (logFile: string) => Part, where?: string])[] {
    const { doiMinterPort, dataciteStandInPort } = this.options;
    const standIn = [
      'datacite-stand-in',
      (logFile: string) => this.dataciteStandIn(logFile),
      `on 127.0.0.1:${dataciteStandInPort}: DOIs of the demo, known to nobody else`,
    ] as const;
    const minter = [
      'doi-minter',
      (logFile: string) =>
        // not /ready: it waits for a DOI service that is away, and says so there
        this.program('doi-minter', logFile, this.minterSettings(), `http://127.0.0.1:${doiMinterPort}`, '/health'),
    ] as const;
    return [...(hasDataciteStandIn(this.options) ? [standIn] : []), ...(isMinting(this.options) ? [minter] : [])];
  }

  private async startRow(
    parts: readonly (readonly [name: string, make: (logFile: string) => Part, where?: string])[],
  ): Promise<void> {
    const row: Kept[] = [];
    this.rows.push(row);
    const results = await Promise.allSettled(
      parts.map(async ([name, make, where = '']) => {
        const logFile = await logFileOf(this.options.dataDir, name);
        const kept: Kept = { supervisor: undefined as unknown as Supervisor, forget: () => Promise.resolve() };
        kept.supervisor = new Supervisor(make(logFile), {
          logFile,
          say: (text) => this.screen.line(name, text),
          onRunning: (pid) => void this.note(name, pid, kept),
          onGivenUp: this.onGivenUp,
        });
        row.push(kept);
        this.parts.set(name, kept.supervisor);
        if (this.stopped) return;
        await kept.supervisor.start();
        this.screen.line(name, `ready ${where}`.trim());
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    if (this.stopped) throw new SetupError('Stopped while starting.');
  }

  /** Without the note a later start would not find what this one leaves when it is killed, so it ends in order. */
  private async note(name: string, pid: number, kept: Kept): Promise<void> {
    try {
      kept.forget = await notePid(this.options.dataDir, name, pid);
    } catch (error) {
      const { message } = sentenceOf(error, this.options.dataDir);
      this.onGivenUp(new SetupError(message, { cause: error }));
    }
  }

  private program(
    name: string,
    logFile: string,
    env: Record<string, string | undefined>,
    at: string,
    ready = '/ready',
  ): Part {
    const file = join(repositoryRoot(), 'dist', 'apps', name, 'main.js');
    return nodePart({
      name,
      file,
      isFrugal: name === 'scifly' || name === 'scifish',
      env: { ...env, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info' },
      logFile,
      readyUrl: `${at}${ready}`,
      nurseryMegabytes: name === 'catalogue-api' ? CATALOGUE_NURSERY : undefined,
    });
  }

  private catalogueSettings(accountsFile: string): Record<string, string | undefined> {
    const root = repositoryRoot();
    const web = join(root, 'dist', 'apps', 'web', 'browser');
    return {
      HOST: this.options.host,
      PORT: `${this.options.port}`,
      MONGODB_URI: this.mongodbUri,
      KAFKA_BROKERS: this.kafkaBrokers,
      FACILITY: 'demo',
      SITE: process.env['SITE'] ?? 'Zoo Light Source',
      TIME_ZONE: process.env['TIME_ZONE'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      DEMO: String(this.options.demo),
      PID_PREFIX: this.pidPrefix,
      JWT_SECRET: this.secrets.jwtSecret,
      INGEST_TOKEN: this.secrets.ingestToken,
      REPORT_TOKEN: this.secrets.reportToken,
      HARVESTER_TOKENS: `duo=${this.secrets.duoHarvesterToken}`,
      FUNCTIONAL_ACCOUNTS_FILE: accountsFile,
      FACILITY_FILE: process.env['FACILITY_FILE'] ?? join(root, 'tools', 'demo', 'facility.json'),
      ...(existsSync(web) && { WEB_DIR: web }),
      RETENTION_MIN_YEARS: process.env['RETENTION_MIN_YEARS'] ?? '7',
      RAW_READ_ONLY: process.env['RAW_READ_ONLY'] ?? 'true',
      DOI_PREFIX: this.doiPrefix,
      DOI_MINTER_TOKEN: isMinting(this.options) ? this.secrets.doiMinterToken : undefined,
      // Of the demo beamline, and of the earlier visits.
      DATA_ROOTS: process.env['DATA_ROOTS'] ?? `${join(this.options.dataDir, 'demo', 'visitors')}/*/{ownerGroup}`,
      ARCHIVE_FOLDER: join(this.options.dataDir, 'archive'),
      JOB_CONFIGURATION_FILE: process.env['JOB_CONFIGURATION_FILE'] ?? join(root, 'tools', 'demo', 'jobs.json'),
      PUBLIC_URL_PREFIX: `${this.publicAddress}/detail/`,
      LOGBOOK_NOTES_OF: process.env['LOGBOOK_NOTES_OF'] ?? (this.options.demo ? 'zoosaxs,b310a' : undefined),
      // whoever starts it: this program or `npm run lab`
      TANGO_HARVESTER_URLS: process.env['TANGO_HARVESTER_URLS'] ?? this.tangoHarvesters,
    };
  }
  private get doiPrefix(): string {
    return process.env['DOI_PREFIX'] ?? '10.48391';
  }
  /** It alone gets the secret of the DOI service. */
  private minterSettings(): Record<string, string | undefined> {
    const { port, doiMinterPort, dataciteStandInPort } = this.options;
    const account = hasDataciteStandIn(this.options)
      ? {
          REGISTER_DOI_URI: `http://127.0.0.1:${dataciteStandInPort}/dois`,
          ...{ DOI_USERNAME: STAND_IN_ACCOUNT, DOI_PASSWORD: this.secrets.dataciteSecret },
        }
      : { DOI_USERNAME: process.env['DOI_USERNAME'], DOI_PASSWORD: process.env['DOI_PASSWORD'] };
    return {
      ...account,
      ...this.reports,
      CATALOGUE_URL: `http://127.0.0.1:${port}`,
      DOI_MINTER_TOKEN: this.secrets.doiMinterToken,
      HEALTH_PORT: `${doiMinterPort}`,
      MONGODB_URI: undefined,
    };
  }
  private dataciteStandIn(logFile: string): Part {
    const { dataDir, dataciteStandInPort } = this.options;
    return nodePart({
      name: 'datacite-stand-in',
      file: join(repositoryRoot(), 'dist', 'tools', 'datacite-stand-in.js'),
      env: {
        STAND_IN_PORT: `${dataciteStandInPort}`,
        STAND_IN_FILE: join(dataDir, 'datacite-stand-in.json'),
        STAND_IN_PREFIX: this.doiPrefix,
        ...{ DOI_USERNAME: STAND_IN_ACCOUNT, DOI_PASSWORD: this.secrets.dataciteSecret },
        MONGODB_URI: undefined,
      },
      logFile,
      readyUrl: `http://127.0.0.1:${dataciteStandInPort}/heartbeat`,
    });
  }
  private scicowSettings(): Record<string, string> {
    return {
      CATALOGUE_URL: `http://127.0.0.1:${this.options.port}`,
      INGEST_TOKEN: this.secrets.ingestToken,
      KAFKA_BROKERS: this.kafkaBrokers,
      HEALTH_PORT: `${this.options.scicowPort}`,
    };
  }
  /** Nothing secret: it sees what everybody sees. */
  private publicSettings(): Record<string, string | undefined> {
    return {
      HOST: this.options.host,
      PORT: `${this.options.publicApiPort}`,
      CATALOGUE_URL: `http://127.0.0.1:${this.options.port}`,
      PUBLIC_URL: this.publicAddress,
      WEB_URL: this.address,
      SITE: process.env['SITE'] ?? 'Zoo Light Source',
      MONGODB_URI: undefined,
    };
  }
  private get reports(): Record<string, string> {
    return { CATALOGUE_URL: `http://127.0.0.1:${this.options.port}`, REPORT_TOKEN: this.secrets.reportToken };
  }
  private scifishSettings(): Record<string, string> {
    return {
      HOST: '127.0.0.1',
      PORT: `${this.options.scifishPort}`,
      KAFKA_BROKERS: this.kafkaBrokers,
      SPOOL_DIR: join(this.options.dataDir, 'scifish'),
      ...this.reports,
      FACILITY: 'demo',
      BEAMLINE: 'b310a',
    };
  }
  private tangoHarvester(logFile: string): Part {
    const { dataDir, tangoPort, tangogqlUrl } = this.options;
    return nodePart({
      name: 'tango-harvester',
      file: join(repositoryRoot(), 'dist', 'apps', 'harvesters', 'tango', 'main.js'),
      env: {
        TANGOGQL_URL: tangogqlUrl,
        BEAMLINES: 'b310a',
        KAFKA_BROKERS: this.kafkaBrokers,
        STATE_DIR: join(dataDir, 'tango-harvester'),
        HEALTH_PORT: `${tangoPort}`,
        ...this.reports,
        LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
      },
      logFile,
      // not /ready: it waits for a control system that is away, and says so there
      readyUrl: `http://127.0.0.1:${tangoPort}/health`,
    });
  }
  /** Kafka is all it gets: no address of the catalogue, no token, no database. */
  private demoBeamline(logFile: string): Part {
    const env = {
      KAFKA_BROKERS: this.kafkaBrokers,
      DEMO_DIR: join(this.options.dataDir, 'demo'),
      DEVICES_PORT: `${this.options.devicesPort}`,
      FACILITY: 'demo',
      MONGODB_URI: undefined,
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
    };
    const file = join(repositoryRoot(), 'dist', 'tools', 'demo-beamline.js');
    return nodePart({ name: 'demo-beamline', file, env, logFile });
  }
}

const STAND_IN_ACCOUNT = 'DEMO.STANDIN';
/** Ports that listen on HOST. */
const OPEN_PORTS = new Set<string>(['port', 'publicApiPort']);

export async function refuseTakenPorts(options: StackOptions): Promise<void> {
  for (const name of PORT_NAMES) {
    // the lab's own harvester may be there already
    if (name === 'tangoPort' && !options.tangogqlUrl) continue;
    if ((name === 'mongodbPort' && options.mongodbUri) || (name === 'kafkaPort' && options.kafkaBrokers)) continue;
    if (name === 'doiMinterPort' && !isMinting(options)) continue;
    if (name === 'dataciteStandInPort' && !hasDataciteStandIn(options)) continue;
    if ((name === 'sciflyPort' || name === 'devicesPort') && !options.demo) continue;
    const { option, variable, what } = PORTS[name];
    if (await isPortTaken(options[name], OPEN_PORTS.has(name) ? options.host : '127.0.0.1'))
      throw new SetupError(
        `Port ${options[name]} for ${what} is taken: end what uses it, or choose another one with --${option} N (or ${variable}).`,
      );
  }
}

const demoAccounts = async (): Promise<DemoAccount[]> =>
  JSON.parse(await readFile(join(repositoryRoot(), 'tools', 'demo', 'accounts.json'), 'utf8')) as DemoAccount[];
