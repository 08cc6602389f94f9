import { createProducer, type SciZooEvent } from '@scizoo/messaging';

/** Sends events as an acquisition system would: to Kafka and nowhere else. */
export async function produce(kafka: string, events: readonly SciZooEvent[]): Promise<void> {
  const producer = createProducer({ brokers: kafka, clientId: 'journeys' });
  try {
    await producer.send(events);
  } finally {
    await producer.disconnect();
  }
}

/** A number that no other run has used: proposals of journeys never meet. */
export const randomProposal = (): string => `9${Math.floor(Math.random() * 9_000_000 + 1_000_000)}`;
