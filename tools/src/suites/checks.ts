import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { countNx } from './reports';
import { lastLines, node, nx, reports, root } from './run';
import { type Count, sum, verdict } from './suite';

export async function installCheck(): Promise<Count> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return sum([
    verdict(existsSync(join(root, 'node_modules', '.scizoo-install')), 'the locked packages are not installed'),
    verdict(major > 24 || (major === 24 && minor >= 15), `this is Node ${process.version}, not 24.15 or newer`),
  ]);
}

async function projectsWith(target: string): Promise<string[]> {
  const { code, text } = await nx(['show', 'projects', '--with-target', target, '--json'], {
    name: `projects-${target}`,
  });
  const json = /\[[^\]]*\]/.exec(text)?.[0];
  if (code !== 0 || !json) throw new Error(`nx could not list the projects with ${target}:\n${lastLines(text, 10)}`);
  return JSON.parse(json) as string[];
}

/** One test for each project that has the target. */
export async function everyProject(target: string): Promise<Count> {
  const projects = await projectsWith(target);
  const { code, text } = await nx(
    ['run-many', '-t', target, '-p', projects.join(','), '--parallel=2', '--outputStyle=static'],
    { name: target },
  );
  return countNx(text, code, projects, target);
}

export async function buildEverything(): Promise<Count> {
  const programs = ['start', 'demo-beamline', 'api', 'topics'].map((program) => `tools/${program}`);
  const { code, text } = await node([join(root, 'tools', 'build.mjs'), ...programs], { name: 'build-tools' });
  return sum([verdict(code === 0, `tools:build\n${lastLines(text, 20)}`), await everyProject('build')]);
}

/** What is generated and committed: file or folder, and the Nx target that writes it. */
const GENERATED = [
  { what: 'docs/api/openapi.json', project: 'catalogue-api', target: 'openapi' },
  { what: 'libs/catalogue-client/src/generated.ts', project: 'catalogue-client', target: 'generate' },
  { what: 'docs/events', project: 'messaging', target: 'events' },
  { what: 'docs/operations/configuration.md', project: 'tools', target: 'settings' },
];

async function fingerprints(path: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (!existsSync(path)) return found;
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => undefined);
  const files = entries
    ? entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    : [path];
  for (const file of files)
    found.set(
      file,
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
  return found;
}

/** Generates again and compares with what was there, so that a change of the API or the events is seen in review. */
export async function generatedFiles(): Promise<Count> {
  const counts: Count[] = [];
  for (const { what, project, target } of GENERATED) {
    const path = join(root, what);
    const before = await fingerprints(path);
    const { code, text } = await nx(['run', `${project}:${target}`, '--skip-nx-cache', '--outputStyle=static'], {
      name: `generated-${target}`,
    });
    const after = await fingerprints(path);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (file) => before.get(file) !== after.get(file),
    );
    if (code !== 0) counts.push(verdict(false, `${what} cannot be generated\n${lastLines(text, 20)}`));
    else if (before.size === 0)
      counts.push(verdict(false, `${what} is not there: run \`npm run generate\` and commit it`));
    else counts.push(verdict(changed.length === 0, `not current: ${changed.join(', ')}; commit what is there now`));
  }
  return sum(counts);
}

/** Imports that must not pass, and the rule that has to catch each. */
const WRONG = [
  {
    project: 'domain',
    file: 'libs/domain/src/wrong-import.ts',
    lines: [
      ["import '@scizoo/messaging';", '@nx/enforce-module-boundaries'],
      ["import 'kafkajs';", '@nx/enforce-module-boundaries'],
      ["import 'node:fs';", 'no-restricted-imports'],
      ["import '../../../apps/catalogue-api/src/config';", '@nx/enforce-module-boundaries'],
    ],
  },
  {
    project: 'scicow',
    file: 'apps/scicow/src/wrong-import.ts',
    lines: [
      ["import 'mongoose';", '@nx/enforce-module-boundaries'],
      ["import '@scizoo/testing';", '@nx/enforce-module-boundaries'],
      ["import './faults.harness';", 'no-restricted-imports'],
      ['export const secret = process.env.SECRET;', 'no-restricted-properties'],
    ],
  },
  {
    project: 'doi-minter',
    file: 'apps/doi-minter/src/wrong-import.ts',
    lines: [
      ["import 'mongoose';", '@nx/enforce-module-boundaries'],
      ["import '@scizoo/messaging';", '@nx/enforce-module-boundaries'],
    ],
  },
  {
    project: 'public-api',
    file: 'apps/public-api/src/wrong-import.ts',
    lines: [
      ["import 'mongoose';", '@nx/enforce-module-boundaries'],
      ["import '@scizoo/messaging';", '@nx/enforce-module-boundaries'],
    ],
  },
] as const;

/** The boundary rule reads a stored graph of the projects; a stale one would let a forbidden import pass. */
const forgetProjectGraph = (): Promise<void> =>
  rm(join(root, '.nx', 'workspace-data'), { recursive: true, force: true });

/** Lints every project, then files that must not pass. */
export async function lint(): Promise<Count> {
  // What a run that was ended in the middle of the second part has left would be a fault of the first.
  for (const { file } of WRONG) await rm(join(root, file), { force: true });
  return sum([await everyProject('lint'), await wrongImports()]);
}

/** Lints deliberately wrong files through Nx, with a project graph made anew, and asks that each line is refused. */
async function wrongImports(): Promise<Count> {
  const counts: Count[] = [];
  await forgetProjectGraph();
  await mkdir(reports, { recursive: true });
  for (const { project, file, lines } of WRONG) {
    const report = join(reports, `wrong-imports-${project}.json`);
    await rm(report, { force: true });
    await writeFile(join(root, file), `${lines.map(([text]) => text).join('\n')}\n`);
    try {
      await nx(['run', `${project}:lint`, '--skip-nx-cache', '--format', 'json', '--output-file', report], {
        name: `wrong-imports-${project}`,
      });
    } finally {
      await rm(join(root, file), { force: true });
    }
    const results = JSON.parse(await readFile(report, 'utf8').catch(() => '[]')) as {
      filePath: string;
      messages: { ruleId: string | null; line: number }[];
    }[];
    const messages =
      results.find(({ filePath }) => filePath.endsWith(file.slice(dirname(file).length)))?.messages ?? [];
    for (const [index, [text, rule]] of lines.entries())
      counts.push(
        verdict(
          messages.some(({ ruleId, line }) => ruleId === rule && line === index + 1),
          `lint let pass in ${file}: ${text} (wanted ${rule})`,
        ),
      );
  }
  return sum(counts);
}
