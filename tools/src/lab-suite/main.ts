import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, repositoryRoot } from '@scizoo/local-servers';
import { checkWatchedScan } from './browser-checks';
import { CatalogueReader } from './catalogue-reader';
import { Checks, holds } from './checks';
import { checkMachineNotes, MACHINE_NOTES } from './machine-checks';
import { SardanaLab } from './sardana-lab';
import { checkHarm, checkKindsOfScans, checkLateProposal, type Surroundings } from './scan-checks';
import { StackProcess } from './stack-process';
import { checkKilledMacroServer, checkWhoseScan } from './sardana-checks';
import { checkSciDog } from './scidog-checks';
import { checkTangoValues } from './tango-checks';

/**
 * The lab suite: real scans of a real Sardana, through our recorder, SciFish, Kafka, SciCow and the catalogue, to the browser.
 * `main.js [REPORT]` writes `{passed, failed, faults}` to the file; the exit status is 0 only when every check held.
 */
const digits = (count: number): string => String(Math.floor(Math.random() * 9 * 10 ** (count - 1) + 10 ** (count - 1)));

const closing: (() => Promise<unknown>)[] = [];
let closed: Promise<void> | undefined;
const closeAll = (): Promise<void> => {
  closed ??= (async () => {
    for (const close of closing.reverse())
      await close().catch((error: unknown) => process.stderr.write(`${(error as Error).message}\n`));
  })();
  return closed;
};

async function prepare(checks: Checks): Promise<Surroundings> {
  const folder = await mkdtemp(join(tmpdir(), 'scizoo-lab-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const logs = join(repositoryRoot(), 'dist', 'reports');
  await mkdir(logs, { recursive: true });
  const scifishPort = await freePort();
  const webPort = await freePort();
  const lab = new SardanaLab({
    home: join(folder, 'lab'),
    tangoPort: await freePort(),
    webPort,
    scifishUrl: `http://127.0.0.1:${scifishPort}`,
  });
  const starting = StackProcess.start(join(folder, 'data'), join(logs, 'lab-stack.log'), {
    scifish: scifishPort,
    tangogqlUrl: `http://127.0.0.1:${webPort}/db`,
    machineNotes: MACHINE_NOTES,
  });
  closing.push(
    () => starting.then((stack) => stack.stop()),
    () => lab.run(['down']),
  );
  process.stdout.write('starting Tango and Sardana (the first time they are installed, which takes minutes) …\n');
  const [stack] = await Promise.all([starting, lab.installRecorder().then(() => lab.must('up'))]);
  const [proposal, visit] = [digits(8), `2026${digits(6)}`];
  await lab.must('visit', proposal, visit);
  const catalogue = await CatalogueReader.signIn(stack.url, 'staff', await stack.password('staff'));
  process.stdout.write(`proposal ${proposal}, visit ${visit}\n`);
  return { lab, stack, catalogue, checks, proposal, visit };
}

async function runAll(checks: Checks): Promise<void> {
  let all: Surroundings | undefined;
  await checks.check('the stack and the lab start', async () => {
    all = await prepare(checks);
  });
  if (!all) return;
  const { lab } = all;
  const sardanaRuns = async () => {
    const processes = await lab.processes();
    for (const name of ['MacroServer', 'Pool', 'PyDatabaseds'])
      holds(
        processes.some((line) => line.includes(name)),
        `no ${name} runs: ${processes.join('; ')}`,
      );
  };
  await checks.check('a real Sardana runs', sardanaRuns);
  await checkWatchedScan(all);
  await checkKindsOfScans(all);
  await checkLateProposal(all);
  await checkWhoseScan(all);
  await checkSciDog(all);
  await checkTangoValues(all);
  await checkMachineNotes(all);
  await checkHarm(all);
  await checkKilledMacroServer(all);
  await checks.check('the same Sardana still runs', sardanaRuns);
}

async function main(): Promise<number> {
  const checks = new Checks();
  try {
    await runAll(checks);
  } catch (error) {
    checks.faults.push(`the lab suite broke: ${(error as Error).stack}`);
  }
  await closeAll();
  const { report } = checks;
  const file = process.argv[2];
  if (file) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(report, null, 2));
  }
  process.stdout.write(`${report.passed} passed, ${report.failed} failed\n`);
  return report.failed === 0 && report.passed > 0 ? 0 : 1;
}

/** A scan that a failed check no longer waits for may fail later: it must not take the report with it. */
process.on('unhandledRejection', (reason) => process.stderr.write(`${(reason as Error)?.message ?? String(reason)}\n`));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void closeAll().finally(() => process.exit(130)));
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).stack}\n`);
    process.exit(1);
  },
);
