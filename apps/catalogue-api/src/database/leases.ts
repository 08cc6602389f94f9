import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';

interface Lease {
  readonly _id: string;
  readonly holder: string;
  readonly until: Date;
}
const DUPLICATE_KEY = 11000;

/**
 * Work that only one copy of this program may do at a time. A lease runs out by itself when its holder dies; time is that
 * of the database, so that clocks of several machines do not matter.
 */
@Injectable()
export class Leases {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  private get leases() {
    return this.connection.collection<Lease>('leases');
  }

  /** @returns whether it is mine now; taking my own again makes it last longer */
  async take(name: string, holder: string, milliseconds: number): Promise<boolean> {
    const mine = [{ $set: { holder, until: { $add: ['$$NOW', milliseconds] } } }];
    const expired = await this.leases.updateOne({ _id: name, $expr: { $lt: ['$until', '$$NOW'] } }, mine);
    if (expired.matchedCount === 1) return true;
    try {
      const { matchedCount, upsertedCount } = await this.leases.updateOne({ _id: name, holder }, mine, {
        upsert: true,
      });
      return matchedCount + upsertedCount === 1;
    } catch (error) {
      // Somebody else holds it: the upsert met their document.
      if ((error as { code?: number }).code === DUPLICATE_KEY) return false;
      throw error;
    }
  }
  /** Who has it now; undefined when nobody does. */
  async holderOf(name: string): Promise<{ readonly holder: string; readonly until: Date } | undefined> {
    const found = await this.leases.findOne({ _id: name, $expr: { $gte: ['$until', '$$NOW'] } });
    return found ?? undefined;
  }
  async give(name: string, holder: string): Promise<void> {
    await this.leases.deleteOne({ _id: name, holder });
  }

  /** Runs the work alone; undefined when somebody else is at it. */
  async alone<T>(
    name: string,
    milliseconds: number,
    work: () => Promise<T>,
  ): Promise<{ readonly done: T } | undefined> {
    const holder = randomUUID();
    if (!(await this.take(name, holder, milliseconds))) return undefined;
    try {
      return { done: await work() };
    } finally {
      await this.give(name, holder);
    }
  }
}
