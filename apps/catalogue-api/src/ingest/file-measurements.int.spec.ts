import { formatScanKey } from '@scizoo/domain';
import { makeEvent } from '@scizoo/messaging';
import { aScan, testMongo } from '@scizoo/testing';
import { Catalogue } from '../testing/catalogue';
import { datasetOf, filesOfScan, type Keyed, sendTo } from './ingest.harness';

let catalogue: Catalogue;
const dataset = (scan: Keyed) => datasetOf(catalogue, scan);
const filesOf = (scan: Keyed) => filesOfScan(catalogue, scan);
const send = (lines: readonly (string | object)[]) => sendTo(catalogue, lines);

beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('file-measurements').uri);
}, 60_000);
afterAll(() => catalogue.dropAndStop());

describe('a file that a spectrometer saves', () => {
  const at = (ms: number) => new Date(Date.parse('2026-11-22T10:00:00Z') + ms);
  const saved = (name: string, ms: number, more: { folder?: string; sequence?: number } = {}) => {
    const folder = more.folder ?? '/data/visit/raw';
    const firstModified = at(ms).toISOString();
    const key = { kind: 'file', facility: 'demo', beamline: 'zoosaxs', host: 'ses', stem: name } as const;
    return makeEvent(
      'org.scizoo.file.written.v1',
      {
        subject: formatScanKey({ ...key, folder, firstModified }),
        source: 'urn:scizoo:scifly:zoosaxs',
        sequence: more.sequence ?? 1,
      },
      {
        path: `${folder}/${name}.txt`,
        folder,
        size: 10,
        modifiedAt: firstModified,
        format: 'ses-txt',
        header: [{ key: `pass_energy_${name.toLowerCase()}`, value: 50, unit: 'eV' }],
      },
    );
  };
  const running = () => aScan().with({ sourceFolder: '/data/visit/raw' }).startedAt(at(0)).started();

  it('in the folder of a running scan belongs to that scan, each file once', async () => {
    const scan = running();
    await catalogue.ingest(...scan.events());
    const files = [saved('A_0001', 2000), saved('B_0001', 3000, { folder: '/data/visit/raw/maps' })];
    const again = saved('A_0001', 2000, { sequence: 2 });
    expect((await send([...files, files[0]!])).map(({ status }) => status)).toEqual([
      'applied',
      'applied',
      'duplicate',
    ]);
    expect((await send(files)).map(({ status }) => status)).toEqual(['duplicate', 'duplicate']);
    expect((await send([again])).map(({ status }) => status)).toEqual(['applied']);
    expect((await filesOf(scan)).toSorted()).toEqual([
      ['A_0001.txt', 10],
      ['maps/B_0001.txt', 10],
    ]);
    expect(await dataset(scan)).toMatchObject({
      sourceFolder: '/data/visit/raw',
      scientificMetadata: { scan_state: 'running', pass_energy_a_0001: {}, pass_energy_b_0001: {} },
    });
    expect(await dataset({ key: files[0]!.subject })).toBeNull();
  });
  it('is told together with others by a newer producer, and belongs there too', async () => {
    const scan = aScan().with({ sourceFolder: '/data/visit/together' }).startedAt(at(0)).started();
    const { subject, source, data } = saved('G_0001', 2000, { folder: '/data/visit/together' });
    const { path, size, modifiedAt, checksum: _, checksumAlgorithm: __, ...rest } = data;
    const files = [{ path, size, modifiedAt }];
    const together = makeEvent('org.scizoo.file.written.v2', { subject, source, sequence: 1 }, { ...rest, files });
    await catalogue.ingest(...scan.events(), together);
    expect(await filesOf(scan)).toEqual([['G_0001.txt', 10]]);
    expect(await dataset({ key: subject })).toBeNull();
  });
  it('that was moved is listed where it is, beside the others of its measurement', async () => {
    const folder = '/data/visit/moved';
    const file = saved('K_0001', 2000, { folder });
    const beside = makeEvent(
      'org.scizoo.file.written.v1',
      { subject: file.subject, source: file.source, sequence: 2 },
      { ...file.data, path: `${folder}/K_0001.pxt` },
    );
    const moved = makeEvent(
      'org.scizoo.file.written.v1',
      { subject: file.subject, source: file.source, sequence: 3 },
      { ...file.data, path: `${folder}/L_0001.txt`, movedFrom: { path: file.data.path, folder } },
    );
    await send([file, beside]);
    await send([moved]);
    const listed = [
      ['K_0001.pxt', 10],
      ['L_0001.txt', 10],
    ];
    expect((await filesOf({ key: file.subject })).toSorted()).toEqual(listed);
    // Told late, the first place comes up no more.
    await send([file]);
    expect((await filesOf({ key: file.subject })).toSorted()).toEqual(listed);
  });
  it('tells who measured, as the file has it', async () => {
    const file = saved('H_0001', 2000, { folder: '/data/visit/alone' });
    await send([{ ...file, data: { ...file.data, user: 'Łucja' } }]);
    expect(await dataset({ key: file.subject })).toMatchObject({ scientificMetadata: { user: 'Łucja' } });
  });
  it('and the scan that both wait in one batch come together, whichever stands first', async () => {
    const scan = aScan().with({ sourceFolder: '/data/visit/queue' }).startedAt(at(0)).started();
    const file = saved('C_0001', 1000, { folder: '/data/visit/queue' });
    await send([file, ...scan.events()]);
    expect(await filesOf(scan)).toEqual([['C_0001.txt', 10]]);
  });
  it.each([
    ['before it began', saved('D_0001', -60_000, { folder: '/data/visit/done' })],
    ['beside its folder', saved('E_0001', 2000, { folder: '/data/visit/doner' })],
    ['long after its end', saved('F_0001', 3_600_000, { folder: '/data/visit/done' })],
  ])('%s is a dataset of its own', async (_, file) => {
    const scan = aScan()
      .with({ sourceFolder: '/data/visit/done' })
      .startedAt(at(-1000))
      .started()
      .finished({ endTime: at(60_000).toISOString() });
    await catalogue.ingest(...scan.events(), file);
    expect(await dataset({ key: file.subject })).toMatchObject({ dataFormat: 'ses-txt' });
  });
});
