import { Catalogue, inPath } from '../schema/catalogue.harness';

export const file = (path: string, size = 10) => ({ path, size, time: '2026-01-02T03:04:05.000Z' });
export const block = (...names: string[]) => ({
  size: names.length * 10,
  chkAlg: 'sha1',
  dataFileList: names.map((name) => file(name)),
});

/** A catalogue for a suite about lists of files, and a dataset without any before each test. */
export function fileLists(mongodb: () => { uri: string }) {
  let catalogue: Catalogue;
  let pid: string;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const dataset = (more?: object) => catalogue.dataset(more);
  const counters = async () => {
    const { size, numberOfFiles } = (await ask('GET', `/api/v4/datasets/${inPath(pid)}`, 'owner')).body;
    return { size, numberOfFiles };
  };

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      mongodb().uri,
      { owner: ['20260101'], stranger: ['20260102'], deleter: ['deleters', '20260101'], admin: ['admin'] },
      { deleteGroups: ['deleters'] },
    );
  }, 60_000);
  afterAll(() => catalogue.stop());
  beforeEach(async () => {
    pid = await dataset();
  });
  return {
    ask,
    dataset,
    counters,
    get pid() {
      return pid;
    },
    get catalogue() {
      return catalogue;
    },
  };
}
