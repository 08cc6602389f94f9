import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';

/** Packages that only one place may use; everywhere else they are banned (docs/architecture.md, "Who may import what"). */
const outside = {
  database: ['mongoose', 'mongodb', '@nestjs/mongoose'],
  kafka: ['kafkajs'],
  nest: ['@nestjs/*'],
  signIn: ['@nestjs/passport', 'passport', 'passport-jwt'],
  angular: ['@angular/*', '@jsverse/*'],
  containers: ['testcontainers', '@testcontainers/*'],
};
const allBut = (...kept) =>
  Object.entries(outside)
    .filter(([name]) => !kept.includes(name))
    .flatMap(([, packages]) => packages);
const scope = (name) => `scope:${name}`;

const service = [scope('domain'), scope('catalogue-client'), scope('messaging'), scope('service-kit')];

const boundaries = [
  { sourceTag: 'scope:domain', onlyDependOnLibsWithTags: [], bannedExternalImports: ['*'] },
  { sourceTag: 'scope:catalogue-client', onlyDependOnLibsWithTags: [scope('domain')], bannedExternalImports: ['*'] },
  {
    sourceTag: 'scope:service-kit',
    onlyDependOnLibsWithTags: [scope('domain')],
    bannedExternalImports: allBut('nest'),
  },
  {
    sourceTag: 'scope:messaging',
    onlyDependOnLibsWithTags: [scope('domain'), scope('service-kit')],
    bannedExternalImports: allBut('kafka', 'nest'),
  },
  {
    sourceTag: 'scope:tango-gateway',
    onlyDependOnLibsWithTags: [scope('domain')],
    bannedExternalImports: allBut(),
  },
  { sourceTag: 'scope:local-servers', onlyDependOnLibsWithTags: [], bannedExternalImports: allBut('database') },
  {
    sourceTag: 'scope:testing',
    onlyDependOnLibsWithTags: ['type:lib'],
    bannedExternalImports: allBut('containers', 'kafka', 'database'),
  },
  {
    sourceTag: 'scope:catalogue-api',
    onlyDependOnLibsWithTags: [scope('domain'), scope('messaging'), scope('service-kit'), scope('tango-gateway')],
    bannedExternalImports: allBut('database', 'nest', 'signIn'),
  },
  ...['scicow', 'scifish', 'scifly', 'duo-harvester'].map((app) => ({
    sourceTag: scope(app),
    onlyDependOnLibsWithTags: service,
    bannedExternalImports: allBut('nest'),
  })),
  {
    sourceTag: 'scope:doi-minter',
    onlyDependOnLibsWithTags: [scope('domain'), scope('catalogue-client'), scope('service-kit')],
    bannedExternalImports: allBut('nest'),
  },
  {
    sourceTag: 'scope:public-api',
    onlyDependOnLibsWithTags: [scope('domain'), scope('catalogue-client'), scope('service-kit')],
    bannedExternalImports: allBut('nest'),
  },
  {
    sourceTag: 'scope:tango-harvester',
    onlyDependOnLibsWithTags: [...service, scope('tango-gateway')],
    bannedExternalImports: allBut('nest'),
  },
  {
    sourceTag: 'scope:web',
    onlyDependOnLibsWithTags: [scope('domain'), scope('catalogue-client')],
    bannedExternalImports: allBut('angular'),
  },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:lib'], bannedExternalImports: allBut() },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib'], bannedExternalImports: allBut('database') },
];
/** Specs and their harnesses may use the real servers and builders of libs/testing, and the raw database driver to look behind the program. */
const boundariesOfSpecs = boundaries.map((rule) => ({
  ...rule,
  onlyDependOnLibsWithTags: ['type:lib'],
  bannedExternalImports: (rule.bannedExternalImports ?? []).filter(
    (name) => ![...outside.database, ...outside.kafka, '*'].includes(name),
  ),
}));

const nodeOutOfPureCode = {
  files: ['libs/domain/src/**/*.ts', 'libs/catalogue-client/src/**/*.ts'],
  ignores: ['**/*.spec.ts'],
  rules: { 'no-restricted-imports': ['error', { patterns: ['node:*', 'fs', 'path', 'crypto', 'http'] }] },
};
const environmentOnlyInConfig = {
  files: ['apps/**/*.ts', 'libs/**/*.ts'],
  ignores: [
    '**/*.spec.ts',
    '**/config.ts',
    'libs/service-kit/**',
    'libs/testing/**',
    'libs/local-servers/**',
    'apps/e2e/**',
  ],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'process', property: 'env', message: 'Settings come from the configuration class of the app.' },
    ],
  },
};
/** What only tests may import; a harness uses what specs may use. */
const harnessesAreForTests = {
  files: ['apps/**/*.ts', 'libs/**/*.ts', 'tools/**/*.ts'],
  ignores: ['**/*.spec.ts', '**/*.harness.ts', '**/access-matrix/**', 'apps/e2e/**'],
  rules: { 'no-restricted-imports': ['error', { patterns: ['*.harness', '**/*.harness'] }] },
};
const moduleBoundaries = (depConstraints) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allow: [],
    depConstraints,
    checkDynamicDependenciesExceptions: [],
    // Specs of a library may use libs/testing, which builds its data with that library; no program contains the circle.
    ignoredCircularDependencies: ['domain', 'service-kit', 'messaging'].map((lib) => [lib, 'testing']),
  },
];

export default [
  {
    ignores: [
      '**/dist',
      '**/node_modules',
      '**/.angular',
      '.nx',
      '.data',
      'libs/catalogue-client/src/generated.ts',
      'tools/lab/**',
    ],
  },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    languageOptions: { parser: tseslint.parser },
    rules: {
      '@nx/enforce-module-boundaries': moduleBoundaries(boundaries),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      complexity: ['error', 20],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.harness.ts', 'apps/e2e/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': moduleBoundaries(boundariesOfSpecs) },
  },
  { files: ['**/*.spec.ts', 'apps/e2e/**/*.ts'], rules: { 'max-lines': 'off' } },
  ...angular.configs.tsRecommended.map((config) => ({ ...config, files: ['apps/web/**/*.ts'] })),
  ...angular.configs.templateRecommended.map((config) => ({ ...config, files: ['apps/web/**/*.html'] })),
  ...angular.configs.templateAccessibility.map((config) => ({ ...config, files: ['apps/web/**/*.html'] })),
  harnessesAreForTests,
  nodeOutOfPureCode,
  environmentOnlyInConfig,
];
