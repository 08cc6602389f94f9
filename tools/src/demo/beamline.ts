import { join } from 'node:path';
import { formatScanKey } from '@scizoo/domain';
import {
  type DataFile,
  type EventData,
  type EventType,
  makeEvent,
  type ScanFacts,
  type SciZooEvent,
  sourceOf,
} from '@scizoo/messaging';
import { type Chance, planScan, type ScanPlan, snapshot } from './plans';
import type { DemoProposal } from './proposals';
import { writeScanFile } from './scan-file';
import type { DemoState, OpenScan } from './state';

export interface BeamlineParts {
  facility: string;
  /** Scan files go under it, as `visitors/<beamline>/<proposal>/<visit>/raw`. */
  folder: string;
  state: DemoState;
  tell(event: SciZooEvent): void;
  chance: Chance;
  /** Waits, or ends early when the beamline is to stop. */
  pause(ms: number): Promise<void>;
  shouldStop(): boolean;
}
const BEAMLINE = 'zoosaxs';
const DOOR = 'zoosaxs/door/01';
const SOURCE = sourceOf('demo', BEAMLINE);
/** At most 5 progress messages a second are allowed; two look smooth. */
const PROGRESS_EVERY_MS = 500;

/** A beamline that scans: tells what a control system would, and nothing it could not know. */
export class DemoBeamline {
  constructor(private readonly parts: BeamlineParts) {}

  /** A scan of an earlier run that was cut off: its control system was killed, so it failed. */
  closeOpenScan(now = new Date()): void {
    const open = this.parts.state.openScan;
    if (!open) return;
    const reason = 'control system ended during the scan';
    this.tellEnd(open, { outcome: 'failed', reason, endTime: now.toISOString(), files: [] });
  }

  /** One scan in its own time; with `began` in the past, at once and as if it had run then. */
  async scan(proposal: DemoProposal, began?: Date): Promise<void> {
    const { state, chance } = this.parts;
    const start = began ?? new Date();
    const scanNumber = state.nextScanNumber();
    const plan = planScan(scanNumber, chance, start);
    const open = this.begin(plan, proposal, scanNumber, start);
    const last = plan.ending?.after ?? plan.pointsTotal;
    const columns = began ? this.measure(plan, open, 0, last) : await this.measureInTime(plan, open, last);
    const cutShort = open.pointsDone < last;
    const seconds = open.pointsDone * plan.secondsPerPoint;
    const end = began ? new Date(start.getTime() + seconds * 1000 + 1200) : new Date();
    const path = join(open.facts.sourceFolder ?? '', `scan-${String(scanNumber).padStart(4, '0')}.h5`);
    const file = await writeScanFile(path, {
      facts: open.facts,
      endTime: end.toISOString(),
      columns,
      units: Object.fromEntries(plan.columns.map(({ name, unit }) => [name, unit])),
      snapshot: plan.snapshot,
    });
    this.tell(
      open,
      'org.scizoo.scan.metadata.v1',
      {
        when: 'end',
        values: snapshot(chance, 9000, end).filter(({ key }) => key === 'ring_current' || key === 'sample_temperature'),
      },
      end,
    );
    const ending = cutShort ? { outcome: 'stopped' as const, reason: 'aborted' } : plan.ending;
    this.tellEnd(open, {
      outcome: ending?.outcome ?? 'finished',
      reason: ending?.reason,
      endTime: end.toISOString(),
      files: [file],
      seconds,
    });
  }

  private begin(plan: ScanPlan, proposal: DemoProposal, scanNumber: number, start: Date): OpenScan {
    const visit = start.toISOString().slice(0, 10).replaceAll('-', '');
    const startTime = start.toISOString();
    const sample = proposal.samples[Math.floor(this.parts.chance() * proposal.samples.length)];
    const facts: ScanFacts = {
      scanNumber,
      command: plan.command,
      scanType: plan.scanType,
      door: DOOR,
      startTime,
      user: 'opd-zoosaxs',
      proposalId: proposal.proposalId,
      visit,
      sampleId: sample?.sampleId,
      title: `scan-${String(scanNumber).padStart(4, '0')}.h5`,
      sourceFolder: join(this.parts.folder, 'visitors', BEAMLINE, proposal.proposalId, visit, 'raw'),
    };
    const key = { kind: 'sardana', facility: this.parts.facility, beamline: BEAMLINE, door: DOOR } as const;
    const open: OpenScan = {
      subject: formatScanKey({ ...key, serial: scanNumber, startTime }),
      facts,
      pointsDone: 0,
      sequence: 0,
    };
    const { motors, detectors, columns, pointsTotal, snapshot: values } = plan;
    const estimatedDurationS = Number((pointsTotal * plan.secondsPerPoint).toFixed(1));
    const data = { ...facts, estimatedDurationS, pointsTotal, motors, detectors, columns, snapshot: values };
    this.tell(open, 'org.scizoo.scan.started.v1', data, start);
    return open;
  }

  private async measureInTime(plan: ScanPlan, open: OpenScan, last: number): Promise<Record<string, number[]>> {
    const all: Record<string, number[]> = {};
    const pointsAtOnce = Math.max(1, Math.ceil(PROGRESS_EVERY_MS / (plan.secondsPerPoint * 1000)));
    while (open.pointsDone < last && !this.parts.shouldStop()) {
      const till = Math.min(last, open.pointsDone + pointsAtOnce);
      await this.parts.pause((till - open.pointsDone) * plan.secondsPerPoint * 1000);
      if (this.parts.shouldStop()) break;
      const columns = this.measure(plan, open, open.pointsDone, till);
      for (const [name, values] of Object.entries(columns)) (all[name] ??= []).push(...values);
    }
    return all;
  }

  /** Points `from` … `till - 1`, told as one progress event. */
  private measure(plan: ScanPlan, open: OpenScan, from: number, till: number): Record<string, number[]> {
    const columns: Record<string, number[]> = Object.fromEntries(plan.columns.map(({ name }) => [name, []]));
    for (let index = from; index < till; index++)
      for (const [name, value] of Object.entries(plan.point(index))) columns[name]?.push(value);
    open.pointsDone = till;
    const progress = { pointsDone: till, pointsTotal: plan.pointsTotal, firstPoint: from, columns };
    this.tell(open, 'org.scizoo.scan.progress.v1', progress);
    return columns;
  }

  private tellEnd(
    open: OpenScan,
    end: {
      outcome: 'finished' | 'stopped' | 'failed';
      reason?: string;
      endTime: string;
      files: DataFile[];
      seconds?: number;
    },
  ): void {
    const { outcome, reason, endTime, files, seconds } = end;
    const data: EventData<'org.scizoo.scan.finished.v1'> = {
      ...open.facts,
      outcome,
      ...(reason !== undefined && { reason }),
      endTime,
      files,
      pointsDone: open.pointsDone,
      ...(seconds !== undefined && {
        values: [
          { key: 'acquisition_time', value: Number((seconds * 0.8).toFixed(2)), unit: 's' },
          { key: 'motion_time', value: Number((seconds * 0.2).toFixed(2)), unit: 's' },
        ],
      }),
    };
    this.tell(open, 'org.scizoo.scan.finished.v1', data, new Date(endTime));
    this.parts.state.noteOpen(undefined);
  }

  /** The sequence is on disk before the event goes out, so that no number is ever used for two events. */
  private tell<T extends EventType>(open: OpenScan, type: T, data: EventData<T>, time = new Date()): void {
    open.sequence++;
    this.parts.state.noteOpen(open);
    const about = { subject: open.subject, source: SOURCE, sequence: open.sequence, time };
    this.parts.tell(makeEvent(type, about, data) as SciZooEvent);
  }
}
