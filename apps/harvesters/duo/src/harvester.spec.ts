import type { SciZooEvent } from '@scizoo/messaging';
import { eventually, type OfficeRecord, UserOfficeStandIn } from '@scizoo/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Harvester } from './harvester';
import type { HarvestState } from './harvest-state';
import { Ledger } from './ledger';
import { PagedProfile } from './paged-profile';
import { PsiProfile } from './psi-profile';
import { WebReader } from './web-reader';

let office: UserOfficeStandIn;
let folder: string;
let sent: SciZooEvent[];
let broken: Error | undefined;
let state: HarvestState & { epoch: number };
/** In memory; the one at the catalogue has a test of its own. */
function aState(): typeof state {
  const kept: { cursor?: string; wholeAt?: Date } = {};
  return {
    get cursor() {
      return kept.cursor;
    },
    get wholeAt() {
      return kept.wholeAt;
    },
    epoch: 0,
    note: (harvest) => {
      Object.assign(kept, harvest);
      return Promise.resolve();
    },
  };
}
beforeEach(async () => {
  office = await UserOfficeStandIn.start();
  folder = await mkdtemp(join(tmpdir(), 'duo-'));
  sent = [];
  broken = undefined;
  state = aState();
});
afterEach(async () => {
  await office.stop();
  await rm(folder, { recursive: true });
});

const beamlines = new Map([['PX', 'px']]);
const readerOf = (headers: Record<string, string>, timeoutMs = 2000) =>
  new WebReader({ endpoint: office.url, headers, timeoutMs, tries: 3, wait: () => 5 });
const psi = ({ facilities = ['sls'], years = [2026, 2027] } = {}) =>
  new PsiProfile(readerOf({ cookie: `SECRET=${office.secret}` }), {
    facilities,
    zone: 'Europe/Zurich',
    years: () => years,
    beamlines,
  });
const paged = (timeoutMs?: number) =>
  new PagedProfile(readerOf({ authorization: `Bearer ${office.secret}` }, timeoutMs), beamlines);
async function harvesterOf(profile: 'psi' | 'paged', mostVanishing = 0.1) {
  return new Harvester(profile === 'psi' ? psi() : paged(), await Ledger.open(folder), state, {
    facility: 'zoo',
    mostVanishing,
    send: (events) => {
      if (broken) return Promise.reject(broken);
      sent.push(...events);
      return Promise.resolve();
    },
  });
}
const record = (id: string, more: Partial<OfficeRecord> = {}): OfficeRecord => ({
  id,
  title: `Question ${id}`,
  pi: { firstName: 'Łucja', lastName: 'Óskarsdóttir', email: 'lucja@uni.example' },
  facility: 'sls',
  sessions: [{ beamline: 'PX', start: '02/03/2026 08:00:00', end: '04/03/2026 08:00:00' }],
  ...more,
});
const isoSession = { beamline: 'PX', start: '2026-03-02T08:00:00+01:00', end: '2026-03-04T08:00:00+01:00' };
const dataOf = (id: string) =>
  sent.findLast(({ subject }) => subject === id)?.data as unknown as Record<string, unknown>;

describe('the profile of PSI', () => {
  it('tells a proposal whole: people, group, periods of two years in UTC, instrument', async () => {
    const sessions = [
      ...record('20260001').sessions,
      { beamline: 'PX', start: '01/07/2027', end: '02/07/2027' },
      { beamline: 'SIM', start: '05/07/2027 08:00:00', end: '06/07/2027 08:00:00' },
    ];
    office.put(record('20260001', { group: 'p17001', sessions, abstract: 'β and 日本' }));
    await (await harvesterOf('psi')).run('whole');
    expect(dataOf('20260001')).toMatchObject({
      title: 'Question 20260001',
      abstract: 'β and 日本',
      ownerGroup: 'p17001',
      principalInvestigator: { firstName: 'Łucja', lastName: 'Óskarsdóttir', email: 'lucja@uni.example' },
      instruments: ['sim', 'px'].sort(),
      startTime: '2026-03-02T07:00:00.000Z',
      endTime: '2027-07-06T06:00:00.000Z',
      measurementPeriods: [
        { instrument: 'px', start: '2026-03-02T07:00:00.000Z', end: '2026-03-04T07:00:00.000Z' },
        { instrument: 'px', start: '2027-06-30T22:00:00.000Z', end: '2027-07-02T21:59:59.000Z' },
        { instrument: 'sim', start: '2027-07-05T06:00:00.000Z', end: '2027-07-06T06:00:00.000Z' },
      ],
    });
  });
  it('asks the owner of the group where no address is told, and says nothing untrue where none is known', async () => {
    const noAddress = { firstName: 'Nadja', lastName: 'Neu' };
    office.put(record('1', { pi: noAddress, group: 'p1' }), record('2', { pi: noAddress }));
    office.ownGroup('p1', { email: 'owner@uni.example' });
    await (await harvesterOf('psi')).run('whole');
    expect(dataOf('1')).toMatchObject({ proposer: { email: 'owner@uni.example' } });
    expect(dataOf('2')['principalInvestigator']).toEqual(noAddress);
  });
  it('takes what stands in for an address for none, and asks all facilities where none is named', async () => {
    const pi = { firstName: 'Nadja', lastName: 'Neu', email: 'n/a' };
    office.put(record('1', { pi }), record('2', { facility: 'swissfel' }));
    const { proposals, faults } = await psi({ facilities: [] }).all();
    expect(faults).toEqual([]);
    expect(proposals.map(({ data }) => data.proposalId)).toEqual(['1', '2']);
    await (await harvesterOf('psi')).run('whole');
    expect(dataOf('1')).toMatchObject({ principalInvestigator: { firstName: 'Nadja', lastName: 'Neu' } });
  });
  it('tells nothing of a proposal of which one row makes no sense, whichever comes first', async () => {
    const [good] = record('1').sessions;
    const bad = { beamline: 'SIM', start: 'soon', end: '2026' };
    office.put(record('1', { sessions: [bad, good!] }), record('2', { sessions: [good!, bad] }), record('3'));
    bad.start = '2026 soon';
    const { changed, faults } = await (await harvesterOf('psi')).run('whole');
    expect([changed, faults.map(({ proposalId }) => proposalId)]).toEqual([['3'], ['1', '2']]);
  });
  it('goes on asking for the years it once began with', async () => {
    const ledger = await Ledger.open(folder);
    expect([ledger.askedFrom(2024), ledger.askedFrom(2025)]).toEqual([2024, 2024]);
    await ledger.noteSent();
    expect((await Ledger.open(folder)).askedFrom(2027)).toBe(2024);
    expect(ledger.askedFrom(2020)).toBe(2020);
  });
  it('takes the others when one makes no sense', async () => {
    const sessions = [{ beamline: 'PX', start: '99/99/2026 08:00:00', end: '04/03/2026 08:00:00' }];
    office.put(record('1'), record('2', { sessions }), record('3'));
    const { changed, faults } = await (await harvesterOf('psi')).run('whole');
    expect(changed).toEqual(['1', '3']);
    expect(faults).toEqual([{ proposalId: '2', reason: expect.stringContaining('99/99/2026') as string }]);
  });
});

describe('the profile with pages', () => {
  it('asks for what has changed, and gets a record that changes while it pages', async () => {
    const many = Array.from({ length: 450 }, (_, i) => record(`${1000 + i}`, { sessions: [isoSession] }));
    office.put(...many);
    office.misbehave(
      { slowMs: 0 },
      { before: () => office.put(record('1001', { title: 'changed', sessions: [isoSession] })) },
    );
    const harvester = await harvesterOf('paged');
    expect((await harvester.run('whole')).changed).toHaveLength(450);
    expect(dataOf('1001')['title']).toBe('changed');
    office.put(record('1002', { title: 'changed too', sessions: [isoSession] }));
    const { kind, changed } = await harvester.run('changes');
    expect([kind, changed]).toEqual(['changes', ['1002']]);
    expect(office.asked.at(-1)).toContain('changed_since=');
  });
  it('tells team and samples', async () => {
    const samples = [{ sampleId: 's1', name: 'Foil' }];
    const team = [{ firstName: 'Per', lastName: 'Prov', email: '' }];
    office.put(record('1', { team, samples, sessions: [isoSession] }));
    await (await harvesterOf('paged')).run('whole');
    expect(dataOf('1')).toMatchObject({ team: [{ firstName: 'Per', lastName: 'Prov' }], samples });
  });
  it('tells a withdrawal with its reason, and the same proposal again when it comes back', async () => {
    office.put(record('1', { sessions: [] }));
    const harvester = await harvesterOf('paged');
    await harvester.run('whole');
    office.put(record('1', { sessions: [], status: 'withdrawn', statusReason: 'no sample' }));
    expect((await harvester.run('changes')).withdrawn).toEqual(['1']);
    expect(dataOf('1')).toEqual({ proposalId: '1', reason: 'no sample' });
    office.put(record('1', { sessions: [] }));
    expect((await harvester.run('changes')).changed).toEqual(['1']);
    expect(sent.map(({ scansequence }) => scansequence)).toEqual([1, 2, 3]);
  });
});

describe('a harvest', () => {
  it('tells nothing twice, also after a restart', async () => {
    office.put(record('1'), record('2'));
    await (await harvesterOf('psi')).run('whole');
    expect((await (await harvesterOf('psi')).run('whole')).changed).toEqual([]);
    expect(sent).toHaveLength(2);
  });
  it('sends what a crash left over under the same ids before it goes on', async () => {
    office.put(record('1'));
    broken = new Error('no broker answers');
    await expect((await harvesterOf('psi')).run('whole')).rejects.toThrow('no broker answers');
    broken = undefined;
    office.put(record('1', { title: 'meanwhile' }));
    await (await harvesterOf('psi')).run('whole');
    expect(sent.map(({ scansequence, data }) => [scansequence, (data as { title: string }).title])).toEqual([
      [1, 'Question 1'],
      [2, 'meanwhile'],
    ]);
  });
  it('withdraws the one that is gone, but asks a human when a great part is', async () => {
    office.put(...Array.from({ length: 40 }, (_, i) => record(`${i}`)));
    const harvester = await harvesterOf('psi');
    await harvester.run('whole');
    office.remove('7');
    expect((await harvester.run('whole')).withdrawn).toEqual(['7']);
    for (let i = 10; i < 30; i++) office.remove(`${i}`);
    await expect(harvester.run('whole')).rejects.toThrow('20 of 39 proposals are missing');
    expect((await (await harvesterOf('psi', 1)).run('whole')).withdrawn).toHaveLength(20);
  });
  it('gets over a busy, a broken and a slow answer', async () => {
    office.put(record('1', { sessions: [isoSession] }));
    office.misbehave({ status: 429, retryAfter: '0' }, { status: 500 });
    expect((await (await harvesterOf('paged')).run('whole')).changed).toEqual(['1']);
    office.misbehave({ slowMs: 500 }, { text: '<html>' });
    await expect(paged(100).all()).resolves.toMatchObject({ proposals: [{ data: { proposalId: '1' } }] });
  });
  it('ends at once while it waits as long as a busy office wishes', async () => {
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${office.secret}` };
    const options = { endpoint: office.url, headers, timeoutMs: 2000, tries: 3, signal: stop.signal };
    office.misbehave({ status: 429, retryAfter: '60' });
    const asked = new WebReader(options).json('v1/proposals');
    await eventually(() => office.asked.length === 1);
    stop.abort();
    await expect(asked).rejects.toThrow('abort');
  });
  it.each([
    ['v1/proposals', { authorization: 'Bearer wrong' }, 'answered 401'],
    ['elsewhere', { cookie: 'SECRET=secret-of-the-user-office' }, 'answered 404'],
  ] as const)('does not try %s again when it is refused', async (path, headers, reason) => {
    await expect(readerOf(headers).json(path)).rejects.toThrow(reason);
    expect(office.asked).toHaveLength(1);
  });
  it('can be looked at without telling anything', async () => {
    office.put(record('1'));
    expect((await (await harvesterOf('psi')).dryRun('whole')).changed).toEqual(['1']);
    expect(sent).toEqual([]);
    expect((await (await harvesterOf('psi')).run('whole')).changed).toEqual(['1']);
  });
  it('numbers above all it has told when its memory on disk was lost', async () => {
    office.put(record('1'));
    await (await harvesterOf('psi')).run('whole');
    await rm(join(folder, 'told.json'));
    state.epoch = 1;
    office.put(record('1', { title: 'changed meanwhile' }));
    await (await harvesterOf('psi')).run('whole');
    expect(sent.map(({ scansequence }) => scansequence)).toEqual([1, 1_000_001]);
  });
});
