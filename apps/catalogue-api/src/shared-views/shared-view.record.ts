import { derive, field } from '@scizoo/service-kit';

export const VIEWED_TABLES = ['scan-log', 'datasets'] as const;
export type ViewedTable = (typeof VIEWED_TABLES)[number];
const VIEW_DENSITIES = ['compact', 'comfortable'] as const;

/** Columns, order of rows, filters and density of a table under a name, for others than its author too. */
export class SharedViewRecord {
  @field.text({ required: true, outputOnly: true })
  id!: string;
  @field.text({ required: true, oneOf: VIEWED_TABLES })
  table!: ViewedTable;
  @field.text({ required: true, minLength: 1, maxLength: 60 })
  name!: string;
  @field.text({ maxLength: 8000, description: 'What the address of the table says of it, as `name=value&…`' })
  query?: string;
  @field.text({ oneOf: VIEW_DENSITIES })
  density?: string;
  @field.text({ minLength: 1, maxLength: 256, description: 'Shared with the members of this group' })
  group?: string;
  @field.text({
    minLength: 1,
    maxLength: 256,
    description: 'Proposed by its staff: opens first for those who choose this instrument (its `uniqueName`)',
  })
  instrument?: string;
  @field.text({ required: true, outputOnly: true })
  ownerId!: string;
  @field.text({ required: true, outputOnly: true, description: 'Name of the author' })
  owner!: string;
  @field.integer({ required: true, outputOnly: true, description: 'Grows with each change' })
  revision!: number;
  @field.moment({ required: true, outputOnly: true })
  updatedAt!: Date;
}
export const SHARED_VIEW_STORAGE = {
  collection: 'sharedViews',
  id: 'id',
  // what a caller may see of one table; and that an instrument proposes one
  indexes: [{ table: 1, group: 1 }, { table: 1, instrument: 1 }, { ownerId: 1 }],
} as const;

export const NewSharedView = derive('NewSharedView', SharedViewRecord);
/** Of a view that was changed meanwhile nothing is written: `revision` is the one that was seen. */
export class SharedViewChange {
  @field.integer({ required: true, min: 1 })
  revision!: number;
  @field.text({ minLength: 1, maxLength: 60 })
  name?: string;
  @field.text({ maxLength: 8000 })
  query?: string;
  @field.text({ oneOf: VIEW_DENSITIES })
  density?: string;
}

export interface StoredView {
  readonly _id: string;
  readonly table: ViewedTable;
  readonly name: string;
  readonly query: string;
  readonly density?: string;
  readonly group?: string;
  readonly instrument?: string;
  readonly ownerId: string;
  readonly owner: string;
  readonly revision: number;
  readonly updatedAt: Date;
}

export class SharedView {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true, oneOf: VIEWED_TABLES })
  table!: ViewedTable;
  @field.text({ required: true })
  name!: string;
  @field.text({ required: true })
  query!: string;
  @field.text({ oneOf: VIEW_DENSITIES })
  density!: string | null;
  @field.text()
  group!: string | null;
  @field.text()
  instrument!: string | null;
  @field.text({ required: true })
  owner!: string;
  @field.integer({ required: true })
  revision!: number;
  @field.moment({ required: true })
  updatedAt!: Date;
  @field.yesNo({ required: true, description: 'The caller may change and delete it' })
  mayChange!: boolean;
}
export class SharedViews {
  @field.list(() => SharedView, { required: true })
  views!: SharedView[];
  @field.textList({ required: true, description: 'Groups that the caller may share with' })
  groups!: string[];
  @field.textList({ required: true, description: 'Instruments (`uniqueName`) for which the caller may propose' })
  instruments!: string[];
}
