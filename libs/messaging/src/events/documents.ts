import { jsonSchemaOf, type JsonSchema } from '@scizoo/service-kit';
import { type EventType, EVENTS, schemaUrl, TOPICS } from './catalogue-of-events';
import { EventEnvelope, MAX_EVENT_BYTES } from './envelope';
import { eventTypes, exampleOf } from './examples';

const VERSION = '1.0.0';
/** `org.scizoo.scan.started.v1` → `ScanStartedV1` */
const nameOf = (type: EventType): string =>
  type
    .split('.')
    .slice(2)
    .map((word) => (word[0] ?? '').toUpperCase() + word.slice(1))
    .join('');

/** JSON Schema (2020-12) of a whole event: envelope and data. */
export function eventSchema(type: EventType): JsonSchema {
  const { properties, ...envelope } = jsonSchemaOf(EventEnvelope) as { properties: JsonSchema } & JsonSchema;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaUrl(type),
    title: type,
    ...envelope,
    properties: { ...properties, type: { const: type }, data: jsonSchemaOf(EVENTS[type].data) },
  };
}

const DESCRIPTIONS: Record<string, string> = {
  [TOPICS.acquisition]: 'What happens at the beamlines. Key: the scan key; of changes of the machine the beamline.',
  [TOPICS.proposals]: 'Proposals as the user office knows them, compacted. Key: the proposal id.',
  [TOPICS.captureConfiguration]:
    'What each beamline records, compacted: the last event of a beamline is what holds. Key: the beamline.',
};

/** AsyncAPI 3 document of the topics. */
export function asyncApi(): JsonSchema {
  const types = eventTypes();
  const topics = [...new Set(types.map((type) => EVENTS[type].topic))];
  const channelOf = (topic: string) => topic.split('.')[1] as string;
  const ofTopic = (topic: string) => types.filter((type) => EVENTS[type].topic === topic);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'SciZoo events',
      version: VERSION,
      description: `CloudEvents 1.0 in structured JSON, at most ${MAX_EVENT_BYTES} bytes each. See docs/producers.`,
      license: { name: 'BSD-3-Clause' },
    },
    defaultContentType: 'application/cloudevents+json',
    servers: { kafka: { host: '127.0.0.1:9092', protocol: 'kafka', description: 'Kafka of the facility' } },
    channels: Object.fromEntries(
      topics.map((topic) => [
        channelOf(topic),
        {
          address: topic,
          description: DESCRIPTIONS[topic],
          messages: Object.fromEntries(
            ofTopic(topic).map((type) => [nameOf(type), { $ref: `#/components/messages/${nameOf(type)}` }]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries(
      topics.map((topic) => [
        `send-${channelOf(topic)}`,
        {
          action: 'send',
          channel: { $ref: `#/channels/${channelOf(topic)}` },
          summary: `Producers write to ${topic}; the catalogue has each effect once`,
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        types.map((type) => [
          nameOf(type),
          {
            name: type,
            title: type,
            contentType: 'application/cloudevents+json',
            payload: { schemaFormat: 'application/schema+json;version=2020-12', schema: { $ref: `./${type}.json` } },
            bindings: { kafka: { key: { type: 'string', description: 'The subject of the event' } } },
          },
        ]),
      ),
    },
  };
}

const text = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

/** The files of docs/events: path inside it → content. */
export function eventDocuments(): Map<string, string> {
  const files = new Map([['asyncapi.json', text(asyncApi())]]);
  for (const type of eventTypes()) {
    files.set(`${type}.json`, text(eventSchema(type)));
    files.set(`examples/${type}.json`, text(exampleOf(type)));
  }
  return files;
}
