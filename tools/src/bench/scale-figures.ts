import { HttpLoad, type Spread } from './http-load';
import { loadedPid } from './load-figures';
import { type Add, type CatalogueHost, type Cpu, measured, round } from './measured';
import { groupOf, groupsOf, type UserName, USERS } from './scale-users';

const LIST_TARGET = { max: 30 };
const TIMES_RAW = { max: 2 };
const FACETS = ['type', 'keywords', 'proposalIds', 'ownerGroup', 'principalInvestigators', 'creationLocation'];

const json = (value: object): string => encodeURIComponent(JSON.stringify(value));

type Ask = () => Promise<unknown>;
function firstPages(load: HttpLoad): Record<string, Ask> {
  const get = async (path: string) => assertAnswered(await load.ask('GET', path));
  return {
    v4: () => get(`/api/v4/datasets?filter=${json({ limits: { limit: 25, sort: { creationTime: 'desc' } } })}`),
    v3: () => get(`/api/v3/datasets/fullquery?limits=${json({ limit: 25, order: 'creationTime:desc' })}`),
    search: async () =>
      assertAnswered(await load.ask('POST', '/api/v4/search/datasets', JSON.stringify({ limit: 25 }))),
  };
}
function assertAnswered({ status, text }: { status: number; text: string }): void {
  if (status !== 200) throw new Error(`${status} ${text.slice(0, 300)}`);
}

/** What a catalogue of many datasets costs: gets, first pages beside the driver, facets. */
export async function scaleFigures(host: CatalogueHost, add: Add, datasets: number, seconds: number): Promise<void> {
  const users = host.connection.collection('users');
  for (const [username, count] of Object.entries(USERS))
    await users.updateOne({ username }, { $set: { groups: groupsOf(count) } });
  await gets(host, add, datasets, seconds);
  const best = { value: Infinity };
  const worst = { value: 0 };
  for (const name of Object.keys(USERS) as UserName[]) {
    for (const { p95 } of await pages(host, add, name, seconds)) {
      best.value = Math.min(best.value, p95);
      worst.value = Math.max(worst.value, p95);
    }
    await facets(host, add, name);
  }
  add(`first page of 25, ${datasets} datasets, worst : best of all users`, round(worst.value / best.value), '', {
    max: 3,
  });
}

async function gets(host: CatalogueHost, add: Add, datasets: number, seconds: number): Promise<void> {
  const own = new Set(groupsOf(USERS['all-groups']));
  await as(host, 'all-groups', async (load) => {
    for (const version of ['v4', 'v3']) {
      const found = await measured(host, () =>
        load.run(4, seconds, async () => {
          let turn: number;
          do turn = Math.floor(Math.random() * datasets);
          while (!own.has(groupOf(turn, datasets)));
          assertAnswered(await load.ask('GET', `/api/${version}/datasets/${encodeURIComponent(loadedPid(turn))}`));
        }),
      );
      add(`dataset by pid among ${datasets}, ${version}, 4 clients, p95`, found.p95, 'ms', { max: 5 });
      add('  CPU of API and database', round(found.api + found.mongod), 'ms');
    }
  });
}

/** One client, so that the figures speak of the work and not of waiting for each other. */
async function pages(host: CatalogueHost, add: Add, name: UserName, seconds: number): Promise<(Spread & Cpu)[]> {
  return as(host, name, async (load) => {
    const raw = await measured(host, () => load.run(1, seconds, rawPage(host, USERS[name])));
    add(`first page of 25, ${USERS[name]} groups, raw driver, p95`, raw.p95, 'ms');
    const results: (Spread & Cpu)[] = [];
    for (const [route, ask] of Object.entries(firstPages(load))) {
      const page = await measured(host, () => load.run(1, seconds, async () => void (await ask())));
      add(`  ${route}, p95`, page.p95, 'ms', LIST_TARGET);
      add(`  ${route}, p50 against the raw driver`, round(page.p50 / raw.p50), '×', TIMES_RAW);
      add(`  ${route}, CPU of API and database`, round(page.api + page.mongod), 'ms');
      results.push(page);
    }
    return results;
  });
}
function rawPage({ connection }: CatalogueHost, groups: number): () => Promise<void> {
  const readers = ['*', ...groupsOf(groups)];
  return async () => {
    const newest = { sort: { creationTime: -1, _id: -1 }, limit: 25 } as const;
    await connection
      .collection('datasets')
      .find({ readers: { $in: readers } }, newest)
      .toArray();
  };
}

async function facets(host: CatalogueHost, add: Add, name: UserName): Promise<void> {
  await as(host, name, async (load) => {
    const body = JSON.stringify({ facets: FACETS });
    let unanswered = 0;
    const found = await measured(host, () =>
      load.run(1, 3, async () => {
        const answer = await load.ask('POST', '/api/v4/search/datasets/facets', body);
        // Beyond its time limit the database gives up; the page says so and shows its rows all the same.
        if (answer.status === 503) unanswered++;
        else assertAnswered(answer);
      }),
    );
    add(`facets of six fields, ${USERS[name]} groups, p95`, found.p95, 'ms');
    if (unanswered > 0) add('  of them given up at the time limit', unanswered, '');
    add('  CPU of API and database', round(found.api + found.mongod), 'ms');
  });
}

async function as<T>(host: CatalogueHost, name: UserName, work: (load: HttpLoad) => Promise<T>): Promise<T> {
  const load = new HttpLoad(host.url, await host.token(name));
  try {
    return await work(load);
  } finally {
    load.close();
  }
}
