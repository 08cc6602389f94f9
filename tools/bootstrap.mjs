/**
 * Entrance to every command of this repository: `npm start`, `npm test`, … It runs on the Node that is there (20 or
 * newer) without any package, installs the locked packages when they are missing or older than the lock file, builds
 * what changed, and goes on with the Node 24 that came with the packages.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => join(root, ...parts);
const PNPM = 'pnpm@10.34.9';
const SERVERS = ['catalogue-api', 'scicow', 'scifish', 'public-api', 'doi-minter'];

/** What each command needs built, and what it runs. `program` is a file under dist, `nx` the arguments of Nx. */
const COMMANDS = {
  start: {
    apps: [...SERVERS, 'scifly', 'tango-harvester', 'web'],
    programs: ['start', 'demo-beamline', 'datacite-stand-in'],
    program: 'tools/start.js',
  },
  api: { apps: ['catalogue-api'], programs: ['api'], program: 'tools/api.js' },
  load: { apps: ['catalogue-api'], programs: [], program: 'apps/catalogue-api/load.main.js' },
  test: { apps: [], programs: ['test'], program: 'tools/test.js' },
  bench: {
    apps: [...SERVERS, 'scifly', 'duo-harvester', 'tango-harvester', 'web'],
    programs: ['bench/main'],
    program: 'tools/bench/main.js',
  },
  lab: { apps: ['tango-harvester'], programs: ['lab-suite/lab'], program: 'tools/lab-suite/lab.js' },
  build: {
    apps: [...SERVERS, 'scifly', 'duo-harvester', 'tango-harvester', 'web'],
    programs: ['start', 'demo-beamline', 'datacite-stand-in', 'api', 'topics', 'test'],
  },
  generate: { apps: [], programs: [], nx: ['run-many', '-t', 'openapi,generate,events,settings', '--parallel=1'] },
  lint: { apps: [], programs: [], nx: ['run-many', '-t', 'lint', '--parallel=2'] },
};

class Sentence extends Error {}
const isTerminal = process.stderr.isTTY === true && !process.env.CI;

/** One line that says what goes on: redrawn with the time in a terminal, else written once at either end. */
function progress(text) {
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  const draw = () => process.stderr.write(`\r\x1b[K${text} … ${seconds()}`);
  if (!isTerminal) process.stderr.write(`${text} …\n`);
  const timer = isTerminal ? setInterval(draw, 1000) : undefined;
  if (isTerminal) draw();
  return (result) => {
    clearInterval(timer);
    process.stderr.write(`${isTerminal ? '\r\x1b[K' : ''}${text}: ${result}, ${seconds()}\n`);
  };
}

/** Runs a program quietly to its end; resolves to its exit code and the end of what it printed. */
function quietly(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const keep = (bytes) => (output = (output + bytes).slice(-30_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: -1, output: String(error), missing: error.code === 'ENOENT' }));
    child.on('close', (code) => resolve({ code, output, missing: false }));
  });
}
const lastLines = (output, count = 15) => output.trim().split('\n').slice(-count).join('\n');

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !/[\\/](node_modules|dist|\.angular|\.pytest_cache|__pycache__)[\\/]/.test(path))
      found.push(path);
  }
  return found.sort();
}
const stampOf = (name) => inRoot('dist', '.stamps', name.replaceAll('/', '-'));
const readStamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
function writeStamp(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

// --- packages -----------------------------------------------------------------------------------------------------

/** npm and npx want a home folder to keep their cache in; some machines that build have none. */
const withHome = () => {
  const home = process.env.HOME;
  if (process.platform === 'win32' || (home && existsSync(home))) return {};
  mkdirSync(inRoot('.cache', 'home'), { recursive: true });
  return { HOME: inRoot('.cache', 'home') };
};
const manifests = () =>
  ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']
    .map((name) => inRoot(name))
    .concat(
      ['apps', 'libs']
        .flatMap((group) => readdirSync(inRoot(group)).map((name) => inRoot(group, name, 'package.json')))
        .filter((file) => existsSync(file)),
      inRoot('tools', 'package.json'),
    );

async function installPackages() {
  const stamp = inRoot('node_modules', '.scizoo-install');
  const wanted = hashOf(manifests());
  if (readStamp(stamp) === wanted) return;
  const done = progress('Installing the locked packages');
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const { code, output, missing } = await quietly(
    npx,
    ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'],
    { ...withHome(), CI: 'true', npm_config_loglevel: 'error' },
  );
  if (missing) throw new Sentence('npx was not found: install npm, which comes with Node.');
  if (code !== 0) {
    done('failed');
    if (/ENOSPC|no space left/i.test(output))
      throw new Sentence('No space left on the disk for the packages (about 1 GB): free some and start again.');
    if (/OUTDATED_LOCKFILE|frozen-lockfile/i.test(output))
      throw new Sentence(
        'pnpm-lock.yaml does not fit package.json: run `npx pnpm@10.34.9 install` and commit the lock file.',
      );
    if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|META_FETCH_FAIL|fetch failed|ERR_PNPM_FETCH/i.test(output))
      throw new Sentence(
        'The package registry does not answer: check the network and the npm settings, then start again.',
      );
    throw new Sentence(`The packages could not be installed:\n${lastLines(output)}`);
  }
  writeStamp(stamp, wanted);
  done('done');
}

// --- Node 24 ------------------------------------------------------------------------------------------------------

const isNewEnough = (version) => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 15);
};
function findNode() {
  const system = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const packaged = inRoot('node_modules', `node-${system}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const candidates = [packaged, process.execPath].concat(
    (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node')),
  );
  for (const candidate of candidates) {
    if (!existsSync(candidate)) continue;
    if (candidate === process.execPath && isNewEnough(process.version)) return candidate;
    const { stdout } = spawnSync(candidate, ['--version'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    if (stdout && isNewEnough(stdout.trim())) return candidate;
  }
  throw new Sentence(`No Node for ${system} comes with the packages: install Node 24.15 or newer and start again.`);
}
const environment = (node) => ({
  ...process.env,
  ...withHome(),
  PATH: [dirname(node), inRoot('node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
  SCIZOO_CACHE: process.env.SCIZOO_CACHE || inRoot('.cache', 'servers'),
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  NG_CLI_ANALYTICS: 'false',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || inRoot('.cache', 'compiled'),
  KAFKAJS_NO_PARTITIONER_WARNING: '1',
});

// --- building -----------------------------------------------------------------------------------------------------

const SHARED = ['tsconfig.base.json', 'pnpm-lock.yaml', 'tools/build.mjs'].map((name) => inRoot(name));
const isSource = (file) => !/\.(spec|e2e)\.ts$|\.md$/.test(file);
/** What a program is made from: its own folder, and all libraries, since telling which ones costs more than it saves. */
const sourcesOf = (folder) =>
  [...SHARED, ...filesUnder(inRoot(folder)), ...filesUnder(inRoot('libs'))].filter(isSource);
/** Harvesters live in a folder of their own. */
const folderOf = (app) => (app.endsWith('-harvester') ? join('harvesters', app.slice(0, -'-harvester'.length)) : app);
const outputOf = (app) =>
  app === 'web' ? inRoot('dist', 'apps', 'web') : inRoot('dist', 'apps', folderOf(app), 'main.js');

async function build({ apps, programs }, node) {
  const stale = [];
  for (const app of apps) {
    const hash = hashOf(sourcesOf(`apps/${folderOf(app)}`));
    if (readStamp(stampOf(app)) !== hash || !existsSync(outputOf(app))) stale.push({ name: app, hash });
  }
  const toolsHash = programs.length > 0 ? hashOf([...sourcesOf('tools/src'), ...sourcesOf('tools/demo')]) : '';
  const staleTools = programs
    .map((program) => ({ name: `tools/${program}`, hash: toolsHash }))
    .filter(({ name }) => readStamp(stampOf(name)) !== toolsHash || !existsSync(inRoot('dist', `${name}.js`)));
  if (stale.length + staleTools.length === 0) return;
  const done = progress(
    `Building ${[...stale.map(({ name }) => name), ...(staleTools.length > 0 ? ['tools'] : [])].join(', ')}`,
  );
  const env = environment(node);
  const steps = [];
  if (staleTools.length > 0) steps.push([inRoot('tools', 'build.mjs'), ...staleTools.map(({ name }) => name)]);
  if (stale.length > 0) {
    const names = stale.map(({ name }) => name).join(',');
    steps.push([
      inRoot('node_modules', 'nx', 'dist', 'bin', 'nx.js'),
      'run-many',
      '-t',
      'build',
      '-p',
      names,
      '--outputStyle=static',
    ]);
  }
  for (const step of steps) {
    const { code, output } = await quietly(node, step, { ...env, NODE_OPTIONS: '', NO_COLOR: '1' });
    if (code !== 0) {
      done('failed');
      throw new Sentence(`The build failed:\n${lastLines(output, 40)}`);
    }
  }
  for (const { name, hash } of [...stale, ...staleTools]) writeStamp(stampOf(name), hash);
  done('done');
}

// --- running ------------------------------------------------------------------------------------------------------

/** The Kafka client computes a negative waiting time once in each process, which is harmless and said by Node. */
const FLAGS = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];

/**
 * Hands over to the program. Ctrl-C reaches it by itself (same terminal); a signal to this process alone is passed on;
 * if this process is killed, the closed channel tells the program to stop.
 */
function run(node, args, withChannel) {
  return new Promise((resolve) => {
    const child = spawn(node, args, {
      cwd: root,
      env: { ...environment(node), SCIZOO_CALLED_FROM: process.env.INIT_CWD ?? process.cwd() },
      stdio: withChannel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    });
    process.on('SIGINT', () => undefined);
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    // npm that is ended by a signal leaves its script running; seen by another parent than before.
    const parent = process.ppid;
    const orphaned = () => process.ppid !== parent && child.kill('SIGTERM');
    if (process.env.npm_lifecycle_event) setInterval(orphaned, 500).unref();
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

async function main() {
  const [name = 'start', ...options] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (!command) throw new Sentence(`Unknown command ${name}; there are ${Object.keys(COMMANDS).join(', ')}.`);
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Sentence(`Node 20 or newer is needed to start; this is ${process.version}.`);
  await installPackages();
  const node = findNode();
  await build(command, node);
  if (command.nx)
    return run(node, [inRoot('node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...command.nx, ...options], false);
  if (command.program) return run(node, [...FLAGS, inRoot('dist', command.program), ...options], true);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(error instanceof Sentence ? `${error.message}\n` : `${error.stack}\n`);
    process.exit(1);
  },
);
