import { field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';

export class Technique {
  @field.text({ required: true, maxLength: 512, example: 'http://purl.org/pan-science/PaNET/PaNET01188' })
  pid!: string;
  @field.text({ required: true, maxLength: 512, example: 'small angle x-ray scattering' })
  name!: string;
}

export class Relationship {
  @field.text({ required: true, maxLength: 512 })
  pid!: string;
  @field.text({ required: true, maxLength: 256 })
  relationship!: string;
}

/** Where the data are and what may be done with them. */
export class Lifecycle {
  @field.yesNo({ initial: true })
  archivable?: boolean;
  @field.yesNo({ initial: false })
  retrievable?: boolean;
  @field.yesNo({ initial: false })
  publishable?: boolean;
  @field.moment()
  dateOfDiskPurging?: Date;
  @field.moment()
  archiveRetentionTime?: Date;
  @field.moment()
  dateOfPublishing?: Date;
  @field.moment()
  publishedOn?: Date;
  @field.yesNo({ initial: true })
  isOnCentralDisk?: boolean;
  @field.text({ maxLength: 2000, initial: 'datasetCreated' })
  archiveStatusMessage?: string;
  @field.text({ maxLength: 2000, initial: '' })
  retrieveStatusMessage?: string;
  @field.any({ initial: {} })
  archiveReturnMessage?: unknown;
  @field.any({ initial: {} })
  retrieveReturnMessage?: unknown;
  @field.text({ maxLength: 4096 })
  exportedTo?: string;
  @field.text({ maxLength: 4096 })
  storageLocation?: string;
  @field.yesNo({ initial: false })
  retrieveIntegrityCheck?: boolean;
}

/** A dataset in SciCat's present (v4) shape; the older one is made from it in legacy-v3. */
export class DatasetRecord extends Audited {
  @field.text({ required: true, minLength: 1, maxLength: 512, description: 'Persistent identifier' })
  pid!: string;
  @field.text({ required: true, minLength: 1, maxLength: 128, example: 'raw' })
  type!: string;
  @field.text({ required: true, maxLength: 1000, description: 'Names, separated by ;' })
  owner!: string;
  @field.text({ format: 'email' })
  ownerEmail?: string;
  @field.text({ maxLength: 128 })
  orcidOfOwner?: string;
  @field.text({ required: true, format: 'email-list', maxLength: 4000 })
  contactEmail!: string;
  @field.text({ required: true, minLength: 1, maxLength: 4096, description: 'Absolute path of the folder' })
  sourceFolder!: string;
  @field.text({ format: 'host-or-uri', maxLength: 512 })
  sourceFolderHost?: string;
  @field.integer({ min: 0, initial: 0, description: 'Bytes of all files' })
  size?: number;
  @field.integer({ min: 0, initial: 0 })
  packedSize?: number;
  @field.integer({ min: 0, initial: 0 })
  numberOfFiles?: number;
  @field.integer({ min: 0, initial: 0 })
  numberOfFilesArchived?: number;
  @field.moment({ required: true })
  creationTime!: Date;
  @field.text({ required: true, maxLength: 2000 })
  datasetName!: string;
  @field.text({ maxLength: 20_000 })
  description?: string;
  @field.text({ maxLength: 20_000, description: 'Remark of the users, shown in the scan log' })
  comment?: string;
  @field.text({ maxLength: 1000 })
  validationStatus?: string;
  @field.text({ maxLength: 1000 })
  license?: string;
  @field.text({ maxLength: 256, description: 'Scan number' })
  runNumber?: string;
  @field.text({ maxLength: 256 })
  classification?: string;
  @field.textList({ maxItems: 1000, items: { maxLength: 512 }, initial: [] })
  keywords?: string[];
  @field.number({ description: 'Rating, 0 to 5 stars in the scan log' })
  dataQualityMetrics?: number;
  @field.yesNo({ initial: false })
  isPublished?: boolean;
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  ownerGroup!: string;
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 256 }, initial: [] })
  accessGroups?: string[];
  @field.text({ maxLength: 256, description: 'Staff of the instrument' })
  instrumentGroup?: string;
  @field.textList({ maxItems: 1000, items: { maxLength: 256 }, initial: [], description: 'E-mail addresses' })
  sharedWith?: string[];
  @field.list(() => Technique, { maxItems: 1000, initial: [] })
  techniques?: Technique[];
  @field.list(() => Relationship, { maxItems: 10_000, initial: [] })
  relationships?: Relationship[];
  @field.nested(() => Lifecycle)
  datasetlifecycle?: Lifecycle;
  @field.free({ initial: {}, description: 'Free metadata; a quantity is {value, unit}' })
  scientificMetadata?: Record<string, unknown>;
  @field.text({ format: 'uri', maxLength: 4096 })
  scientificMetadataSchema?: string;
  @field.yesNo()
  scientificMetadataValid?: boolean;
  @field.text({ outputOnly: true })
  version?: string;
  @field.textList({ maxItems: 1000, items: { maxLength: 512 }, initial: [] })
  principalInvestigators?: string[];
  @field.moment()
  startTime?: Date;
  @field.moment()
  endTime?: Date;
  @field.text({ maxLength: 1000, example: '/SciZoo/demo/zoosaxs' })
  creationLocation?: string;
  @field.text({ maxLength: 1000 })
  dataFormat?: string;
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 256 }, initial: [] })
  proposalIds?: string[];
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 256 }, initial: [] })
  sampleIds?: string[];
  @field.textList({ maxItems: 1000, items: { minLength: 1, maxLength: 512 }, initial: [] })
  instrumentIds?: string[];
  @field.textList({ maxItems: 10_000, items: { maxLength: 512 } })
  inputDatasets?: string[];
  @field.textList({ maxItems: 1000, items: { maxLength: 2000 } })
  usedSoftware?: string[];
  @field.free()
  jobParameters?: Record<string, unknown>;
  @field.text({ maxLength: 1_000_000 })
  jobLogData?: string;
}

/** A picture on a scan, as the scan log needs it; the attachment record has the rest. */
export class ScanImage {
  @field.text({ required: true })
  aid!: string;
  @field.text()
  caption?: string;
  @field.integer()
  width?: number;
  @field.integer()
  height?: number;
  @field.moment()
  createdAt?: Date;
  @field.text()
  createdBy?: string;
  @field.yesNo({ description: 'Sent by a program as an attachment, not put there by a person on the page' })
  isAttached?: boolean;
}

/** What the scan log filters by without opening the metadata. */
export class ScanSummary {
  @field.text()
  beamline?: string;
  @field.text()
  key?: string;
  @field.text()
  state?: string;
  @field.integer()
  number?: number;
  @field.moment()
  estimatedEnd?: Date;
  @field.textList()
  flags?: string[];
}

/** The record as stored: with members that never leave on SciCat's wire. */
export class StoredDataset extends DatasetRecord {
  @field.textList({ description: 'Everybody who may read it' })
  readers?: string[];
  @field.any({ description: 'Which statement each field came from' })
  ing?: { f: Record<string, [number, number]>; s?: Record<string, [number, number][]> };
  @field.list(() => ScanImage)
  images?: ScanImage[];
  @field.nested(() => ScanSummary)
  scan?: ScanSummary;
  @field.any({ description: 'Who set the annotation of this name, and when' })
  annotatedBy?: Record<string, { user: string; at: Date }>;
  @field.any({ description: 'When it opens by itself, and why then' })
  embargo?: StoredEmbargo;
}
export interface StoredEmbargo {
  /** As last written to `dateOfPublishing`; absent when it never opens, and once it is open. */
  readonly date?: Date;
  /** Of a proposal whose data never open. */
  readonly proprietary?: boolean;
  readonly prolonged?: { readonly until: Date; readonly reason: string; readonly by: string; readonly at: Date };
}

/** Holds a text; whoever asks for certain texts asks within it. */
const NAMED = { $gt: '' };
export const DATASET_STORAGE = {
  collection: 'datasets',
  id: 'pid',
  indexes: [
    // every list of a signed-in user without privileges; the scan log of all they may see, continued by key
    { readers: 1, startTime: -1, _id: -1 },
    { readers: 1, createdAt: -1, _id: -1 },
    // search and SciCat's list pages, newest first
    { readers: 1, creationTime: -1, _id: -1 },
    // datasets and scan log of a proposal, also counted per proposal
    { proposalIds: 1, startTime: -1, _id: -1 },
    // lists of those who see nearly everything, newest first
    { startTime: -1, _id: -1 },
    { createdAt: -1, _id: -1 },
    { creationTime: -1, _id: -1 },
  ],
  partialIndexes: [
    // scan log of a beamline: its staff see nearly all of it
    { keys: { 'scan.beamline': 1, startTime: -1, _id: -1 }, only: { 'scan.beamline': NAMED } },
    // datasets of a sample and of an instrument, also added up
    { keys: { sampleIds: 1, startTime: -1, _id: -1 }, only: { sampleIds: NAMED } },
    { keys: { instrumentIds: 1, startTime: -1, _id: -1 }, only: { instrumentIds: NAMED } },
    // what was made from a dataset, for its relations; measured datasets have no inputs, so it is small
    { keys: { inputDatasets: 1, creationTime: -1, _id: -1 }, only: { inputDatasets: NAMED } },
  ],
  // SciCat's text search: people, places and words, not ids that nobody types; costs 0.2 ms for a new dataset
  text: [
    ...['datasetName', 'description', 'comment', 'keywords', 'type', 'owner', 'ownerEmail', 'contactEmail'],
    ...['ownerGroup', 'principalInvestigators', 'proposalIds', 'sampleIds', 'techniques.name', 'sourceFolder'],
    ...['creationLocation', 'dataFormat', 'runNumber', 'inputDatasets', 'usedSoftware', 'license'],
    'scientificMetadata.scan_command',
  ],
} as const;

export const DATASET: RecordKind = {
  name: 'Dataset',
  shape: DatasetRecord,
  stored: StoredDataset,
  storage: DATASET_STORAGE,
  access: 'dataset',
  quantities: 'scientificMetadata',
};
