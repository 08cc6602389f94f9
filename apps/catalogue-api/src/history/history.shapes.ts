import { field } from '@scizoo/service-kit';

/** A change as SciCat's history routes show it. */
export class HistoryItem {
  @field.text({ required: true })
  _id!: string;
  @field.text({ required: true, example: 'Dataset' })
  subsystem!: string;
  @field.text({ required: true })
  documentId!: string;
  @field.free({ description: 'The record before, or what changed of it' })
  before?: Record<string, unknown>;
  @field.free({ description: 'The record after, or what changed of it; null when it was deleted' })
  after?: Record<string, unknown> | null;
  @field.text({ required: true, oneOf: ['update', 'delete'] })
  operation!: string;
  @field.moment({ required: true })
  timestamp!: Date;
  @field.text({ required: true })
  user!: string;
}
export class HistoryItems {
  @field.list(() => HistoryItem, { required: true })
  items!: HistoryItem[];
  @field.integer({ required: true, description: 'Items in this answer' })
  count!: number;
  @field.integer({ required: true })
  totalCount!: number;
  @field.integer({ required: true })
  skip!: number;
  @field.integer({ required: true })
  limit!: number;
}

export class FieldChange {
  @field.text({ required: true, description: 'Name, for free metadata with the key: `scientificMetadata.energy`' })
  field!: string;
  @field.any({ description: 'Absent: there was no value' })
  from?: unknown;
  @field.any({ description: 'Absent: there is no value any more' })
  to?: unknown;
}
export class DatasetChange {
  @field.text({ required: true })
  id!: string;
  @field.moment({ required: true })
  at!: Date;
  @field.text({ required: true })
  by!: string;
  @field.text({ required: true, oneOf: ['create', 'update'] })
  operation!: string;
  @field.list(() => FieldChange, { required: true })
  changes!: FieldChange[];
}
export class DatasetHistory {
  @field.list(() => DatasetChange, { required: true, description: 'Newest first' })
  items!: DatasetChange[];
  @field.text({ description: 'For the next page; null at the end' })
  next!: string | null;
}

export class Readers {
  @field.text()
  ownerGroup?: string;
  @field.textList({ required: true })
  accessGroups!: string[];
  @field.text()
  instrumentGroup?: string;
  @field.textList({ required: true })
  sharedWith!: string[];
  @field.yesNo({ required: true })
  isPublished!: boolean;
}
export class Frozen {
  @field.textList({ required: true })
  fields!: string[];
  @field.text({ required: true, example: 'RAW_READ_ONLY' })
  rule!: string;
  @field.moment({ required: true })
  until!: Date;
}
export class Embargo {
  @field.moment()
  endsAt?: Date;
  @field.yesNo({ required: true, description: 'Of a proposal whose data never open' })
  proprietary!: boolean;
  @field.yesNo({ required: true })
  mayProlong!: boolean;
  @field.text()
  reason?: string;
}
export class DatasetAccess {
  @field.nested(() => Readers, { required: true })
  readers!: Readers;
  @field.yesNo({ required: true })
  mayEdit!: boolean;
  @field.yesNo({ required: true, description: 'Remarks, ratings and pictures' })
  mayAnnotate!: boolean;
  @field.yesNo({ required: true })
  mayDelete!: boolean;
  @field.nested(() => Frozen, { description: 'What may not change any more' })
  frozen!: Frozen | null;
  @field.nested(() => Embargo, { description: 'Absent for a dataset that is open or never opens by itself' })
  embargo!: Embargo | null;
}
