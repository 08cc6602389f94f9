import { field } from '@scizoo/service-kit';

const SEARCHED_KINDS = ['datasets', 'samples', 'instruments', 'proposals'] as const;
export type SearchedKind = (typeof SEARCHED_KINDS)[number];
export const MOST_FOUND = 1000;
/** PIDs alone are short: a scorer needs those of everything that fits. */
export const MOST_IDS = 20_000;

class RecordSearchBase {
  @field.text({ required: true, oneOf: SEARCHED_KINDS })
  kind!: SearchedKind;
  @field.any({
    description:
      '`{all: […]}`, `{any: […]}`, `{none: […]}`, `{field, op, value, ignoreCase}` (op: eq, ne, gt, gte, lt, lte, in, nin, like, matches), `{element, where}`, `{parameter: {key, relation, value, until, unit}}`',
  })
  where?: unknown;
}
export class SearchOrder {
  @field.text({ required: true, maxLength: 256 })
  field!: string;
  @field.text({ required: true, oneOf: ['asc', 'desc'] })
  direction!: 'asc' | 'desc';
}
/** A search with conditions of any depth. */
export class RecordSearchBody extends RecordSearchBase {
  @field.list(() => SearchOrder, { maxItems: 5 })
  order?: SearchOrder[];
  @field.integer({ min: 0, max: 1_000_000 })
  skip?: number;
  @field.integer({ min: 1, max: MOST_IDS, description: `More than ${MOST_FOUND} only of PIDs` })
  limit?: number;
  @field.free({ description: 'Metadata key → unit in which its value is answered' })
  inUnits?: Record<string, unknown>;
  @field.yesNo({ description: 'Answers with PIDs alone' })
  idsOnly?: boolean;
}
export class RecordCountBody extends RecordSearchBase {}
