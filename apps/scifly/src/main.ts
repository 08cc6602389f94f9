import 'reflect-metadata';
import { createProducer, topicNames } from '@scizoo/messaging';
import { runService, serveHealth } from '@scizoo/service-kit';
import { SciflyConfig } from './config';
import { SciFly } from './scifly';

await runService('scifly', SciflyConfig, async (config, service) => {
  const server = await serveHealth({ port: config.healthPort, host: config.healthHost, health: service.health });
  service.onStop('health server', () => server.close());
  const producer = createProducer({
    brokers: config.kafkaBrokers,
    clientId: 'scifly',
    names: topicNames(config.kafkaTopicPrefix),
    logger: service.logger,
    // few tries: what is not sent stays in the spool, and stopping should not take long
    retries: 2,
  });
  return SciFly.start(config, service, producer);
});
