import { freePort, startGroup } from '@scizoo/local-servers';
import type mongoose from 'mongoose';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { federationPartners } from './federation-partners';
import { type Add, round } from './measured';
import { HttpLoad } from './http-load';

const root = join(import.meta.dirname, '..', '..', '..');
/** Of which the landing pages are asked, each once. */
const PAGES = 2000;
const HARVEST_SECONDS_OF_100_000 = 300;
const DATASETS = 100_000;
const AT_ONCE = 5000;
/** Of a hundred datasets, as many are public. */
const PUBLIC_PERCENT = 5;
const READY_WITHIN_MS = 60_000;

interface Host {
  readonly url: string;
  readonly connection: mongoose.Connection;
}
const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, n) => n + from);

function datasetDocument(n: number): object {
  const isPublished = n % 100 < PUBLIC_PERCENT;
  const energy = 500 + ((n * 7919) % 12_000);
  const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000);
  return {
    _id: `bench/public-${n}`,
    ...{ type: 'raw', datasetName: `scan ${n} of Cu foil`, owner: 'Bench', ownerGroup: `g${n % 500}`, isPublished },
    ...{ contactEmail: 'bench@zoo.example', sourceFolder: '/data', creationTime: at, startTime: at, createdAt: at },
    ...{ updatedAt: at, updatedBy: 'bench', createdBy: 'bench', size: 1000, numberOfFiles: 1, instrumentIds: [] },
    readers: isPublished ? ['*', `g${n % 500}`] : [`g${n % 500}`],
    keywords: ['copper'],
    techniques: [{ pid: 'http://purl.org/pan-science/PaNET/PaNET01188', name: 'small angle x-ray scattering' }],
    scientificMetadata: {
      photon_energy: { value: energy, unit: 'eV', valueSI: energy * 1.602176634e-19, unitSI: 'J' },
      exposure_time: { value: 1, unit: 's', valueSI: 1, unitSI: 's' },
    },
  };
}
const doiOf = (n: number) => `10.48391/bench-${n}`;
function publicationDocument(n: number): object {
  const datasetPids = numbers(5).map((k) => `bench/public-${n * 100 + k}`);
  const at = new Date(Date.UTC(2026, 5, 1) + n * 1000);
  return {
    _id: doiOf(n),
    ...{
      title: `Order of otters, part ${n}`,
      abstract: 'Otters in line. '.repeat(40),
      status: 'registered',
      datasetPids,
    },
    ...{ createdAt: at, updatedAt: at, registeredTime: at, createdBy: 'bench', updatedBy: 'bench' },
    metadata: {
      creators: numbers(8).map((k) => ({ name: `Author${k}, Given`, affiliation: [{ name: 'University of Zoo' }] })),
      ...{ publisher: { name: 'Zoo' }, publicationYear: 2026, resourceType: 'raw' },
    },
    about: {
      ...{
        beamlines: ['zoosaxs'],
        years: ['2026'],
        proposalIds: [],
        techniques: [],
        keywords: ['copper'],
        formats: [],
        variables: [],
        beamlineNames: ['ZooSAXS'],
      },
      ...{ size: 5000, numberOfFiles: 5, numberOfDatasets: 5, numberOfClosed: 0 },
    },
  };
}
async function fill({ connection }: Host, publications: number): Promise<void> {
  const insert = async (name: string, count: number, make: (n: number) => object) => {
    for (let from = 0; from < count; from += AT_ONCE)
      await connection.collection(name).insertMany(numbers(Math.min(AT_ONCE, count - from), from).map(make) as never);
  };
  await insert('datasets', DATASETS, datasetDocument);
  await insert('publisheddata', publications, publicationDocument);
}

/** As a harvester does: page by page until the token is empty. @returns different records */
async function harvest(asked: (path: string) => Promise<string>): Promise<number> {
  const seen = new Set<string>();
  for (let query = 'metadataPrefix=oai_datacite'; query !== '';) {
    const text = await asked(`/oai?verb=ListRecords&${query}`);
    for (const [, id = ''] of text.matchAll(/<header><identifier>([^<]+)/gu)) seen.add(id);
    const token = /<resumptionToken[^>]*>([^<]+)</u.exec(text)?.[1];
    query = token === undefined ? '' : `resumptionToken=${encodeURIComponent(token)}`;
  }
  return seen.size;
}

/** Landing pages, a page of OAI-PMH and the public search, over the process as it is shipped. */
export async function publicFigures(
  host: Host,
  add: Add,
  { seconds, records, logFile }: { readonly seconds: number; readonly records: number; readonly logFile: string },
): Promise<void> {
  const publications = Math.max(records, PAGES);
  await fill(host, publications);
  const partners = await federationPartners();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { PATH } = process.env;
  const settings = {
    PORT: String(port),
    CATALOGUE_URL: host.url,
    PUBLIC_URL: url,
    FEDERATION_PROVIDERS: partners.urls.join(','),
  };
  const program = join(root, 'dist', 'apps', 'public-api', 'main.js');
  const pages = await startGroup({ command: process.execPath, args: [program], env: { PATH, ...settings }, logFile });
  const load = new HttpLoad(url, '');
  const asked = async (path: string): Promise<string> => {
    const { status, text } = await load.ask('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text.slice(0, 300)}`);
    return text;
  };
  try {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await fetch(`${url}/ready`).catch(() => undefined))?.ok) {
      if (Date.now() > deadline) throw new Error('the public pages did not become ready');
      await sleep(200);
    }
    const detail = async (n: number) => void (await asked(`/detail/${encodeURIComponent(doiOf(n))}`));
    for (const n of numbers(20)) await detail(n);
    // Each record once: nothing of it is kept.
    const cold = await load.run(1, seconds, (turn) => detail(20 + (turn % (PAGES - 20))));
    add('landing page, not seen before, p95', cold.p95, 'ms', { max: 100 });
    const cached = await load.run(16, Math.min(seconds, 5), () => detail(1));
    add('landing page, seen before', cached.perSecond, 'pages/s', { min: 1000 });
    const oai = await load.run(
      1,
      Math.min(seconds, 5),
      async () => void (await asked('/oai?verb=ListRecords&metadataPrefix=oai_datacite')),
    );
    add('OAI-PMH, page of 100 records, p95', oai.p95, 'ms', { max: 300 });
    const began = performance.now();
    const harvested = await harvest(asked);
    const took = round((performance.now() - began) / 1000);
    add(`OAI-PMH, harvest of ${harvested} records`, took, 's', {
      max: (HARVEST_SECONDS_OF_100_000 * publications) / 100_000,
    });
    add('  records that did not come', publications - harvested, '', { max: 0 });
    const federated = await load.run(
      1,
      Math.min(seconds, 8),
      async () => void (await asked('/federation/api/Datasets')),
    );
    add('federated search, one silent of five, p95', federated.p95, 'ms', { max: 3000 });
    const scope = { where: { and: [{ name: 'photon_energy' }, { value: { between: [880, 990] } }, { unit: 'eV' }] } };
    const search = async (more: object) => {
      const filter = JSON.stringify({ include: [{ relation: 'parameters', scope }], ...more });
      await asked(`/api/Datasets?filter=${encodeURIComponent(filter)}`);
    };
    const found = await load.run(1, Math.min(seconds, 5), () => search({}));
    add(`public search by a parameter with unit, ${DATASETS} datasets, 5 % public, p95`, found.p95, 'ms', { max: 300 });
    await search({ query: 'copper otter' });
    const scored = await load.run(1, Math.min(seconds, 5), () => search({ query: 'copper scan' }));
    add('  the same, scored by words, p95', scored.p95, 'ms', { max: 300 });
  } finally {
    load.close();
    await pages.stop();
    partners.stop();
  }
}
