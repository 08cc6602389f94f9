import { repositoryRoot } from '@scizoo/local-servers';
import { chromiumForTests } from '@scizoo/testing';
import { defineConfig } from '@playwright/test';
import { join } from 'node:path';

const { executablePath, args, env } = await chromiumForTests();
const here = join(repositoryRoot(), 'dist', 'apps', 'e2e');

export default defineConfig({
  testDir: join(here, 'journeys'),
  testMatch: '**/*.journey.js',
  outputDir: join(repositoryRoot(), 'test-results'),
  globalSetup: join(here, 'stack.setup.js'),
  // One browser at a time for one stack: people's settings are theirs in every window. `npm test` runs two stacks beside each other.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Stockholm',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args, env: { ...process.env, ...env } as Record<string, string> },
  },
});
