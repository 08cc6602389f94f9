import { SciZooError } from '@scizoo/domain';
import type { ReceivedMessage, SciZooEvent } from '@scizoo/messaging';
import type { Screened } from '../lines';

/** What a mapping is told about the topic that it reads. */
export interface TopicOfMapping {
  readonly facility: string;
  readonly beamline: string;
  /** As registered in the catalogue: `urn:scizoo:<producer>:<beamline>`. */
  readonly source: string;
}
/** How the messages of another producer's topic become events. */
export interface MappingOfTopic extends TopicOfMapping {
  readonly mapping: Mapping;
}
/**
 * A plug-in for one kind of foreign message. Pure: the same message always gives the same events, with the same ids, so
 * that a message that is read twice has its effect once. No events: the message says nothing for us.
 * @throws SciZooError `invalid` with the reason for the dead letter
 */
export type Mapping = (message: ReceivedMessage, about: TopicOfMapping) => readonly SciZooEvent[];

/** Counts up per topic and partition, as a sequence must, and is the same when the message is read again. */
export const sequenceOf = ({ offset }: ReceivedMessage): number => Number(offset) + 1;

/** What a message is about; nothing when it cannot be read. */
export function subjectsOf({ mapping, ...about }: MappingOfTopic, message: ReceivedMessage): readonly string[] {
  try {
    return mapping(message, about).map(({ subject }) => subject);
  } catch (error) {
    if (!(error instanceof SciZooError)) throw error;
    return [];
  }
}

export function mapped({ mapping, ...about }: MappingOfTopic, message: ReceivedMessage): Screened {
  try {
    const events = mapping(message, about);
    if (events.length === 0) return 'nothing';
    return { lines: events.map((event) => Buffer.from(JSON.stringify(event))) };
  } catch (error) {
    if (!(error instanceof SciZooError)) throw error;
    return { rejection: { errorClass: error.code, reasons: [error.message, ...error.details] } };
  }
}
