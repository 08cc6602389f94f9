import { checkEvent, type SciZooEvent } from '@scizoo/messaging';
import { type RecorderMessage, readRecorderMessage } from './recorder-message';
import { eventOf } from './scan-events';
import type { Place } from './scan-identity';
import type { EventSpool } from '@scizoo/messaging';

export interface Taken {
  readonly id: string;
  readonly status: 'accepted' | 'duplicate';
  readonly event: RecorderMessage['event'];
}
interface LastTold {
  readonly sequence: number;
  readonly safe: Promise<void>;
}

const SCANS_REMEMBERED = 2000;

/**
 * Messages of recorders become events on the spool. A recorder whose answer got lost sends again: what was taken already
 * is answered as such; should it be forgotten here after a restart, it has the same id and the catalogue knows it.
 */
export class ScanIntake {
  private readonly last = new Map<string, LastTold>();

  constructor(
    private readonly spool: Pick<EventSpool, 'append'>,
    private readonly place: Place,
    private readonly onAccepted: (event: SciZooEvent, message: RecorderMessage) => void = () => undefined,
    /** Ends of other scans that can have no other, as this message shows. */
    private readonly endedBy: (event: SciZooEvent, message: RecorderMessage) => readonly SciZooEvent[] = () => [],
  ) {}

  /** @throws SciZooError `invalid` or `unavailable` */
  async take(body: unknown): Promise<Taken> {
    const message = readRecorderMessage(body);
    const event = checkEvent(eventOf(message, this.place));
    const before = this.last.get(event.subject);
    if (before && before.sequence >= message.sequence) {
      await before.safe;
      return { id: event.id, status: 'duplicate', event: message.event };
    }
    const ends = this.endedBy(event, message).map((end) => this.append(end, this.last.get(end.subject)));
    await Promise.all([...ends, this.append(event, before)]);
    this.onAccepted(event, message);
    return { id: event.id, status: 'accepted', event: message.event };
  }

  private async append(event: SciZooEvent, before: LastTold | undefined): Promise<void> {
    const safe = this.spool.append(JSON.stringify(event));
    const told = { sequence: event.scansequence, safe };
    this.remember(event.subject, told);
    try {
      await safe;
    } catch (error) {
      if (this.last.get(event.subject) === told) {
        if (before) this.last.set(event.subject, before);
        else this.last.delete(event.subject);
      }
      throw error;
    }
  }

  private remember(subject: string, told: LastTold): void {
    this.last.delete(subject);
    this.last.set(subject, told);
    if (this.last.size > SCANS_REMEMBERED) this.last.delete(this.last.keys().next().value as string);
  }
}
