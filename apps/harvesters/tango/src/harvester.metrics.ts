import type { CaptureItem } from '@scizoo/domain';
import type { CapturedValue, EventSpool } from '@scizoo/messaging';
import { Counter, Gauge, Histogram, metrics } from '@scizoo/service-kit';

const registers = [metrics()];
const snapshots = new Counter({
  name: 'tango_snapshots_total',
  help: 'Snapshots told, by moment',
  labelNames: ['when'],
  registers,
});
const items = new Counter({
  name: 'tango_values_total',
  help: 'Values told, by what became of them',
  labelNames: ['result'],
  registers,
});
const seconds = new Histogram({
  name: 'tango_snapshot_seconds',
  help: 'Time that the reading of a snapshot took',
  labelNames: ['when'],
  buckets: [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5],
  registers,
});
const missing = new Counter({
  name: 'tango_required_missing_total',
  help: 'Required items without a value; an alarm belongs here',
  labelNames: ['key'],
  registers,
});
const refused = new Counter({
  name: 'tango_events_refused_total',
  help: 'Events that Kafka will never take, set aside in refused.ndjson',
  registers,
});

const resultOf = ({ error, quality }: CapturedValue): string =>
  error === undefined ? (quality === 'invalid' ? 'invalid' : 'read') : /timeout/i.test(error) ? 'timeout' : 'error';

export const count = {
  snapshot: (when: string, values: readonly CapturedValue[]): void => {
    snapshots.inc({ when });
    for (const value of values) items.inc({ result: resultOf(value) });
  },
  snapshotTimer: (when: string): (() => void) => {
    const end = seconds.startTimer({ when });
    return () => void end();
  },
  refused: (): void => refused.inc(),
  missing: (absent: readonly CaptureItem[]): void => absent.forEach(({ key }) => missing.inc({ key })),
};

export function watchSpool(spool: EventSpool): void {
  new Gauge({
    name: 'tango_spool_bytes',
    help: 'Bytes of events that wait for Kafka; an alarm belongs where it keeps growing',
    registers,
    collect() {
      this.set(spool.bytes);
    },
  });
}
