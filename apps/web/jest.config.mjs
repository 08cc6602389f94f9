import presets from 'jest-preset-angular/presets/index.js';

const preset = presets.createEsmPreset({
  tsconfig: '<rootDir>/tsconfig.json',
  stringifyContentPathRegex: '\\.(html|svg)$',
});

export default {
  ...preset,
  displayName: 'web',
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
};
