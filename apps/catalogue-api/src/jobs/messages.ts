import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { unavailable } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import type { ChannelModel } from 'amqplib';
import { CatalogueConfig } from '../config';
import { Surroundings } from '../surroundings';

export interface Destination {
  readonly exchange: string;
  readonly queue: string;
  readonly key: string;
}
const ATTEMPTS = 3;
const PAUSE_MS = 300;
const TIMEOUT_MS = 5000;
/** A broker that is gone without a word is noticed after two of these. */
const HEARTBEAT_S = 15;

/** Messages through RabbitMQ: durable, confirmed by the broker, tried again over a new connection when one breaks. */
@Injectable()
export class Messages implements OnApplicationShutdown {
  private readonly logger: Logger;
  private connection: Promise<ChannelModel> | undefined;

  constructor(
    private readonly config: CatalogueConfig,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
  }
  async onApplicationShutdown(): Promise<void> {
    await this.drop();
  }

  get isConfigured(): boolean {
    return this.config.rabbitmqHostname !== undefined;
  }

  /** @throws 503 when the broker did not confirm */
  async send(destination: Destination, message: string): Promise<void> {
    let reason = '';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return await this.publish(destination, message);
      } catch (error) {
        reason = (error as Error).message || ((error as { code?: string }).code ?? 'no answer');
        await this.drop();
        this.logger.warn({ attempt, reason, queue: destination.queue }, 'RabbitMQ did not take a message');
        if (attempt < ATTEMPTS) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
      }
    }
    const { rabbitmqHostname, rabbitmqPort } = this.config;
    throw unavailable(`RabbitMQ at ${rabbitmqHostname}:${rabbitmqPort} did not take the message: ${reason}`);
  }

  private async publish({ exchange, queue, key }: Destination, message: string): Promise<void> {
    const channel = await (await this.connected()).createConfirmChannel();
    // A channel that the broker closes (an exchange of another kind, for example) tells so here too.
    channel.on('error', (error: Error) => this.logger.debug({ reason: error.message }, 'channel of RabbitMQ'));
    try {
      await channel.assertExchange(exchange, 'topic', { durable: true });
      await channel.assertQueue(queue, { durable: true });
      await channel.bindQueue(queue, exchange, key);
      channel.publish(exchange, key, Buffer.from(message), { persistent: true, contentType: 'application/json' });
      await channel.waitForConfirms();
    } finally {
      await channel.close().catch((error: Error) => this.logger.debug({ reason: error.message }, 'channel was closed'));
    }
  }

  private connected(): Promise<ChannelModel> {
    if (this.connection) return this.connection;
    const { rabbitmqHostname: hostname, rabbitmqPort: port, rabbitmqUsername, rabbitmqPassword } = this.config;
    const account = rabbitmqUsername === undefined ? {} : { username: rabbitmqUsername, password: rabbitmqPassword };
    const at = { protocol: 'amqp', hostname, port, heartbeat: HEARTBEAT_S, ...account };
    const opening = import('amqplib').then(({ connect }) => connect(at, { timeout: TIMEOUT_MS }));
    this.connection = opening;
    const forget = () => {
      if (this.connection === opening) this.connection = undefined;
    };
    void opening.then(
      (connection) => {
        connection.on('error', (error: Error) => this.logger.warn({ reason: error.message }, 'RabbitMQ'));
        connection.on('close', forget);
      },
      () => forget(),
    );
    return opening;
  }
  private async drop(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    await connection?.then((open) => open.close()).catch(() => undefined);
  }
}
