import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';

const SOON_MS = 1000;

/**
 * `numberOfDatasets` of proposals. Counted a moment later and not in the transaction of the events: scans of one proposal
 * arrive in many transactions at once, which would all wait for its record.
 */
@Injectable()
export class ProposalCountsService implements OnApplicationShutdown {
  private readonly waiting = new Set<string>();
  private timer?: NodeJS.Timeout;

  constructor(@InjectConnection() private readonly connection: Connection) {}

  soon(ids: readonly string[]): void {
    for (const id of ids) this.waiting.add(id);
    if (this.waiting.size > 0) this.timer ??= setTimeout(() => void this.count(), SOON_MS).unref();
  }
  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.count();
  }

  private async count(): Promise<void> {
    this.timer = undefined;
    const ids = [...this.waiting];
    this.waiting.clear();
    try {
      for (const id of ids) {
        const numberOfDatasets = await this.connection.collection('datasets').countDocuments({ proposalIds: id });
        await this.connection
          .collection<{ _id: string; numberOfDatasets?: number }>('proposals')
          .updateOne({ _id: id, numberOfDatasets: { $ne: numberOfDatasets } }, { $set: { numberOfDatasets } });
      }
    } catch {
      // The next scan of the proposal counts again.
      this.soon(ids);
    }
  }
}
