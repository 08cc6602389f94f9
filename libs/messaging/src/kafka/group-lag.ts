import type { Admin } from 'kafkajs';

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Next message of the group; -1 before its first commit. */
  readonly offset: bigint;
  /** Messages that are not handled yet. */
  readonly lag: number;
}

/** How far a consumer group is behind, by partition, as the broker knows it. */
export async function groupLag(admin: Admin, groupId: string, topics: readonly string[]): Promise<PartitionLag[]> {
  const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
  const all: PartitionLag[] = [];
  for (const { topic, partitions } of committed)
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      const offset = BigInt(partitions.find((candidate) => candidate.partition === partition)?.offset ?? '-1');
      const lag = Number(BigInt(high) - (offset < 0n ? BigInt(low) : offset));
      all.push({ topic, partition, offset, lag: Math.max(0, lag) });
    }
  return all;
}
