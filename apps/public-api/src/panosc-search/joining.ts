import { type Include, isInnerJoin, type Query } from './filter';
import { type Item, TO_ONE } from './models';

const SIDE_BY_SIDE = 8;
/** In small groups, so that one question does not flood the catalogue. */
export async function sideBySide<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += SIDE_BY_SIDE)
    results.push(...(await Promise.all(items.slice(at, at + SIDE_BY_SIDE).map(work))));
  return results;
}

/** Items with the relations that their scope asks for; one without a match is dropped where a condition says so. */
export async function joined(
  items: readonly Item[],
  include: Query['include'],
  relatedOf: (item: Item, include: Include) => Promise<readonly Item[]>,
): Promise<Item[]> {
  let found = [...items];
  for (const step of include) {
    const related = await sideBySide(found, (item) => relatedOf(item, step));
    found = found.flatMap((item, n) => {
      const behind = related[n]!;
      if (isInnerJoin(step) && behind.length === 0) return [];
      return [{ ...item, [step.relation]: TO_ONE.has(step.relation) ? behind[0] : behind }];
    });
  }
  return found;
}

const MOST_BACK = 100;
/** A way back from one item may lead to all there are: without a limit of its own it shows the first ones. */
export const back = (scope: Query): Query => ({ ...scope, limit: scope.limit || MOST_BACK });
