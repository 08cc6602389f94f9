import { repositoryRoot } from '@scizoo/local-servers';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = repositoryRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
export const isThere = (path: string): boolean => existsSync(join(root, path));
export const dockerfiles = (): string[] => globSync('apps/**/Dockerfile', { cwd: root }).sort();

interface Stage {
  readonly from: string;
  readonly name?: string;
  readonly lines: readonly { readonly word: string; readonly rest: string }[];
}
/** What a Dockerfile says, stage by stage. */
export class Image {
  readonly text: string;
  readonly stages: readonly Stage[];
  constructor(readonly path: string) {
    this.text = read(path);
    const lines = this.text
      .replace(/^#.*\n/gmu, '')
      .replaceAll('\\\n', ' ')
      .split('\n')
      .flatMap((line) => {
        const [, word, rest] = /^([A-Z]+)\s+(.*)$/u.exec(line) ?? [];
        return word === undefined || rest === undefined ? [] : [{ word, rest }];
      });
    const starts = lines.flatMap(({ word }, i) => (word === 'FROM' ? [i] : []));
    this.stages = starts.map((start, i) => {
      const [from = '', , name] = lines[start]!.rest.split(' ');
      return { from, name, lines: lines.slice(start + 1, starts[i + 1]) };
    });
  }
  get last(): Stage {
    return this.stages.at(-1)!;
  }
  all(word: string, stage = this.last): string[] {
    return stage.lines.filter((line) => line.word === word).map(({ rest }) => rest);
  }
  /** Of the stage that runs. */
  get env(): Record<string, string> {
    const pairs = this.all('ENV').flatMap((rest) => rest.split(' '));
    return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
  }
  get port(): number {
    return Number(this.all('EXPOSE')[0]);
  }
  /** `from` of the copies out of another stage, without the folder in which all is built. */
  copies(stage = this.last): { readonly from: string; readonly paths: string[]; readonly to: string }[] {
    return this.all('COPY', stage).flatMap((rest) => {
      const [flag = '', ...paths] = rest.split(' ');
      if (!flag.startsWith('--from=')) return [];
      const to = paths.pop()!;
      return [{ from: flag.slice(7), paths: paths.map((path) => path.replace(/^\/src\//u, '')), to }];
    });
  }
  /** Projects and small tools that are built in it. */
  get built(): { readonly projects: string[]; readonly tools: string[] } {
    const runs = this.all('RUN', this.stages[0]).join(' ');
    const [, projects = ''] = /run-many -t build -p (\S+)/u.exec(runs) ?? [];
    const tools = [...runs.matchAll(/build\.mjs (tools\/\S+)/gu)].map(([, tool]) => tool!);
    return { projects: projects.split(','), tools };
  }
}

/** Folders that a project's build leaves behind, by its name. */
export function outputsOf(project: string): string[] {
  const files = globSync(['apps/*/project.json', 'apps/*/*/project.json'], { cwd: root });
  for (const file of files) {
    const { name, targets } = JSON.parse(read(file)) as {
      name: string;
      targets: Record<string, { outputs?: string[]; options?: { outputPath?: string | { base: string } } }>;
    };
    if (name !== project) continue;
    const { outputs = [], options } = targets['build'] ?? {};
    const path = options?.outputPath;
    const base = typeof path === 'object' ? path.base : path;
    return [...outputs.map((output) => output.replace('{workspaceRoot}/', '')), ...(base ? [base] : [])];
  }
  throw new Error(`no project ${project}`);
}

/** Settings of a program out of the handbook, which is made of its class: name → default, or `required`. */
export function settingsOf(program: string): Map<string, string> {
  const [, table = ''] =
    new RegExp(`\\n## ${program}\\n([\\s\\S]*?)(\\n## |$)`, 'u').exec(read('docs/operations/configuration.md')) ?? [];
  const rows = [...table.matchAll(/^\| `(\w+)` \| [^|]* \| ([^|]*) \|/gmu)];
  if (rows.length === 0) throw new Error(`the handbook knows no program ${program}`);
  return new Map(rows.map(([, name, initial]) => [name!, initial!.replaceAll('`', '').trim()]));
}

/** Packages that a program's sources name, with those of the libraries they use; they lie beside it in the image. */
export function packagesOf(folder: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(folder)) return found;
  seen.add(folder);
  const isOther = (path: string) => /\.(spec|harness)\.ts$|\/testing\/|openapi\.main\.ts$/u.test(path);
  for (const path of globSync(`${folder}/**/*.ts`, { cwd: root }).filter((one) => !isOther(one)))
    for (const [, kind, name] of read(path).matchAll(/^(import|export)\s(?!type\s)[^;]*?from '([^.'][^']*)'/gmu)) {
      if (kind === undefined || name === undefined || name.startsWith('node:')) continue;
      const lib = /^@scizoo\/([\w-]+)/u.exec(name)?.[1];
      if (lib !== undefined) for (const one of packagesOf(`libs/${lib}/src`, seen)) found.add(one);
      else
        found.add(
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        );
    }
  return found;
}
export const shippedPackages = (): string[] =>
  Object.keys((JSON.parse(read('package.json')) as { dependencies: object }).dependencies);

export interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Record<string, string | number>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly profiles?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Record<string, { readonly condition: string }>;
}
export const compose = (): { services: Record<string, Service>; volumes: Record<string, unknown> } =>
  parse(read('docker-compose.yml'), { merge: true }) as ReturnType<typeof compose>;
export const ignored = (): string[] =>
  read('.dockerignore')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
