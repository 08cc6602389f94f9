import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createProducer, type EventProducer, topicNames } from '@scizoo/messaging';
import { randomUUID } from 'node:crypto';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { Leases } from '../database/leases';
import { Surroundings } from '../surroundings';
import { CaptureRepository } from './capture.repository';

const EVERY_MS = 5000;
const LEASE_MS = 30_000;
const AT_ONCE = 100;

/**
 * Brings activated configurations to Kafka. They wait in the database, written together with the activation, until Kafka
 * has taken them: a crash in between sends one again, with the same id, and loses none.
 */
@Injectable()
export class CaptureOutbox implements OnApplicationShutdown {
  private readonly holder = randomUUID();
  private readonly producer?: EventProducer;
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private isAskedAgain = false;

  constructor(
    private readonly versions: CaptureRepository,
    private readonly leases: Leases,
    database: DatabaseService,
    private readonly surroundings: Surroundings,
    { kafkaBrokers, kafkaTopicPrefix }: CatalogueConfig,
  ) {
    if (kafkaBrokers.length === 0) return;
    this.producer = createProducer({
      brokers: kafkaBrokers,
      clientId: 'catalogue-capture',
      names: topicNames(kafkaTopicPrefix),
      logger: surroundings.logger,
      retries: 2,
    });
    database.atStart('outbox of capture configurations', () => Promise.resolve(this.begin()));
  }
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    if (!this.producer) return;
    await this.leases.give('capture-outbox', this.holder).catch(() => undefined);
    await this.producer.disconnect();
  }
  private begin(): void {
    this.timer = setInterval(() => this.sendSoon(), EVERY_MS);
    this.timer.unref();
    this.sendSoon();
  }

  /** After an activation. Nobody waits for it: without Kafka it is sent when Kafka is back. */
  sendSoon(): void {
    if (!this.producer) return;
    if (this.running) this.isAskedAgain = true;
    else
      this.running = this.sendAll().finally(() => {
        this.running = undefined;
        if (this.isAskedAgain) {
          this.isAskedAgain = false;
          this.sendSoon();
        }
      });
  }

  private async sendAll(): Promise<void> {
    try {
      // Two copies of this program sending the same beamline could change the order.
      if (!(await this.leases.take('capture-outbox', this.holder, LEASE_MS))) return;
      for (let waiting = await this.versions.unsent(AT_ONCE); waiting.length > 0;) {
        await this.producer?.send(waiting.map(({ event }) => event));
        await this.versions.sent(waiting.map(({ _id }) => _id));
        const sent = waiting.map(({ beamline, event }) => `${beamline} version ${event.data.version}`);
        this.surroundings.logger.info({ sent }, 'capture configurations told to Kafka');
        waiting = await this.versions.unsent(AT_ONCE);
      }
    } catch (err) {
      this.surroundings.logger.warn({ err }, 'capture configurations wait for Kafka');
    }
  }
}
