import { field } from '@scizoo/service-kit';

const STATUSES = ['created', 'updated', 'unchanged', 'refused'] as const;

export class BulkFileLists {
  @field.text({
    required: true,
    oneOf: ['create', 'upsert'],
    description: 'upsert: files whose path the dataset has already are changed in place, the others are added',
  })
  mode!: 'create' | 'upsert';
  @field.list({ kind: 'any', required: true }, { required: true, minItems: 1, maxItems: 1000 })
  items!: unknown[];
}
export class FileListResult {
  @field.integer({ required: true, min: 0, description: 'Place of the item in the request' })
  index!: number;
  @field.text({ required: true, oneOf: STATUSES })
  status!: (typeof STATUSES)[number];
  @field.text({ description: 'The block that was made' })
  id?: string;
  @field.text({ description: 'Why it was refused' })
  message?: string;
}
export class FileListResults {
  @field.list(() => FileListResult, { required: true })
  results!: FileListResult[];
}
