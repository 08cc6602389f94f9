import { field, LOG_LEVELS, type LogLevel } from '@scizoo/service-kit';
import { MACHINE_FACT } from './machine-fact';

/** Settings of the Tango harvester. Names in the environment are these in capitals: `tangogqlUrl` is `TANGOGQL_URL`. */
export class TangoHarvesterConfig {
  @field.text({
    required: true,
    format: 'uri',
    description: 'Where TangoGQL answers queries: `http://127.0.0.1:21004/db`',
  })
  tangogqlUrl!: string;
  @field.text({ minLength: 1, description: 'Token for TangoGQL, where it asks for one' })
  tangogqlToken?: string;
  @field.textList({
    required: true,
    minItems: 1,
    items: { pattern: '^[a-z0-9][a-z0-9.-]*$' },
    description: 'Beamlines whose scans are followed, lower case',
  })
  beamlines!: string[];
  @field.textList({ required: true, minItems: 1, description: 'Kafka' })
  kafkaBrokers!: string[];
  @field.text({ pattern: '^[a-z0-9-]{1,64}$', description: 'First part of the names of topics' })
  kafkaTopicPrefix = 'scizoo';
  @field.text({
    required: true,
    minLength: 1,
    description: 'Folder of the last configuration, of scans that go on and of events that wait for Kafka',
  })
  stateDir!: string;
  @field.integer({ min: 1, max: 1_000_000, description: 'Room for events that wait for Kafka, MB' })
  spoolMaxMb = 256;
  @field.integer({
    min: 1,
    max: 86_400,
    description:
      'A start or end that is told later than this, in seconds, is not read any more: the values would be of another time',
  })
  lateAfterSeconds = 60;
  @field.textList({
    maxItems: 50,
    items: { pattern: MACHINE_FACT },
    description:
      'What the logbook tells of the machine: `Ring current=r3-d101/dia/dcct-01/current<50` is lost below 50 and back above; without a limit each change of a text or state is told. Names hold no comma',
  })
  machineNotes: string[] = [];
  @field.integer({
    min: 0,
    max: 3600,
    description: 'So many seconds a change of the machine has to last before it is told',
  })
  machineHoldSeconds = 5;
  @field.text({ format: 'uri', description: 'Address of the catalogue, which is told how this is; absent: not told' })
  catalogueUrl?: string;
  @field.text({ minLength: 32, description: 'Its REPORT_TOKEN' })
  reportToken?: string;
  @field.text({ description: 'Address of health, metrics and of the read-only door to Tango; keep it on this machine' })
  healthHost = '127.0.0.1';
  @field.integer({ min: 0, max: 65_535, description: 'Port of health, metrics and of the read-only door to Tango' })
  healthPort = 3034;
  @field.text({ oneOf: LOG_LEVELS, description: 'Least level of log lines' })
  logLevel: LogLevel = 'info';
}
