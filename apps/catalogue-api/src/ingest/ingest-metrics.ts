import { Counter, Histogram, metrics as registry } from '@scizoo/service-kit';

function create() {
  const registers = [registry()];
  return {
    events: new Counter({
      name: 'scizoo_ingest_events_total',
      help: 'Acquisition events by what became of them',
      labelNames: ['status'] as const,
      registers,
    }),
    batch: new Histogram({
      name: 'scizoo_ingest_batch_events',
      help: 'Events per transaction',
      buckets: [1, 5, 20, 50, 100, 250, 500],
      registers,
    }),
    duration: new Histogram({
      name: 'scizoo_ingest_batch_seconds',
      help: 'Time from a batch of lines to its committed transaction',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
  };
}
let created: ReturnType<typeof create> | undefined;
/** Made once per process, whoever asks first. */
export const ingestMetrics = () => ({ metrics: (created ??= create()) });
