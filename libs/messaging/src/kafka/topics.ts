import { type ConfigResourceTypes, type ITopicConfig } from 'kafkajs';
import { TOPICS } from '../events/catalogue-of-events';
import { kafkaClient, type KafkaOptions } from './kafka-client';

export type TopicNames = { readonly [name in keyof typeof TOPICS]: string };

/** Names of the topics; another prefix lets two facilities, or two tests, share a broker. */
export function topicNames(prefix = 'scizoo'): TopicNames {
  return Object.fromEntries(
    Object.entries(TOPICS).map(([name, topic]) => [name, topic.replace(/^scizoo/, prefix)]),
  ) as TopicNames;
}

/**
 * The broker takes messages larger than any event (1 MiB), so that what a faulty producer sends becomes a dead letter
 * with its bytes instead of an endless error at the producer.
 */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
const DAY_MS = 24 * 3600 * 1000;

const entries = (settings: Record<string, string | number>) =>
  Object.entries(settings).map(([name, value]) => ({ name, value: String(value) }));

/** Partitions and settings of each topic; replication is for the operator of a larger cluster to choose. */
function topicSettings(names: TopicNames, replicationFactor = 1): ITopicConfig[] {
  const common = { 'max.message.bytes': MAX_MESSAGE_BYTES };
  const compacted = { ...common, 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': 0.1 };
  const topic = (name: string, numPartitions: number, settings: Record<string, string | number>): ITopicConfig => ({
    topic: name,
    numPartitions,
    replicationFactor,
    configEntries: entries(settings),
  });
  return [
    topic(names.acquisition, 6, { ...common, 'retention.ms': 14 * DAY_MS }),
    topic(names.proposals, 1, compacted),
    topic(names.captureConfiguration, 1, compacted),
    topic(names.deadLetter, 1, { ...common, 'retention.ms': 90 * DAY_MS }),
  ];
}

const TOPIC: ConfigResourceTypes.TOPIC = 2;

export interface TopicOptions {
  readonly names?: TopicNames;
  readonly replicationFactor?: number;
  readonly logger?: KafkaOptions['logger'];
  /** Of other producers, which are made plain. */
  readonly further?: readonly string[];
}

/** Creates what is missing and sets the settings of what is there; partitions of existing topics stay as they are. */
export async function ensureTopics(brokers: KafkaOptions['brokers'], options: TopicOptions = {}): Promise<void> {
  const admin = kafkaClient({ brokers, clientId: 'scizoo-topics', logger: options.logger }).admin();
  const { names = topicNames(), replicationFactor = 1, further = [] } = options;
  const foreign = further.map((topic) => ({ topic, numPartitions: 1, replicationFactor }));
  const wanted: ITopicConfig[] = [...topicSettings(names, replicationFactor), ...foreign];
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: true });
    const present = wanted.filter(({ topic }) => existing.has(topic));
    if (present.length > 0)
      await admin.alterConfigs({
        validateOnly: false,
        resources: present.map(({ topic, configEntries = [] }) => ({
          type: TOPIC,
          name: topic,
          configEntries,
        })),
      });
  } finally {
    await admin.disconnect();
  }
}
