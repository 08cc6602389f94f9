import { formatScanKey } from '@scizoo/domain';
import {
  type CapturedValue,
  type EventData,
  type EventType,
  makeEvent,
  type SciZooEvent,
  sourceOf,
} from '@scizoo/messaging';

export const EVENTS_PER_SCAN = 8;
const VALUES = 30;
const BEAMLINE = 'zoosaxs';
const SOURCE = sourceOf('demo', BEAMLINE);
const UNITS = ['eV', 'mm', 'mA', 'K'];
let serial = 0;

/** Thirty values with units and sources: about 4 KB with the envelope. */
const values = (round: number): CapturedValue[] =>
  Array.from({ length: VALUES }, (_, i) => ({
    key: `item_${i}`,
    value: Math.random() * 1000 + round,
    unit: UNITS[i % UNITS.length] as string,
    source: `zoosaxs-o01/opt/device-${i}/attribute`,
    readAt: new Date().toISOString(),
  }));

/** A scan whose events are made one by one, numbered as its producer would. */
export class BenchScan {
  readonly number = 100_000 + ++serial;
  private readonly startTime = new Date().toISOString();
  readonly subject = formatScanKey({
    kind: 'sardana',
    facility: 'demo',
    beamline: BEAMLINE,
    door: 'zoosaxs/door/01',
    serial: this.number,
    startTime: this.startTime,
  });
  private told = 0;

  get isOver(): boolean {
    return this.told >= EVENTS_PER_SCAN;
  }
  get pointsDone(): number {
    return this.told - 1;
  }
  private get facts() {
    return {
      scanNumber: this.number,
      command: `ascan mot01 0.0 1.0 ${EVENTS_PER_SCAN} 0.1`,
      scanType: 'ascan',
      door: 'zoosaxs/door/01',
      startTime: this.startTime,
      proposalId: '20260101',
      sourceFolder: '/data/visitors/zoosaxs/20260101/raw',
    };
  }
  private event<T extends EventType>(type: T, data: EventData<T>): SciZooEvent<T> {
    return makeEvent(type, { subject: this.subject, source: SOURCE, sequence: ++this.told }, data);
  }

  /** Start, six snapshots of the values, end. */
  nextHeavy(): SciZooEvent {
    if (this.told === 0) return this.event('org.scizoo.scan.started.v1', { ...this.facts, snapshot: values(0) });
    if (this.told < EVENTS_PER_SCAN - 1)
      return this.event('org.scizoo.scan.metadata.v1', { when: 'point', values: values(this.told) });
    return this.end(values(9));
  }
  /** Start, six times progress, end: what changes a row that somebody watches. */
  nextWatched(): SciZooEvent {
    if (this.told === 0)
      return this.event('org.scizoo.scan.started.v1', { ...this.facts, pointsTotal: 7, snapshot: values(0) });
    if (this.told < EVENTS_PER_SCAN - 1)
      return this.event('org.scizoo.scan.progress.v1', { pointsDone: this.told, pointsTotal: 7 });
    return this.end([]);
  }
  /** Start and end: a scan that is only looked at later. */
  *brief(): Generator<SciZooEvent> {
    yield this.event('org.scizoo.scan.started.v1', { ...this.facts, pointsTotal: 7, snapshot: values(0).slice(0, 4) });
    yield this.end([]);
  }
  private end(last: CapturedValue[]): SciZooEvent {
    const endTime = new Date().toISOString();
    return this.event('org.scizoo.scan.finished.v1', {
      ...this.facts,
      outcome: 'finished',
      endTime,
      pointsDone: 7,
      values: last,
    });
  }
}

/** Backlog: the events of a scan follow one another. */
export function* packed(scans: number): Generator<SciZooEvent> {
  for (let i = 0; i < scans; i++) {
    const scan = new BenchScan();
    while (!scan.isOver) yield scan.nextHeavy();
  }
}
/** Scans that fill a long list. */
export function* brief(scans: number): Generator<SciZooEvent> {
  for (let i = 0; i < scans; i++) yield* new BenchScan().brief();
}
/** Live mix: so many scans run at once that a batch holds one event of each. */
export function* spread(scans: number): Generator<SciZooEvent> {
  const open = Array.from({ length: scans }, () => new BenchScan());
  for (let step = 0; step < EVENTS_PER_SCAN; step++) for (const scan of open) yield scan.nextHeavy();
}
