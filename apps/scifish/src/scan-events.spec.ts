import { checkEvent, type EventData, type EventType, MAX_EVENT_BYTES, type SciZooEvent } from '@scizoo/messaging';
import type { SciZooError } from '@scizoo/domain';
import { readRecorderMessage } from './recorder-message';
import { eventOf } from './scan-events';
import { type Message, recorded, recordedMessages, withScan } from './testing/recorded-messages';

const place = { facility: 'demo', beamline: 'other' };
const eventFrom = (message: unknown, at: { facility: string; beamline?: string } = place): SciZooEvent =>
  checkEvent(eventOf(readRecorderMessage(message), at));
const dataOf = <T extends EventType>(type: T, message: unknown): EventData<T> => {
  const event = eventFrom(message);
  if (event.type !== type) throw new Error(`is a ${event.type}`);
  return event.data as EventData<T>;
};
const started = (message: unknown) => dataOf('org.scizoo.scan.started.v1', message);
const finished = (message: unknown) => dataOf('org.scizoo.scan.finished.v1', message);
const reasonsOf = (body: unknown): string => {
  try {
    eventFrom(body, { facility: 'demo' });
  } catch (error) {
    return [(error as SciZooError).message, ...(error as SciZooError).details].join('; ');
  }
  throw new Error('was accepted');
};

describe('events of recorded scans', () => {
  it('are valid, all of one scan with one key, in the sequence of the recorder', () => {
    for (const message of recordedMessages()) {
      const event = eventFrom(message);
      expect(event.scansequence).toBe(message.sequence);
      expect(event.source).toBe('urn:scizoo:scifish:b310a');
    }
    const ofFirst = recordedMessages().filter(({ scan }) => scan['serialno'] === 1);
    expect(new Set(ofFirst.map((message) => eventFrom(message).subject)).size).toBe(1);
    expect(eventFrom(ofFirst[0]).subject).toMatch(
      /^sardana\/demo\/b310a\/b310a%2Fdoor%2F01\/1\/2026-11-23T01:53:48\.133Z$/,
    );
  });

  it('keep their id when told again', () => {
    const message = recorded(1, 'end');
    expect(eventFrom(message).id).toBe(eventFrom({ ...message, time: new Date().toISOString() }).id);
  });

  it('tell whose scan it is, what is scanned and what was read before it', () => {
    const data = started(recorded(1, 'start'));
    expect(data).toMatchObject({
      scanNumber: 1,
      command: 'ascan mot01 0.0 1.0 10 0.1',
      scanType: 'ascan',
      door: 'b310a/door/01',
      startTime: '2026-11-23T01:53:48.133Z',
      proposalId: '20260123',
      visit: '2026112208',
      pointsTotal: 11,
      motors: [{ name: 'mot01', from: 0, to: 1 }],
      detectors: ['ct01', 'ct02', 'ct03'],
      sourceFolder: '/data/visitors/b310a/20260123/2026112208/raw',
      files: [{ path: '/data/visitors/b310a/20260123/2026112208/raw/scan-0001.h5' }],
    });
    expect(data.columns?.map(({ name }) => name)).toEqual(['mot01', 'ct01', 'ct02', 'ct03', 'dt']);
    expect(data.snapshot?.find(({ key }) => key === 'photon_energy')).toEqual({
      key: 'photon_energy',
      value: 712.5,
      unit: 'eV',
      source: 'B310A-O01/OPT/MONO-01/Energy',
      readAt: '2026-11-23T01:53:48.176646+00:00',
    });
  });

  it('know the range and the direction of absolute, relative, reversed and meshed motors', () => {
    expect(started(recorded(2, 'start')).motors).toEqual([
      { name: 'mot01', from: 0, to: 1 },
      { name: 'mot02', from: -1, to: 1 },
    ]);
    expect(started(recorded(3, 'start')).motors).toEqual([]);
    expect(started(recorded(5, 'start')).motors).toEqual([{ name: 'mot01', from: 0.5, to: 1.5 }]);
    expect(started(recorded(10, 'start')).motors).toEqual([{ name: 'mot01', from: 1, to: 0 }]);
  });

  it('tell how a scan ended', () => {
    expect(finished(recorded(1, 'end'))).toMatchObject({ outcome: 'finished', pointsDone: 11 });
    expect(finished(recorded(1, 'end')).values).toContainEqual(
      expect.objectContaining({ key: 'dead_time', unit: 's' }),
    );
    expect(finished(recorded(6, 'end'))).toMatchObject({ outcome: 'stopped', reason: 'aborted' });
    expect(finished(recorded(7, 'end')).outcome).toBe('stopped');
    expect(finished(recorded(8, 'end'))).toMatchObject({
      outcome: 'failed',
      reason: 'detector readout lost at point 3',
      command: 'ascan mot01 0.0 1.0 10 0.02',
      pointsDone: 3,
    });
  });

  it('carry points in columns, all of one length', () => {
    const points = {
      ...recorded(1, 'points'),
      columns: { '#Pt No': [0, 1], mot01: [0, 1], ct01: [null, 2], short: [1] },
    };
    expect(dataOf('org.scizoo.scan.progress.v1', points)).toEqual({
      pointsDone: 1,
      firstPoint: 0,
      columns: { mot01: [0, 1], ct01: [null, 2] },
    });
    expect(dataOf('org.scizoo.scan.progress.v1', { ...points, columns: {} })).toEqual({ pointsDone: 1 });
  });
});

describe('what a control system leaves out', () => {
  const bare = (scan: object): Message => withScan(recorded(1, 'start'), { environment: {}, ...scan });

  it('is taken from the folder, then from the settings', () => {
    const byFolder = eventFrom(bare({ ScanDir: '/data/visitors/HIPPIE/20170251/20190625/raw/sub' }));
    expect(byFolder.source).toBe('urn:scizoo:scifish:hippie');
    expect(byFolder.data).toMatchObject({ proposalId: '20170251', visit: '20190625' });
    const byFolderOnly = eventFrom(bare({ ScanDir: '/data/visitors/hippie/20170251/raw' }));
    expect(byFolderOnly.data).not.toHaveProperty('visit');
    const bySetting = eventFrom(bare({ ScanDir: null, ScanFile: [] }));
    expect(bySetting.source).toBe('urn:scizoo:scifish:other');
    expect(bySetting.data).not.toHaveProperty('proposalId');
    expect(eventFrom(withScan(recorded(1, 'start'), { environment: { Beamline: ' B 310/A ' } })).source).toBe(
      'urn:scizoo:scifish:b-310-a',
    );
    expect(reasonsOf(bare({ ScanDir: '/tmp' }))).toContain('Beamline');
  });

  it('is taken from the schedule last: variables and folder know better', () => {
    const asked: string[] = [];
    const proposalAt = (beamline: string, time: string) => {
      asked.push(`${beamline} ${time}`);
      return '00418213';
    };
    const proposalOf = (scan: object) =>
      (checkEvent(eventOf(readRecorderMessage(bare(scan)), { ...place, proposalAt })).data as { proposalId?: string })
        .proposalId;
    expect(proposalOf({ ScanDir: '/tmp' })).toBe('00418213');
    expect(asked).toEqual(['other 2026-11-23T01:53:48.133Z']);
    expect(proposalOf({ environment: { ProposalId: '20260123' } })).toBe('20260123');
    expect(proposalOf({ ScanDir: '/data/visitors/hippie/20170251/raw' })).toBe('20170251');
    expect(asked).toHaveLength(1);
  });

  it('has the title that somebody set', () => {
    expect(started(withScan(recorded(1, 'start'), { environment: { ScanTitle: ' Fe 2p, Łódź β ' } })).title).toBe(
      'Fe 2p, Łódź β',
    );
  });

  it('has the technique that somebody set', () => {
    expect(started(withScan(recorded(1, 'start'), { environment: { Technique: ' XAS ' } })).technique).toBe('XAS');
  });

  it('is told whole, whatever one value of its snapshot is or is called', () => {
    const labels = ['__proto__', 'constructor', 'nul\0', '\0', 'scan_state', 'structure', 'list', 'numbers'];
    const values = new Map<string, unknown>([
      ['structure', { gap: 1 }],
      ['list', [{ a: 1 }]],
      ['numbers', [1, [2]]],
    ]);
    const snapshot = labels.map((label) => ({ label, source: `a/b/${label}`, value: values.get(label) ?? 1 }));
    const { snapshot: told = [] } = started({ ...recorded(1, 'start'), snapshot });
    expect(told.map(({ key, value }) => [key, value])).toEqual([
      ['snapshot___proto__', 1],
      ['snapshot_constructor', 1],
      ['nul', 1],
      ['a/b/', 1],
      ['snapshot_scan_state', 1],
      ['structure', '{"gap":1}'],
      ['list', '[{"a":1}]'],
      ['numbers', [1, [2]]],
    ]);
  });

  it('takes null for what is not said: a message with one must not come again and again', () => {
    const nothing = { estimatedtime: null, totalScanIntervals: null, counters: null, columns: null, sampleInfo: null };
    expect(started({ ...recorded(1, 'start'), ...nothing, snapshot: null })).toMatchObject({
      columns: [],
      detectors: [],
    });
    const points = { ...recorded(1, 'points'), columns: null, firstPoint: null };
    expect(eventFrom(points).data).toEqual({ pointsDone: expect.any(Number) as number });
  });

  it('does not stop an end whose start was never told', () => {
    expect(finished(bareEnd())).toMatchObject({
      scanNumber: 1,
      outcome: 'finished',
      command: 'ascan mot01 0.0 1.0 10 0.1',
    });
    expect(finished({ ...bareEnd(), endstatus: 'Exception' })).toMatchObject({
      outcome: 'failed',
      reason: /no reason/ as never,
    });
  });
  const bareEnd = () => ({ ...recorded(1, 'end'), exception: null, times: { deadtime: null }, pointsDone: null });

  it('has no total of points when the length is not known', () => {
    const start = recorded(1, 'start');
    expect(started({ ...start, estimatedtime: -1, totalScanIntervals: -100 })).not.toHaveProperty('pointsTotal');
    expect(started({ ...start, estimatedtime: -1, totalScanIntervals: 100 }).pointsTotal).toBe(100);
  });

  it('has the total of points of continuous scans, where it can be known', () => {
    const of = (title: string, totalScanIntervals: number) =>
      started({ ...withScan(recorded(1, 'start'), { title }), estimatedtime: 0, totalScanIntervals }).pointsTotal;
    expect(of('ascanct mot01 0.0 1.0 10 0.1 0.0 None', 10)).toBe(11);
    // as Sardana 3.7 tells them: 3 intervals of 12 points, 2 way points of 11 points
    expect(of('meshct mot01 0.0 1.0 3 mot02 0.0 1.0 2 0.05 False 0.0', 3)).toBe(12);
    expect(of('ascanc mot_slow 0.0 1.0 0.1 1.0', 2)).toBeUndefined();
  });
});

describe('awkward values', () => {
  const withSnapshot = (snapshot: object[], more = {}) =>
    started({ ...recorded(1, 'start'), snapshot, ...more }).snapshot;

  it('stay what they are: missing numbers, faults, names that are taken', () => {
    expect(
      withSnapshot(
        [
          { label: 'nan', value: null, quality: 'invalid' },
          { label: 'camera', error: 'array of 48 x 64 values is not copied here' },
          { label: 'door', value: 'open' },
          { label: 'nan', source: 'a/b/c/d', value: 1 },
        ],
        { sampleInfo: { name: 'Łódź', nested: {} } },
      ),
    ).toEqual([
      { key: 'nan', value: null, quality: 'invalid' },
      { key: 'camera', error: 'array of 48 x 64 values is not copied here' },
      { key: 'snapshot_door', value: 'open' },
      { key: 'nan (a/b/c/d)', value: 1, source: 'a/b/c/d' },
      { key: 'sample_name', value: 'Łódź' },
    ]);
  });

  it('that are too large are left out, the scan is told all the same', () => {
    const large = Array.from({ length: 1500 }, (_, n) => ({ label: `v${n}`, value: Array(200).fill(123456.789) }));
    const event = eventFrom({
      ...recorded(1, 'start'),
      snapshot: [...large, { label: 'small', value: 1, unit: 'eV' }],
    });
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(MAX_EVENT_BYTES);
    const { snapshot } = event.data as EventData<'org.scizoo.scan.started.v1'>;
    expect(snapshot?.at(-1)).toEqual({ key: 'small', value: 1, unit: 'eV' });
    expect(snapshot?.[0]?.error).toContain('too large');
  });

  it('of a newer recorder are passed over, faults are named', () => {
    expect(
      eventFrom({ ...recorded(1, 'start'), colour: 'red', scan: { ...recorded(1, 'start').scan, mood: 1 } }).type,
    ).toContain('started');
    expect(reasonsOf(null)).toContain('event is missing');
    expect(reasonsOf({ event: 'pause' })).toContain('"pause"');
    const broken = { ...withScan(recorded(1, 'end'), { serialno: 'x', title: '' }), endstatus: 'Odd', sequence: 0 };
    expect(reasonsOf(broken)).toMatch(/sequence.*scan\.serialno.*scan\.title.*endstatus/s);
  });
});
