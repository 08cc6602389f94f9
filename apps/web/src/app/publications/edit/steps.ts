import type { DraftField } from '@scizoo/domain';

/** The steps of the form, in their order, and what is asked in each. */
const FIELDS = {
  datasets: ['datasetPids'],
  description: ['title', 'abstract', 'resourceType', 'publicationYear', 'publisher', 'language', 'methods', 'subjects'],
  people: ['creators', 'contributors'],
  related: ['related', 'funding'],
  access: ['licence', 'keepEmbargo', 'accessNote'],
  check: [],
} as const satisfies Readonly<Record<string, readonly DraftField[]>>;
export type Step = keyof typeof FIELDS;
export const STEPS = Object.keys(FIELDS) as readonly Step[];

export const stepOf = (field: DraftField): Step =>
  STEPS.find((step) => (FIELDS[step] as readonly DraftField[]).includes(field)) ?? 'check';
