import 'reflect-metadata';
import { createProducer, topicNames } from '@scizoo/messaging';
import { runService } from '@scizoo/service-kit';
import { ScifishConfig } from './config';
import { startScifish } from './scifish';

await runService('scifish', ScifishConfig, (config, service) =>
  startScifish(
    config,
    service,
    createProducer({
      brokers: config.kafkaBrokers,
      clientId: 'scifish',
      names: topicNames(config.topicPrefix),
      logger: service.logger,
      // few tries: what is not sent stays in the spool, and stopping should not take long
      retries: 2,
    }),
  ),
);
