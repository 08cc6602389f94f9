import { field, LOG_LEVELS, type LogLevel } from '@scizoo/service-kit';

/** Settings of the DUO harvester. Names in the environment are these in capitals: `duoUrl` is `DUO_URL`. */
export class DuoConfig {
  @field.text({ required: true, format: 'uri', description: 'Address of the user office' })
  duoUrl!: string;
  @field.text({
    oneOf: ['psi', 'paged'],
    description: 'How it is spoken to: `psi` as DUO at PSI, `paged` page by page with changes',
  })
  duoProfile = 'psi';
  @field.text({
    required: true,
    minLength: 1,
    description: 'Secret: cookie SECRET for `psi`, bearer token for `paged`',
  })
  duoSecret!: string;
  @field.textList({ description: 'Facilities to ask for, profile `psi`; none: all that the user office names' })
  duoFacilities: string[] = [];
  @field.integer({
    min: 0,
    max: 50,
    description:
      'Years back that are asked for at first, profile `psi`; the coming one always is, and what was asked once stays asked',
  })
  duoYearsBack = 2;
  @field.textList({
    items: { pattern: '^[^=]+=[a-z0-9._-]+$' },
    description: 'Instruments by beamline of the user office, `PX=px,SIM=sim`; others are taken in lower case',
  })
  duoBeamlines: string[] = [];
  @field.text({ maxLength: 64, description: 'Time zone of the facility, in which DUO tells times' })
  timeZone = 'UTC';
  @field.text({
    minLength: 1,
    maxLength: 64,
    pattern: '^[a-z0-9.-]+$',
    description: 'Short name of the facility, part of the source of events',
  })
  facility = 'demo';
  @field.textList({ required: true, minItems: 1, description: 'Kafka' })
  kafkaBrokers!: string[];
  @field.text({ pattern: '^[a-z0-9-]{1,64}$', description: 'First part of the names of topics' })
  kafkaTopicPrefix = 'scizoo';
  @field.text({ required: true, format: 'uri', description: 'Address of the catalogue, which keeps place and lock' })
  catalogueUrl!: string;
  @field.text({
    required: true,
    minLength: 32,
    description: 'Its token for this harvester: `duo=…` of HARVESTER_TOKENS',
  })
  harvesterToken!: string;
  @field.text({ required: true, minLength: 1, description: 'Folder of what was told; keep it over restarts' })
  stateDir!: string;
  @field.integer({ min: 1, max: 86_400, description: 'Seconds from one question to the next' })
  intervalSeconds = 30;
  @field.integer({ min: 1, max: 10_080, description: 'Minutes from one whole harvest to the next, profile `paged`' })
  wholeEveryMinutes = 360;
  @field.integer({ min: 1000, max: 600_000, description: 'Longest wait for an answer of the user office, ms' })
  answerTimeoutMs = 30_000;
  @field.integer({
    min: 0,
    max: 100,
    description: 'Per cent of the proposals that may vanish at once without a human being asked',
  })
  mostVanishingPercent = 10;
  @field.text({ description: 'Address on which health and metrics are served' })
  healthHost = '127.0.0.1';
  @field.integer({ min: 0, max: 65_535, description: 'Port of health and metrics' })
  healthPort = 3032;
  @field.text({ oneOf: LOG_LEVELS, description: 'Least level of log lines' })
  logLevel: LogLevel = 'info';
}
