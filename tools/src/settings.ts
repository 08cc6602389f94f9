import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PORT_NAMES, PORTS } from './stack/options';

/** Writes docs/operations/configuration.md from the configuration classes of the programs. */
interface Row {
  name: string;
  kind: string;
  required: boolean;
  initial: string;
  description: string;
}
const run = promisify(execFile);
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text: string) => (text === '' ? '' : `\`${cell(text)}\``);

const PROGRAMS = [
  ['catalogue-api', 'catalogue-api'],
  ['scicow', 'scicow'],
  ['scifish', 'scifish'],
  ['scifly', 'scifly'],
  ['duo-harvester', 'harvesters/duo'],
  ['public-api', 'public-api'],
  ['doi-minter', 'doi-minter'],
  ['tango-harvester', 'harvesters/tango'],
] as const;

async function tableOf(app: string, folder: string): Promise<string> {
  const { stdout } = await run(process.execPath, [join('dist', 'apps', folder, 'settings.main.js')], {
    // What the machine happens to have set must not reach the handbook.
    env: { PATH: process.env['PATH'], TZ: 'UTC' },
  });
  const rows = (JSON.parse(stdout) as Row[]).map(
    ({ name, kind, required, initial, description }) =>
      `| \`${name}\` | ${cell(kind)} | ${required ? 'required' : code(initial)} | ${cell(description)} |`,
  );
  return [`## ${app}`, '', '| Setting | Kind | Default | What it does |', '|---|---|---|---|', ...rows].join('\n');
}

const ports = PORT_NAMES.map((name) => {
  const { option, variable, port, what } = PORTS[name];
  return `| \`--${option}\` | \`${variable}\` | ${port} | ${what} |`;
});
const page = [
  '# Settings',
  '',
  'Every setting is an environment variable, read and checked when a program starts; all faults are reported together, by',
  'name and never by value. This page is generated (`npm run generate`).',
  '',
  '## npm start',
  '',
  '| Option | Variable | Default | Port of |',
  '|---|---|---|---|',
  ...ports,
  '',
  'Also `--data-dir` (`DATA_DIR`, `.data`), `--no-demo`, and `MONGODB_URI` and `KAFKA_BROKERS` for servers of your own.',
  '',
  (await Promise.all(PROGRAMS.map(([name, folder]) => tableOf(name, folder)))).join('\n\n'),
  '',
].join('\n');
await writeFile(join('docs', 'operations', 'configuration.md'), page);
