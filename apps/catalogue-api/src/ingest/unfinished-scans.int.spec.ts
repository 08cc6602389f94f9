import { aScan, testMongo } from '@scizoo/testing';
import { Catalogue } from '../testing/catalogue';
import { connectionOf, datasetOf, type Keyed, pidOf } from './ingest.harness';
import { takeOverOpenScans } from './open-scans';
import { NO_END_SEEN, UnfinishedScansService } from './unfinished-scans.service';

let catalogue: Catalogue;
const connection = () => connectionOf(catalogue);
const dataset = (scan: Keyed) => datasetOf(catalogue, scan);

beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('unfinished-scans').uri);
}, 60_000);
afterAll(() => catalogue.dropAndStop());

describe('a scan without an end', () => {
  it('becomes failed after its time, and a late end corrects it', async () => {
    const begin = Date.now() - 3_600_000;
    const scan = aScan().startedAt(new Date(begin)).started({ estimatedDurationS: 60 });
    await catalogue.ingest(...scan.events());
    const unfinished = catalogue.app.get(UnfinishedScansService);
    const running = aScan().started({ estimatedDurationS: 7200 });
    await catalogue.ingest(...running.events());
    await unfinished.giveUp(new Date(Date.now() + 5 * 60_000));
    expect(await dataset(scan)).toMatchObject({ scan: { state: 'running' } });
    await unfinished.giveUp(new Date(Date.now() + 11 * 60_000));
    expect(await dataset(scan)).toMatchObject({
      scan: { state: 'failed' },
      scientificMetadata: { scan_state: 'failed', scan_outcome_reason: NO_END_SEEN },
    });
    expect(await dataset(running)).toMatchObject({ scan: { state: 'running' } });
    await catalogue.ingest(...scan.finished().events());
    const corrected = (await dataset(scan)) as unknown as { scientificMetadata: Record<string, unknown> };
    expect(corrected).toMatchObject({ scan: { state: 'finished' }, scientificMetadata: { scan_state: 'finished' } });
    expect(corrected.scientificMetadata).not.toHaveProperty('scan_outcome_reason');
  });

  it('is open until it ends or its dataset is removed, also in a database of before', async () => {
    const open = connection().collection<{ _id: string }>('openScans');
    const datasets = connection().collection<{ _id: string }>('datasets');
    const [scan, removed] = [aScan().started(), aScan().started()];
    const isOpen = async (one: typeof scan) => (await open.countDocuments({ _id: pidOf(one) })) === 1;
    await catalogue.ingest(...scan.events(), ...removed.events());
    expect([await isOpen(scan), await isOpen(removed)]).toEqual([true, true]);
    await datasets.deleteOne({ _id: pidOf(removed) });
    await catalogue.app.get(UnfinishedScansService).giveUp();
    expect([await isOpen(scan), await isOpen(removed)]).toEqual([true, false]);
    await open.deleteMany({});
    await datasets.createIndex({ 'scan.state': 1, 'scan.estimatedEnd': 1 });
    await takeOverOpenScans(connection());
    expect(await isOpen(scan)).toBe(true);
    const running = await catalogue.ask('/api/v4/scan-log?state=running', { token: await catalogue.token('staff') });
    expect((running.body['rows'] as { pid: string }[]).map(({ pid }) => pid)).toContain(pidOf(scan));
    await catalogue.ingest(...scan.finished().events());
    expect(await isOpen(scan)).toBe(false);
  });
});

describe('points of a scan', () => {
  it('come in columns to whom the dataset is open', async () => {
    const columns = [{ name: 'mot01', unit: 'mm' }, { name: 'ct01' }];
    const scan = aScan().started({ columns });
    const numbers = Array.from({ length: 700 }, (_, i) => i);
    scan.progress(700, { columns: { mot01: numbers, ct01: numbers, image: numbers.map(() => [1, 2]) } });
    scan.progress(702, { columns: { mot01: [700, 701], ct01: [null, 5] } });
    await catalogue.ingest(...scan.events());
    await catalogue.ingest(...scan.events());
    const path = `/api/v4/datasets/${encodeURIComponent(pidOf(scan))}/points`;
    const token = await catalogue.token('staff');
    const { body } = await catalogue.ask(path, { token });
    expect(body).toMatchObject({ columns, firstPoint: 0, total: 702 });
    const points = body['points'] as Record<string, unknown[]>;
    expect(points['mot01']).toEqual([...numbers, 700, 701]);
    expect(points['ct01']?.slice(-2)).toEqual([null, 5]);
    expect(Object.keys(points)).toEqual(['mot01', 'ct01']);
    const chosen = await catalogue.ask(`${path}?columns=ct01`, { token });
    expect(Object.keys(chosen.body['points'] as object)).toEqual(['ct01']);
    expect((await catalogue.ask(path)).status).toBe(404);
    expect((await catalogue.ask(path, { token: await catalogue.token('guest') })).status).toBe(404);
    const stored = await connection()
      .collection('scanPoints')
      .countDocuments({ pid: pidOf(scan), chunk: { $exists: true } });
    expect(stored).toBe(2);
  });
});
