import 'reflect-metadata';
import { createProducer, topicNames } from '@scizoo/messaging';
import { runService } from '@scizoo/service-kit';
import { TangoGqlGateway } from '@scizoo/tango-gateway';
import { TangoHarvesterConfig } from './config';
import { startTangoHarvester } from './tango-harvester';

await runService('tango-harvester', TangoHarvesterConfig, (config, service) =>
  startTangoHarvester(config, service, {
    gateway: new TangoGqlGateway({ url: config.tangogqlUrl, token: config.tangogqlToken }),
    sender: createProducer({
      brokers: config.kafkaBrokers,
      clientId: 'tango-harvester',
      names: topicNames(config.kafkaTopicPrefix),
      logger: service.logger,
      // few tries: what is not sent stays in the spool, and stopping should not take long
      retries: 2,
    }),
  }),
);
