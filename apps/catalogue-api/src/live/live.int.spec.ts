import { datasetPid } from '@scizoo/messaging';
import { aProposalChanged, aScan, EventStream, eventually, type StreamEvent, testMongo } from '@scizoo/testing';
import { DatabaseService } from '../database/database.service';
import type { ScanLogRow } from '../scan-log/scan-log.shapes';
import { type Account, Catalogue, signInBody } from '../testing/catalogue';

let one: Catalogue;
let other: Catalogue;
const tokens = {} as Record<Account, string>;
const streams: EventStream[] = [];
const pidOf = (scan: { key: string }) => datasetPid('20.500.00000', scan.key);

async function listen(account: Account | undefined, options: { at?: Catalogue; query?: string; after?: string } = {}) {
  const { at = one, query = '', after } = options;
  const stream = await EventStream.open(`${at.url}/api/v4/live/scan-log${query}`, {
    ...(account && { authorization: `Bearer ${tokens[account]}` }),
    ...(after !== undefined && { 'last-event-id': after }),
  });
  streams.push(stream);
  await stream.next(({ event }) => event === 'hello');
  return stream;
}
const rowOf = ({ data }: StreamEvent) => JSON.parse(data) as ScanLogRow;
const isRowOf =
  (pid: string, more: Partial<ScanLogRow> = {}) =>
  (event: StreamEvent) =>
    event.event === 'row' &&
    rowOf(event).pid === pid &&
    Object.entries(more).every(([name, value]) => rowOf(event)[name as keyof ScanLogRow] === value);
const isGone =
  (pid: string) =>
  ({ event, data }: StreamEvent) =>
    event === 'gone' && JSON.parse(data).pid === pid;
const ids = (stream: EventStream) => stream.events.flatMap(({ event, id }) => (event === 'row' && id ? [id] : []));
const shown = (stream: EventStream) =>
  new Set(stream.events.filter(({ event }) => event === 'row').map((e) => rowOf(e).pid));

const setOf = (at: Catalogue, pid: string, fields: object) =>
  at.app
    .get(DatabaseService)
    .connection.collection<{ _id: string }>('datasets')
    .updateOne({ _id: pid }, { $set: fields });

beforeAll(async () => {
  const { uri } = testMongo('live');
  one = await Catalogue.start(uri);
  other = await Catalogue.start(uri);
  for (const account of ['staff', 'scientist', 'guest', 'admin'] as const) tokens[account] = await one.token(account);
  await one.ingest(...['20260101', '20260102'].map((id) => aProposalChanged(id)));
}, 60_000);
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close();
});
afterAll(async () => {
  await other.stop();
  await one.dropAndStop();
});

describe('live scan log', () => {
  it('shows a scan while it runs, on every process, to those who may see it', async () => {
    const scan = aScan().ofProposal('20260101').started();
    const staff = await listen('staff', { query: '?instrument=zoosaxs' });
    const scientist = await listen('scientist', { at: other });
    const [guest, anonymous] = [await listen('guest'), await listen(undefined, { at: other })];
    await one.ingest(...scan.events());
    const running = rowOf(await staff.next(isRowOf(pidOf(scan), { state: 'running' })));
    expect(running).toMatchObject({ instrument: 'zoosaxs', command: 'ascan mot01 0.0 1.0 10 0.1', mayAnnotate: true });
    await scientist.next(isRowOf(pidOf(scan)));
    await other.ingest(...scan.finished().events());
    await staff.next(isRowOf(pidOf(scan), { state: 'finished' }));
    await scientist.next(isRowOf(pidOf(scan), { state: 'finished' }));
    expect([shown(guest).size, shown(anonymous).size]).toEqual([0, 0]);
  });

  it('filters by instrument and proposal and tells whether the listener may annotate', async () => {
    const mine = aScan().ofProposal('20260101').started();
    const others = aScan().ofProposal('20260102').started();
    const filtered = await listen('staff', { query: '?proposal=20260101' });
    const elsewhere = await listen('staff', { query: '?instrument=b310a' });
    const guest = await listen('guest');
    await one.ingest(...others.events(), ...mine.events());
    await filtered.next(isRowOf(pidOf(mine)));
    await guest.next(isRowOf(pidOf(others), { mayAnnotate: true }));
    await setOf(one, pidOf(mine), { accessGroups: ['20260102'], readers: ['20260101', '20260102', 'zoosaxs-staff'] });
    await guest.next(isRowOf(pidOf(mine), { mayAnnotate: false }));
    expect(shown(filtered)).toEqual(new Set([pidOf(mine)]));
    expect(shown(elsewhere).size).toBe(0);
  });

  it('carries captured items that were asked for', async () => {
    const scan = aScan().ofProposal('20260101').started();
    const stream = await listen('staff', { query: '?columns=photon_energy' });
    await one.ingest(...scan.events());
    const row = rowOf(await stream.next(isRowOf(pidOf(scan))));
    expect(row.metadata).toEqual({ photon_energy: { value: 7112.5, unit: 'eV' } });
  });

  it('takes a row away that the listener may no longer see', async () => {
    const scan = aScan().ofProposal('20260101').started();
    const [scientist, guest] = [await listen('scientist'), await listen('guest')];
    await one.ingest(...scan.events());
    await scientist.next(isRowOf(pidOf(scan)));
    await setOf(one, pidOf(scan), { ownerGroup: '20260102', readers: ['20260102', 'zoosaxs-staff'] });
    await scientist.next(isGone(pidOf(scan)));
    await guest.next(isRowOf(pidOf(scan)));
    await one.app
      .get(DatabaseService)
      .connection.collection<{ _id: string }>('datasets')
      .deleteOne({ _id: pidOf(scan) });
    await guest.next(isGone(pidOf(scan)));
    expect(guest.events.filter(isGone(pidOf(scan)))).toHaveLength(1);
    expect(scientist.events.filter(isGone(pidOf(scan)))).toHaveLength(1);
  });
});

describe('a lost connection', () => {
  /** A listener that has seen one scan, and the scans that come while it is away. */
  async function interrupted(count: number) {
    const seen = aScan().ofProposal('20260101').started();
    const stream = await listen('scientist');
    await one.ingest(...seen.events());
    const { id } = await stream.next(isRowOf(pidOf(seen)));
    await stream.close();
    const missed = Array.from({ length: count }, () => aScan().ofProposal('20260101').started());
    const hidden = aScan().ofProposal('20260102').started();
    await one.ingest(...missed.flatMap((scan) => scan.events()), ...hidden.events());
    return { after: String(id), missed: new Set(missed.map(pidOf)) };
  }
  const caughtUp = (stream: EventStream, pids: ReadonlySet<string>) =>
    eventually(() => shown(stream).size >= pids.size, { what: 'every missed row' });

  it('is made good from memory on the same process', async () => {
    const { after, missed } = await interrupted(50);
    const stream = await listen('scientist', { after });
    await caughtUp(stream, missed);
    expect(shown(stream)).toEqual(missed);
    expect(stream.events.some(({ event }) => event === 'reset')).toBe(false);
    expect(new Set(ids(stream)).size).toBe(ids(stream).length);
  });

  it('is made good from the log of the database on a fresh process, without an event twice', async () => {
    const { after, missed } = await interrupted(20);
    const fresh = await Catalogue.start(one.mongodbUri);
    try {
      const stream = await listen('scientist', { at: fresh, after });
      const later = aScan().ofProposal('20260101').started();
      await one.ingest(...later.events());
      await stream.next(isRowOf(pidOf(later)));
      expect(shown(stream)).toEqual(new Set([...missed, pidOf(later)]));
      expect(new Set(ids(stream)).size).toBe(ids(stream).length);
      expect(stream.events.some(({ event }) => event === 'reset')).toBe(false);
    } finally {
      await fresh.stop();
    }
  });

  it.each([
    'nonsense',
    'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF',
    '0000000000000000',
    '82'.repeat(2000),
    '826000000000000001',
  ])('with the token %.20s ends in a reset and goes on live', async (after) => {
    const stream = await listen('scientist', { after });
    const scan = aScan().ofProposal('20260101').started();
    if (after !== 'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF') await stream.next(({ event }) => event === 'reset');
    await one.ingest(...scan.events());
    await stream.next(isRowOf(pidOf(scan)));
  });

  it('takes the token from the query too, for browsers that open a new stream', async () => {
    const { after, missed } = await interrupted(2);
    const stream = await listen('scientist', { query: `?lastEventId=${after}` });
    await caughtUp(stream, missed);
    expect(shown(stream)).toEqual(missed);
  });

  it('tells what has gone meanwhile', async () => {
    const scan = aScan().ofProposal('20260101').started();
    const stream = await listen('scientist');
    await one.ingest(...scan.events());
    const { id } = await stream.next(isRowOf(pidOf(scan)));
    await stream.close();
    await setOf(one, pidOf(scan), { ownerGroup: '20260102', readers: ['20260102', 'zoosaxs-staff'] });
    const behind = await listen('admin');
    await one.ingest(...aScan().started().events());
    await behind.next(({ event }) => event === 'row');
    const again = await listen('scientist', { after: String(id) });
    await again.next(isGone(pidOf(scan)));
  });
});

describe('the stream', () => {
  it('sends a sign of life that moves the position on', async () => {
    const stream = await listen('guest');
    const { id } = await stream.next(({ event }) => event === 'ping', 15_000);
    expect(id).toBeTruthy();
  }, 20_000);

  it('ends when its session is signed out on another process', async () => {
    const token = await one.token('guest');
    const stream = await EventStream.open(`${one.url}/api/v4/live/scan-log`, { authorization: `Bearer ${token}` });
    await stream.next(({ event }) => event === 'hello');
    const { status } = await other.ask('/api/v3/auth/logout', { method: 'POST', token });
    expect(status).toBe(200);
    await eventually(() => stream.isEnded, { withinMs: 20_000, what: 'the end of the stream' });
  }, 30_000);

  it('does not keep the process from stopping', async () => {
    const third = await Catalogue.start(one.mongodbUri);
    const stream = await listen('staff', { at: third });
    await third.stop();
    await eventually(() => stream.isEnded, { what: 'the end of the stream' });
  });
});

describe('streams of one person', () => {
  it('are twenty, however they are opened; others still come in', async () => {
    const url = `${one.url}/api/v4/live/scan-log`;
    const ask = () => fetch(url, { headers: { authorization: `Bearer ${tokens.guest}` } });
    const answers = await Promise.all(Array.from({ length: 25 }, ask));
    const refused = answers.filter(({ status }) => status === 429);
    try {
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
      expect(refused).toHaveLength(5);
      expect(await refused[0]?.json()).toMatchObject({
        code: 'too-many',
        message: 'You have too many live views open: close some of their windows',
      });
      await listen('staff');
    } finally {
      for (const answer of answers) if (!answer.bodyUsed) await answer.body?.cancel();
    }
    await eventually(async () => {
      const again = await ask();
      await again.body?.cancel();
      return again.status === 200;
    });
  });

  it('of an API token end with the token', async () => {
    const { body: session, headers } = await one.ask('/api/v4/session', { json: signInBody('scientist') });
    const cookie = headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const browser = { cookie, 'x-csrf-token': String(session['csrfToken']) };
    const json = { name: 'watcher', scopes: ['read'] };
    const { body } = await one.ask('/api/v4/tokens', { json, headers: browser });
    const stream = await EventStream.open(`${one.url}/api/v4/live/scan-log`, {
      authorization: `Bearer ${String(body['token'])}`,
    });
    streams.push(stream);
    await stream.next(({ event }) => event === 'hello');
    await one.ask(`/api/v4/tokens/${String(body['id'])}`, { method: 'DELETE', headers: browser });
    await eventually(() => stream.isEnded, { withinMs: 15_000, what: 'the end of the stream' });
  }, 30_000);
});
