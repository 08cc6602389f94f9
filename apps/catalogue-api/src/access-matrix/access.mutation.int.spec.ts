import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { mkdir, writeFile } from 'node:fs/promises';
import { reportOf, type RowReport } from './mutation-report';
import { RESOURCES } from './tables';
import type { Resource, Row } from './table';
import { ask, type Case, casesOf } from './verdict';
import { World } from './world';

jest.setTimeout(900_000);

/** Set up by tools/mutation/access-setup.mjs. */
const sites = (globalThis as unknown as { accessSites: { off: Set<string>; asked: Set<string> } }).accessSites;
/** Who is asked first: those who are refused most, in states that few may read. */
const FIRST: readonly string[] = ['anonymous', 'stranger', 'reader', 'staff', 'deleter', 'token'];
const isFirst = ({ role, state }: Case) => FIRST.includes(role) && state !== 'published';
const REPORT = process.env['ACCESS_MUTATION_REPORT'];

describe('taking one decision about access away', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(testMongo('access-mutation').uri);
  });
  afterAll(() => world.stop());

  const answersOf = async (cases: readonly Case[]): Promise<Set<string>> => {
    sites.asked.clear();
    for (const one of cases) await ask(one, world, RESOURCES);
    return new Set(sites.asked);
  };
  const isNoticed = async (off: Iterable<string>, cases: readonly Case[]): Promise<boolean> => {
    sites.off = new Set(off);
    try {
      for (const one of cases) {
        const faults = await ask(one, world, RESOURCES).catch((error: Error) => [error.message]);
        if (faults.length === 0) continue;
        sites.off.clear();
        await world.restore();
        return true;
      }
      return false;
    } finally {
      sites.off.clear();
    }
  };

  async function reportFor(resource: Resource, row: Row): Promise<RowReport> {
    const cases = casesOf(resource, row);
    const some = cases.filter(isFirst);
    const [first, rest] = some.length > 0 ? [some, cases.filter((one) => !isFirst(one))] : [cases, []];
    const asked = await answersOf(first);
    const report: RowReport = {
      key: row.key,
      noticed: [],
      backed: [],
      isOpen: row.kind === 'open' || row.kind === 'self',
      isSafe: true,
    };
    for (const site of asked) {
      ((await isNoticed([site], first)) ? report.noticed : report.backed).push(site);
    }
    if (!report.isOpen && report.noticed.length === 0) report.isSafe = await isNoticed(asked, [...first, ...rest]);
    return report;
  }

  it.each(RESOURCES.map((resource) => [resource.name, resource] as const))(
    'is noticed on every route of %s',
    async (_, resource) => {
      const reports: RowReport[] = [];
      for (const row of resource.rows) if (row.kind !== 'stream') reports.push(await reportFor(resource, row));
      if (REPORT) {
        await mkdir(REPORT, { recursive: true });
        await writeFile(`${REPORT}/${resource.name}.md`, reportOf(resource.name, reports));
      }
      expect(reports.filter(({ isSafe }) => !isSafe).map(({ key }) => key)).toEqual([]);
    },
  );
});
