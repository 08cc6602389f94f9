import 'reflect-metadata';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createLogger, Health, loadConfig, startFault } from '@scizoo/service-kit';
import { nestLogger } from '@scizoo/service-kit/nest';
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { AccessService } from './access';
import { SettingsModule } from './app.module';
import { BulkModule } from './bulk/bulk.module';
import { DatasetLoader, type LoadCounts, noCounts, type Refused } from './bulk/dataset-loader';
import { linesOf } from './bulk/lines';
import { CatalogueConfig } from './config';
import { DatabaseModule } from './database/database.module';
import { DatabaseService } from './database/database.service';
import { RecordTypesModule } from './record-types/record-types.module';
import { Surroundings } from './surroundings';

const HELP = `Stores datasets from standard input: one body of POST /api/v4/datasets per line, \`pid\` included.
Settings come from the environment as for the catalogue API; MONGODB_URI names the database.

  --name NAME    remembers how far it came, so that the same command goes on after an interruption
  --upsert       lines whose pid is known change the dataset; otherwise they are passed over
  --user NAME    shown as the creator (load)
  --report FILE  refused lines as JSON, one per line: {"line", "pid", "message"}
  --quiet        no progress
`;
const REFUSED_SHOWN = 20;
const tell = (text: string) => process.stderr.write(`${text}\n`);

@Global()
@Module({ providers: [AccessService], exports: [AccessService] })
class RulesModule {}

/** Only what storing datasets needs: no routes, no upkeep, no sign-in. */
@Module({})
class LoadModule {
  static with(config: CatalogueConfig, surroundings: Surroundings): DynamicModule {
    return {
      module: LoadModule,
      imports: [SettingsModule.with(config, surroundings), DatabaseModule, RulesModule, RecordTypesModule, BulkModule],
    };
  }
}

const summary = ({ lines, created, updated, unchanged, refused, skipped }: LoadCounts, seconds: number): string =>
  `${lines} lines: ${created} created, ${updated} updated, ${unchanged} known already, ${refused} refused` +
  `${skipped > 0 ? `, ${skipped} done before` : ''}; ${Math.round((lines - skipped) / Math.max(seconds, 0.001))}/s`;

function reporting(file: string | undefined): { refused: (refused: Refused) => void; end: () => Promise<void> } {
  const report = file === undefined ? undefined : createWriteStream(file);
  let shown = 0;
  return {
    refused: (refused) => {
      report?.write(`${JSON.stringify(refused)}\n`);
      if (++shown <= REFUSED_SHOWN) tell(`line ${refused.line} refused: ${refused.message}`);
      if (shown === REFUSED_SHOWN + 1) tell(`further ones ${file === undefined ? 'with --report FILE' : `in ${file}`}`);
    },
    end: () => new Promise((resolve) => (report ? report.end(resolve) : resolve())),
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      upsert: { type: 'boolean', default: false },
      user: { type: 'string', default: 'load' },
      report: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  // eslint-disable-next-line no-restricted-properties -- where this program begins
  const config = loadConfig(CatalogueConfig, process.env);
  const logger = createLogger('load', 'warn');
  const app = await NestFactory.createApplicationContext(
    LoadModule.with(config, new Surroundings(logger, new Health())),
    {
      logger: nestLogger(logger),
      abortOnError: false,
    },
  );
  await app.get(DatabaseService).ready;
  const counts = noCounts();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const timer = values.quiet ? undefined : setInterval(() => tell(summary(counts, seconds())), 2000);
  const report = reporting(values.report);
  try {
    await app.get(DatasetLoader).load(linesOf(process.stdin), values, report.refused, counts);
  } finally {
    clearInterval(timer);
    await report.end();
    tell(summary(counts, seconds()));
  }
  await app.close();
  return counts.refused > 0 ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    tell(startFault(error));
    process.exit(2);
  },
);
