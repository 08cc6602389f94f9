import { Counter, Gauge, metrics } from '@scizoo/service-kit';

function create() {
  const registers = [metrics()];
  return {
    messages: new Counter({
      name: 'scizoo_consumer_messages_total',
      help: 'Messages by what became of them',
      labelNames: ['topic', 'result'] as const,
      registers,
    }),
    retries: new Counter({
      name: 'scizoo_consumer_retries_total',
      help: 'Calls that were repeated because the other side was away',
      registers,
    }),
    lag: new Gauge({
      name: 'scizoo_consumer_lag',
      help: 'Messages in Kafka that are not handled yet',
      labelNames: ['topic', 'partition'] as const,
      registers,
    }),
    lastCommit: new Gauge({
      name: 'scizoo_consumer_last_commit_seconds',
      help: 'Unix time of the last committed offset',
      registers,
    }),
    waiting: new Gauge({
      name: 'scizoo_consumer_waiting',
      help: '1 while the other side is away and the consumer waits for it',
      registers,
    }),
  };
}
export type ConsumerMetrics = ReturnType<typeof create>;
let created: ConsumerMetrics | undefined;
/** Made once per process, by the first consumer. */
export const consumerMetrics = (): ConsumerMetrics => (created ??= create());
