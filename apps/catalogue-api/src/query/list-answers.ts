/** Answers that are no records, as the API document describes them. */
export const KEY_NAMES = { schema: { type: 'array', items: { type: 'string' } } } as const;

export const FACET_COUNTS = {
  schema: {
    type: 'array',
    description: 'One object: facet → its values with their counts, and `all` with the number of records',
    items: {
      type: 'object',
      additionalProperties: {
        type: 'array',
        items: {
          type: 'object',
          properties: { _id: {}, count: { type: 'integer' }, totalSets: { type: 'integer' } },
        },
      },
    },
  },
} as const;
