import { invalid, parseScanKey, reasonText, type ScanKey, SciZooError } from '@scizoo/domain';
import { parseEvent, type ProposalChanged, type SciZooEvent } from '@scizoo/messaging';
import { type AcceptedMachineEvent, isMachineEvent } from './machine-changes';
import { type AcceptedEvent } from './plan-dataset';
import { type AcceptedProposalEvent, isProposalEvent } from './plan-proposal';
import type { Producer } from './registry.service';
import { isScanEvent, priorityOf, statementsOf } from './statements-of-event';

export type Accepted =
  | ({ readonly about: 'scan'; readonly key: ScanKey } & AcceptedEvent)
  | ({ readonly about: 'proposal' } & AcceptedProposalEvent)
  | ({ readonly about: 'machine' } & AcceptedMachineEvent);
export interface Rejected {
  readonly id?: string;
  readonly reasons: readonly string[];
}
const EVERY_BEAMLINE = '*';

/** @returns the event, or why the line is none */
export function readLine(line: Buffer): SciZooEvent | Rejected {
  try {
    return parseEvent(line);
  } catch (error) {
    return rejected(error);
  }
}

/** The beamline that an event is about; none of proposals. */
export const beamlineOfEvent = (event: SciZooEvent): string | undefined => {
  if (isProposalEvent(event)) return undefined;
  return isMachineEvent(event) ? event.data.beamline : parseScanKey(event.subject).beamline;
};

/** Checks what the event claims against the registration of its producer, and takes out what it says. */
export function acceptEvent(event: SciZooEvent, producer: Producer | undefined, facility: string): Accepted | Rejected {
  try {
    if (!producer) throw invalid(reasonText('source-unknown', { source: event.source }));
    const priority = priorityOf(event.type, producer.kind);
    if (isProposalEvent(event)) {
      assertProposals(event, producer);
      return { about: 'proposal', event, priority };
    }
    if (isMachineEvent(event)) {
      assertBeamline(event, producer, event.data.beamline);
      return { about: 'machine', event };
    }
    const key = parseScanKey(event.subject);
    if (key.facility !== facility)
      throw invalid(reasonText('facility-other', { facility: key.facility, own: facility }));
    assertBeamline(event, producer, key.beamline);
    if (!isScanEvent(event)) throw invalid(reasonText('event-type-misplaced', { type: (event as SciZooEvent).type }));
    return { about: 'scan', key, event, priority, statements: statementsOf(event, key) };
  } catch (error) {
    return rejected(error, event.id);
  }
}

function assertBeamline({ source }: SciZooEvent, producer: Producer, beamline: string): void {
  if (producer.kind === 'proposals') throw invalid(reasonText('source-proposals-only', { source }));
  if (!covers(producer, beamline)) throw invalid(reasonText('source-beamline', { source, beamline }));
}
function assertProposals({ source, data }: SciZooEvent, producer: Producer): void {
  if (producer.kind !== 'proposals') throw invalid(reasonText('source-not-proposals', { source }));
  for (const instrument of (data as Partial<ProposalChanged>).instruments ?? [])
    if (!covers(producer, instrument)) throw invalid(reasonText('source-beamline', { source, beamline: instrument }));
}
/** A producer of proposals without a list of beamlines speaks for the whole facility. */
const covers = ({ kind, beamlines }: Producer, beamline: string): boolean =>
  beamlines.includes(beamline) ||
  beamlines.includes(EVERY_BEAMLINE) ||
  (kind === 'proposals' && beamlines.length === 0);

function rejected(error: unknown, id?: string): Rejected {
  if (error instanceof SciZooError && !error.retriable) return { id, reasons: [error.message, ...error.details] };
  // What makes a parser or validator give up (nesting of 10,000 levels, for one) is a fault of the event as well.
  if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError)
    return { id, reasons: [reasonText('event-unreadable', { fault: error.message })] };
  throw error;
}
