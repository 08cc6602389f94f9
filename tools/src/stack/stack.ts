import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot, type SetupError, startKafka, startMongod } from '@scizoo/local-servers';
import { ensureTopics } from '@scizoo/messaging';
import { openDataDir, takeOver } from './data-dir';
import { fillArchive, giveCapture } from './demo-content';
import type { StackOptions } from './options';
import { refuseTakenPorts } from './ports';
import { demoPrograms, facilityPrograms } from './programs';
import { type Member, Rows } from './rows';
import type { Screen } from './screen';
import { type DemoAccount, openSecrets, type Secrets, writeAccounts } from './secrets';
import { Addresses, local, ProgramSettings } from './settings';

/** All processes of one SciZoo on one machine, started in order and stopped in the opposite one. */
export class Stack {
  readonly addresses: Addresses;
  secrets!: Secrets;
  accounts!: DemoAccount[];
  private readonly rows: Rows;
  private giveBack: () => Promise<void> = () => Promise.resolve();
  private stopped?: Promise<void>;

  constructor(
    private readonly options: StackOptions,
    private readonly screen: Screen,
    onGivenUp: (error: SetupError) => void,
  ) {
    this.addresses = new Addresses(options);
    this.rows = new Rows(options.dataDir, screen, onGivenUp);
  }

  /** @throws SetupError when something this machine lacks, or has taken, stands in the way */
  async start(): Promise<void> {
    const { options, screen, rows } = this;
    const { dataDir } = options;
    await openDataDir(dataDir);
    await mkdir(join(dataDir, 'archive'), { recursive: true });
    const { ended, giveBack } = await takeOver(dataDir);
    this.giveBack = giveBack;
    if (ended.length > 0) screen.plain(`Ended what an earlier run had left: ${ended.join(', ')}.`);
    await refuseTakenPorts(options);
    this.accounts = await demoAccounts();
    this.secrets = await openSecrets(dataDir, this.accounts);
    await rows.start(this.servers());
    await ensureTopics(this.addresses.kafka);
    const accountsFile = await writeAccounts(dataDir, this.accounts, this.secrets);
    const settings = new ProgramSettings(options, this.secrets, accountsFile);
    await rows.start(facilityPrograms(options, settings));
    if (!options.demo) return;
    await rows.start(await demoPrograms(options, settings));
    const catalogue = { url: local(options.port), password: this.secrets.passwords['admin'] ?? '' };
    await giveCapture(catalogue, screen);
    await fillArchive(catalogue, dataDir, screen);
  }

  /** Ends everything, last started first; a second call waits for the first. */
  stop(): Promise<void> {
    this.stopped ??= this.rows.stop().then(() => this.giveBack());
    return this.stopped;
  }

  /** Process id of a part, for tests and for the operator. */
  pidOf(name: string): number | undefined {
    return this.rows.pidOf(name);
  }

  /** Those that the operator has not brought along. */
  private servers(): Member[] {
    const { dataDir, mongodbPort, kafkaPort, mongodbUri, kafkaBrokers } = this.options;
    const server = (name: string, port: number, start: typeof startMongod | typeof startKafka): Member => ({
      name,
      where: `on 127.0.0.1:${port}`,
      part: (logFile) => ({
        name,
        start: () =>
          start({ dataDir: join(dataDir, name), port, logFile, onProgress: (text) => this.screen.line(name, text) }),
      }),
    });
    return [
      ...(mongodbUri ? [] : [server('mongodb', mongodbPort, startMongod)]),
      ...(kafkaBrokers ? [] : [server('kafka', kafkaPort, startKafka)]),
    ];
  }
}

const demoAccounts = async (): Promise<DemoAccount[]> =>
  JSON.parse(await readFile(join(repositoryRoot(), 'tools', 'demo', 'accounts.json'), 'utf8')) as DemoAccount[];
