import type { Schema } from '@scizoo/catalogue-client';
import { backOffMs, ConsumerRunner, type TopicNames, topicNames } from '@scizoo/messaging';
import { HeartbeatReporter, runService, type Service, serveHealth } from '@scizoo/service-kit';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Catalogue } from './catalogue';
import { ScicowConfig } from './config';
import { EventHandover, type HandoverOptions } from './event-handover';
import { readMappings } from './mappings';
import { runReplay } from './replay-command';
import { Replayer } from './replays';

type Wishes = Schema<'HeartbeatAnswer'>;

/** Connects to Kafka, however long it is away; the process is healthy meanwhile and says what it waits for. */
async function startWhenThere(consumer: ConsumerRunner, { logger, health }: Service, isStopping: () => boolean) {
  for (let attempt = 1; !isStopping(); attempt++) {
    try {
      await consumer.start();
      health.up('kafka');
      return;
    } catch (error) {
      const reason = (error as Error).message;
      health.down('kafka', reason);
      logger.warn({ attempt, reason }, 'waiting for Kafka');
      await sleep(backOffMs(attempt));
    }
  }
}

interface Parts {
  readonly config: ScicowConfig;
  readonly names: TopicNames;
  readonly topics: readonly string[];
  readonly catalogue: Catalogue;
  readonly handover: HandoverOptions;
}

async function partsOf(config: ScicowConfig): Promise<Parts> {
  const names = topicNames(config.kafkaTopicPrefix);
  const mappings = await readMappings(config.mappingsFile, config.facility);
  return {
    config,
    names,
    topics: [names.acquisition, names.proposals, ...mappings.keys()],
    catalogue: new Catalogue(config.catalogueUrl, config.ingestToken, config.answerTimeoutMs),
    handover: { compactedTopics: [names.proposals], mappings },
  };
}
function replayerOf({ config, names, topics, catalogue, handover }: Parts, { logger }: Service): Replayer {
  const { kafkaBrokers: brokers, kafkaGroup: groupId, batchSize } = config;
  return new Replayer({
    brokers,
    groupId,
    batchSize,
    topics,
    deadLetterTopic: names.deadLetter,
    logger,
    catalogue,
    handover,
  });
}

function consumerOf({ config, names, topics, catalogue, handover }: Parts, { logger, health }: Service) {
  const counts = { taken: 0, rejected: 0 };
  const onVerdict = (status: string) => void (status === 'rejected' ? counts.rejected++ : counts.taken++);
  const hands = new EventHandover(catalogue, { ...handover, onVerdict });
  const consumer = new ConsumerRunner({
    brokers: config.kafkaBrokers,
    clientId: 'scicow',
    groupId: config.kafkaGroup,
    topics,
    deadLetterTopic: names.deadLetter,
    batchSize: config.batchSize,
    stuckAfterMs: config.stuckAfterMs,
    logger,
    handle: (messages) => hands.take(messages),
    onWaiting: (reason) => (reason === undefined ? health.up('catalogue') : health.down('catalogue', reason)),
    onStuck: (reason) => {
      logger.fatal({ reason }, 'cannot go on; the supervisor starts this process anew');
      process.exit(1);
    },
  });
  return { consumer, counts };
}

/** The catalogue hears how it goes, and says what operators wish: a pause, a replay. */
function reporterOf({ config }: Parts, service: Service, of: ReturnType<typeof consumerOf>, replayer: Replayer) {
  const { logger, health } = service;
  const { consumer, counts } = of;
  return new HeartbeatReporter({
    url: config.catalogueUrl,
    token: config.ingestToken,
    service: 'scicow',
    instance: `${hostname()}:${config.healthPort}`,
    health,
    logger,
    everyMs: config.reportEveryMs,
    figures: () => ({
      lag: consumer.lag,
      ...counts,
      replays: Number(replayer.isBusy),
      paused: Number(consumer.isPaused),
    }),
    onAnswer: (answer) => {
      const { isPaused, replay } = answer as Wishes;
      if (isPaused !== consumer.isPaused) logger.info({ isPaused }, 'as the operators wish');
      if (isPaused) consumer.pause();
      else consumer.resume();
      if (replay) replayer.begin(replay.id, replay);
    },
  });
}

async function start(config: ScicowConfig, service: Service): Promise<void> {
  const { logger, health, onStop } = service;
  const parts = await partsOf(config);
  health.down('kafka', 'not connected yet');
  health.up('catalogue');
  const server = await serveHealth({ port: config.healthPort, host: config.healthHost, health });
  onStop('health server', () => server.close());

  let isStopping = false;
  const replayer = replayerOf(parts, service);
  const of = consumerOf(parts, service);
  const reporter = reporterOf(parts, service, of, replayer);
  onStop('catalogue connections', () => parts.catalogue.close());
  onStop('consumer', () => {
    isStopping = true;
    return of.consumer.stop();
  });
  onStop('replay', () => replayer.stop());
  onStop('reports', () => reporter.stop());
  // Before the first message: a pause outlasts a restart.
  await reporter.beat();
  reporter.start();
  await startWhenThere(of.consumer, service, () => isStopping);
  logger.info({ group: config.kafkaGroup, topics: parts.topics }, 'consuming');
}

/** `main.js replay …` does that and ends; without arguments the service runs. */
async function command(config: ScicowConfig, service: Service): Promise<void> {
  const parts = await partsOf(config);
  await runReplay(replayerOf(parts, service), process.argv.slice(3));
  parts.catalogue.close();
  process.exit(0);
}

await runService('scicow', ScicowConfig, process.argv[2] === 'replay' ? command : start);
