/**
 * Builds one server program: `node tools/build.mjs <project>` bundles its `src/main.ts` and this workspace's
 * libraries into `dist/apps/<project>/program.js`, which `main.js` beside it starts; packages stay outside. SWC writes the
 * decorator metadata that NestJS needs and esbuild does not know.
 */
import { build } from 'esbuild';
import { transform } from '@swc/core';
import { readFile, writeFile } from 'node:fs/promises';
import { existsSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));

const decoratorMetadata = {
  name: 'decorator-metadata',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('@')) return undefined;
      const { code } = await transform(source, {
        filename: path,
        sourceMaps: 'inline',
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
      });
      return { contents: code, loader: 'js' };
    });
  },
};

/** mathjs loads all its functions unless a bundler leaves out what is not used: 100 MB and half a second at start. */
const INSIDE = new Set(['mathjs']);
const workspaceInside = {
  name: 'packages-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) =>
      kind === 'entry-point' || path.startsWith('@scizoo/') || INSIDE.has(path) || importer.includes('node_modules')
        ? undefined
        : { path, external: true },
    );
  },
};

/** Small programs of an app: two that write its description, and the one that loads many records. */
const BESIDE_MAIN = ['openapi.main.ts', 'settings.main.ts', 'load.main.ts'];
/** What is built of a project: its `main.ts`, with the ones that describe it beside it; of the journeys, each file that Playwright loads. */
function entriesOf(project, source) {
  if (project === 'e2e')
    return ['playwright.config.ts', 'stack.setup.ts', ...globSync('journeys/*.journey.ts', { cwd: source })];
  if (project.startsWith('tools/')) return [`${project.slice(6)}.ts`];
  return ['main.ts', ...BESIDE_MAIN.filter((file) => existsSync(join(source, file)))];
}

/**
 * Places in stack traces are those of the sources, of this workspace only. Node's own switch for it would also read the
 * maps of all packages, and take the program's apart at its start (the logger asks who called it): 30 MB in each process.
 */
const STARTER = `import { setSourceMapsSupport } from 'node:module';
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
await import('./program.js');
`;

/** @param {string} project name of an app, or `tools/<program>` */
export async function buildProgram(project) {
  const tool = project.startsWith('tools/');
  const source = tool ? join(root, 'tools', 'src') : join(root, 'apps', project, 'src');
  const outdir = tool ? join(root, 'dist', 'tools') : join(root, 'dist', 'apps', project);
  const isStarted = !tool && project !== 'e2e';
  const entryPoints = entriesOf(project, source).map((file) => ({
    in: join(source, file),
    out: isStarted && file === 'main.ts' ? 'program' : file.replace(/\.ts$/, ''),
  }));
  for (const entry of entryPoints)
    if (!existsSync(entry.in)) throw new Error(`nothing to build: ${entry.in} is missing`);
  await build({
    entryPoints,
    outdir,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    sourcemap: true,
    // Node keeps the map of a running program in memory too; places in stack traces do without the sources' text.
    sourcesContent: false,
    // Node keeps the text of a program in memory: without blanks and comments it is a third smaller.
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    logLevel: 'warning',
    plugins: [workspaceInside, decoratorMetadata],
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
  });
  if (isStarted) await writeFile(join(outdir, 'main.js'), STARTER);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const project of process.argv.slice(2)) await buildProgram(project);
}
