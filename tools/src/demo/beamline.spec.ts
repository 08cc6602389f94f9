import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkEvent,
  type ScanFinished,
  type ScanProgress,
  type ScanStarted,
  type SciZooEvent,
} from '@scizoo/messaging';
import h5wasm from 'h5wasm/node';
import { DemoBeamline } from './beamline';
import { proposalEvent, PROPOSALS } from './proposals';
import { DemoState } from './state';

const proposal = PROPOSALS[0]!;

describe('the demo beamline', () => {
  let folder: string;
  let told: SciZooEvent[];
  let stopAfter = Infinity;
  let paused = 0;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scizoo-demo-'));
    told = [];
    stopAfter = Infinity;
    paused = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function beamline(): DemoBeamline {
    let seed = 7;
    return new DemoBeamline({
      facility: 'demo',
      folder,
      state: DemoState.open(join(folder, 'state.json')),
      tell: (event) => told.push(structuredClone(event)),
      chance: () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647,
      pause: () => {
        paused++;
        return Promise.resolve();
      },
      shouldStop: () => paused >= stopAfter,
    });
  }
  const data = <T>(event: SciZooEvent | undefined) => event?.data as T;

  it('tells scans of every kind that the contract accepts', async () => {
    const zoo = beamline();
    for (let scan = 0; scan < 12; scan++) await zoo.scan(proposal);
    for (const event of told) expect(checkEvent(event)).toBe(event);
    const starts = told
      .filter(({ type }) => type === 'org.scizoo.scan.started.v1')
      .map((event) => data<ScanStarted>(event));
    const ends = told
      .filter(({ type }) => type === 'org.scizoo.scan.finished.v1')
      .map((event) => data<ScanFinished>(event));
    expect(starts.map(({ scanNumber }) => scanNumber)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(new Set(starts.map(({ scanType }) => scanType))).toEqual(new Set(['ascan', 'dscan', 'mesh', 'timescan']));
    expect(new Set(ends.map(({ outcome }) => outcome))).toEqual(new Set(['finished', 'stopped', 'failed']));
    expect(ends.find(({ outcome }) => outcome === 'stopped')?.reason).toBe('aborted');
    expect(starts[0]?.snapshot).toContainEqual(expect.objectContaining({ key: 'ring_current', unit: 'mA' }));
    expect(starts.some(({ motors }) => motors?.some(({ unit }) => unit === 'keV'))).toBe(true);
  });

  it('tells every point once, in order, at most five times a second', async () => {
    await beamline().scan(proposal);
    const progress = told
      .filter(({ type }) => type === 'org.scizoo.scan.progress.v1')
      .map((event) => data<ScanProgress>(event));
    let next = 0;
    for (const { firstPoint, columns, pointsDone } of progress) {
      expect(firstPoint).toBe(next);
      for (const values of Object.values(columns ?? {})) expect(values).toHaveLength(pointsDone - next);
      next = pointsDone;
    }
    expect(next).toBe(data<ScanFinished>(told.at(-1)).pointsDone);
    expect(progress.length).toBeLessThanOrEqual((data<ScanStarted>(told[0]).estimatedDurationS ?? 0) * 5);
  });

  it('leaves a real HDF5 file where it says', async () => {
    await beamline().scan(proposal, new Date('2026-11-20T10:00:00.000Z'));
    const end = data<ScanFinished>(told.at(-1));
    const [file] = end.files ?? [];
    expect(file?.path).toBe(join(folder, 'visitors/zoosaxs/20260101/20261120/raw/scan-0001.h5'));
    const h5 = new h5wasm.File(file!.path, 'r');
    const title = h5.get('entry1/title') as InstanceType<typeof h5wasm.Dataset>;
    const points = h5.get('entry1/measurement/energy') as InstanceType<typeof h5wasm.Dataset>;
    expect(title.value).toBe(end.command);
    expect(points.shape).toEqual([end.pointsDone]);
    h5.close();
  });

  it('counts on after a restart and tells the end of a scan that was cut off', async () => {
    const first = beamline();
    await first.scan(proposal);
    const cut = told.filter(({ type }) => type !== 'org.scizoo.scan.finished.v1');
    const state = DemoState.open(join(folder, 'state.json'));
    const { subject, scansequence } = cut.at(-1)!;
    state.noteOpen({ subject, facts: data<ScanFinished>(told.at(-1)), pointsDone: 3, sequence: scansequence });
    told = [];
    const second = beamline();
    second.closeOpenScan();
    await second.scan(proposal);
    expect(told[0]).toMatchObject({ subject, scansequence: scansequence + 1, data: { outcome: 'failed' } });
    expect(data<ScanStarted>(told[1]).scanNumber).toBe(2);
    for (const event of told) expect(checkEvent(event)).toBe(event);
  });

  it('ends a running scan as aborted when it is asked to stop', async () => {
    stopAfter = 3;
    await beamline().scan(proposal);
    expect(data<ScanFinished>(told.at(-1))).toMatchObject({ outcome: 'stopped', reason: 'aborted' });
  });

  it('tells its proposals the same way each time', () => {
    const since = new Date('2026-11-23T08:00:00.000Z');
    for (const each of PROPOSALS) {
      const event = proposalEvent(each, since, 1);
      expect(checkEvent(event)).toBe(event);
      expect(proposalEvent(each, new Date('2026-11-23T20:00:00.000Z'), 1).data).toEqual(event.data);
    }
  });
});
