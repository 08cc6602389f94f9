import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { backOffMs, ConsumerRunner, readDeadLetter, topicNames } from '@scizoo/messaging';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { asRetriable } from '../ingest/transaction';
import { Surroundings } from '../surroundings';
import { DeadLettersService } from './dead-letters.service';

/** Brings the dead-letter topic into the database, when this catalogue knows a Kafka. */
@Injectable()
export class DeadLetterCollector implements OnApplicationShutdown {
  private consumer?: ConsumerRunner;
  private timer?: NodeJS.Timeout;
  private isStopping = false;

  constructor(
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
    private readonly letters: DeadLettersService,
    database: DatabaseService,
  ) {
    database.atStart('indexes of dead letters', () => letters.createIndexes());
    if (config.kafkaBrokers.length > 0)
      database.atStart('collector of dead letters', () => Promise.resolve(this.begin(1)));
  }
  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.consumer?.stop();
  }

  /** Kafka may come later, and the catalogue works without it. */
  private begin(attempt: number): void {
    const { logger } = this.surroundings;
    const consumer = this.consumerOf();
    consumer.start().then(
      () => {
        this.consumer = consumer;
        if (this.isStopping) void consumer.stop();
      },
      async (error: unknown) => {
        await consumer.stop().catch(() => undefined);
        logger.debug({ err: error }, 'dead letters wait for Kafka');
        this.again(attempt);
      },
    );
  }
  private again(attempt: number): void {
    if (this.isStopping) return;
    this.timer = setTimeout(() => this.begin(attempt + 1), backOffMs(attempt)).unref();
  }

  private consumerOf(): ConsumerRunner {
    const { logger } = this.surroundings;
    return new ConsumerRunner({
      brokers: this.config.kafkaBrokers,
      clientId: 'catalogue-dead-letters',
      groupId: `${this.config.kafkaTopicPrefix}-catalogue-dead-letters`,
      topics: [topicNames(this.config.kafkaTopicPrefix).deadLetter],
      batchSize: 20,
      logger,
      handle: async (messages) => {
        await this.letters.keep(messages.map(readDeadLetter)).catch((error: unknown) => {
          throw asRetriable(error);
        });
        return new Map();
      },
      onStuck: (reason) => {
        logger.warn({ reason }, 'collector of dead letters starts anew');
        const stuck = this.consumer;
        this.consumer = undefined;
        void stuck?.stop().catch(() => undefined);
        this.again(1);
      },
    });
  }
}
