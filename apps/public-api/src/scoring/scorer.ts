import { termsOf } from './terms';

export interface ScoredItem {
  readonly id: string;
  readonly group: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
export interface Score {
  readonly itemId: string;
  readonly score: number;
  readonly group: string;
}
export interface Weight {
  readonly term: string;
  readonly itemId: string;
  readonly itemGroup: string;
  readonly TF: number;
  readonly IDF: number;
  readonly value: number;
}
interface Indexed {
  readonly item: ScoredItem;
  /** Term → how often. */
  readonly counts: ReadonlyMap<string, number>;
}
/** What is known of one group of items. */
class Group {
  readonly items = new Map<string, Indexed>();
  /** Term → ids of the items that have it. */
  readonly withTerm = new Map<string, Set<string>>();

  idf(term: string): number {
    const having = this.withTerm.get(term)?.size ?? 0;
    return having === 0 ? 0 : Math.log10(1 + this.items.size / having);
  }
  weight(term: string, { counts }: Indexed): number {
    const count = counts.get(term) ?? 0;
    return count === 0 ? 0 : (count / counts.size) * this.idf(term);
  }
}
const SINGLE_TERM_FACTOR = 0.9;

/**
 * TF-IDF relevance as the PaNOSC scoring service has it. Counts are kept per term and weights follow from them when they
 * are asked for, so that a change of one item costs its own terms and nothing else.
 */
export class Scorer {
  private readonly groups = new Map<string, Group>();

  private groupOf(name: string): Group {
    let group = this.groups.get(name);
    if (!group) this.groups.set(name, (group = new Group()));
    return group;
  }
  put(item: ScoredItem): void {
    this.remove(item.id, item.group);
    const group = this.groupOf(item.group);
    const counts = new Map<string, number>();
    for (const term of termsOf(JSON.stringify(item.fields))) counts.set(term, (counts.get(term) ?? 0) + 1);
    group.items.set(item.id, { item, counts });
    for (const term of counts.keys()) {
      const having = group.withTerm.get(term) ?? new Set();
      group.withTerm.set(term, having.add(item.id));
    }
  }
  /** @returns whether it was there */
  remove(id: string, groupName?: string): boolean {
    let removed = false;
    for (const [name, group] of this.groups) {
      const indexed = groupName === undefined || groupName === name ? group.items.get(id) : undefined;
      if (!indexed) continue;
      removed = group.items.delete(id);
      for (const term of indexed.counts.keys()) {
        const having = group.withTerm.get(term);
        having?.delete(id);
        if (having?.size === 0) group.withTerm.delete(term);
      }
    }
    return removed;
  }
  find(id: string): ScoredItem | undefined {
    for (const group of this.groups.values()) {
      const indexed = group.items.get(id);
      if (indexed) return indexed.item;
    }
    return undefined;
  }
  items(): ScoredItem[] {
    return [...this.groups.values()].flatMap((group) => [...group.items.values()].map(({ item }) => item));
  }
  terms(): { term: string; numberOfItems: number; numberOfGroups: number }[] {
    const found = new Map<string, { numberOfItems: number; numberOfGroups: number }>();
    for (const group of this.groups.values())
      for (const [term, having] of group.withTerm) {
        const { numberOfItems, numberOfGroups } = found.get(term) ?? { numberOfItems: 0, numberOfGroups: 0 };
        found.set(term, { numberOfItems: numberOfItems + having.size, numberOfGroups: numberOfGroups + 1 });
      }
    return [...found].map(([term, numbers]) => ({ term, ...numbers }));
  }

  /** One per term and item, the first ones. */
  weights(most: number): Weight[] {
    const found: Weight[] = [];
    for (const [itemGroup, group] of this.groups)
      for (const [itemId, { counts }] of group.items)
        for (const [term, count] of counts) {
          if (found.length >= most) return found;
          const [TF, IDF] = [count / counts.size, group.idf(term)];
          found.push({ term, itemId, itemGroup, TF, IDF, value: TF * IDF });
        }
    return found;
  }
  countOfWeights(): number {
    return [...this.groups.values()].reduce(
      (sum, { items }) => sum + [...items.values()].reduce((inner, { counts }) => inner + counts.size, 0),
      0,
    );
  }

  /**
   * Items by falling score; without `ids` all that have one of the terms, without a group those of all groups.
   * @param limit none when it is 0 or less
   * @returns the terms of the query too
   */
  score(query: string, groupName?: string, ids?: readonly string[], limit = -1): { terms: string[]; scores: Score[] } {
    const terms = [...new Set(termsOf(query))];
    const asked = [...this.groups].filter(([name]) => groupName === undefined || name === groupName);
    const weighted = asked.flatMap(([name, group]) => {
      const having = new Set(terms.flatMap((term) => [...(group.withTerm.get(term) ?? [])]));
      const wanted = ids === undefined ? [...having] : [...new Set(ids)].filter((id) => having.has(id));
      return wanted.map((itemId) => {
        const item = group.items.get(itemId)!;
        return { itemId, group: name, weights: terms.map((term) => group.weight(term, item)) };
      });
    });
    const rank = terms.length === 1 ? singleTerm(weighted.map(({ weights }) => weights[0]!)) : cosine;
    const scores = weighted
      .map(({ itemId, group, weights }): Score => ({ itemId, score: rank(weights), group }))
      .sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1));
    return { terms, scores: limit > 0 ? scores.slice(0, limit) : scores };
  }
}

/** With one term a cosine would always be one: the weight stands against the largest one of those asked for. */
function singleTerm(all: readonly number[]): (weights: readonly number[]) => number {
  const largest = all.reduce((a, b) => Math.max(a, b), 0);
  return ([weight = 0]) => (largest === 0 ? 0 : (SINGLE_TERM_FACTOR * weight) / largest);
}
/** Between the weights of the query's terms and ones. */
function cosine(weights: readonly number[]): number {
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return length === 0 ? 0 : Math.min(1, sum / (length * Math.sqrt(weights.length)));
}
