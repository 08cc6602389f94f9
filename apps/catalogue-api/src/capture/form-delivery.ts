import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type FormSubmitted, makeEvent, sourceOf } from '@scizoo/messaging';
import type { Connection } from 'mongoose';
import { IngestService } from '../ingest/ingest.service';
import { RegistryService } from '../ingest/registry.service';
import type { FormSubmission, SubmittedScan } from './forms.shapes';

/** As stored: `sequence` makes the event of a submission at a scan the same event whenever it is told. */
export interface StoredSubmission extends Omit<FormSubmission, 'id'> {
  readonly _id: string;
  readonly sequence: number;
  readonly userId: string;
  readonly sampleId?: string;
  /** Scans that began before have been looked at. */
  readonly cursor: Date;
}
interface Scan {
  readonly _id: string;
  readonly runNumber?: string;
  readonly startTime?: Date;
  readonly scan: { readonly key: string };
}
const AT_ONCE = 200;
const KEPT_SCANS = 100;
/** Scans arrive late and out of order; those of so long before the newest one are looked at again. */
const LATE_MS = 10 * 60_000;
/** No scan runs longer than this. */
const LONGEST_SCAN_MS = 7 * 24 * 3600_000;
/** Two doors scan at the same time: when the last scan of a range is there, the one before may be on its way. */
const STRAGGLER_MS = 60_000;

export interface Delivery {
  /** Looks only at what has come since the last time. */
  readonly isRound?: boolean;
}

/** Hands the answers of a form to scans, as the event that a form makes everywhere else. */
@Injectable()
export class FormDelivery {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly ingest: IngestService,
    private readonly registry: RegistryService,
  ) {}

  private get submissions() {
    return this.connection.collection<StoredSubmission>('formSubmissions');
  }
  private get datasets() {
    return this.connection.collection<Scan>('datasets');
  }

  /** To all scans it is for that are there by now. Doing it again changes nothing. @returns the submission as it is now */
  async deliver(submission: StoredSubmission, { isRound = false }: Delivery = {}): Promise<StoredSubmission> {
    const { beamline, proposalId, scans, visit, submittedAt, cursor, lastScans, open } = submission;
    const which = {
      'scan.beamline': beamline,
      proposalIds: proposalId,
      ...(visit && { 'scientificMetadata.visit': visit }),
    };
    const since = { $gte: new Date(cursor.getTime() - LATE_MS - (lastScans.length === 0 ? LONGEST_SCAN_MS : 0)) };
    // asked before the scans are looked for: what comes in between is found
    const isOver = open && scans !== undefined && (await this.isPast(which, scans.to, submission, isRound));
    const range = scans
      ? {
          'scan.number': { $gte: scans.from, $lte: scans.to },
          ...(isRound && lastScans.length > 0 && { startTime: since }),
        }
      : {
          startTime: since,
          $or: [{ startTime: { $gte: submittedAt } }, { 'scan.state': 'running' }],
        };
    const projection = { runNumber: 1, startTime: 1, 'scan.key': 1 };
    const found = await this.datasets
      .find({ ...which, ...range }, { projection, maxTimeMS: 5000 })
      .sort({ startTime: 1, _id: 1 })
      .toArray();
    const known = new Set(lastScans.filter(({ state }) => state === 'accepted').map(({ pid }) => pid));
    const fresh = found.filter(({ _id }) => !known.has(_id));
    const told: SubmittedScan[] = [];
    for (let from = 0; from < fresh.length; from += AT_ONCE)
      told.push(...(await this.tell(submission, fresh.slice(from, from + AT_ONCE))));
    const noted = await this.noted(submission, told, found.at(-1)?.startTime);
    if (!isOver) return noted;
    await this.submissions.updateOne({ _id: submission._id }, { $set: { open: false } });
    return { ...noted, open: false };
  }
  /** Whether the last scan of a range, or one after it, has been: of the proposal at any time, of another one since. */
  private async isPast(
    which: object,
    last: number,
    { beamline, submittedAt }: StoredSubmission,
    isRound: boolean,
  ): Promise<boolean> {
    const number = { 'scan.number': { $gte: last } };
    const settled = isRound ? { createdAt: { $lte: new Date(Date.now() - STRAGGLER_MS) } } : {};
    const since = { 'scan.beamline': beamline, startTime: { $gte: submittedAt } };
    const past = {
      $or: [
        { ...which, ...number, ...settled },
        { ...since, ...number, ...settled },
      ],
    };
    return (await this.datasets.findOne(past, { projection: { _id: 1 }, maxTimeMS: 5000 })) !== null;
  }

  private async tell(submission: StoredSubmission, scans: readonly Scan[]): Promise<SubmittedScan[]> {
    const { beamline, sequence, submittedAt: time, proposalId, visit, submittedBy, sampleId, values } = submission;
    const source = sourceOf('forms', beamline);
    await this.register(source, beamline);
    const data: FormSubmitted = {
      proposalId,
      submittedBy,
      values,
      ...(visit && { visit }),
      ...(sampleId && { sampleId }),
    };
    const lines = scans.map(({ scan: { key: subject } }) =>
      JSON.stringify(makeEvent('org.scizoo.form.submitted.v1', { subject, source, sequence, time }, data)),
    );
    const results = await this.ingest.ingest(Buffer.from(lines.join('\n')));
    return scans.flatMap(({ _id: pid, runNumber }, i): SubmittedScan[] => {
      const { status, reasons } = results[i] ?? { status: 'rejected' as const, reasons: ['no answer'] };
      // It was counted when it was taken; unless this program died just then.
      if (status === 'duplicate' && submission.accepted > 0) return [];
      const state = status === 'rejected' ? 'refused' : 'accepted';
      return [{ pid, ...(runNumber && { runNumber }), state, ...(reasons && { reasons: [...reasons] }) }];
    });
  }
  /** The catalogue's own producer of forms at this beamline. */
  private async register(source: string, beamline: string): Promise<void> {
    if (this.registry.producer(source)) return;
    await this.connection
      .collection<{ _id: string }>('producers')
      .updateOne({ _id: source }, { $set: { source, kind: 'form', beamlines: [beamline] } }, { upsert: true });
    this.registry.forget();
  }

  private async noted(
    submission: StoredSubmission,
    told: readonly SubmittedScan[],
    newest: Date | undefined,
  ): Promise<StoredSubmission> {
    const accepted = told.filter(({ state }) => state === 'accepted').length;
    const pids = new Set(told.map(({ pid }) => pid));
    const before = submission.lastScans.filter(({ pid }) => !pids.has(pid));
    const lastScans = [...before, ...told].slice(-KEPT_SCANS);
    const state = lastScans.some((scan) => scan.state === 'refused')
      ? ('refused' as const)
      : lastScans.length > 0
        ? ('accepted' as const)
        : ('queued' as const);
    const cursor = newest && newest > submission.cursor ? newest : submission.cursor;
    const next = { ...submission, lastScans, state, cursor, accepted: submission.accepted + accepted };
    if (told.length === 0) return submission;
    await this.submissions.updateOne(
      { _id: submission._id },
      { $set: { lastScans, state, cursor, accepted: next.accepted } },
    );
    return next;
  }
}
