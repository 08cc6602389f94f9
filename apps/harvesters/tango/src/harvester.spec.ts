import type { ReadWhen } from '@scizoo/domain';
import type { CaptureActivated, CaptureItem, EventData, ReceivedMessage, SciZooEvent } from '@scizoo/messaging';
import { checkEvent } from '@scizoo/messaging';
import { createLogger } from '@scizoo/service-kit';
import { aScan, eventually } from '@scizoo/testing';
import type { Reading } from '@scizoo/tango-gateway';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Harvester } from './harvester';
import { ScanMemory } from './scan-memory';

type Metadata = EventData<'org.scizoo.scan.metadata.v1'>;
const item = (key: string, when: ReadWhen, attribute = 'Temperature'): CaptureItem => ({
  name: key,
  key,
  when,
  source: { kind: 'tango', device: 'a/b/c', attribute },
});
const configuration = (...items: CaptureItem[]): CaptureActivated => ({
  beamline: 'zoosaxs',
  version: 1,
  activatedAt: '2026-11-29T10:00:00Z',
  activatedBy: 'staff',
  timeBudgetMs: 500,
  groups: [
    { name: 'all', enabled: true, items },
    { name: 'mesh only', enabled: true, limits: { scanKinds: ['mesh'] }, items: [item('only_mesh', 'start')] },
  ],
});
const message = (event: SciZooEvent): ReceivedMessage => ({
  topic: 't',
  partition: 0,
  offset: '0',
  time: new Date(),
  key: null,
  value: Buffer.from(JSON.stringify(event)),
  headers: {},
});

let folder: string;
let active: CaptureActivated | undefined;
let read: string[][];
let told: SciZooEvent<'org.scizoo.scan.metadata.v1'>[];
let onReading: ((reading: Reading) => void) | undefined;
let refuse = false;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tango-harvester-'));
  [read, told, onReading, refuse] = [[], [], undefined, false];
  active = configuration(item('cell', 'both'), item('grating', 'end', 'Grating'), item('pos', 'point', 'Position'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function harvesterOf(beamlines = ['zoosaxs'], silentAfterMs?: number): Promise<Harvester> {
  return new Harvester({
    beamlines,
    gateway: {
      read: (names) => {
        read.push([...names]);
        return Promise.resolve(names.map((name) => ({ name, value: read.length, quality: 'valid', tookMs: 1 })));
      },
      subscribe: (_, listener) => {
        onReading = listener;
        return () => void (onReading = undefined);
      },
    },
    configurationOf: () => active,
    memory: await ScanMemory.open(folder),
    tell: (event) => {
      if (refuse) return Promise.reject(new Error('the disk is full'));
      told.push(checkEvent(JSON.parse(JSON.stringify(event))) as (typeof told)[number]);
      return Promise.resolve();
    },
    lateAfterMs: 60_000,
    silentAfterMs,
    logger: createLogger('test', 'silent'),
  });
}
const summary = () =>
  told.map(({ scansequence, data }) => [data.when, scansequence, data.values.map(({ key }) => key)] as const);
const take = (harvester: Harvester, ...events: SciZooEvent[]) => harvester.take(events.map(message));
const fresh = (event: SciZooEvent): SciZooEvent => ({ ...event, time: new Date().toISOString() });
/** Start, some points and end of one scan, told now. */
function scan() {
  const events = aScan().started().progress(3).progress(5).finished().events().map(fresh);
  const of = (type: string) => events.filter((event) => event.type.includes(type)) as [SciZooEvent, SciZooEvent];
  return { started: of('started')[0], points: of('progress'), finished: of('finished')[0], events };
}

describe('the harvester', () => {
  it('takes snapshots at start, points and end of a scan, as the configuration says', async () => {
    const harvester = await harvesterOf();
    const { started, points, finished } = scan();
    await take(harvester, started);
    await take(harvester, points[0]);
    await take(harvester, finished);
    expect(summary()).toEqual([
      ['start', 1, ['cell']],
      ['point', 3, ['pos']],
      ['end', 2, ['cell_end', 'grating']],
    ]);
    expect(told[1]?.data.point).toBe(2);
    expect(new Set(told.map(({ subject }) => subject))).toEqual(new Set([started.subject]));
    expect(told[0]?.source).toBe('urn:scizoo:tango:zoosaxs');
  });

  it('tells nothing twice, however often it hears of a scan, before and after a restart', async () => {
    const { events } = scan();
    await take(await harvesterOf(), ...events);
    const first = told.map(({ id }) => id);
    await take(await harvesterOf(), ...events, ...events);
    expect(told.map(({ id }) => id)).toEqual(first);
    // memory lost in a power cut: the same scan has the same ids, which the catalogue knows
    await writeFile(join(folder, 'scans.json'), '{"sardana/');
    await take(await harvesterOf(), ...events);
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set(first));
  });

  it('tells again what was not safe', async () => {
    const harvester = await harvesterOf();
    const { started } = scan();
    refuse = true;
    await expect(take(harvester, started)).rejects.toThrow('disk');
    refuse = false;
    await take(harvester, started);
    expect(summary()).toEqual([['start', 1, ['cell']]]);
  });

  it('uses no number for two events of a scan, also over a restart', async () => {
    const { started, points } = scan();
    const harvester = await harvesterOf();
    await take(harvester, started, points[0]);
    await take(await harvesterOf(), points[0]);
    await take(await harvesterOf(), points[1]);
    expect(
      summary()
        .filter(([when]) => when === 'point')
        .map(([, sequence]) => sequence),
    ).toEqual([3, 4]);
  });

  it('does not read for a scan of which it hears too late: values of now would be of another time', async () => {
    const { started, points, finished } = scan();
    const hourAgo = (event: SciZooEvent) => ({ ...event, time: new Date(Date.now() - 3_600_000).toISOString() });
    await take(await harvesterOf(), hourAgo(started), hourAgo(points[0]), hourAgo(finished));
    expect(summary().map(([when]) => when)).toEqual(['start', 'end']);
    expect(read).toEqual([]);
    const errors = told.flatMap(({ data }: { data: Metadata }) => data.values.map(({ error }) => error));
    expect(new Set(errors)).toEqual(new Set(['not read: the harvester heard of the scan too late']));
    expect(errors).toHaveLength(3);
  });

  it('records elements of Sardana: as Sardana told them, else as Tango has them now', async () => {
    const element = (key: string, when: ReadWhen, name = key): CaptureItem => ({
      name: key,
      key,
      when,
      unit: 'mm',
      source: { kind: 'sardana', element: name },
    });
    active = configuration(
      element('slit', 'both', 'MOT02'),
      element('by_device', 'start', 'motor/motctrl/2'),
      element('energy', 'start'),
      element('position', 'point', 'mot01'),
      element('ring', 'change', 'ct09'),
    );
    const source = 'tango://db.example.org:10000/motor/motctrl/2/Position';
    const readAt = '2026-11-23T01:53:48.176Z';
    const snapshot = [{ key: 'mot02', source, unit: 'um', readAt, value: 20 }];
    const events = aScan().started({ snapshot }).progress(3).finished().events().map(fresh);
    const harvester = await harvesterOf();
    for (const event of events) await take(harvester, event);
    const of = (moment: string) => told.find(({ data }) => data.when === moment)?.data.values;
    expect(of('start')).toMatchObject([
      { key: 'slit', value: 20, unit: 'um', readAt },
      { key: 'by_device', value: 20 },
      { key: 'energy', value: 2, unit: 'mm' },
    ]);
    expect(of('point')).toMatchObject([{ key: 'position', value: 0.2, unit: 'mm', source: 'mot01' }]);
    expect(of('change')).toMatchObject([{ key: 'ring', source: 'ct09' }]);
    expect(of('end')).toMatchObject([{ key: 'slit_end', unit: 'mm', source: 'MOT02' }]);
    expect(read).toEqual([['ct09'], ['energy'], ['MOT02']]);
    // what Sardana told is of the right time, however late it is heard of
    told.length = 0;
    const late = aScan().numbered(8).started({ snapshot }).events()[0] as SciZooEvent;
    await take(harvester, { ...late, time: new Date(Date.now() - 3_600_000).toISOString() });
    expect(told[0]?.data.values.map(({ value, error }) => value ?? error)).toEqual([
      20,
      20,
      'not read: the harvester heard of the scan too late',
    ]);
  });

  it('reads a group that is for a technique in scans that say it, at their end too', async () => {
    const limits = { techniques: ['XAS'] };
    active = { ...configuration(), groups: [{ name: 'XAS', enabled: true, limits, items: [item('i0', 'both')] }] };
    const harvester = await harvesterOf();
    const events = (technique?: string, number = 1) =>
      aScan().numbered(number).started({ technique }).finished().events().map(fresh);
    for (const event of [...events('xas'), ...events(undefined, 2), ...events('XRD', 3)]) await take(harvester, event);
    expect(summary()).toEqual([
      ['start', 1, ['i0']],
      ['end', 2, ['i0_end']],
    ]);
  });

  it('takes the last point of a scan that is over within a moment', async () => {
    await take(await harvesterOf(), ...scan().events);
    expect(summary().map(([when]) => when)).toContain('point');
  });

  it('leaves alone other beamlines, what it does not understand, and beamlines without a configuration', async () => {
    const { events } = scan();
    await take(await harvesterOf(['b310a']), ...events);
    active = undefined;
    const harvester = await harvesterOf();
    await take(harvester, ...events);
    await harvester.take([
      { ...message(events[0] as SciZooEvent), value: Buffer.from('{') },
      { ...message(events[0] as SciZooEvent), value: null },
    ]);
    expect([read, told]).toEqual([[], []]);
  });

  it('takes a new configuration for the next snapshot', async () => {
    const harvester = await harvesterOf();
    const { started, finished } = scan();
    await take(harvester, started);
    active = configuration(item('other', 'end'));
    await take(harvester, finished);
    expect(summary().at(-1)).toEqual(['end', 2, ['other']]);
  });

  it('records changes while the scan goes on, and goes on with them after a restart', async () => {
    active = configuration(item('ring', 'change', 'Current'));
    const { started, finished } = scan();
    const harvester = await harvesterOf();
    await take(harvester, started);
    onReading?.({ name: 'a/b/c/Current', value: 396, quality: 'valid', tookMs: 0 });
    await harvester.stop();
    const again = await harvesterOf();
    again.resume();
    onReading?.({ name: 'a/b/c/Current', value: 400, quality: 'valid', tookMs: 0 });
    await take(again, finished);
    const rings = told.map(({ scansequence, data }) => [data.when, scansequence, data.values[0]?.value]);
    expect(rings.map(([when]) => when)).toEqual(['change', 'change']);
    expect(new Set(rings.map(([, sequence]) => sequence)).size).toBe(2);
    expect(rings.at(-1)?.[2]).toBe(400);
    expect(onReading).toBeUndefined();
  });

  it('watches in a scan that goes on what a new configuration says', async () => {
    const { started, finished } = scan();
    const harvester = await harvesterOf();
    await take(harvester, started);
    expect(onReading).toBeUndefined();
    active = configuration(item('ring', 'change', 'Current'));
    await harvester.reconfigured('b310a');
    expect(onReading).toBeUndefined();
    await harvester.reconfigured('zoosaxs');
    onReading?.({ name: 'a/b/c/Current', value: 400, quality: 'valid', tookMs: 0 });
    active = configuration();
    await harvester.reconfigured('zoosaxs');
    expect(told.at(-1)?.data).toMatchObject({ when: 'change', values: [{ key: 'ring', value: 400 }] });
    expect(onReading).toBeUndefined();
    await take(harvester, finished);
  });

  it('tells no more changes of a scan that has died: they would keep it running for ever', async () => {
    active = configuration(item('ring', 'change', 'Current'));
    const harvester = await harvesterOf(undefined, -1);
    await take(harvester, scan().started);
    onReading?.({ name: 'a/b/c/Current', value: 396, quality: 'valid', tookMs: 0 });
    await eventually(() => onReading === undefined, { what: 'the end of the subscription' });
    expect(told).toEqual([]);
  });
});
