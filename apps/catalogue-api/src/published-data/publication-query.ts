import type { Query } from '../query/condition';
import { fieldsCondition } from '../query/full-query';
import { placeOf } from '../query/field-paths';
import { jsonParameter } from '../query/json-parameter';
import { v3Limits } from '../query/v3-filter';
import { v4Query } from '../query/v4-filter';
import { PUBLISHED_DATA } from './published-data.record';

type Given = Record<string, unknown>;

const PARTS = new Set(['where', 'include', 'fields', 'limits']);

/** `filter` with its parts, or with conditions on fields written straight into it. */
function wholeFilter(filter: Given): Given {
  const bare = Object.entries(filter).filter(
    ([name]) => !PARTS.has(name) && (name.startsWith('$') || placeOf(PUBLISHED_DATA, name) !== undefined),
  );
  if (bare.length === 0) return filter;
  const parts = Object.fromEntries(Object.entries(filter).filter(([name]) => !bare.some(([other]) => other === name)));
  const conditions = [...(filter['where'] === undefined ? [] : [filter['where']]), Object.fromEntries(bare)];
  return { ...parts, where: { $and: conditions } };
}

/** SciCat's three parameters in one query: `fields` is a further condition, `limits` counts before those of `filter`. */
export function publicationQuery(given: { filter: unknown; fields: unknown; limits: unknown }): Query {
  const filter = wholeFilter(jsonParameter('filter', given.filter));
  const limits = jsonParameter('limits', given.limits);
  const isOldForm = limits['order'] !== undefined;
  const ofFilter = v4Query(PUBLISHED_DATA, {
    ...filter,
    ...(Object.keys(limits).length > 0 && !isOldForm && { limits }),
  });
  return {
    ...ofFilter,
    ...(isOldForm && v3Limits(PUBLISHED_DATA, limits)),
    where: { all: [ofFilter.where, fieldsCondition(PUBLISHED_DATA, given.fields)] },
  };
}
