import { field } from '@scizoo/service-kit';
import { ReasonInCode } from '../schema/coded-reason';

/**
 * - open: somebody has to look at it
 * - sent: sent again, the answer is awaited
 * - applied: the mended event has its effect, or had it already
 * - rejected: refused once more; the new letter says why
 * - discarded: nobody will send it
 */
export const LETTER_STATES = ['open', 'sent', 'applied', 'rejected', 'discarded'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

/** A message that could not be taken, for the staff of its beamline. */
export class DeadLetterRow {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  topic!: string;
  @field.integer({ required: true })
  partition!: number;
  @field.text({ required: true })
  offset!: string;
  @field.text()
  key!: string | null;
  @field.moment({ required: true, description: 'Of the message' })
  time!: Date;
  @field.moment({ required: true })
  deadSince!: Date;
  @field.integer({ required: true })
  attempts!: number;
  @field.text({ required: true })
  errorClass!: string;
  @field.textList({ required: true, description: 'In English' })
  reasons!: readonly string[];
  @field.list(() => ReasonInCode, { required: true, description: 'The same, for whom says them in another language' })
  reasonCodes!: readonly ReasonInCode[];
  @field.text({ required: true, description: 'The first reason without what is peculiar to this letter' })
  reasonGroup!: string;
  @field.text()
  beamline!: string | null;
  @field.text()
  eventType!: string | null;
  @field.integer({ required: true, description: 'bytes' })
  size!: number;
  @field.text({ required: true, description: 'The beginning of the message as text' })
  excerpt!: string;
  @field.text({ required: true, oneOf: LETTER_STATES })
  state!: LetterState;
  @field.text({ description: 'The dataset that the event belongs to, when there is one' })
  datasetPid!: string | null;
}
export class DeadLetterPage {
  @field.list(() => DeadLetterRow, { required: true })
  rows!: DeadLetterRow[];
  @field.text({ description: 'Cursor of the next page; null at the end' })
  next!: string | null;
}

/** Who did what with a letter. */
export class LetterAct {
  @field.moment({ required: true })
  at!: Date;
  @field.text({ required: true })
  by!: string;
  @field.text({ required: true, oneOf: ['sent', 'discarded', 'applied', 'rejected'] })
  act!: 'sent' | 'discarded' | 'applied' | 'rejected';
  @field.text({ description: 'Why it was discarded, or the first reason in English why it was rejected' })
  note!: string | null;
  @field.nested(() => ReasonInCode, { description: 'Of a rejection' })
  noteCode?: ReasonInCode;
}
export class DeadLetterDetail extends DeadLetterRow {
  @field.text({ required: true, description: 'The message as text, as far as it is kept' })
  text!: string;
  @field.yesNo({ required: true, description: 'The whole message is kept, so that it can be sent again' })
  isWhole!: boolean;
  @field.text({ required: true, description: 'The first 256 bytes in hexadecimal, for what is no text' })
  hex!: string;
  @field.list(() => LetterAct, { required: true })
  acts!: readonly LetterAct[];
  @field.text({ description: 'What was sent instead' })
  sentText!: string | null;
  @field.text({ description: 'The letter before, when this one comes of sending it again' })
  resendOf!: string | null;
  @field.text({ description: 'The letter that came of sending this one again' })
  followedBy!: string | null;
}
export class DeadLetterCount {
  @field.text({ required: true })
  reasonGroup!: string;
  @field.nested(() => ReasonInCode, { required: true })
  reasonCode!: ReasonInCode;
  @field.text()
  beamline!: string | null;
  @field.integer({ required: true })
  count!: number;
  @field.moment({ required: true })
  oldest!: Date;
}
export class MendedLetter {
  @field.text({ required: true, maxLength: 1_048_576, description: 'The event as JSON' })
  text!: string;
}
/** What the catalogue would say to an event, without taking it. */
export class LetterVerdict {
  @field.yesNo({ required: true })
  isAccepted!: boolean;
  @field.textList({ required: true, description: 'In English' })
  reasons!: readonly string[];
  @field.list(() => ReasonInCode, { required: true })
  reasonCodes!: readonly ReasonInCode[];
}
export class DiscardRequest {
  @field.text({ required: true, minLength: 3, maxLength: 1000 })
  reason!: string;
}
