import { field, LOG_LEVELS, type LogLevel } from '@scizoo/service-kit';

/** Settings of SciFish. The recorder's own settings are in recorder/README.md. */
export class ScifishConfig {
  @field.text({ minLength: 1, description: 'Address to listen on; keep it on this machine, there is no sign-in' })
  host = '127.0.0.1';
  @field.integer({ min: 0, max: 65535, description: 'Port for POST /scan-events, /health, /ready and /metrics' })
  port = 3020;
  @field.text({ required: true, minLength: 1, description: 'Kafka, host:port, several separated by commas' })
  kafkaBrokers!: string;
  @field.text({ minLength: 1, pattern: '^[a-z0-9-]+$', description: 'First word of the names of the topics' })
  topicPrefix = 'scizoo';
  @field.text({ required: true, minLength: 1, description: 'Folder for events on their way, of this SciFish alone' })
  spoolDir!: string;
  @field.integer({
    min: 1,
    max: 1_000_000,
    description: 'Largest size of the spool; beyond it recorders keep their events',
  })
  spoolMaxMb = 1024;
  @field.text({ minLength: 1, maxLength: 64, description: 'Part of every scan key; the same as that of the catalogue' })
  facility = 'demo';
  @field.text({ pattern: '^[a-z0-9][a-z0-9.-]*$', description: 'Beamline of scans that name none, lower case' })
  beamline?: string;
  @field.yesNo({
    description:
      'Scans of which neither variables nor the folder say the proposal get the one that has the beamline alone',
  })
  proposalFromSchedule = true;
  @field.text({ format: 'uri', description: 'Catalogue to which this service tells how it is; with REPORT_TOKEN' })
  catalogueUrl?: string;
  @field.text({
    minLength: 32,
    description: 'The REPORT_TOKEN of the catalogue: may tell how this service is, no more',
  })
  reportToken?: string;
  @field.text({ oneOf: LOG_LEVELS, description: 'Least level of log lines' })
  logLevel: LogLevel = 'info';
}
