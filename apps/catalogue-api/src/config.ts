import type { PrivilegedGroups } from '@scizoo/domain';
import { field, LOG_LEVELS, type LogLevel } from '@scizoo/service-kit';
import { AlarmsConfig } from './alarms/config';
import { NOTE_SUBJECTS, type NoteSubject } from './logbooks/own/note-subjects';
import { KIND_NAMES } from './schema/record-kind';

const groups = (description: string) =>
  field.textList({ items: { minLength: 1, maxLength: 256 }, description: `Groups that ${description}` });

/** Settings of the catalogue API. Names in the environment are these in capitals: `mongodbUri` is `MONGODB_URI`. */
export class CatalogueConfig extends AlarmsConfig {
  @field.text({ description: 'Address to listen on' })
  host = '127.0.0.1';
  @field.integer({ min: 0, max: 65_535, description: 'Port to listen on' })
  port = 3000;
  @field.text({
    required: true,
    minLength: 1,
    description: 'MongoDB, a replica set; database name `scizoo` unless the address has one',
  })
  mongodbUri!: string;
  @field.textList({ description: 'Kafka, for dead letters; without it they are not collected' })
  kafkaBrokers: string[] = [];
  @field.text({ pattern: '^[a-z0-9-]{1,64}$', description: 'First part of the names of topics' })
  kafkaTopicPrefix = 'scizoo';
  @field.textList({
    items: { pattern: '^[a-z0-9.-]{1,64}=https?://\\S+$' },
    description: 'Tango harvesters of the beamlines, for the device browser of SciDog: `b310a=http://127.0.0.1:3034`',
  })
  tangoHarvesterUrls: string[] = [];
  @field.text({ minLength: 1, maxLength: 200, description: 'Consumer group of SciCow, whose lag is watched' })
  kafkaScicowGroup = 'scicow';
  @field.text({ oneOf: LOG_LEVELS, description: 'Least level of log lines' })
  logLevel: LogLevel = 'info';

  @field.text({ minLength: 1, maxLength: 64, description: 'Short name of the facility, part of scan keys' })
  facility = 'demo';
  @field.text({ maxLength: 200, description: 'Name of the facility as people read it' })
  site = 'SciZoo';
  @field.text({ maxLength: 64, description: 'Time zone of the facility, in which the web program shows times' })
  timeZone = 'UTC';
  @field.yesNo({ description: 'Shows in the web program that this is a demonstration' })
  demo = false;
  @field.text({ minLength: 1, maxLength: 64, description: 'Handle prefix of dataset PIDs' })
  pidPrefix = '20.500.00000';
  @field.text({ format: 'uri', description: 'Address under which browsers reach this program' })
  publicUrl?: string;
  @field.text({ description: 'File with instruments and registered producers, read at every start' })
  facilityFile?: string;
  @field.text({ description: 'Configuration of SciCat’s web program: its `frontend.config.json`, JSON or YAML' })
  frontendConfigFile?: string;
  @field.text({ description: 'Colours of SciCat’s web program: its `frontend.theme.json`, JSON or YAML' })
  frontendThemeFile?: string;
  @field.textList({
    items: { pattern: '^[A-Za-z0-9_-]{1,64}$' },
    description: 'Further configurations at /api/v3/runtime-config, such as datasetTypes; admins may edit them',
  })
  configSyncToDbList: string[] = [];
  @field.text({
    pattern: '^[A-Za-z0-9][A-Za-z0-9/_-]{0,99}$',
    description: 'Path of the page that describes the API; the description itself is at this path with `-json`',
  })
  swaggerPath = 'explorer';
  @field.text({ description: 'Folder of the built web program; without it only the API is served' })
  webDir?: string;

  @field.text({
    minLength: 32,
    description: 'Key that signs tokens; without it a random one per start, so that a restart signs everybody out',
  })
  jwtSecret?: string;
  @field.text({
    minLength: 32,
    description:
      'The key before: tokens that it signed stay good until they end. To change keys without signing people out',
  })
  jwtSecretPrevious?: string;
  @field.integer({ min: 60, max: 86_400, description: 'Lifetime of bearer tokens of scripts, seconds' })
  jwtExpiresIn = 3600;
  @field.text({ minLength: 32, description: 'Token of the service that hands in acquisition events' })
  ingestToken?: string;
  @field.text({ minLength: 32, description: 'Token of services that only tell how they are (heartbeats)' })
  reportToken?: string;
  @field.textList({
    maxItems: 50,
    items: { pattern: '^[a-z0-9-]{1,64}=.{32,}$' },
    description: 'Tokens of harvesters, `duo=…`; each keeps its place with it and tells how it is, nothing else',
  })
  harvesterTokens: string[] = [];
  @field.text({ description: 'Proxies whose X-Forwarded-For is believed: addresses or ranges, comma-separated' })
  trustedProxies = '127.0.0.1';

  @field.text({
    pattern: '^[1-9][0-9]{0,8}([KkMm][Bb])?$',
    description: 'Largest JSON body, in bytes or such as `16mb`',
  })
  maxFileUploadSize = '16mb';
  @field.integer({ min: 1024, max: 268_435_456, description: 'Largest batch of acquisition events, bytes' })
  maxIngestBytes = 33_554_432;
  @field.integer({ min: 1, max: 1000, description: 'Connections to MongoDB' })
  databasePoolSize = 50;

  @field.integer({
    min: 0,
    max: 100,
    description:
      'Years for which raw data may not vanish; with it datasets are opened when their embargo ends. Absent: no rule',
  })
  retentionMinYears?: number;
  @field.yesNo({ description: 'Freezes the acquisition facts of finished raw datasets' })
  rawReadOnly = false;
  @field.integer({ min: 0, max: 1000, description: 'Years from creation to the planned publication of a dataset' })
  policyPublicationShift = 3;
  @field.integer({
    min: -1,
    max: 1000,
    description: 'Years from creation to the planned end of archiving, as in SciCat',
  })
  policyRetentionShift = -1;
  @field.textList({ description: 'Types of datasets beside raw and derived' })
  datasetTypes: string[] = [];
  @field.yesNo({ description: 'A PID given by a client must match DATASET_CREATION_VALIDATION_REGEX' })
  datasetCreationValidationEnabled = false;
  @field.text({ maxLength: 1000, description: 'Regular expression for PIDs given by clients' })
  datasetCreationValidationRegex = '';
  @field.textList({
    description:
      'Hosts from which schemas of metadata are fetched though they are inside (loopback, private addresses)',
  })
  metadataSchemaHosts: string[] = [];
  @field.integer({ min: 1, max: 100_000, description: 'Most names that a list of metadata keys answers' })
  metadataKeysReturnLimit = 1000;
  @field.integer({ min: 1, max: 10_000, description: 'Records, newest first, from which metadata keys are listed' })
  metadataParentInstancesReturnLimit = 100;
  @field.textList({ description: 'Metadata keys of datasets that lists of keys leave out; * stands for anything' })
  metadataKeysLeftOut: string[] = ['*_date', 'runNumber'];
  @field.integer({ min: 1024, max: 16_000_000, description: 'Largest free metadata of one record, bytes' })
  metadataMaxBytes = 2_097_152;
  @field.integer({ min: 10, max: 1_000_000, description: 'Most keys in the free metadata of one record' })
  metadataMaxKeys = 20_000;
  @field.integer({ min: 1, max: 90, description: 'Deepest nesting of free metadata' })
  metadataMaxDepth = 20;
  @field.integer({ min: 8, max: 1000, description: 'Longest key of free metadata, characters' })
  metadataMaxKeyLength = 256;
  @field.textList({ description: 'Kinds of records whose changes are recorded' })
  trackables: string[] = [...KIND_NAMES];
  @field.text({
    oneOf: ['document', 'delta'],
    description: 'What the history keeps of a change: the whole record before and after, or what changed',
  })
  trackableStrategy: 'document' | 'delta' = 'document';
  @field.integer({ min: 10, max: 100_000, description: 'Most changes of one record that the history keeps' })
  historyMaxPerRecord = 1000;
  @field.text({ description: 'File of further dataset types: SciCat’s `datasetTypes.json`' })
  datasetTypesFile?: string;
  @field.textList({ description: 'Types of proposals' })
  proposalTypes: string[] = ['Default Proposal'];
  @field.text({
    description:
      'File of further proposal types: SciCat’s `proposalTypes.json`; `{label, proprietary: true}` never opens',
  })
  proposalTypesFile?: string;

  @field.text({ format: 'uri', description: 'Service of logbooks (SciChat); without it there are none' })
  logbookBaseUrl?: string;
  @field.textList({
    items: { pattern: '^[a-z0-9.-]+$' },
    description: 'Beamlines where things are noted by themselves, in the logbooks of beamline and proposals',
  })
  logbookNotesOf: string[] = [];
  @field.textList({
    items: { oneOf: NOTE_SUBJECTS },
    description: 'What is noted there: scans that start, scans that end, changes of the machine',
  })
  logbookNotesAbout: NoteSubject[] = ['scan-ends', 'machine'];
  @field.text({
    format: 'uri',
    description: 'Address of elogy, which is told what our logbook says about scans; absent: not told',
  })
  elogyUrl?: string;
  @field.textList({
    maxItems: 200,
    items: { pattern: '^[a-z0-9][a-z0-9._-]*=[1-9][0-9]{0,8}$' },
    description:
      'Logbooks of elogy by beamline, `zoosaxs=12`; other beamlines are not told. elogy knows no sign-in: who reaches it reads it',
  })
  elogyLogbooks: string[] = [];

  @groups('read and change everything, but do not delete')
  adminGroups: string[] = ['admin'];
  @groups('delete records')
  deleteGroups: string[] = [];
  @groups('create datasets of their own groups without a PID; `#all`: every signed-in user')
  createDatasetGroups: string[] = ['#all'];
  @groups('create datasets of their own groups with a PID; may hold `#all`')
  createDatasetWithPidGroups: string[] = [];
  @groups('create datasets for any owner group')
  createDatasetPrivilegedGroups: string[] = [];
  @groups('read all datasets and change their lifecycle')
  updateDatasetLifecycleGroups: string[] = [];
  @groups('create, read and change any proposal')
  proposalGroups: string[] = [];
  @groups('create and change samples of their own groups')
  sampleGroups: string[] = ['#all'];
  @groups('create samples for any owner group')
  samplePrivilegedGroups: string[] = [];
  @groups('add attachments for their own groups')
  attachmentGroups: string[] = ['#all'];
  @groups('add attachments for any group')
  attachmentPrivilegedGroups: string[] = [];
  @groups('read, create and change the policies of all groups')
  policyGroups: string[] = [];
  @groups('create jobs for anybody and read all jobs')
  createJobPrivilegedGroups: string[] = [];
  @groups('change and read all jobs')
  updateJobPrivilegedGroups: string[] = [];
  @groups('delete jobs')
  deleteJobGroups: string[] = [];
  @groups('read the history of datasets')
  historyAccessDatasetGroups: string[] = [];
  @groups('read the history of proposals')
  historyAccessProposalGroups: string[] = [];
  @groups('read the history of samples')
  historyAccessSampleGroups: string[] = [];
  @groups('read the history of instruments')
  historyAccessInstrumentGroups: string[] = [];
  @groups('read the history of published data')
  historyAccessPublishedDataGroups: string[] = [];
  @groups('read the history of policies')
  historyAccessPoliciesGroups: string[] = [];
  @groups('read the history of datablocks')
  historyAccessDatablockGroups: string[] = [];
  @groups('read the history of attachments')
  historyAccessAttachmentGroups: string[] = [];
  @groups('hand in acquisition events')
  ingestGroups: string[] = ['ingest'];
}

export const privilegedGroupsOf = (config: CatalogueConfig): PrivilegedGroups => ({
  admin: config.adminGroups,
  delete: config.deleteGroups,
  createDataset: config.createDatasetGroups,
  createDatasetWithPid: config.createDatasetWithPidGroups,
  createDatasetPrivileged: config.createDatasetPrivilegedGroups,
  updateDatasetLifecycle: config.updateDatasetLifecycleGroups,
  proposal: config.proposalGroups,
  sample: config.sampleGroups,
  samplePrivileged: config.samplePrivilegedGroups,
  attachment: config.attachmentGroups,
  attachmentPrivileged: config.attachmentPrivilegedGroups,
  policy: config.policyGroups,
  createJobPrivileged: config.createJobPrivilegedGroups,
  updateJobPrivileged: config.updateJobPrivilegedGroups,
  deleteJob: config.deleteJobGroups,
  ingest: config.ingestGroups,
});

/** Every group that a setting gives rights to. */
export const groupsOfSettings = (config: CatalogueConfig): string[] =>
  Object.entries(config).flatMap(([name, value]) => (name.endsWith('Groups') ? (value as string[]) : []));
