import { reasonText } from '@scizoo/domain';
import { MAX_EVENT_BYTES, type ReceivedMessage, type Rejection } from '@scizoo/messaging';
import { isUtf8 } from 'node:buffer';

/** A message as lines of a batch, one as a rule; or why it can be none; or nothing to hand on. */
export type Screened = { readonly lines: readonly Buffer[] } | { readonly rejection: Rejection } | 'nothing';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BLANK = 0x20;

const refuse = (why: string): Screened => ({ rejection: { errorClass: 'invalid', reasons: [why] } });

/**
 * Bytes are handed on unparsed. A line break cannot stand inside a JSON text's strings, so where one is it separates
 * members and a blank says the same.
 */
export function screen({ value, topic }: ReceivedMessage, compactedTopics: readonly string[]): Screened {
  // In a compacted topic an empty message only takes older ones away.
  if (value === null || value.length === 0)
    return compactedTopics.includes(topic) ? 'nothing' : refuse(reasonText('event-empty'));
  if (value.length > MAX_EVENT_BYTES)
    return {
      rejection: { errorClass: 'too-large', reasons: [reasonText('event-too-large', { bytes: MAX_EVENT_BYTES })] },
    };
  if (!isUtf8(value)) return refuse(reasonText('event-not-text'));
  return { lines: [value.includes(NEWLINE) ? withoutBreaks(value) : value] };
}

function withoutBreaks(value: Buffer): Buffer {
  const line = Buffer.from(value);
  for (let i = 0; i < line.length; i++) if (line[i] === NEWLINE || line[i] === RETURN) line[i] = BLANK;
  return line;
}
