import { field, LOG_LEVELS, type LogLevel } from '@scizoo/service-kit';

/** Settings of SciFly. Names in the environment are these in capitals: `foldersFile` is `FOLDERS_FILE`. */
export class SciflyConfig {
  @field.text({
    required: true,
    minLength: 1,
    description: 'File that names the folders to watch: `[{"path", "beamline", "host"?, "shownAs"?}]`',
  })
  foldersFile!: string;
  @field.text({ required: true, minLength: 1, description: 'Folder of the journal and of events that wait for Kafka' })
  stateDir!: string;
  @field.integer({ min: 1, max: 1_000_000, description: 'Room for events that wait for Kafka, MB' })
  spoolMaxMb = 1000;
  @field.textList({ required: true, minItems: 1, description: 'Kafka' })
  kafkaBrokers!: string[];
  @field.text({ pattern: '^[a-z0-9-]{1,64}$', description: 'First part of the names of topics' })
  kafkaTopicPrefix = 'scizoo';
  @field.text({
    minLength: 1,
    maxLength: 64,
    pattern: '^[a-z0-9.-]+$',
    description: 'Short name of the facility, part of scan keys',
  })
  facility = 'demo';
  @field.text({
    maxLength: 64,
    description: 'Time zone of the measuring computers, whose files tell times without one',
  })
  timeZone = 'UTC';
  @field.integer({ min: 100, max: 60_000, description: 'From one look at the folders to the next, ms' })
  lookEveryMs = 250;
  @field.integer({ min: 200, max: 600_000, description: 'A file that has not changed for so long is complete, ms' })
  settleMs = 1000;
  @field.integer({ min: 5, max: 86_400, description: 'From one look at every single file to the next, seconds' })
  wholeLookSeconds = 60;
  @field.text({ format: 'uri', description: 'Address of the catalogue, which is told how SciFly is; absent: not told' })
  catalogueUrl?: string;
  @field.text({ minLength: 32, description: 'Its REPORT_TOKEN' })
  reportToken?: string;
  @field.text({ description: 'Address on which health and metrics are served' })
  healthHost = '127.0.0.1';
  @field.integer({ min: 0, max: 65_535, description: 'Port of health and metrics' })
  healthPort = 3033;
  @field.text({ oneOf: LOG_LEVELS, description: 'Least level of log lines' })
  logLevel: LogLevel = 'info';
}

/** A folder that is watched, with everything below it. */
export class WatchedFolder {
  @field.text({ required: true, minLength: 1, maxLength: 4096 })
  path!: string;
  @field.text({ required: true, minLength: 1, maxLength: 64, pattern: '^[a-z0-9.-]+$', description: 'Lower case' })
  beamline!: string;
  @field.text({ minLength: 1, maxLength: 256, description: "Computer that measures; part of the measurement's key" })
  host?: string;
  @field.text({
    minLength: 1,
    maxLength: 4096,
    description: 'The folder as the facility knows it, where it is mounted elsewhere here',
  })
  shownAs?: string;
}
