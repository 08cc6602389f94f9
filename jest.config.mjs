import preset from './jest.preset.js';

const [, swcOptions] = preset.transform['^.+\\.ts$'];
const server = ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools/src'];

export default {
  testSequencer: '<rootDir>/tools/longest-first.mjs',
  // What the modules of one file held is not given back to the next one: before a worker is full, another takes its place.
  workerIdleMemoryLimit: '1500MB',
  projects: [
    {
      ...preset,
      displayName: 'unit',
      roots: server,
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.int\\.spec\\.ts$', '/apps/web/', '/apps/e2e/'],
    },
    {
      ...preset,
      displayName: 'integration',
      // Processes and databases start within tests; a machine under load is no fault of the program.
      testTimeout: 30_000,
      roots: server,
      testMatch: ['**/*.int.spec.ts'],
      // Mutants need code made switchable: a project of their own.
      testPathIgnorePatterns: ['/apps/web/', '/apps/e2e/', '\\.mutation\\.int\\.spec\\.ts$'],
      globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.ts',
      globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.ts',
    },
    {
      ...preset,
      displayName: 'access-mutation',
      roots: ['<rootDir>/apps/catalogue-api/src/access-matrix'],
      testMatch: ['**/*.mutation.int.spec.ts'],
      setupFiles: [...preset.setupFiles, '<rootDir>/tools/mutation/access-setup.mjs'],
      transform: { '^.+\\.ts$': ['<rootDir>/tools/mutation/access-transform.mjs', swcOptions] },
      globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.ts',
      globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.ts',
    },
    '<rootDir>/apps/web/jest.config.mjs',
  ],
};
