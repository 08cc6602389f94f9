import { field } from '@scizoo/service-kit';
import { Technique } from '../datasets/dataset.record';

export class OnlineDataset {
  @field.text({ required: true })
  pid!: string;
  @field.integer({ required: true, description: 'Bytes' })
  size!: number;
}
export class NamedDataset {
  @field.text({ required: true })
  pid!: string;
  @field.text({ required: true })
  name!: string;
}

/** A registered publication as the world may see it. */
export class OpenPublication {
  @field.text({ required: true })
  doi!: string;
  @field.text({ required: true })
  title!: string;
  @field.text({ required: true })
  abstract!: string;
  @field.text({ required: true, oneOf: ['registered', 'amended'] })
  status!: string;
  @field.moment()
  registeredTime?: Date;
  @field.moment({ required: true, description: 'Last change of anything that is told here' })
  datestamp!: Date;
  @field.textList({ required: true, description: 'PIDs' })
  datasetPids!: string[];
  @field.free({ required: true, description: 'Shaped like DataCite: creators, publisher, publicationYear, …' })
  metadata!: Record<string, unknown>;
  @field.textList({ required: true, description: 'Unique names of the instruments' })
  beamlines!: string[];
  @field.textList({ required: true, description: 'Years of the proposals' })
  years!: string[];
  @field.textList({ required: true })
  proposalIds!: string[];
  @field.list(() => Technique, { required: true })
  techniques!: Technique[];
  @field.textList({ required: true })
  keywords!: string[];
  @field.textList({ required: true, description: 'Formats of the data' })
  formats!: string[];
  @field.textList({ required: true, description: 'Names of the quantities in the metadata of what may be shown' })
  variables!: string[];
  @field.integer({ required: true, description: 'Bytes of what is open' })
  size!: number;
  @field.integer({ required: true, description: 'Files of what is open' })
  numberOfFiles!: number;
  @field.integer({ required: true })
  numberOfDatasets!: number;
  @field.integer({ required: true, description: 'Datasets under embargo' })
  numberOfClosed!: number;
  @field.list(() => OnlineDataset, {
    description: 'Those of its first 100 datasets whose files everybody can have now; told of one publication only',
  })
  online?: OnlineDataset[];
  @field.textList({ description: 'Names of the instruments, for people' })
  beamlineNames?: string[];
  @field.list(() => NamedDataset, {
    description: 'Those of its first 100 datasets whose names everybody may know; told of one publication only',
  })
  datasetNames?: NamedDataset[];
  @field.moment()
  collectedFrom?: Date;
  @field.moment()
  collectedTill?: Date;
  @field.moment({ description: 'When the last of the closed datasets opens' })
  opensAt?: Date;
}
export class OpenPublicationPage {
  @field.list(() => OpenPublication, { required: true })
  items!: OpenPublication[];
  @field.integer({ required: true })
  count!: number;
}

/** A step in the life of a publication that harvesters have to know. */
export class PublicationChange {
  @field.text({ required: true })
  doi!: string;
  @field.moment({ required: true })
  datestamp!: Date;
  @field.textList({ required: true })
  beamlines!: string[];
  @field.textList({ required: true })
  years!: string[];
  @field.nested(() => OpenPublication, { description: 'Absent: it was withdrawn' })
  publication?: OpenPublication;
}
export class PublicationChanges {
  @field.list(() => PublicationChange, { required: true })
  items!: PublicationChange[];
  @field.text({ description: 'For `after` of the next page; null on the last one' })
  next!: string | null;
  @field.integer({ description: 'Of the whole list; on the first page only' })
  count?: number;
}

export class BeamlineName {
  @field.text({ required: true })
  uniqueName!: string;
  @field.text({ required: true })
  name!: string;
}
export class PublicationsOverview {
  @field.integer({ required: true })
  count!: number;
  @field.moment({ description: 'Earliest date that a change has; absent when there are none' })
  earliest?: Date;
  @field.list(() => BeamlineName, { required: true })
  beamlines!: BeamlineName[];
  @field.textList({ required: true, description: 'Years of the proposals, rising' })
  years!: string[];
  @field.textList({ required: true, description: 'Years of publication, falling' })
  publicationYears!: string[];
}

/** A dataset of a publication; of a closed one only what the facility shows during an embargo. */
export class DatasetOfPublication {
  @field.text({ required: true })
  pid!: string;
  @field.yesNo({ required: true })
  isOpen!: boolean;
  @field.yesNo({ description: 'Its files can be had now; told of open ones' })
  isOnline?: boolean;
  @field.moment({ description: 'End of the embargo' })
  opensAt?: Date;
  @field.text()
  datasetName?: string;
  @field.text()
  type?: string;
  @field.text()
  description?: string;
  @field.text()
  scanCommand?: string;
  @field.list(() => BeamlineName)
  instruments?: BeamlineName[];
  @field.textList()
  proposalIds?: string[];
  @field.textList()
  sampleIds?: string[];
  @field.list(() => Technique)
  techniques?: Technique[];
  @field.textList()
  keywords?: string[];
  @field.text()
  dataFormat?: string;
  @field.integer()
  size?: number;
  @field.integer()
  numberOfFiles?: number;
  @field.moment()
  creationTime?: Date;
  @field.moment()
  startTime?: Date;
  @field.moment()
  endTime?: Date;
  @field.free({ description: 'Metadata that are numbers, with units' })
  quantities?: Record<string, unknown>;
}
export class DatasetsOfPublication {
  @field.list(() => DatasetOfPublication, { required: true })
  items!: DatasetOfPublication[];
  @field.integer({ required: true })
  count!: number;
}
