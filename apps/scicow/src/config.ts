import { field, LOG_LEVELS, type LogLevel } from '@scizoo/service-kit';

/** Settings of SciCow. Names in the environment are these in capitals: `catalogueUrl` is `CATALOGUE_URL`. */
export class ScicowConfig {
  @field.text({ required: true, format: 'uri', description: 'Address of the catalogue API' })
  catalogueUrl!: string;
  @field.text({ required: true, minLength: 32, description: 'Token that lets this service hand in events' })
  ingestToken!: string;
  @field.textList({ required: true, minItems: 1, description: 'Kafka' })
  kafkaBrokers!: string[];
  @field.text({ minLength: 1, maxLength: 200, description: 'Consumer group; copies with the same name share the work' })
  kafkaGroup = 'scicow';
  @field.text({ pattern: '^[a-z0-9-]{1,64}$', description: 'First part of the names of topics' })
  kafkaTopicPrefix = 'scizoo';
  @field.text({ minLength: 1, maxLength: 64, description: 'Short name of the facility, as in the catalogue' })
  facility = 'demo';
  @field.text({ description: 'File with topics of other producers and the plug-ins that read them; see the handbook' })
  mappingsFile?: string;
  @field.integer({ min: 1, max: 500, description: 'Most events in one call to the catalogue' })
  batchSize = 500;
  @field.integer({ min: 1000, max: 600_000, description: 'Longest wait for an answer of the catalogue, ms' })
  answerTimeoutMs = 30_000;
  @field.integer({ min: 500, max: 60_000, description: 'Time between reports to the catalogue, ms' })
  reportEveryMs = 3000;
  @field.integer({
    min: 2000,
    max: 600_000,
    description:
      'Messages wait and nothing is committed for so long without a known reason: the process starts anew, ms',
  })
  stuckAfterMs = 30_000;
  @field.text({ description: 'Address on which health and metrics are served' })
  healthHost = '127.0.0.1';
  @field.integer({ min: 0, max: 65_535, description: 'Port of health and metrics' })
  healthPort = 3031;
  @field.text({ oneOf: LOG_LEVELS, description: 'Least level of log lines' })
  logLevel: LogLevel = 'info';
}
