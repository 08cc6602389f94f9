import { formatScanKey } from '@scizoo/domain';
import { type EventData, type EventType, makeEvent, type SciZooEvent, sourceOf } from '@scizoo/messaging';

type Data<T extends EventType> = Partial<EventData<T>>;
let serial = Math.floor(Date.now() / 1000) % 1_000_000;

/**
 * The events of one scan, in the order told: `aScan().started().progress(5).finished().events()`.
 * Sequences count up by themselves; every scan has a number of its own.
 */
export class ScanBuilder {
  private readonly told: SciZooEvent[] = [];
  private scanBeamline = 'zoosaxs';
  private scanSource?: string;
  private number = ++serial;
  private start = new Date(Date.now() - 60_000);
  private facts: Record<string, unknown> = { proposalId: '20260101', visit: '2026112308' };
  private points = 0;

  onBeamline(beamline: string): this {
    this.scanBeamline = beamline;
    return this;
  }
  from(source: string): this {
    this.scanSource = source;
    return this;
  }
  numbered(number: number): this {
    this.number = number;
    return this;
  }
  startedAt(time: Date | string): this {
    this.start = new Date(time);
    return this;
  }
  ofProposal(proposalId: string): this {
    this.facts['proposalId'] = proposalId;
    return this;
  }
  /** Further facts that start and end both tell. */
  with(facts: Data<'org.scizoo.scan.started.v1'>): this {
    Object.assign(this.facts, facts);
    return this;
  }

  get source(): string {
    return this.scanSource ?? sourceOf('demo', this.scanBeamline);
  }
  get key(): string {
    return formatScanKey({
      kind: 'sardana',
      facility: 'demo',
      beamline: this.scanBeamline,
      door: `${this.scanBeamline}/door/01`,
      serial: this.number,
      startTime: this.start.toISOString(),
    });
  }

  started(data: Data<'org.scizoo.scan.started.v1'> = {}): this {
    return this.add('org.scizoo.scan.started.v1', {
      ...this.scanFacts(),
      pointsTotal: 11,
      estimatedDurationS: 20,
      motors: [{ name: 'mot01', from: 0, to: 1, unit: 'mm' }],
      detectors: ['ct01', 'ct02'],
      snapshot: [{ key: 'photon_energy', value: 7112.5, unit: 'eV', source: 'opt/mono/energy' }],
      ...data,
    });
  }
  progress(pointsDone: number, data: Data<'org.scizoo.scan.progress.v1'> = {}): this {
    const firstPoint = this.points;
    this.points = pointsDone;
    const numbers = Array.from({ length: Math.max(0, pointsDone - firstPoint) }, (_, index) => firstPoint + index);
    const columns = { mot01: numbers.map((point) => point / 10), ct01: numbers.map((point) => 100 + point) };
    return this.add('org.scizoo.scan.progress.v1', { pointsDone, pointsTotal: 11, firstPoint, columns, ...data });
  }
  metadata(
    values: EventData<'org.scizoo.scan.metadata.v1'>['values'],
    when: EventData<'org.scizoo.scan.metadata.v1'>['when'] = 'end',
  ): this {
    return this.add('org.scizoo.scan.metadata.v1', { when, values });
  }
  finished(data: Data<'org.scizoo.scan.finished.v1'> = {}): this {
    return this.add('org.scizoo.scan.finished.v1', {
      ...this.scanFacts(),
      outcome: 'finished',
      endTime: new Date(this.start.getTime() + 20_000).toISOString(),
      pointsDone: 11,
      ...data,
    });
  }
  stopped(reason = 'aborted'): this {
    return this.finished({ outcome: 'stopped', reason, pointsDone: this.points });
  }
  failed(reason = 'motor does not answer'): this {
    return this.finished({ outcome: 'failed', reason, pointsDone: this.points });
  }
  events(): SciZooEvent[] {
    return [...this.told];
  }

  private scanFacts() {
    return {
      scanNumber: this.number,
      command: 'ascan mot01 0.0 1.0 10 0.1',
      scanType: 'ascan',
      door: `${this.scanBeamline}/door/01`,
      startTime: this.start.toISOString(),
      user: 'operator',
      sourceFolder: `/data/visitors/${this.scanBeamline}/${String(this.facts['proposalId'])}/2026112308/raw`,
      ...this.facts,
    };
  }
  private add<T extends EventType>(type: T, data: Record<string, unknown>): this {
    const about = { subject: this.key, source: this.source, sequence: this.told.length + 1 };
    this.told.push(makeEvent(type, about, data as unknown as EventData<T>) as SciZooEvent);
    return this;
  }
}
export const aScan = (): ScanBuilder => new ScanBuilder();

/** `proposal.changed` of a fictitious proposal. */
export function aProposalChanged(
  proposalId: string,
  data: Data<'org.scizoo.proposal.changed.v1'> = {},
  sequence = 1,
): SciZooEvent<'org.scizoo.proposal.changed.v1'> {
  return makeEvent(
    'org.scizoo.proposal.changed.v1',
    { subject: proposalId, source: sourceOf('proposals', 'demo'), sequence },
    {
      proposalId,
      title: `Proposal ${proposalId}`,
      principalInvestigator: { firstName: 'Petra', lastName: 'Muster', email: 'petra.muster@example.org' },
      instruments: ['zoosaxs'],
      ...data,
    },
  );
}
