import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Health, Logger } from '@scizoo/service-kit';
import type { ChangeStream, Document } from 'mongodb';
import type { Connection } from 'mongoose';
import { Surroundings } from '../surroundings';
import { CHANGE_PIPELINE, type Change, changeOf, merged, type RawChange, tokenOf } from './change';

export interface ChangeListener {
  /** Resolves when the changes have been handed on; after a rejection they are offered again. */
  changed(changes: readonly Change[]): Promise<void>;
  /** Changes may have been missed: whoever shows something reads it anew. */
  interrupted(): void;
}
/** The oplog does not reach back that far, or the token is not one. */
const LOST = new Set<unknown>([9, 136, 222, 260, 280, 286]);
const RETRY_MS = 1000;
/** Changes of this time go together: scans change several times within it, and rows are read once for all. */
const GATHER_MS = 10;
const OPENED_WITHIN_MS = 2000;

/**
 * The one change stream of this process on the datasets, open while somebody listens: opened again after every fault, from
 * where it was. It tells which datasets changed; what they are now is read for many of them at once.
 */
@Injectable()
export class DatasetChanges implements OnModuleDestroy {
  private readonly logger: Logger;
  private readonly health: Health;
  private listener?: ChangeListener;
  private stream?: ChangeStream<Document, Document>;
  private isStopping = false;
  private isWanted = false;
  private running?: Promise<void>;
  private token = '';
  /** Changes that wait to be handed on, one per dataset, in the order of their tokens. */
  private waiting = new Map<string, Change>();
  private handing?: Promise<void>;
  private fault: unknown;
  private readonly onPosition = new Set<() => void>();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
    this.health = surroundings.health;
  }

  listen(listener: ChangeListener): void {
    this.listener = listener;
  }
  /** Up to here every change has been handed to the listener; empty while the stream stands nowhere yet. */
  get position(): string {
    return this.token;
  }

  /** Resolves when the stream has a position, or after a while without one: then `interrupted` follows its opening. */
  async open(): Promise<void> {
    this.isWanted = true;
    this.running ??= this.run().finally(() => (this.running = undefined));
    if (this.token !== '') return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(limit);
        this.onPosition.delete(done);
        resolve();
      };
      const limit = setTimeout(done, OPENED_WITHIN_MS);
      this.onPosition.add(done);
    });
  }
  /** Nobody listens any more. */
  async pause(): Promise<void> {
    this.isWanted = false;
    await this.stream?.close();
    await this.running;
  }
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    for (const done of [...this.onPosition]) done();
    await this.pause();
  }
  private get isOver(): boolean {
    return this.isStopping || !this.isWanted;
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      try {
        await this.follow();
      } catch (error) {
        if (this.isOver) break;
        this.onFault(error as Error & { code?: unknown });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.health.forget('live changes');
    this.token = '';
  }
  private onFault(error: Error & { code?: unknown }): void {
    this.health.down('live changes', error.message);
    this.logger.warn({ reason: error.message }, 'the change stream broke; opening it again');
    if (LOST.has(error.code)) this.token = '';
  }

  private async follow(): Promise<void> {
    const datasets = this.connection.getClient().db(this.connection.name).collection('datasets');
    const isFresh = this.token === '';
    const from = isFresh ? {} : { resumeAfter: { _data: this.token } };
    const stream = datasets.watch(CHANGE_PIPELINE, { maxAwaitTimeMS: 1000, ...from });
    this.stream = stream;
    this.fault = undefined;
    if (isFresh) stream.once('resumeTokenChanged', (token: unknown) => this.begin(token));
    try {
      while (!this.isOver) {
        const raw = await stream.tryNext();
        if (stream.closed) break;
        this.health.up('live changes');
        if (raw) this.take(raw as unknown as RawChange);
        else if (!this.handing) this.moveOn(tokenOf(stream.resumeToken));
      }
    } finally {
      await stream.close();
      await this.handing;
      this.waiting.clear();
    }
    if (this.fault) throw this.fault;
  }
  /** Whoever listens already has missed what was before this position. */
  private begin(token: unknown): void {
    this.listener?.interrupted();
    this.moveOn(tokenOf(token));
    for (const done of [...this.onPosition]) done();
  }
  private moveOn(token: string): void {
    if (token > this.token) this.token = token;
  }

  private take(raw: RawChange): void {
    const change = changeOf(raw);
    const earlier = this.waiting.get(change.pid);
    this.waiting.delete(change.pid);
    this.waiting.set(change.pid, earlier ? merged(earlier, change) : change);
    this.handing ??= this.handOn().finally(() => (this.handing = undefined));
  }
  private async handOn(): Promise<void> {
    try {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      while (this.waiting.size > 0) {
        const changes = [...this.waiting.values()];
        this.waiting.clear();
        await this.listener?.changed(changes);
        this.moveOn(changes.at(-1)?.token ?? '');
      }
    } catch (error) {
      // The stream is opened again at the position, so that the same changes come once more.
      this.fault = error;
      await this.stream?.close();
    }
  }
}
