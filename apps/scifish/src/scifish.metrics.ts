import type { SciZooEvent } from '@scizoo/messaging';
import { Counter, Gauge, metrics } from '@scizoo/service-kit';
import type { EventSpool } from '@scizoo/messaging';

const registers = [metrics()];

/** What an operator watches; alarms belong on `scifish_spool_full`, on `scifish_spool_bytes`
 * that keeps growing, and on `scifish_recorder_lost_events`. */
const answers = new Counter({
  name: 'scifish_messages_total',
  help: 'Messages of recorders, by status of the answer',
  labelNames: ['status'],
  registers,
});
const sent = new Counter({
  name: 'scifish_events_sent_total',
  help: 'Events that Kafka has taken, by type',
  labelNames: ['type'],
  registers,
});
const refused = new Counter({
  name: 'scifish_events_refused_total',
  help: 'Events that Kafka will never take, set aside in refused.ndjson',
  registers,
});

const recorderWaiting = new Gauge({
  name: 'scifish_recorder_waiting_bytes',
  help: 'Bytes of events that wait in the spool of a recorder, as it told last',
  registers,
});
const recorderLost = new Gauge({
  name: 'scifish_recorder_lost_events',
  help: 'Events that a recorder had no room for since its MacroServer started',
  registers,
});

/** What a recorder says of itself with each message. */
export interface RecorderState {
  readonly waitingBytes: number;
  readonly lost: number;
}

export const count = {
  recorder: ({ waitingBytes, lost }: RecorderState): void => {
    recorderWaiting.set(waitingBytes);
    recorderLost.set(lost);
  },
  answer: (status: number): void => answers.inc({ status }),
  sent: (events: readonly SciZooEvent[]): void => events.forEach(({ type }) => sent.inc({ type })),
  refused: (): void => refused.inc(),
};

export function watchSpool(spool: EventSpool, maxBytes: number): void {
  const gauges = {
    scifish_spool_bytes: ['Bytes of events that wait for Kafka', () => spool.bytes],
    scifish_spool_max_bytes: ['Room of the spool', () => maxBytes],
    scifish_spool_full: ['1 when recorders have to keep their events', () => Number(spool.isFull)],
  } as const;
  for (const [name, [help, value]] of Object.entries(gauges))
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
}
