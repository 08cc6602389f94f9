import type { Admin } from 'kafkajs';
import { groupLag } from './group-lag';
import { kafkaClient, type KafkaOptions } from './kafka-client';

/** Looks at a consumer group from outside, whether its consumers live or not. */
export class GroupWatch {
  private admin?: Admin;
  private position = '';
  private movedAt = performance.now();

  constructor(
    private readonly options: KafkaOptions & { readonly groupId: string; readonly topics: readonly string[] },
  ) {}

  /**
   * @returns messages that wait, and for how long nothing of the group has moved
   * @throws when no broker answers
   */
  async look(): Promise<{ readonly lag: number; readonly stillForMs: number }> {
    try {
      const partitions = await groupLag(await this.connected(), this.options.groupId, this.options.topics);
      const lag = partitions.reduce((sum, one) => sum + one.lag, 0);
      const position = partitions.map(({ offset }) => offset).join();
      if (position !== this.position || lag === 0) this.movedAt = performance.now();
      this.position = position;
      return { lag, stillForMs: performance.now() - this.movedAt };
    } catch (error) {
      await this.close();
      throw error;
    }
  }
  async close(): Promise<void> {
    const { admin } = this;
    this.admin = undefined;
    await admin?.disconnect().catch(() => undefined);
  }

  private async connected(): Promise<Admin> {
    if (this.admin) return this.admin;
    const admin = kafkaClient(this.options).admin({ retry: { retries: 1, initialRetryTime: 200 } });
    await admin.connect();
    return (this.admin = admin);
  }
}
