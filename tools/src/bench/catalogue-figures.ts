import { randomUUID } from 'node:crypto';
import { residentMegabytes } from './bench-stack';
import { HttpLoad } from './http-load';
import { type Add, type CatalogueHost, measured, pidOf, round } from './measured';

const GROUP = 'zoosaxs-staff';
/** Each has a proposal of its own. */
const BEAMLINES = [...'abcdefgh'];
/** About 2.5 KB with 30 values with units, as a beamline sends it. */
export function datasetBody(turn: number, version: '3' | '4'): object {
  const quantities = Array.from({ length: 30 }, (_, i): [string, object] => [
    `motor_${i}`,
    { value: turn / 7 + i * 1.25, unit: ['mm', 'keV', 'deg', 'mA', 'K', '°C'][i % 6] },
  ]);
  const beamline = BEAMLINES[turn % BEAMLINES.length];
  return {
    type: 'raw',
    owner: 'Muster, Petra',
    ownerEmail: 'petra.muster@uni.example',
    contactEmail: 'petra.muster@uni.example',
    sourceFolder: `/data/visitors/zoosaxs/20260101/2026112308/raw/scan-${turn}`,
    creationTime: new Date(Date.UTC(2026, 0, 1) + turn * 1000).toISOString(),
    datasetName: `scan ${turn}`,
    description: 'ascan mot01 0 10 100 0.1: a line over the sample, first of a series',
    ownerGroup: GROUP,
    accessGroups: ['20260101'],
    keywords: ['saxs', 'line scan', 'protein'],
    creationLocation: '/SciZoo/demo/zoosaxs',
    ...(version === '3'
      ? { principalInvestigator: 'Muster, Petra', proposalId: `2026010${beamline}` }
      : { principalInvestigators: ['Muster, Petra'], proposalIds: [`2026010${beamline}`] }),
    scientificMetadata: Object.fromEntries(quantities),
  };
}

/** Creates with history, gets and log-ins over HTTP, beside the same inserts by the bare driver. */
export async function catalogueFigures(host: CatalogueHost, add: Add, seconds: number): Promise<void> {
  const load = new HttpLoad(host.url, await host.token());
  const pids: string[] = [];
  const create = (version: '3' | '4') => async (turn: number) => {
    const { status, text } = await load.ask(
      'POST',
      `/api/v${version}/datasets`,
      JSON.stringify(datasetBody(turn, version)),
    );
    if (status !== 201) throw new Error(`create: ${status} ${text.slice(0, 300)}`);
    if (pids.length < 5000) pids.push((JSON.parse(text) as { pid: string }).pid);
  };
  await host.connection
    .collection<{ _id: string }>('proposals')
    .insertMany(BEAMLINES.map((name) => ({ _id: `2026010${name}`, numberOfDatasets: 0 })));
  try {
    await load.run(16, 2, create('4'));
    for (const version of ['4', '3'] as const) {
      const made = await measured(host, () => load.run(16, seconds, create(version)));
      const what = `dataset create with history, v${version}, 16 clients`;
      add(what, made.perSecond, '/s', { min: 800 });
      add(`${what}, p95`, made.p95, 'ms', { max: 30 });
      add(`${what}, CPU of API and database`, round(made.api + made.mongod), 'ms', { max: 1.6 });
      add('  of it API', made.api, 'ms');
      add('  of it mongod', made.mongod, 'ms');
    }
    await bareDriver(host, add, seconds);
    await gets(host, load, add, pids, seconds);
    const logins = await measured(host, () =>
      load.run(1, Math.min(seconds, 5), () => host.token().then(() => undefined)),
    );
    add('log-in, p95', logins.p95, 'ms', { max: 150 });
    add('API resident memory, after creates and gets', residentMegabytes(pidOf(host, 'api')), 'MB', { max: 350 });
  } finally {
    load.close();
  }
}

/** The same records inserted one by one by the driver, 16 at a time, without history: what the database itself costs. */
async function bareDriver(host: CatalogueHost, add: Add, seconds: number): Promise<void> {
  const collection = host.connection.collection<{ _id: string }>('datasets');
  const [pattern] = await collection.find({}, { limit: 1 }).toArray();
  const load = new HttpLoad(host.url, '');
  const bare = await measured(host, () =>
    load.run(16, Math.min(seconds, 5), async () => {
      await collection.insertOne({ ...pattern, _id: `bare/${randomUUID()}` }, { writeConcern: { w: 'majority' } });
    }),
  );
  load.close();
  add('  same record by the bare driver, no history, 16 at a time', bare.perSecond, '/s');
  add('  same record by the bare driver, CPU of the database', bare.mongod, 'ms');
}

async function gets(host: CatalogueHost, load: HttpLoad, add: Add, pids: readonly string[], seconds: number) {
  for (const version of ['4', '3'] as const) {
    const found = await measured(host, () =>
      load.run(4, Math.min(seconds, 5), async (turn) => {
        const pid = encodeURIComponent(pids[turn % pids.length]!);
        const { status } = await load.ask('GET', `/api/v${version}/datasets/${pid}`);
        if (status !== 200) throw new Error(`get: ${status}`);
      }),
    );
    add(`dataset by pid, v${version}, 4 clients, p95`, found.p95, 'ms', { max: 5 });
    add('  CPU of API and database', round(found.api + found.mongod), 'ms');
  }
}
