import { datasetPid } from '@scizoo/messaging';
import { aProposalChanged, aScan, testMongo } from '@scizoo/testing';
import { DatabaseService } from '../database/database.service';
import { type Account, Catalogue } from '../testing/catalogue';
import type { ScanLogRow, ScanLogSummary } from './scan-log.shapes';

let catalogue: Catalogue;
const tokens = {} as Record<Account, string>;
const pidOf = (scan: { key: string }) => datasetPid('20.500.00000', scan.key);
const path = (pid: string) => `/api/v4/datasets/${encodeURIComponent(pid)}/annotations`;

const first = aScan().startedAt('2026-11-20T08:00:00.000Z').ofProposal('20260101').started().progress(11).finished();
const second = aScan().startedAt('2026-11-21T08:00:00.000Z').ofProposal('20260102').started().progress(3).stopped();
const third = aScan()
  .startedAt('2026-11-22T08:00:00.000Z')
  .ofProposal('20260101')
  .with({ command: 'mesh mot01 0 1 5 mot02 0 (a+)+$ 5 0.1' })
  .started()
  .progress(2);

async function rows(account: Account | undefined, query = ''): Promise<ScanLogRow[]> {
  const { body, status, text } = await catalogue.ask(`/api/v4/scan-log${query}`, account && { token: tokens[account] });
  if (status !== 200) throw new Error(text);
  return body['rows'] as ScanLogRow[];
}
const pids = async (account: Account | undefined, query = '') => (await rows(account, query)).map(({ pid }) => pid);

beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('scan-log').uri);
  for (const account of ['staff', 'scientist', 'guest', 'admin'] as const)
    tokens[account] = await catalogue.token(account);
  const proposals = ['20260101', '20260102'].map((id) => aProposalChanged(id, { title: `Proposal ${id}` }));
  const told = await catalogue.ingest(...proposals, ...first.events(), ...second.events(), ...third.events());
  expect(new Set(told)).toEqual(new Set(['applied']));
}, 60_000);
afterAll(() => catalogue.dropAndStop());

describe('the scan log', () => {
  it('shows each caller the scans that are theirs, newest first', async () => {
    expect(await pids('staff', '?instrument=zoosaxs')).toEqual([third, second, first].map(pidOf));
    expect(await pids('admin')).toEqual([third, second, first].map(pidOf));
    expect(await pids('scientist')).toEqual([third, first].map(pidOf));
    expect(await pids('guest')).toEqual([pidOf(second)]);
    expect(await pids(undefined)).toEqual([]);
    expect(await pids('staff', '?instrument=b310a')).toEqual([]);
  });

  it('maps a dataset to a row', async () => {
    const [row] = await rows('staff', `?proposal=20260102&columns=photon_energy,nothing`);
    expect(row).toMatchObject({
      pid: pidOf(second),
      instrument: 'zoosaxs',
      startTime: '2026-11-21T08:00:00.000Z',
      command: 'ascan mot01 0.0 1.0 10 0.1',
      scanType: 'ascan',
      state: 'stopped',
      reason: 'aborted',
      pointsDone: 3,
      pointsTotal: 11,
      proposalIds: ['20260102'],
      visit: '2026112308',
      detectors: ['ct01', 'ct02'],
      motors: ['mot01'],
      sourceFolder: '/data/visitors/zoosaxs/20260102/2026112308/raw',
      comment: null,
      dataQualityMetrics: null,
      images: [],
      flags: [],
      mayAnnotate: true,
    });
    expect(row?.metadata).toEqual({ photon_energy: { value: 7112.5, unit: 'eV' } });
    expect(row?.principalInvestigators).toHaveLength(1);
    expect(row).not.toHaveProperty('ing');
    expect(row).not.toHaveProperty('readers');
  });

  it('leaves out what was made of scans, which has a row for its own page all the same', async () => {
    const json = {
      type: 'derived',
      datasetName: 'average',
      owner: 'Otter, Olga',
      contactEmail: 'olga@demo.example',
      sourceFolder: '/data/average',
      creationTime: '2026-11-22T10:00:00Z',
      ownerGroup: '20260101',
      proposalIds: ['20260101'],
      inputDatasets: [pidOf(first)],
      usedSoftware: ['zoo-reduce'],
    };
    const made = await catalogue.ask('/api/v4/datasets', { token: tokens.admin, json });
    expect(made.status).toBe(201);
    const pid = made.body['pid'] as string;
    expect(await pids('scientist')).toEqual([third, first].map(pidOf));
    const rowFor = (account: Account) =>
      catalogue.ask(`/api/v4/datasets/${encodeURIComponent(pid)}/row`, { token: tokens[account] });
    const { status, body: row } = await rowFor('scientist');
    expect([status, row['pid'], row['datasetName'], row['mayAnnotate'], row['comment']]).toEqual([
      200,
      pid,
      'average',
      true,
      null,
    ]);
    expect((await rowFor('guest')).status).toBe(404);
  });

  it('filters by proposal, time, state and text', async () => {
    expect(await pids('staff', '?from=2026-11-21T00:00:00Z&till=2026-11-21T23:59:59Z')).toEqual([pidOf(second)]);
    expect(await pids('staff', '?state=running')).toEqual([pidOf(third)]);
    expect(await pids('staff', '?state=stopped,finished')).toEqual([second, first].map(pidOf));
    expect(await pids('staff', '?text=MESH')).toEqual([pidOf(third)]);
    expect(await pids('staff', `?text=${encodeURIComponent('(a+)+$')}`)).toEqual([pidOf(third)]);
    expect(await pids('staff', `?text=${encodeURIComponent('.*')}`)).toEqual([]);
    expect(await pids('guest', '?proposal=20260101')).toEqual([]);
  });

  it('goes on by key, in any sort, without a row twice or left out', async () => {
    const several = [
      'state,-startTime',
      '-dataQualityMetrics,scanNumber',
      'meta:nothing',
      '-meta:scan_command,startTime',
    ];
    for (const sort of [
      '-startTime',
      'startTime',
      '-dataQualityMetrics',
      'endTime',
      'scanNumber',
      '-size',
      ...several,
    ]) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const query = `/api/v4/scan-log?limit=1&sort=${sort}${cursor && `&cursor=${cursor}`}`;
        const { body } = await catalogue.ask(query, { token: tokens.staff });
        seen.push(...(body['rows'] as ScanLogRow[]).map(({ pid }) => pid));
        cursor = body['next'] as string | null;
      }
      expect([sort, ...[...seen].sort()]).toEqual([sort, ...[first, second, third].map(pidOf).sort()]);
    }
  });

  it('is ordered level by level', async () => {
    expect(await pids('staff', '?sort=state,-startTime')).toEqual([first, third, second].map(pidOf));
    expect(await pids('scientist', '?sort=-meta:nothing,startTime')).toEqual([first, third].map(pidOf));
  });

  it.each([
    '?sort=state,ownerGroup',
    '?sort=meta:',
    `?sort=meta:${'a.'.repeat(60)}b`,
    '?sort=state,size,endTime,updatedAt,startTime',
    '?sort=state,size&cursor=W10',
    '?limit=1001',
    '?limit=0',
    '?limit=1e9',
    '?sort=ownerGroup',
    '?sort=$where',
    '?from=yesterday',
    '?state=lost',
    '?minRating=9',
    '?hide=nothing',
    '?has=teeth',
    '?cursor=x',
    '?instrument=a&instrument=b',
    '?instrument[$ne]=a',
    '?instruments=a',
    '?text=%00',
    `?text=${'x'.repeat(201)}`,
  ])('refuses %s', async (query) => {
    const { status, body } = await catalogue.ask(`/api/v4/scan-log${query}`, { token: tokens.staff });
    expect([status, body['code']]).toEqual([400, 'invalid']);
  });

  it('sums up what the caller sees', async () => {
    const { body } = await catalogue.ask('/api/v4/scan-log/summary?instrument=zoosaxs', { token: tokens.staff });
    const summary = body as unknown as ScanLogSummary;
    expect(summary).toMatchObject({
      count: 3,
      capped: false,
      first: '2026-11-20T08:00:00.000Z',
      last: '2026-11-22T08:00:00.000Z',
    });
    expect(summary.keys).toContain('photon_energy');
    expect(summary.keys).not.toContain('scan_command');
    expect(summary.proposals.map(({ proposalId, count }) => [proposalId, count])).toEqual([
      ['20260101', 2],
      ['20260102', 1],
    ]);
    const { body: anonymous } = await catalogue.ask('/api/v4/scan-log/summary');
    expect(anonymous).toMatchObject({ count: 0, first: null, last: null, keys: [], proposals: [] });
  });

  it('filters by kind, motor and detector, and leaves out failed and alignment scans', async () => {
    const align = aScan().startedAt('2026-11-19T08:00:00.000Z').ofProposal('20260109');
    const broken = aScan().startedAt('2026-11-19T09:00:00.000Z').ofProposal('20260109');
    await catalogue.ingest(
      ...align.with({ command: 'dscan mot01 -1 1 10 0.1', scanType: 'dscan' }).started().finished().events(),
      ...broken.started().failed().events(),
    );
    const asked = (query: string) => pids('staff', `?proposal=20260109${query}`);
    expect(await asked('')).toEqual([broken, align].map(pidOf));
    expect(await asked('&hide=failed')).toEqual([pidOf(align)]);
    expect(await asked('&hide=alignment')).toEqual([pidOf(broken)]);
    expect(await asked('&hide=failed,alignment')).toEqual([]);
    expect(await asked('&type=dscan&motor=mot01&detector=ct01')).toEqual([pidOf(align)]);
    expect(await asked('&motor=mot99')).toEqual([]);
    expect(await asked('&has=comment')).toEqual([]);
    const said = { field: 'comment', was: null, value: 'sample slipped' };
    await catalogue.ask(path(pidOf(broken)), { method: 'PATCH', token: tokens.staff, json: said });
    expect(await asked('&has=comment')).toEqual([pidOf(broken)]);
    expect(await asked('&has=comment,images')).toEqual([]);
  });
});

describe('annotations', () => {
  const change = (account: Account | undefined, pid: string, json: unknown) =>
    catalogue.ask(path(pid), { method: 'PATCH', json, ...(account && { token: tokens[account] }) });

  it('are kept with who and when, in the history too, and no event takes them away', async () => {
    const answer = await change('scientist', pidOf(first), { field: 'comment', was: null, value: '<b>aligned</b>' });
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.objectContaining({ comment: '<b>aligned</b>', commentBy: 'scientist', mayAnnotate: true }),
    ]);
    const stars = await change('staff', pidOf(first), { field: 'dataQualityMetrics', was: null, value: 4 });
    expect(stars.body).toMatchObject({ dataQualityMetrics: 4, ratedBy: 'staff', comment: '<b>aligned</b>' });
    await catalogue.ingest(...first.metadata([{ key: 'comment', value: 'from the beamline' }]).events());
    const [row] = await rows('scientist', '?text=aligned&minRating=4');
    expect(row).toMatchObject({ pid: pidOf(first), comment: '<b>aligned</b>' });
    const { connection } = catalogue.app.get(DatabaseService);
    const history = await connection
      .collection('history')
      .find({ documentId: pidOf(first), user: { $ne: 'scicow' } })
      .sort({ timestamp: 1 })
      .toArray();
    expect(history.map(({ user, after }) => [user, after])).toEqual([
      ['scientist', { comment: '<b>aligned</b>' }],
      ['staff', { dataQualityMetrics: 4 }],
    ]);
  });

  it('say what somebody else has written meanwhile', async () => {
    await change('staff', pidOf(second), { field: 'comment', was: '', value: 'one' });
    const late = await change('guest', pidOf(second), { field: 'comment', was: '', value: 'two' });
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ statusCode: 409, code: 'conflict', current: { value: 'one', by: 'staff' } });
    expect(
      (await change('guest', pidOf(second), { field: 'comment', was: 'one', value: null })).body['comment'],
    ).toBeNull();
  });

  it('are written once when many come at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        change('staff', pidOf(third), { field: 'comment', was: '', value: `editor ${i}` }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(9).fill(409)]);
  });

  it('are for owners, staff of the beamline and admins', async () => {
    const json = { field: 'datasetName', was: 'x', value: 'y' };
    expect((await change(undefined, pidOf(first), json)).status).toBe(401);
    expect((await change('guest', pidOf(first), json)).status).toBe(404);
    expect((await change('scientist', '20.500.00000/none', json)).status).toBe(404);
    expect((await change('admin', pidOf(first), json)).status).toBe(409);
  });

  it.each([
    [{ field: 'ownerGroup', was: 'a', value: 'b' }],
    [{ field: 'comment', was: null, value: 5 }],
    [{ field: 'comment', was: null, value: { $gt: '' } }],
    [{ field: 'dataQualityMetrics', was: null, value: 6 }],
    [{ field: 'dataQualityMetrics', was: null, value: '4' }],
    [{ field: 'datasetName', was: 'x', value: null }],
    [{ field: 'comment', was: null, value: 'x', extra: 1 }],
    [[]],
  ])('refuse %j', async (json) => {
    expect((await change('scientist', pidOf(first), json)).status).toBe(400);
  });
});
