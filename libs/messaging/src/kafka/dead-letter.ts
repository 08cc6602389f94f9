import { MAX_EVENT_BYTES } from '../events/envelope';
import type { OutgoingMessage } from './producer';
import type { ReceivedMessage } from './received-message';

/** Why a message could not be taken. */
export interface Rejection {
  readonly errorClass: string;
  readonly reasons: readonly string[];
}

/** Headers of a dead letter beside the original bytes and key. */
export const DEAD_LETTER_HEADERS = {
  topic: 'scizoo-source-topic',
  partition: 'scizoo-source-partition',
  offset: 'scizoo-source-offset',
  time: 'scizoo-source-time',
  attempts: 'scizoo-attempts',
  errorClass: 'scizoo-error-class',
  reasons: 'scizoo-error-reasons',
  deadSince: 'scizoo-dead-since',
  size: 'scizoo-source-size',
  /** On a message that staff sent again, and on the dead letter that comes of it: the letter before. */
  resendOf: 'scizoo-resend-of',
} as const;

export interface DeadLetter extends Rejection {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  /** When the broker took the original message. */
  readonly time: Date;
  readonly attempts: number;
  readonly deadSince: Date;
  /** What is too large for an event is cut; the whole message stays in its own topic for as long as that keeps it. */
  readonly bytes: Buffer;
  /** Of the original message. */
  readonly size: number;
  readonly resendOf?: string;
}

const MAX_REASONS = 50;
const MAX_REASON_LENGTH = 1000;

export function deadLetterMessage(
  deadLetterTopic: string,
  message: ReceivedMessage,
  { errorClass, reasons }: Rejection,
  attempts: number,
): OutgoingMessage {
  const H = DEAD_LETTER_HEADERS;
  const resendOf = message.headers[H.resendOf];
  const bounded = reasons.slice(0, MAX_REASONS).map((reason) => reason.slice(0, MAX_REASON_LENGTH));
  return {
    topic: deadLetterTopic,
    key: message.key,
    // A second copy of 50 MB would take the memory of whoever carries it, and nobody could send it again.
    value: message.value && message.value.subarray(0, MAX_EVENT_BYTES),
    headers: {
      [H.topic]: message.topic,
      [H.partition]: String(message.partition),
      [H.offset]: message.offset,
      [H.time]: message.time.toISOString(),
      [H.attempts]: String(attempts),
      [H.errorClass]: errorClass,
      [H.reasons]: JSON.stringify(bounded),
      [H.deadSince]: new Date().toISOString(),
      [H.size]: String(message.value?.length ?? 0),
      ...(resendOf && { [H.resendOf]: resendOf }),
    },
  };
}

const text = (header: Buffer | undefined): string => header?.toString('utf8') ?? '';
const dateOf = (header: Buffer | undefined, otherwise: Date): Date => {
  const date = new Date(text(header));
  return Number.isNaN(date.getTime()) ? otherwise : date;
};

function reasonsOf(header: Buffer | undefined): string[] {
  try {
    const reasons: unknown = JSON.parse(text(header));
    return Array.isArray(reasons) ? reasons.map(String) : [text(header)];
  } catch {
    // Written by somebody else in another form: shown as it is.
    return [text(header)];
  }
}

/** A message of the dead-letter topic, whoever wrote it. */
export function readDeadLetter(message: ReceivedMessage): DeadLetter {
  const H = DEAD_LETTER_HEADERS;
  const { headers } = message;
  return {
    topic: text(headers[H.topic]) || message.topic,
    partition: Number(text(headers[H.partition])) || 0,
    offset: text(headers[H.offset]) || message.offset,
    key: message.key?.toString('utf8') ?? null,
    time: dateOf(headers[H.time], message.time),
    attempts: Number(text(headers[H.attempts])) || 1,
    errorClass: text(headers[H.errorClass]) || 'unknown',
    reasons: reasonsOf(headers[H.reasons]),
    deadSince: dateOf(headers[H.deadSince], message.time),
    bytes: message.value ?? Buffer.alloc(0),
    size: Number(text(headers[H.size])) || (message.value?.length ?? 0),
    ...(headers[H.resendOf] && { resendOf: text(headers[H.resendOf]) }),
  };
}
