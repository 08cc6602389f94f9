import { derive, field } from '@scizoo/service-kit';
import { UpdateDataset } from '../datasets/dataset.shapes';

export const MOST_AT_ONCE = 1000;

export class BulkDatasets {
  @field.text({
    required: true,
    oneOf: ['create', 'upsert'],
    description: 'upsert: an item whose pid is known changes the fields that it names',
  })
  mode!: 'create' | 'upsert';
  @field.list({ kind: 'any', required: true }, { required: true, minItems: 1, maxItems: MOST_AT_ONCE })
  items!: unknown[];
}

export type ItemStatus = 'created' | 'updated' | 'unchanged' | 'refused';
export class BulkResult {
  @field.integer({ required: true, min: 0, description: 'Place of the item in the request' })
  index!: number;
  @field.text({ required: true, oneOf: ['created', 'updated', 'unchanged', 'refused'] })
  status!: ItemStatus;
  @field.text()
  pid?: string;
  @field.text({ description: 'Why it was refused' })
  message?: string;
}
export class BulkResults {
  @field.list(() => BulkResult, { required: true })
  results!: BulkResult[];
}

const LISTS = ['keywords', 'sharedWith', 'accessGroups'] as const;
export class BulkLists extends derive('BulkListsBase', UpdateDataset, { pick: [...LISTS] as never[] }) {}

export class BulkChanges {
  @field.textList({ required: true, minItems: 1, maxItems: MOST_AT_ONCE, items: { minLength: 1, maxLength: 512 } })
  pids!: string[];
  @field.nested(() => BulkLists, { description: 'Added to the lists where they are not there yet' })
  add?: Partial<Record<(typeof LISTS)[number], string[]>>;
  @field.nested(() => BulkLists, { description: 'Taken out of the lists' })
  remove?: Partial<Record<(typeof LISTS)[number], string[]>>;
  @field.nested(() => UpdateDataset, { description: 'Fields to replace, as in PATCH' })
  set?: Record<string, unknown>;
}
export class BulkChange {
  @field.text({ required: true })
  pid!: string;
  @field.text({ required: true, oneOf: ['changed', 'unchanged', 'refused'] })
  status!: 'changed' | 'unchanged' | 'refused';
  @field.text()
  message?: string;
}
export class BulkChangeResults {
  @field.list(() => BulkChange, { required: true })
  results!: BulkChange[];
}
