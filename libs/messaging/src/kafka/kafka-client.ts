import type { Logger } from '@scizoo/service-kit';
import { Kafka, logLevel, type LogEntry } from 'kafkajs';

export interface KafkaOptions {
  /** `host:port`, several separated by commas. */
  readonly brokers: string | readonly string[];
  readonly clientId: string;
  readonly logger?: Logger;
}

const brokerList = (brokers: string | readonly string[]): string[] =>
  (typeof brokers === 'string' ? brokers.split(',') : [...brokers])
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');

/**
 * Said at every start and without meaning here: retries of a producer end, and the same event id is sent again; a broker
 * that comes back is looked for by the runner.
 */
const EXPECTED = /may invalidate EoS guarantees/;

/** kafkajs reports as errors what it repeats by itself; only what it gives up is a warning for the operator. */
function write(logger: Logger, { level, namespace, log: { message, error, ...rest } }: LogEntry): void {
  if (EXPECTED.test(message)) return;
  const line = { kafka: namespace, ...(error !== undefined && { error: String(error) }), ...pick(rest) };
  if (level === logLevel.ERROR || level === logLevel.WARN) logger.warn(line, message);
  else logger.debug(line, message);
}
const pick = (rest: Record<string, unknown>) =>
  Object.fromEntries(
    ['topic', 'partition', 'groupId', 'broker', 'retryTime', 'retryCount'].flatMap((name) =>
      rest[name] === undefined ? [] : [[name, rest[name]]],
    ),
  );

export function kafkaClient({ brokers, clientId, logger }: KafkaOptions): Kafka {
  return new Kafka({
    clientId,
    brokers: brokerList(brokers),
    connectionTimeout: 3000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 3000, retries: 6 },
    logLevel: logger ? logLevel.INFO : logLevel.NOTHING,
    logCreator: () => (entry) => logger && write(logger, entry),
  });
}
