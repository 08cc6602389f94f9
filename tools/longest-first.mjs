import { readFileSync, statSync } from 'node:fs';

const ALLOWANCE = /\b(\d{2,3})_000\b/g;
/** Milliseconds that the tests of a file ask for beyond the usual; a long test has to. */
const asked = (path) =>
  [...readFileSync(path, 'utf8').matchAll(ALLOWANCE)].reduce((sum, [, s]) => sum + Number(s) * 1000, 0);

/**
 * Order of Jest's test files: those that take long come first, so that no worker is left with one of them at the end. A
 * fresh clone knows no durations of earlier runs; the time limits that stand in the tests tell nearly as much.
 */
export default class LongestFirst {
  sort(tests) {
    const weighed = tests.map((test) => ({ test, weight: asked(test.path), size: statSync(test.path).size }));
    weighed.sort((a, b) => b.weight - a.weight || b.size - a.size);
    return weighed.map(({ test }) => test);
  }
  allFailedTests(tests) {
    return tests;
  }
  cacheResults() {
    // Every run is as good as the first one.
  }
}
