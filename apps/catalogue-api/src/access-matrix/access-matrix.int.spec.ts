import { jest } from '@jest/globals';
import { routesOf, testMongo } from '@scizoo/testing';
import { RESOURCES } from './tables';
import { ask, type Case, casesOf, expectedStatus } from './verdict';
import { World } from './world';

// Thousands of questions on a busy machine.
jest.setTimeout(300_000);

const READING_AT_ONCE = 8;
/** Changes nothing when all is well, so many can be asked at once. */
const isRefused = (one: Case): boolean =>
  Number(expectedStatus(one)) >= 400 && !one.resource.has(one.role, one.row.right, one.state);
/** The page of the API description and the answer to preflight requests are no routes of records. */
const isOfTheApi = (route: string): boolean => / \/api\//u.test(route);
const lower = (path: string) => path.replace(/:\w+/gu, ':').toLowerCase();

describe('the access matrix', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(testMongo('access-matrix').uri);
  });
  afterAll(() => world.stop());

  it('has an entry for every route of the running application, and for no other', () => {
    const running = new Set(routesOf(world.server).filter(isOfTheApi).map(lower));
    const declared = new Set(
      RESOURCES.flatMap(({ rows }) => rows.map(({ method, path }) => lower(`${method} ${path}`))),
    );
    expect([...running].filter((route) => !declared.has(route)).sort()).toEqual([]);
    expect([...declared].filter((route) => !running.has(route)).sort()).toEqual([]);
  });

  const faultsOf = async (cases: readonly Case[]): Promise<string[]> => {
    const faults: string[] = [];
    const waiting = [...cases];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        faults.push(...(await ask(next, world, RESOURCES)));
    };
    await Promise.all(Array.from({ length: READING_AT_ONCE }, work));
    return faults;
  };

  describe.each(RESOURCES.map((resource) => [resource.name, resource] as const))('%s', (_, resource) => {
    it('is read by whom the table says', async () => {
      const cases = resource.rows.filter(({ method }) => method === 'GET').flatMap((row) => casesOf(resource, row));
      expect(await faultsOf(cases)).toEqual([]);
    });
    it('is written by whom the table says', async () => {
      const cases = resource.rows.filter(({ method }) => method !== 'GET').flatMap((row) => casesOf(resource, row));
      const faults = await faultsOf(cases.filter(isRefused));
      await world.restore();
      for (const one of cases.filter((some) => !isRefused(some))) faults.push(...(await ask(one, world, RESOURCES)));
      expect(faults).toEqual([]);
    });
  });
});
