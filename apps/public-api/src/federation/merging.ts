import type { Item } from '../panosc-search/models';

const hasScore = ({ score }: Item): boolean => typeof score === 'number' && score >= 0 && score <= 1;
const nameOf = ({ title, name }: Item): string => String(title ?? name ?? '').toLowerCase();

/** Better first: by score when there were words, else by name. */
function ranking(isScored: boolean) {
  return (a: Item, b: Item): number => {
    if (isScored && a['score'] !== b['score']) return (b['score'] as number) - (a['score'] as number);
    const [first, second] = [nameOf(a), nameOf(b)];
    if (first !== second) return first < second ? -1 : 1;
    return String(a['pid']) < String(b['pid']) ? -1 : 1;
  };
}

export interface Merging {
  readonly isScored: boolean;
  readonly skip: number;
  /** 0: all. */
  readonly limit: number;
}
/**
 * The lists of all partners as one. Of two with the same PID the better one stays. Scores that are none are dropped, but only
 * when somebody asked by words.
 */
export function merged(lists: readonly (readonly Item[])[], { isScored, skip, limit }: Merging): Item[] {
  const all = lists.flat().filter((item) => !isScored || hasScore(item));
  const sorted = all.sort(ranking(isScored));
  const known = new Set<unknown>();
  const once = sorted.filter(({ pid }) => pid === undefined || (!known.has(pid) && known.add(pid)));
  return once.slice(skip, limit === 0 ? undefined : skip + limit);
}
