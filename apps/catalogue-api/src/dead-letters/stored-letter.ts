import { codedReason } from '@scizoo/domain';
import { datasetPid, type DeadLetter } from '@scizoo/messaging';
import { mongo } from 'mongoose';
import type { DeadLetterDetail, DeadLetterRow, LetterAct, LetterState } from './dead-letters.shapes';
import { beamlineOf, eventTypeOf, reasonGroupOf, subjectOf } from './letter-facts';

/** As stored. `_id` tells the message, so that a letter that comes again is the same letter. */
export interface StoredDeadLetter extends Omit<DeadLetter, 'bytes'> {
  readonly _id: string;
  /** Of the event, as far as it could be told. */
  readonly beamline?: string;
  readonly eventType?: string;
  /** Scan key. */
  readonly subject?: string;
  readonly reasonGroup: string;
  readonly bytes: mongo.Binary | Buffer;
  readonly state: LetterState;
  readonly acts: readonly LetterAct[];
  /** Id of the event that was sent instead. */
  readonly sentEvent?: string;
  readonly sentText?: string;
  readonly sentAt?: Date;
  readonly followedBy?: string;
}

/** The whole message stays in Kafka; a record of the database cannot hold the largest ones. */
const KEPT_BYTES = 1_048_576;
const EXCERPT_BYTES = 2000;
const HEX_BYTES = 256;

export const letterId = ({ topic, partition, offset, time }: DeadLetter): string =>
  `${topic}/${partition}/${offset}/${time.getTime()}`;

export function storedLetter({ bytes, ...letter }: DeadLetter): Omit<StoredDeadLetter, '_id'> {
  const kept = bytes.subarray(0, KEPT_BYTES);
  const excerpt = kept.toString('utf8', 0, 20_000);
  const beamline = beamlineOf(letter.key, excerpt);
  const eventType = eventTypeOf(excerpt);
  const subject = subjectOf(letter.key, excerpt);
  return {
    ...letter,
    ...(beamline && { beamline }),
    ...(eventType && { eventType }),
    ...(subject && { subject }),
    reasonGroup: reasonGroupOf(letter.errorClass, letter.reasons),
    bytes: new mongo.Binary(kept),
    state: 'open',
    acts: [],
  };
}

const contentOf = ({ bytes }: StoredDeadLetter): Buffer => (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer));

export const pidOf = ({ subject }: StoredDeadLetter, pidPrefix: string): string | undefined =>
  subject === undefined ? undefined : datasetPid(pidPrefix, subject);

/** @param pids of datasets that exist and may be read */
export function letterRow(letter: StoredDeadLetter, pidPrefix: string, pids: ReadonlySet<string>): DeadLetterRow {
  const pid = pidOf(letter, pidPrefix);
  return {
    id: letter._id,
    topic: letter.topic,
    partition: letter.partition,
    offset: letter.offset,
    key: letter.key,
    time: letter.time,
    deadSince: letter.deadSince,
    attempts: letter.attempts,
    errorClass: letter.errorClass,
    reasons: letter.reasons,
    reasonCodes: letter.reasons.map(codedReason),
    // Letters of the time before these were kept.
    reasonGroup: letter.reasonGroup ?? reasonGroupOf(letter.errorClass, letter.reasons),
    beamline: letter.beamline ?? null,
    eventType: letter.eventType ?? null,
    size: letter.size,
    excerpt: contentOf(letter).toString('utf8', 0, EXCERPT_BYTES),
    state: letter.state ?? 'open',
    datasetPid: pid !== undefined && pids.has(pid) ? pid : null,
  };
}

/** The note of a rejection is a reason; all others are what a person wrote. */
const shownAct = (act: LetterAct): LetterAct =>
  act.act === 'rejected' && act.note !== null ? { ...act, noteCode: codedReason(act.note) } : act;

export function letterDetail(letter: StoredDeadLetter, pidPrefix: string, pids: ReadonlySet<string>): DeadLetterDetail {
  const content = contentOf(letter);
  return {
    ...letterRow(letter, pidPrefix, pids),
    text: content.toString('utf8'),
    isWhole: content.length === letter.size,
    hex: content.toString('hex', 0, HEX_BYTES),
    acts: (letter.acts ?? []).map(shownAct),
    sentText: letter.sentText ?? null,
    resendOf: letter.resendOf ?? null,
    followedBy: letter.followedBy ?? null,
  };
}
