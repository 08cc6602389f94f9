import { invalid, parseScanKey, reasonText, remembered, SciZooError } from '@scizoo/domain';
import { faultTexts, field, type Shape, validationErrors, validatorOf } from '@scizoo/service-kit';
import { hash } from 'node:crypto';
import { type EventData, EVENTS, type EventType, isEventType, schemaUrl } from './catalogue-of-events';

/** Names in this namespace: ids of events, and PIDs of datasets made from scan keys. */
export const SCIZOO_NAMESPACE = '6f1c9d1e-6c1e-5d0b-9d52-6f0a54a0c7b1';
const NAMESPACE_BYTES = Buffer.from(SCIZOO_NAMESPACE.replaceAll('-', ''), 'hex');

/** UUID of version 5 in our namespace. Here and not from a package: twice per event, this is a tenth of its cost. */
function uuidV5(name: string): string {
  const bytes = hash('sha1', Buffer.concat([NAMESPACE_BYTES, Buffer.from(name)]), 'buffer');
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** CloudEvents 1.0, structured JSON. `subject` is the scan key; the proposal id for `proposal.*`, the beamline for `capture.*` and `machine.*`. */
export class EventEnvelope {
  @field.text({ required: true, oneOf: ['1.0'] })
  specversion!: '1.0';
  @field.text({
    required: true,
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
    description: 'UUIDv5 of subject, source and sequence; unchanged on re-send',
  })
  id!: string;
  @field.text({
    required: true,
    maxLength: 256,
    pattern: '^urn:scizoo:[a-z0-9-]+:[a-z0-9.-]+$',
    description: 'Producing service and beamline',
    example: 'urn:scizoo:scifish:b310a',
  })
  source!: string;
  @field.text({ required: true, maxLength: 128 })
  type!: EventType;
  @field.text({ required: true, minLength: 1, maxLength: 2000, description: 'Scan key, proposal id, or beamline' })
  subject!: string;
  @field.moment({ required: true })
  time!: string;
  @field.text({ oneOf: ['application/json'] })
  datacontenttype?: string;
  @field.text({ maxLength: 512 })
  dataschema?: string;
  @field.integer({
    required: true,
    min: 1,
    description: 'Counts up per scan and source, kept over restarts of the producer',
  })
  scansequence!: number;
  @field.any({ required: true })
  data!: unknown;
}
export interface SciZooEvent<T extends EventType = EventType> extends Omit<EventEnvelope, 'data' | 'type'> {
  type: T;
  data: EventData<T>;
}

export const sourceOf = (service: string, beamline: string): string => `urn:scizoo:${service}:${beamline}`;
const eventId = (subject: string, source: string, sequence: number): string =>
  uuidV5(`${subject}\n${source}\n${sequence}`);
const PIDS_REMEMBERED = 5000;
const nameOfScan = remembered(PIDS_REMEMBERED, uuidV5);
/** Same scan, same PID, however often it is told. */
export const datasetPid = (pidPrefix: string, scanKey: string): string =>
  `${pidPrefix.replace(/\/$/, '')}/${nameOfScan(scanKey)}`;

export function makeEvent<T extends EventType>(
  type: T,
  about: { subject: string; source: string; sequence: number; time?: Date },
  data: EventData<T>,
): SciZooEvent<T> {
  return {
    specversion: '1.0',
    id: eventId(about.subject, about.source, about.sequence),
    source: about.source,
    type,
    subject: about.subject,
    time: (about.time ?? new Date()).toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaUrl(type),
    scansequence: about.sequence,
    data,
  };
}

export const MAX_EVENT_BYTES = 1_048_576;

/**
 * An event out of the bytes of a message.
 * @throws SciZooError `invalid` or `too-large`, with every fault in words: a reason for the dead letter
 */
export function parseEvent(bytes: string | Buffer): SciZooEvent {
  if (Buffer.byteLength(bytes) > MAX_EVENT_BYTES)
    throw new SciZooError('too-large', reasonText('event-too-large', { bytes: MAX_EVENT_BYTES }));
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString());
  } catch (cause) {
    throw new SciZooError('invalid', reasonText('event-not-json'), [], { cause });
  }
  return checkEvent(body);
}

/** Faults in words. What class-transformer drops before it looks (`__proto__`) is told by the other validator. */
function faultsOf(shape: Shape, body: unknown): string[] {
  const texts = faultTexts(validationErrors(shape, body));
  if (texts.length > 0) return texts;
  const validate = validatorOf(shape);
  validate(body);
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty } = params as { additionalProperty?: string };
    return `${instancePath.slice(1).replaceAll('/', '.')} ${message} ${additionalProperty ?? ''}`.trim();
  });
}

/** @throws SciZooError `invalid` */
export function checkEvent(body: unknown): SciZooEvent {
  const type = (body as { type?: unknown } | null)?.type;
  if (!isEventType(type))
    throw invalid(reasonText('event-type-unknown', { type: JSON.stringify(type)?.slice(0, 100) ?? 'missing' }));
  if (!validatorOf(EventEnvelope)(body)) throw invalid(reasonText('event-envelope'), faultsOf(EventEnvelope, body));
  const event = body as SciZooEvent;
  const { data: shape } = EVENTS[type];
  if (!validatorOf(shape)(event.data))
    throw invalid(
      reasonText('event-data'),
      faultsOf(shape, event.data).map((text) => `data.${text}`),
    );
  checkSubject(event);
  if (event.id !== eventId(event.subject, event.source, event.scansequence)) throw invalid(reasonText('event-id'));
  return event;
}

function checkSubject({ type, subject, data }: SciZooEvent): void {
  if (type.startsWith('org.scizoo.proposal.')) {
    if ((data as { proposalId: string }).proposalId !== subject) throw invalid(reasonText('subject-proposal'));
  } else if (type.startsWith('org.scizoo.capture.') || type.startsWith('org.scizoo.machine.')) {
    if ((data as { beamline: string }).beamline !== subject) throw invalid(reasonText('subject-beamline'));
  } else parseScanKey(subject);
}
