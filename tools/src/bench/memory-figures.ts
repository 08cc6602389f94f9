import { setTimeout as sleep } from 'node:timers/promises';
import { residentMegabytes } from './bench-stack';
import { datasetBody } from './catalogue-figures';
import { HttpLoad } from './http-load';
import { type Add, type CatalogueHost, pidOf } from './measured';

const CLIENTS = 8;
const SAMPLE_MS = 500;
/** What the heap breathes between two collections. */
const FLAT_MB = 25;

/** One of ten asks for something else: creates in both versions, gets, pages, changes, facets. */
async function mixedRequest(load: HttpLoad, turn: number, pids: string[]): Promise<void> {
  const pid = encodeURIComponent(pids[turn % Math.max(1, pids.length)] ?? 'none');
  const create = (version: '3' | '4') =>
    load.ask('POST', `/api/v${version}/datasets`, JSON.stringify(datasetBody(turn, version)));
  const limits = encodeURIComponent(JSON.stringify({ limits: { limit: 25 } }));
  switch (turn % 10) {
    case 0:
    case 1: {
      const { status, text } = await create(turn % 2 === 0 ? '4' : '3');
      if (status === 201) pids[turn % 5000] = (JSON.parse(text) as { pid: string }).pid;
      return;
    }
    case 2:
      return void (await load.ask('GET', `/api/v4/datasets?filter=${limits}`));
    case 3:
      return void (await load.ask('POST', '/api/v4/search/datasets', JSON.stringify({ limit: 50 })));
    case 4:
      return void (await load.ask('PATCH', `/api/v4/datasets/${pid}`, JSON.stringify({ comment: `seen ${turn}` })));
    default:
      return void (await load.ask('GET', `/api/v${turn % 2 === 0 ? 4 : 3}/datasets/${pid}`));
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Memory of the API under mixed load: the last fifth of the time against the second, after everything has warmed up. */
export async function memoryFigures(host: CatalogueHost, add: Add, minutes: number): Promise<void> {
  const load = new HttpLoad(host.url, await host.token());
  const samples: number[] = [];
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      samples.push(residentMegabytes(pidOf(host, 'api')));
      await sleep(SAMPLE_MS);
    }
  })();
  try {
    const pids: string[] = [];
    const { perSecond } = await load.run(CLIENTS, minutes * 60, (turn) => mixedRequest(load, turn, pids));
    isOver = true;
    await sampling;
    const fifth = (number: number) =>
      median(samples.slice((samples.length * number) / 5, (samples.length * (number + 1)) / 5));
    add(`mixed load for ${minutes} min, requests`, perSecond, '/s');
    add('  memory of the API, at most', Math.max(...samples), 'MB', { max: 350 });
    add('  memory of the API, last fifth of the time less the second', fifth(4) - fifth(1), 'MB', { max: FLAT_MB });
  } finally {
    isOver = true;
    load.close();
  }
}
