import type { IHeaders, KafkaMessage } from 'kafkajs';

export interface ReceivedMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly time: Date;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
}

export const received = (
  { topic, partition }: { readonly topic: string; readonly partition: number },
  message: KafkaMessage,
): ReceivedMessage => ({
  topic,
  partition,
  offset: message.offset,
  time: new Date(Number(message.timestamp)),
  key: message.key,
  value: message.value,
  headers: singleHeaders(message.headers),
});

function singleHeaders(headers: IHeaders | undefined): Record<string, Buffer | undefined> {
  const single: Record<string, Buffer | undefined> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const first = Array.isArray(value) ? value[0] : value;
    single[name] = typeof first === 'string' ? Buffer.from(first) : first;
  }
  return single;
}
