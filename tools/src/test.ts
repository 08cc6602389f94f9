import { mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { findJava, findKafka, findMongod, onPath, SetupError } from '@scizoo/local-servers';
import { chromiumForTests } from '@scizoo/testing';
import { buildEverything, everyProject, generatedFiles, installCheck, lint } from './suites/checks';
import { clients } from './suites/clients';
import { reports, stopRunning } from './suites/run';
import { jest, journeys, lab, recorder } from './suites/runners';
import { type Count, type Suite, sum } from './suites/suite';

/** `npm test`: every suite in this order. Building comes before what runs the built programs. */
const SUITES: readonly Suite[] = [
  { name: 'install', what: 'the locked packages and Node', run: installCheck },
  { name: 'build', what: 'every program', run: buildEverything },
  { name: 'generated', what: 'API description, client types, event schemas are current', run: generatedFiles },
  {
    name: 'lint',
    what: 'every project, and wrong imports are refused',
    run: lint,
  },
  { name: 'types', what: 'every project', run: () => everyProject('typecheck') },
  { name: 'unit', what: 'pure code', run: () => jest('unit') },
  { name: 'web', what: 'components of the web program', run: () => jest('web') },
  { name: 'recorder', what: 'the Sardana recorder (Python)', run: recorder },
  { name: 'integration', what: 'real MongoDB, Kafka and processes', run: () => jest('integration') },
  {
    name: 'access-mutation',
    what: 'every decision about access, taken away by turns, is noticed',
    run: () => jest('access-mutation'),
  },
  { name: 'clients', what: 'scitacean, pyscicat and other clients of SciCat (Python)', run: clients },
  { name: 'lab', what: 'a real Sardana scan, through to the browser', run: lab },
  { name: 'journeys', what: 'a browser on the running product', run: journeys },
];
const NEED_SERVERS = ['integration', 'access-mutation', 'clients', 'lab', 'journeys'];
const NEED_BROWSER = ['integration', 'lab', 'journeys'];
const NEED_PYTHON = ['recorder', 'clients', 'lab'];

function chosen(args: readonly string[]): readonly Suite[] {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string' } } });
  if (values.only === undefined) return SUITES;
  const names = values.only.split(',');
  const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown !== undefined)
    throw new SetupError(`There is no suite ${unknown}; there are ${SUITES.map(({ name }) => name).join(', ')}.`);
  return SUITES.filter(({ name }) => names.includes(name));
}

/** Gets what the suites need before the first one runs. @throws SetupError saying what is missing */
async function prepare(suites: readonly Suite[]): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const isNeeded = (by: readonly string[]) => suites.some(({ name }) => by.includes(name));
  if (isNeeded(NEED_PYTHON) && !onPath('python3'))
    throw new SetupError('Python 3 with venv and pip is needed for the tests: install it and start again.');
  if (isNeeded(NEED_SERVERS)) {
    await findMongod(say);
    await findKafka(await findJava(say), say);
  }
  if (isNeeded(NEED_BROWSER)) await chromiumForTests();
}

/** How much of all cores was used since then, in per cent: what could still run beside it. */
function usedCores(): () => number {
  const times = () =>
    cpus().reduce(
      ({ busy, all }, { times: { user, nice, sys, irq, idle } }) => {
        const used = user + nice + sys + irq;
        return { busy: busy + used, all: all + used + idle };
      },
      { busy: 0, all: 0 },
    );
  const before = times();
  return () => {
    const now = times();
    return Math.round((100 * (now.busy - before.busy)) / Math.max(1, now.all - before.all));
  };
}
const seconds = (since: number) => `${Math.round((Date.now() - since) / 1000)} s`;

async function runSuite({ name, what, run }: Suite): Promise<Count> {
  const began = Date.now();
  const used = usedCores();
  process.stdout.write(`${name}: ${what} …\n`);
  let count: Count;
  try {
    count = await run();
  } catch (error) {
    if (error instanceof SetupError) throw error;
    count = { passed: 0, failed: 1, faults: [`${name} broke: ${(error as Error).stack}`] };
  }
  for (const fault of count.faults) process.stdout.write(`  ✗ ${fault.replaceAll('\n', '\n    ')}\n`);
  process.stdout.write(
    `  ${count.passed} passed, ${count.failed} failed in ${seconds(began)}, cores ${used()} % busy\n`,
  );
  return count;
}

async function main(): Promise<number> {
  const began = Date.now();
  const suites = chosen(process.argv.slice(2));
  await mkdir(reports, { recursive: true });
  await prepare(suites);
  const counts: Count[] = [];
  for (const suite of suites) counts.push(await runSuite(suite));
  const total = sum(counts);
  process.stdout.write(`\n${'suite'.padEnd(12)} passed  failed\n`);
  for (const [index, { name }] of suites.entries()) {
    const { passed, failed } = counts[index]!;
    process.stdout.write(`${name.padEnd(12)} ${String(passed).padStart(6)}  ${String(failed).padStart(6)}\n`);
  }
  process.stdout.write(`\nLogs are in dist/reports; it took ${seconds(began)}.\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
  process.on(signal, () => void stopRunning().finally(() => process.exit(130)));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(error instanceof SetupError ? `${error.message}\n` : `${(error as Error).stack}\n`);
    process.exit(1);
  },
);
