import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import {
  type Caller,
  type CaptureForm,
  decodeKeys,
  encodeKeys,
  forbidden,
  formFaults,
  formFields,
  formValues,
  invalid,
  notFound,
  type Owned,
} from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { DatabaseService } from '../database/database.service';
import { BeamlineRights } from './beamline-rights';
import { CaptureRepository } from './capture.repository';
import { FormDelivery, type StoredSubmission } from './form-delivery';
import type { FormSubmission, NewFormSubmission } from './forms.shapes';

const MOST_SCANS = 10_000;
const LISTED = 50;

/** Forms of a beamline, filled in by its staff and by the group that measures. */
@Injectable()
export class FormsService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    private readonly rights: BeamlineRights,
    private readonly versions: CaptureRepository,
    private readonly delivery: FormDelivery,
    database: DatabaseService,
  ) {
    database.atStart('indexes of forms', () => this.createIndexes());
  }
  private get submissions() {
    return this.connection.collection<StoredSubmission>('formSubmissions');
  }
  private async createIndexes(): Promise<void> {
    await this.submissions.createIndex({ beamline: 1, proposalId: 1, submittedAt: -1 });
    // What scans to come have to be given.
    await this.submissions.createIndex({ open: 1 }, { partialFilterExpression: { open: true } });
  }

  async submit(beamline: string, asked: NewFormSubmission, caller: Caller): Promise<FormSubmission> {
    await this.assertMaySubmit(beamline, asked.proposalId, caller);
    const active = await this.versions.active(beamline);
    const form = active?.content.forms?.find(({ name }) => name === asked.form);
    if (!active || !form) throw notFound(`${beamline} has no form ${asked.form}`);
    const { scans, answers } = asked;
    if (scans && (scans.to < scans.from || scans.to - scans.from >= MOST_SCANS))
      throw invalid(`A range is at most ${MOST_SCANS} scans, from the first to the last`);
    const faults = formFaults(form, answers);
    if (faults.length > 0)
      throw invalid('The form is not complete', faults.map(({ field, code, detail }) => [field, code, detail].filter(Boolean).join(': '))); // prettier-ignore
    const stored = this.stored(beamline, asked, caller, form, formValues(active.content, form, answers));
    const submission = await this.keep(stored);
    return wire(await this.delivery.deliver(submission));
  }
  private stored(
    beamline: string,
    { form: name, proposalId, visit, scans, answers }: NewFormSubmission,
    { userId = '', username }: Caller,
    form: CaptureForm,
    values: StoredSubmission['values'],
  ): Omit<StoredSubmission, 'sequence'> {
    const now = new Date();
    const sampleField = formFields(form).find(({ role }) => role === 'sample')?.name;
    const sample = sampleField && answers[sampleField];
    return {
      _id: randomUUID(),
      beamline,
      form: name,
      title: form.title,
      proposalId,
      ...(visit && { visit }),
      ...(scans && { scans }),
      ...(typeof sample === 'string' && sample !== '' && { sampleId: sample }),
      answers,
      values,
      state: 'queued',
      accepted: 0,
      lastScans: [],
      open: true,
      cursor: now,
      submittedBy: username,
      userId,
      submittedAt: now,
    };
  }
  /** The last answer to a form is the one that scans to come get. */
  private async keep(submission: Omit<StoredSubmission, 'sequence'>): Promise<StoredSubmission> {
    const { beamline, proposalId, form, scans } = submission;
    const counted = await this.connection
      .collection<{ _id: string; submissions: number }>('captureCounters')
      .findOneAndUpdate({ _id: beamline }, { $inc: { submissions: 1 } }, { upsert: true, returnDocument: 'after' });
    const kept = { ...submission, sequence: counted?.submissions ?? 1 };
    if (scans === undefined)
      await this.submissions.updateMany(
        { beamline, proposalId, form, open: true, scans: { $exists: false } },
        { $set: { open: false } },
      );
    await this.submissions.insertOne({ ...kept, answers: encodeKeys(kept.answers) });
    return kept;
  }

  /** Those of one proposal, or of the whole beamline for its staff; newest first. */
  async list(beamline: string, proposalId: string | undefined, caller: Caller): Promise<FormSubmission[]> {
    if (proposalId === undefined) await this.rights.assertMayEdit(caller, beamline);
    else await this.assertMaySubmit(beamline, proposalId, caller);
    const found = await this.submissions
      .find({ beamline, ...(proposalId !== undefined && { proposalId }) }, { maxTimeMS: 2000 })
      .sort({ submittedAt: -1 })
      .limit(LISTED)
      .toArray();
    return found.map(wire);
  }

  /** Again to the scans that did not take it, and to those that have come since. */
  async retry(beamline: string, id: string, caller: Caller): Promise<FormSubmission> {
    return wire(await this.delivery.deliver(await this.own(beamline, id, caller)));
  }
  /** Scans to come do not get it any more. */
  async close(beamline: string, id: string, caller: Caller): Promise<FormSubmission> {
    const submission = await this.own(beamline, id, caller);
    await this.submissions.updateOne({ _id: id }, { $set: { open: false } });
    return wire({ ...submission, open: false });
  }
  private async own(beamline: string, id: string, caller: Caller): Promise<StoredSubmission> {
    const found = await this.submissions.findOne({ _id: id, beamline });
    if (!found) throw notFound();
    await this.assertMaySubmit(beamline, found.proposalId, caller);
    return found;
  }

  /** For the keeper: what scans to come have to be given. @returns how many submissions were looked at */
  async deliverOpen(): Promise<number> {
    const open = await this.submissions.find({ open: true }, { maxTimeMS: 2000 }).limit(500).toArray();
    for (const submission of open) await this.delivery.deliver(submission, { isRound: true });
    return open.length;
  }

  /** Who may write remarks on the scans of this proposal here may also say what they were measured on. */
  private async assertMaySubmit(beamline: string, proposalId: string, caller: Caller): Promise<void> {
    const { mayEdit } = await this.rights.one(caller, beamline);
    if (mayEdit) return;
    const proposal = await this.connection
      .collection<Owned & { _id: string }>('proposals')
      .findOne({ _id: proposalId }, { projection: { ownerGroup: 1, instrumentGroup: 1 } });
    if (!proposal || !this.access.mayAnnotate(caller, proposal))
      throw forbidden('Forms are for the group of the proposal and for staff of the beamline');
  }
}

function wire({
  _id,
  sequence: _,
  userId: __,
  cursor: ___,
  sampleId: ____,
  ...submission
}: StoredSubmission): FormSubmission {
  return { id: _id, ...submission, answers: decodeKeys(submission.answers) };
}
