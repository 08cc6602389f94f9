import { ensureTopics } from '@scizoo/messaging';

/** Creates the topics, or brings their settings up to date: run once before the services of a new facility start. */
const brokers = process.env['KAFKA_BROKERS'];
if (!brokers) {
  process.stderr.write('KAFKA_BROKERS is not set: name your Kafka brokers with it.\n');
  process.exit(1);
}
await ensureTopics(brokers);
process.stdout.write(`Topics are there at ${brokers}.\n`);
process.exit(0);
