import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onPath, SetupError } from '@scizoo/local-servers';
import { countJest, countPlaywright, countUnittest } from './reports';
import { lastLines, node, nx, reports, root, run } from './run';
import { type Count, sum } from './suite';

/** A runner that leaves no report broke before its first test: one failed test, with its last words. */
async function countReport<R>(
  file: string,
  count: (report: R) => Count,
  what: string,
  text: string,
  code: number,
): Promise<Count> {
  const report = await readFile(file, 'utf8').catch(() => undefined);
  if (report === undefined) return { passed: 0, failed: 1, faults: [`${what} left no report\n${lastLines(text, 40)}`] };
  const result = count(JSON.parse(report) as R);
  if (result.passed + result.failed === 0) return { passed: 0, failed: 1, faults: [`${what} ran no test`] };
  if (code !== 0 && result.failed === 0)
    return { ...result, failed: 1, faults: [`${what} ended with ${code}\n${lastLines(text, 40)}`] };
  return result;
}

export async function jest(project: string): Promise<Count> {
  const report = join(reports, `jest-${project}.json`);
  await rm(report, { force: true });
  const { code, text } = await node(
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--selectProjects', project, '--json', `--outputFile=${report}`, '--maxWorkers=2'],
    ],
    { name: `jest-${project}`, minutes: 25 },
  );
  const told = /^Test servers: .*$/m.exec(text)?.[0];
  if (told) process.stdout.write(`    ${told}\n`);
  return countReport(report, countJest, `jest ${project}`, text, code);
}

/** Each has a stack and a browser of its own; one alone waits for half of the time, and a third would fight for two cores. */
const PARTS_OF_JOURNEYS = 2;

export async function journeys(): Promise<Count> {
  const built = await nx(['run', 'e2e:build', '--outputStyle=static'], { name: 'journeys-build' });
  if (built.code !== 0)
    return { passed: 0, failed: 1, faults: [`the journeys cannot be built\n${lastLines(built.text, 20)}`] };
  const parts = Array.from({ length: PARTS_OF_JOURNEYS }, (_, index) => index + 1);
  return sum(await Promise.all(parts.map((part) => partOfJourneys(part))));
}

async function partOfJourneys(part: number): Promise<Count> {
  const name = `journeys-${part}`;
  const report = join(reports, `${name}.json`);
  await rm(report, { force: true });
  const { code, text } = await node(
    [
      join(root, 'node_modules', '@playwright', 'test', 'cli.js'),
      ...['test', '-c', join(root, 'dist', 'apps', 'e2e', 'playwright.config.js')],
      ...['--reporter=list,json', `--shard=${part}/${PARTS_OF_JOURNEYS}`],
      `--output=${join(root, 'test-results', name)}`,
    ],
    { name, minutes: 25, env: { NODE_OPTIONS: '', PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
  );
  return countReport(report, countPlaywright, `part ${part} of the journeys`, text, code);
}

export async function recorder(): Promise<Count> {
  const python = onPath('python3');
  if (!python) throw new SetupError('Python 3 is needed for the tests of the recorder: install it and start again.');
  const { code, text } = await run(python, ['-m', 'unittest', '-v'], {
    name: 'recorder',
    cwd: join(root, 'apps', 'scifish', 'recorder'),
    env: { PYTHONDONTWRITEBYTECODE: '1' },
  });
  return countUnittest(text, code);
}

/** The lab has a runner of its own; its report has the shape of Jest's. */
export async function lab(): Promise<Count> {
  const entry = join(root, 'tools', 'src', 'lab-suite', 'main.ts');
  if (!existsSync(entry)) return { passed: 0, failed: 1, faults: ['the lab suite is missing'] };
  const report = join(reports, 'lab.json');
  await rm(report, { force: true });
  const built = await node([join(root, 'tools', 'build.mjs'), 'tools/lab-suite/main'], { name: 'lab-build' });
  if (built.code !== 0)
    return { passed: 0, failed: 1, faults: [`the lab suite cannot be built\n${lastLines(built.text, 20)}`] };
  const { code, text } = await node([join(root, 'dist', 'tools', 'lab-suite', 'main.js'), report], {
    name: 'lab',
    minutes: 25,
  });
  return countReport(report, (count: Count) => count, 'the lab suite', text, code);
}
