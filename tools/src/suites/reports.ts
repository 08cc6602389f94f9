import type { Count } from './suite';

interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}
const firstLines = (text: string, count = 12) => text.trim().split('\n').slice(0, count).join('\n');

/** A file that cannot be loaded has no failed test, so it is counted by itself; a skipped test is a test not passed. */
export function countJest(report: JestReport): Count {
  const faults = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length > 0)
      return failed.map((test) => `${test.fullName} (${name})\n${firstLines(test.failureMessages?.join('\n') ?? '')}`);
    return status === 'failed' ? [`${name} could not be loaded\n${firstLines(message)}`] : [];
  });
  const skipped = report.numPendingTests;
  if (skipped > 0) faults.push(`${skipped} tests were skipped`);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites + skipped,
    faults,
  };
}

interface PlaywrightSpec {
  title: string;
  ok: boolean;
  tests: { status: string; results: { error?: { message?: string } }[] }[];
}
interface PlaywrightSuite {
  title: string;
  specs?: PlaywrightSpec[];
  suites?: PlaywrightSuite[];
}
interface PlaywrightReport {
  errors: { message?: string }[];
  suites: PlaywrightSuite[];
}

export function countPlaywright(report: PlaywrightReport): Count {
  const specs = (suite: PlaywrightSuite): PlaywrightSpec[] => [
    ...(suite.specs ?? []),
    ...(suite.suites ?? []).flatMap(specs),
  ];
  const all = report.suites.flatMap(specs);
  const isPassed = (spec: PlaywrightSpec) => spec.ok && spec.tests.every(({ status }) => status === 'expected');
  const failed = all.filter((spec) => !isPassed(spec));
  const why = (spec: PlaywrightSpec) =>
    spec.tests.flatMap(({ results }) => results.map(({ error }) => error?.message)).find(Boolean) ?? 'did not run';
  return {
    passed: all.length - failed.length,
    failed: failed.length + report.errors.length,
    faults: [
      ...failed.map((spec) => `${spec.title}\n${firstLines(why(spec))}`),
      ...report.errors.map(({ message }) => firstLines(message ?? 'error without words')),
    ],
  };
}

/** The closing lines of Python's unittest: `Ran 31 tests in 2.1s`, then `OK` or `FAILED (failures=1, errors=2)`. */
export function countUnittest(text: string, code: number): Count {
  const ran = Number(/^Ran (\d+) tests?/m.exec(text)?.[1] ?? 0);
  const number = (word: string) => Number(new RegExp(`\\b${word}=(\\d+)`).exec(text)?.[1] ?? 0);
  const failed = number('failures') + number('errors') + number('skipped');
  const faults = [...text.matchAll(/^(?:FAIL|ERROR): .*$/gm)].map(([line]) => line);
  if (ran > 0 && (code === 0) === (number('failures') + number('errors') === 0))
    return { passed: Math.max(0, ran - failed), failed, faults };
  return { passed: 0, failed: Math.max(1, failed), faults: [...faults, firstLines(text.slice(-2000), 30)] };
}

/** Nx names the tasks that failed; everything else that was asked for passed. */
export function countNx(text: string, code: number, asked: readonly string[], target: string): Count {
  const failed = asked.filter((project) => new RegExp(`^\\s*[-✖x]\\s+${project}:${target}\\b`, 'm').test(text));
  if (code === 0) return { passed: asked.length, failed: 0, faults: [] };
  const output = firstLines(text.replaceAll(/^.*pnpm: not found\n/gm, '').slice(-6000), 80);
  if (failed.length === 0) return { passed: 0, failed: 1, faults: [`nx ${target}\n${output}`] };
  return {
    passed: asked.length - failed.length,
    failed: failed.length,
    faults: [...failed.map((project) => `${project}:${target}`), output],
  };
}
