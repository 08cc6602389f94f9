import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Health, type Logger } from '@scizoo/service-kit';
import type { Connection, ConnectOptions } from 'mongoose';
import { CatalogueConfig } from '../config';
import { Surroundings } from '../surroundings';
import { makeDeclaredIndexes } from './declared-indexes';

type StartTask = () => Promise<unknown>;

const RETRY_MS = 2000;
const hasDatabaseName = (uri: string): boolean => /^[a-z+]+:\/\/[^/]+\/[^?]+/.test(uri);
const connectOptions = (config: CatalogueConfig): ConnectOptions => ({
  ...(hasDatabaseName(config.mongodbUri) ? {} : { dbName: 'scizoo' }),
  writeConcern: { w: 'majority' },
  retryWrites: true,
  maxPoolSize: config.databasePoolSize,
  serverSelectionTimeoutMS: 5000,
  autoIndex: false,
  autoCreate: false,
});
const hostsOf = (uri: string): string =>
  uri
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .split(/[/?]/)[0] ?? '';

/**
 * The one connection to MongoDB: waits for the database at start while the process already answers `/health`, then runs
 * what features have to do before the first request (indexes, files that are read at start).
 */
@Injectable()
export class DatabaseService implements OnModuleInit, OnModuleDestroy, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly tasks: { what: string; task: StartTask }[] = [];
  private readonly preparations: { what: string; task: StartTask }[] = [];
  private readonly logger: Logger;
  private readonly health: Health;
  private isStopping = false;
  private isPrepared = false;
  private settle!: () => void;
  /** Resolves when the database answers and every start task is done. */
  readonly ready = new Promise<void>((resolve) => (this.settle = resolve));

  constructor(
    @InjectConnection() readonly connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
    this.health = surroundings.health;
  }

  /** What has to be done before the declared indexes can be made; registered in a constructor. */
  beforeIndexes(what: string, task: StartTask): void {
    this.preparations.push({ what, task });
  }
  /** Register in a constructor or in `onModuleInit`; tasks run one after the other, in that order, once per process. */
  atStart(what: string, task: StartTask): void {
    this.tasks.push({ what, task });
  }
  /** False while requests cannot be served: they are answered 503 at once instead of waiting. */
  get isUp(): boolean {
    return this.isPrepared && this.connection.readyState === 1;
  }

  onModuleInit(): void {
    this.connection.on('error', (err) => this.logger.debug({ err }, 'MongoDB connection'));
    if (!this.surroundings.connects) return;
    this.connection.on('disconnected', () => !this.isStopping && this.logger.warn('MongoDB does not answer any more'));
    this.connection.on('connected', () => this.logger.info('connected to MongoDB'));
    this.health.probe('mongodb', () => this.probe());
  }
  onApplicationBootstrap(): void {
    if (this.surroundings.connects) void this.start();
  }
  onModuleDestroy(): void {
    this.isStopping = true;
  }
  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }

  private async probe(): Promise<void> {
    if (this.connection.readyState !== 1) throw new Error('not connected');
    await this.connection.db?.command({ ping: 1 }, { timeoutMS: 1000 });
    if (!this.isPrepared) throw new Error('still preparing indexes and start files');
  }

  private async start(): Promise<void> {
    for (let attempt = 1; !this.isStopping; attempt++) {
      try {
        await this.connect();
        await this.prepare();
        return;
      } catch (error) {
        if (this.isStopping) return;
        const reason = (error as Error).message;
        this.logger.warn({ attempt }, `waiting for MongoDB at ${hostsOf(this.config.mongodbUri)}: ${reason}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
  private async connect(): Promise<void> {
    if (this.connection.readyState !== 1)
      await this.connection.openUri(this.config.mongodbUri, connectOptions(this.config));
    const hello = await this.connection.db?.admin().command({ hello: 1 });
    if (!hello?.['setName'])
      throw new Error(
        'it is not a replica set (transactions and live updates need one): start it with --replSet and initiate it',
      );
  }
  private async prepare(): Promise<void> {
    for (const { task } of this.preparations) await task();
    const renewed = await makeDeclaredIndexes(this.connection);
    if (renewed.length > 0) this.logger.info({ renewed }, 'indexes made anew, their declaration has changed');
    for (const { what, task } of this.tasks) {
      this.logger.debug(`start task: ${what}`);
      await task();
    }
    this.isPrepared = true;
    this.logger.info('ready');
    this.settle();
  }
}
