import { countJest, countNx, countPlaywright, countUnittest } from './reports';

describe('counting', () => {
  const test = (status: string, fullName = 'adds') => ({ status, fullName, failureMessages: ['1 is not 2'] });
  const jest = {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numRuntimeErrorTestSuites: 0,
    testResults: [],
  };

  it('counts a Jest file that cannot be loaded as failed', () => {
    const broken = { name: 'a.spec.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] };
    expect(countJest({ ...jest, numRuntimeErrorTestSuites: 1, testResults: [broken] })).toEqual({
      passed: 3,
      failed: 1,
      faults: ['a.spec.ts could not be loaded\nCannot find module'],
    });
  });
  it('names failed Jest tests and takes skipped ones as failed', () => {
    const file = {
      name: 'a.spec.ts',
      status: 'failed',
      message: '',
      assertionResults: [test('passed'), test('failed', 'b')],
    };
    const count = countJest({ ...jest, numFailedTests: 1, numPendingTests: 2, testResults: [file] });
    expect(count).toEqual({ passed: 3, failed: 3, faults: ['b (a.spec.ts)\n1 is not 2', '2 tests were skipped'] });
  });
  it('counts Playwright specs at every depth, and errors outside of them', () => {
    const spec = (title: string, status: string) => ({
      title,
      ok: status !== 'unexpected',
      tests: [{ status, results: [{ error: status === 'unexpected' ? { message: 'no row' } : undefined }] }],
    });
    const suites = [
      {
        title: 'x',
        suites: [{ title: 'y', specs: [spec('a', 'expected'), spec('b', 'unexpected'), spec('c', 'skipped')] }],
      },
    ];
    expect(countPlaywright({ errors: [{ message: 'set-up broke' }], suites })).toEqual({
      passed: 1,
      failed: 3,
      faults: ['b\nno row', 'c\ndid not run', 'set-up broke'],
    });
  });
  it('reads the closing lines of unittest', () => {
    expect(countUnittest('Ran 31 tests in 2.1s\n\nOK\n', 0)).toEqual({ passed: 31, failed: 0, faults: [] });
    const text = 'FAIL: test_spool (tests.x)\nRan 5 tests in 1s\n\nFAILED (failures=1, errors=1, skipped=1)\n';
    expect(countUnittest(text, 1)).toEqual({ passed: 2, failed: 3, faults: ['FAIL: test_spool (tests.x)'] });
    expect(countUnittest('Traceback', 1)).toMatchObject({ passed: 0, failed: 1 });
    expect(countUnittest('Ran 0 tests in 0s\n\nOK', 0)).toMatchObject({ passed: 0, failed: 1 });
  });
  it('counts Nx tasks by name, and a run that broke before any as failed', () => {
    expect(countNx('', 0, ['web', 'domain'], 'lint')).toMatchObject({ passed: 2, failed: 0 });
    expect(countNx('Failed tasks:\n\n- web:lint\n', 1, ['web', 'domain'], 'lint')).toMatchObject({
      passed: 1,
      failed: 1,
    });
    expect(countNx('no graph', 1, ['web', 'domain'], 'lint')).toMatchObject({ passed: 0, failed: 1 });
  });
});
