import { makeEvent, type SciZooEvent } from '@scizoo/messaging';
import { aProposalChanged, aScan, eventually, testMongo } from '@scizoo/testing';
import { Catalogue, INGEST_TOKEN } from '../testing/catalogue';
import { connectionOf, datasetOf, filesOfScan, type Keyed, NDJSON, PATH, pidOf, sendTo } from './ingest.harness';
import { WAITING } from './ownership';
import { inTransaction } from './transaction';

let catalogue: Catalogue;
const connection = () => connectionOf(catalogue);
const dataset = (scan: Keyed) => datasetOf(catalogue, scan);
const filesOf = (scan: Keyed) => filesOfScan(catalogue, scan);
const send = (lines: readonly (string | object)[]) => sendTo(catalogue, lines);
const aFileWritten = (
  scan: { key: string; source: string },
  data: { path: string; size: number; folder: string },
  number: number,
) => makeEvent('org.scizoo.file.written.v1', { subject: scan.key, source: scan.source, sequence: 100 + number }, data);
const historyOf = async (scan: { key: string }) => {
  const lines = await connection()
    .collection('history')
    .find({ documentId: pidOf(scan), operation: 'ingest' })
    .toArray();
  return lines.flatMap((line) => (line['events'] as { id: string }[]).map(({ id }) => id));
};
const marksOf = (events: readonly SciZooEvent[]) =>
  connection()
    .collection<{ _id: string }>('eventMarks')
    .countDocuments({ _id: { $in: events.map(({ id }) => id) } });

beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('ingest').uri);
}, 60_000);
afterAll(() => catalogue.dropAndStop());

describe('handing in acquisition events', () => {
  it('is for the ingest service only', async () => {
    const raw = JSON.stringify(aScan().started().events()[0]);
    expect((await catalogue.ask(PATH, { raw, headers: NDJSON })).status).toBe(401);
    const staff = await catalogue.token('staff');
    expect((await catalogue.ask(PATH, { raw, headers: NDJSON, token: staff })).status).toBe(403);
    expect((await catalogue.ask(PATH, { json: {}, token: INGEST_TOKEN })).status).toBe(400);
  });

  it('has each effect once, however often and in whatever order events come', async () => {
    const scan = aScan().ofProposal('20260101').started().progress(4).progress(8).finished();
    const [started, progress, more, finished] = scan.events() as [SciZooEvent, SciZooEvent, SciZooEvent, SciZooEvent];
    await catalogue.ingest(aProposalChanged('20260101'));
    expect(await catalogue.ingest(finished)).toEqual(['applied']);
    expect(await catalogue.ingest(progress, finished, started, more)).toEqual([
      'applied',
      'duplicate',
      'applied',
      'applied',
    ]);
    expect(await catalogue.ingest(...scan.events(), started)).toEqual(new Array(5).fill('duplicate'));
    expect(await dataset(scan)).toMatchObject({
      ownerGroup: '20260101',
      principalInvestigators: ['Petra Muster'],
      instrumentGroup: 'zoosaxs-staff',
      readers: ['20260101', 'zoosaxs-staff'],
      scan: { state: 'finished', flags: [] },
      scientificMetadata: { scan_state: 'finished', points_done: 11, points_total: 11 },
    });
    expect((await historyOf(scan)).sort()).toEqual(
      scan
        .events()
        .map(({ id }) => id)
        .sort(),
    );
    expect(await marksOf(scan.events())).toBe(4);
  });

  it('applies what several callers send at the same moment once', async () => {
    const scan = aScan().started().progress(1).progress(2).progress(3).finished();
    const answers = await Promise.all(Array.from({ length: 6 }, () => catalogue.ingest(...scan.events())));
    const applied = answers.flat().filter((status) => status === 'applied');
    expect(applied).toHaveLength(5);
    expect(await historyOf(scan)).toHaveLength(5);
  });

  it('does not bring a deleted dataset back when its events come again', async () => {
    const scan = aScan().started().finished();
    await catalogue.ingest(...scan.events());
    await connection()
      .collection<{ _id: string }>('datasets')
      .deleteOne({ _id: pidOf(scan) });
    expect(await catalogue.ingest(...scan.events())).toEqual(['duplicate', 'duplicate']);
    expect(await dataset(scan)).toBeNull();
  });

  it('rejects bad lines with their reasons and applies their neighbours', async () => {
    const scan = aScan().started().progress(2).finished();
    const [started, progress, finished] = scan.events() as [SciZooEvent, SciZooEvent, SciZooEvent];
    const foreign = aScan().onBeamline('b310a').from('urn:scizoo:demo:zoosaxs').started().events()[0] as SciZooEvent;
    const deep = `{"type":"${started.type}","data":${'['.repeat(10_000)}1${']'.repeat(10_000)}}`;
    const polluting = JSON.stringify(started).replace('{', '{"__proto__":{"polluted":1},');
    const operator = { ...started, $where: 'sleep(1000)' };
    const results = await send([
      started,
      'not json',
      { ...started, type: 'org.scizoo.unknown.v1' },
      { ...progress, data: { pointsDone: 'two' } },
      foreign,
      polluting,
      deep,
      operator,
      progress,
      finished,
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'applied',
      ...new Array<string>(7).fill('rejected'),
      'applied',
      'applied',
    ]);
    const reasons = results.map((result) => (result.reasons ?? []).join('; '));
    expect(reasons[1]).toBe('event is not JSON');
    expect(reasons[2]).toContain('not known');
    expect(reasons[3]).toContain('data.pointsDone must be an integer number');
    expect(reasons[4]).toContain('not registered for beamline b310a');
    expect(reasons[5]).toContain('__proto__');
    expect(reasons[6]).not.toBe('');
    expect(reasons[7]).toContain('$where');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(await dataset(scan)).toMatchObject({ scan: { state: 'finished' } });
  });

  it('keeps names with dots and dollars as names', async () => {
    const key = '$set.scan_state';
    const scan = aScan()
      .started()
      .metadata([{ key, value: '$$ROOT', unit: 'mm' }]);
    expect(await catalogue.ingest(...scan.events())).toEqual(['applied', 'applied']);
    const stored = (await dataset(scan)) as unknown as { scientificMetadata: Record<string, unknown> };
    expect(stored.scientificMetadata).toMatchObject({
      '%24set%2Escan_state': { value: '$$ROOT' },
      scan_state: 'running',
    });
  });

  it('refuses one event that the record cannot hold, not its neighbours', async () => {
    const scan = aScan().started();
    const text = 'x'.repeat(900_000);
    for (let i = 0; i < 20; i++) scan.metadata([{ key: `large_${i}`, value: text }]);
    const results: string[] = [];
    for (const event of scan.finished().events()) results.push(...(await catalogue.ingest(event)));
    expect(results).toContain('rejected');
    expect(results[0]).toBe('applied');
    expect(results.at(-1)).toBe('applied');
    expect(await dataset(scan)).toMatchObject({ scan: { state: 'finished' } });
  }, 60_000);

  it('lists the files of a finished scan, with the readers of its dataset', async () => {
    const files = [
      { path: '/data/a/scan.h5', size: 4096, modifiedAt: '2026-11-23T02:00:00Z' },
      { path: '/data/a/log/1.txt', size: 10 },
    ];
    const scan = aScan().with({ sourceFolder: '/data/a/' }).started().finished({ files });
    await catalogue.ingest(...scan.events());
    expect(await dataset(scan)).toMatchObject({ size: 4106, numberOfFiles: 2, sourceFolder: '/data/a' });
    const blocks = await connection()
      .collection('origdatablocks')
      .find({ datasetId: pidOf(scan) })
      .toArray();
    expect(blocks).toHaveLength(1);
    expect(blocks[0]).toMatchObject({ size: 4106, fileCount: 2, readers: (await dataset(scan))?.['readers'] });
    expect(await filesOf(scan)).toEqual([
      ['scan.h5', 4096],
      ['log/1.txt', 10],
    ]);
  });

  it.each([
    ['first the file', (...events: object[]) => events],
    ['first the end', (...events: object[]) => events.toReversed()],
  ])('counts a file once that the scan and its own message tell, %s', async (_, order) => {
    const files = [
      { path: '/data/a/scan.h5', size: 1 },
      { path: '/data/a/frame_0.h5', size: 20 },
    ];
    const scan = aScan().with({ sourceFolder: '/data/a' }).started().finished({ files });
    const [started, finished] = scan.events() as [object, object];
    const written = (path: string, size: number, scansequence: number) =>
      aFileWritten(scan, { path, size, folder: '/data/a' }, scansequence);
    await catalogue.ingest(started);
    for (const event of order(written('/data/a/scan.h5', 4096, 1), written('/data/a/late.h5', 5, 2), finished))
      await catalogue.ingest(event);
    expect(await dataset(scan)).toMatchObject({ size: 4121, numberOfFiles: 3 });
    expect((await filesOf(scan)).toSorted()).toEqual([
      ['frame_0.h5', 20],
      ['late.h5', 5],
      ['scan.h5', 4096],
    ]);
    await catalogue.ingest(written('/data/a/scan.h5', 5000, 3));
    expect(await dataset(scan)).toMatchObject({ size: 5025, numberOfFiles: 3 });
  });

  it('keeps up with very many files of one scan', async () => {
    const scan = aScan().with({ sourceFolder: '/data/a' }).started();
    await catalogue.ingest(...scan.events());
    const written = Array.from({ length: 2500 }, (_, i) =>
      aFileWritten(scan, { path: `/data/a/f${String(i).padStart(4, '0')}.h5`, size: 1, folder: '/data/a' }, i + 1),
    );
    for (let from = 0; from < written.length; from += 700) await catalogue.ingest(...written.slice(from, from + 700));
    expect(await dataset(scan)).toMatchObject({ size: 2500, numberOfFiles: 2500 });
    const names = (await filesOf(scan)).map(([path]) => path);
    expect(names).toEqual(written.map((_, i) => `f${String(i).padStart(4, '0')}.h5`));
    await catalogue.ingest(aFileWritten(scan, { path: '/data/a/f1500.h5', size: 11, folder: '/data/a' }, 2501));
    expect(await dataset(scan)).toMatchObject({ size: 2510, numberOfFiles: 2500 });
  });
});

describe('events and people', () => {
  it('never changes what a user has edited, also while both write', async () => {
    const scan = aScan().with({ title: 'from the macro' }).started();
    await catalogue.ingest(...scan.events());
    const events = scan.progress(1).progress(2).finished({ title: 'from the end' }).events();
    const edit = inTransaction(connection(), async (session) => {
      const datasets = connection().collection<{ _id: string }>('datasets');
      await datasets.findOne({ _id: pidOf(scan) }, { session });
      await new Promise((resolve) => setTimeout(resolve, 100));
      const update = { $set: { datasetName: 'mine', 'ing.f.datasetName': [100, Date.now()] } };
      await datasets.updateOne({ _id: pidOf(scan) }, update, { session });
    });
    const told = Promise.all(events.slice(1, 3).map((event) => catalogue.ingest(event)));
    await Promise.all([edit, told]);
    await catalogue.ingest(...events);
    expect(await dataset(scan)).toMatchObject({ datasetName: 'mine', scan: { state: 'finished' } });
  });

  it('gives scans to the group of their proposal when it comes', async () => {
    const proposalId = '20269001';
    const files = [{ path: '/data/scan.h5', size: 1 }];
    const scan = aScan().ofProposal(proposalId).started().finished({ files });
    await catalogue.ingest(...scan.events());
    expect(await dataset(scan)).toMatchObject({ ownerGroup: 'zoosaxs-staff', scan: { flags: ['unknown-proposal'] } });
    await catalogue.ingest(aProposalChanged(proposalId, { accessGroups: ['helpers'] }));
    expect(await dataset(scan)).toMatchObject({
      ownerGroup: proposalId,
      principalInvestigators: ['Petra Muster'],
      contactEmail: 'petra.muster@example.org',
      readers: [proposalId, 'helpers', 'zoosaxs-staff'],
      scan: { flags: [] },
    });
    const proposals = connection().collection<{ _id: string; numberOfDatasets?: number }>('proposals');
    await eventually(async () => (await proposals.findOne({ _id: proposalId }))?.numberOfDatasets === 1);
    const block = await connection()
      .collection('origdatablocks')
      .findOne({ datasetId: pidOf(scan) });
    expect(block).toMatchObject({ ownerGroup: proposalId, readers: [proposalId, 'helpers', 'zoosaxs-staff'] });
  });

  it('finds the scans that wait for a proposal by an index, however many datasets there are', async () => {
    const plan = await connection().collection('datasets').find({ 'scan.flags': WAITING }).explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('"indexName":"scan.flags_1"');
  });

  it('keeps a scan that names a proposal of another beamline with the staff, until time is granted there', async () => {
    const proposalId = '20269009';
    await catalogue.ingest(aProposalChanged(proposalId));
    const scan = aScan().onBeamline('b310a').from('urn:scizoo:demo:b310a').ofProposal(proposalId).started();
    await catalogue.ingest(...scan.events());
    const forStaff = { ownerGroup: 'b310a-staff', readers: ['b310a-staff'], scan: { flags: ['proposal-elsewhere'] } };
    expect(await dataset(scan)).toMatchObject(forStaff);
    await catalogue.ingest(aProposalChanged(proposalId, { title: 'changed' }, 2));
    expect(await dataset(scan)).toMatchObject(forStaff);
    await catalogue.ingest(aProposalChanged(proposalId, { instruments: ['zoosaxs', 'b310a'] }, 3));
    expect(await dataset(scan)).toMatchObject({ ownerGroup: proposalId, scan: { flags: [] } });
  });

  it('leaves what was measured here with a proposal that moves to another beamline, the end of a running scan too', async () => {
    const proposalId = '20269010';
    const at = { instruments: ['b310a'] };
    await catalogue.ingest(aProposalChanged(proposalId, at));
    const onBeamline = () => aScan().onBeamline('b310a').from('urn:scizoo:demo:b310a').ofProposal(proposalId);
    const [done, running] = [onBeamline().started().finished(), onBeamline().started().finished()];
    await catalogue.ingest(...done.events(), running.events()[0]!);
    await catalogue.ingest(aProposalChanged(proposalId, { instruments: ['zoosaxs'] }, 2));
    await catalogue.ingest(...running.events().slice(1));
    for (const scan of [done, running])
      expect(await dataset(scan)).toMatchObject({ ownerGroup: proposalId, scan: { flags: [] } });
    const later = onBeamline().started();
    await catalogue.ingest(...later.events());
    expect(await dataset(later)).toMatchObject({ ownerGroup: 'b310a-staff', scan: { flags: ['proposal-elsewhere'] } });
  });

  it('finds by itself scans that were written in the same moment as their proposal', async () => {
    const proposalId = '20269002';
    const scan = aScan().ofProposal(proposalId).started();
    await Promise.all([catalogue.ingest(...scan.events()), catalogue.ingest(aProposalChanged(proposalId))]);
    await eventually(async () => ((await dataset(scan)) as { ownerGroup?: string } | null)?.ownerGroup === proposalId);
  });

  it('writes proposals and samples with the names of SciCat', async () => {
    const proposalId = '20269003';
    const period = {
      instrument: 'zoosaxs',
      start: '2026-11-20T08:00:00Z',
      end: '2026-11-25T08:00:00Z',
      comment: 'first',
    };
    const changed = (sequence: number, more: object) =>
      aProposalChanged(
        proposalId,
        { measurementPeriods: [period], samples: [{ sampleId: 's-9003', name: 'Silica' }], ...more },
        sequence,
      );
    await catalogue.ingest(changed(2, { title: 'second' }), changed(1, { title: 'first', abstract: 'gone by now' }));
    const proposals = connection().collection<{ _id: string }>('proposals');
    const stored = await proposals.findOne({ _id: proposalId });
    expect(stored).toMatchObject({
      title: 'second',
      pi_lastname: 'Muster',
      pi_email: 'petra.muster@example.org',
      email: 'petra.muster@example.org',
      ownerGroup: proposalId,
      instrumentGroup: 'zoosaxs-staff',
      readers: [proposalId, 'zoosaxs-staff'],
      MeasurementPeriodList: [{ instrument: 'zoosaxs', start: new Date(period.start), comment: 'first' }],
    });
    expect(stored).not.toHaveProperty('abstract');
    expect(await connection().collection<{ _id: string }>('samples').findOne({ _id: 's-9003' })).toMatchObject({
      sampleName: 'Silica',
      proposalId,
      ownerGroup: proposalId,
    });
    const about = { subject: proposalId, source: 'urn:scizoo:proposals:demo', sequence: 3 };
    await catalogue.ingest(makeEvent('org.scizoo.proposal.withdrawn.v1', about, { proposalId, reason: 'moved' }));
    expect(await proposals.findOne({ _id: proposalId })).toMatchObject({
      title: 'second',
      metadata: { withdrawn: { reason: 'moved' } },
    });
  });
});
