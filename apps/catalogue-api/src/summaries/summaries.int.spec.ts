import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const PID = '20.500.00000/zoosaxs';
const dataset = (n: number, ownerGroup: string, more: object = {}) => ({
  _id: `20.500.00000/${n}`,
  ownerGroup,
  readers: [ownerGroup],
  size: 100 * n,
  creationTime: new Date(Date.UTC(2026, 0, n)),
  startTime: new Date(Date.UTC(2026, 0, n)),
  proposalIds: ['20260101'],
  sampleIds: ['s1'],
  instrumentIds: [PID],
  ...more,
});
const aScan = (number: number) => ({
  scan: { state: 'finished', number },
  scientificMetadata: { scan_command: `ascan mot01 0 1 ${number} 0.1` },
});

describe('summaries of proposals, samples and instruments', () => {
  let catalogue: Catalogue;
  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('summaries').uri, {
      owner: ['20260101'],
      stranger: ['20260102'],
      admin: ['admin'],
    });
    const store = (name: string, ...records: object[]) =>
      catalogue.database.collection(name).insertMany(records as never[]);
    await store('proposals', {
      _id: '20260101',
      title: 'Otters in liquid',
      ownerGroup: '20260101',
      readers: ['20260101'],
    });
    await store('samples', { _id: 's1', sampleName: 'Fur', ownerGroup: '20260101', readers: ['20260101'] });
    await store('instruments', { _id: PID, uniqueName: 'zoosaxs', name: 'ZooSAXS' });
    await store(
      'datasets',
      dataset(1, '20260101', aScan(41)),
      dataset(2, '20260101', aScan(42)),
      dataset(3, '20260101', { startTime: undefined, sampleIds: [] }),
      dataset(4, '20260102'),
    );
  }, 60_000);
  afterAll(() => catalogue.stop());

  const summary = async (path: string, who?: string) => {
    const { status, body } = await catalogue.ask('GET', `/api/v4/${path}/summary`, who);
    return [status, body] as const;
  };

  it('add up what the caller may read', async () => {
    expect(await summary('proposals/20260101', 'owner')).toEqual([
      200,
      {
        datasets: 3,
        capped: false,
        scans: 2,
        size: 600,
        firstAt: '2026-01-01T00:00:00.000Z',
        lastAt: '2026-01-03T00:00:00.000Z',
        proposals: [{ id: '20260101', name: 'Otters in liquid', datasets: 3 }],
        samples: [{ id: 's1', name: 'Fur', datasets: 2 }],
        instruments: [{ id: PID, name: 'ZooSAXS', datasets: 3 }],
        lastScan: {
          pid: '20.500.00000/2',
          number: 42,
          command: 'ascan mot01 0 1 42 0.1',
          state: 'finished',
          startTime: '2026-01-02T00:00:00.000Z',
        },
      },
    ]);
    const [, ofAdmin] = await summary('proposals/20260101', 'admin');
    expect(ofAdmin).toMatchObject({ datasets: 4, size: 1000 });
    const [, ofSample] = await summary('samples/s1', 'owner');
    expect(ofSample).toMatchObject({ datasets: 2, samples: [{ id: 's1', datasets: 2 }] });
    const [, ofInstrument] = await summary(`instruments/${inPath(PID)}`, 'owner');
    expect(ofInstrument).toMatchObject({ datasets: 3, lastScan: { number: 42 } });
  });

  it('tell strangers neither figures nor names', async () => {
    expect((await summary('proposals/20260101', 'stranger'))[0]).toBe(404);
    expect((await summary('samples/s1'))[0]).toBe(404);
    expect((await summary('proposals/none', 'admin'))[0]).toBe(404);
    expect((await summary('instruments/none'))[0]).toBe(404);
    const [, ofInstrument] = await summary(`instruments/${inPath(PID)}`, 'stranger');
    expect(ofInstrument).toMatchObject({
      datasets: 1,
      size: 400,
      scans: 0,
      lastScan: null,
      // a dataset of theirs names a proposal and a sample that they may not read
      proposals: [{ id: '20260101', name: null }],
      samples: [{ id: 's1', name: null }],
    });
    expect((await summary(`instruments/${inPath(PID)}`))[1]).toMatchObject({ datasets: 0, firstAt: null, samples: [] });
  });
});
