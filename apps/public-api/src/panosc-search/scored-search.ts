import { Injectable } from '@nestjs/common';
import { ScoringFeed } from '../scoring/feed';
import { Surroundings } from '../surroundings';
import type { Query } from './filter';
import { Finder } from './finder';
import { shown } from './matching';
import type { Item, ModelName } from './models';

const GROUPS: Partial<Record<ModelName, string>> = { Dataset: 'datasets', Document: 'documents' };
/** Later, then further down the alphabet, first. */
const TIES = ['creationDate', 'title', 'pid'] as const;
function ranking(a: Item, b: Item): number {
  if (a['score'] !== b['score']) return (b['score'] as number) - (a['score'] as number);
  for (const field of TIES) {
    const [first, second] = [String(a[field] ?? ''), String(b[field] ?? '')];
    if (first !== second) return first < second ? 1 : -1;
  }
  return 0;
}

export interface Found {
  readonly items: readonly Item[];
  /** Words were given, but nobody could score by them. */
  readonly isUnscored: boolean;
}

/** Hard conditions first, then the words: what fits is ranked, and what has none of the words is left out. */
@Injectable()
export class ScoredSearch {
  constructor(
    private readonly finder: Finder,
    private readonly feed: ScoringFeed,
    private readonly surroundings: Surroundings,
  ) {}

  async find(model: ModelName, query: Query): Promise<Found> {
    const group = GROUPS[model];
    if (query.query === undefined || group === undefined)
      return { items: await this.finder.find(model, query), isUnscored: false };
    // Everything that fits, with the fields that the order needs; they are taken away in the end.
    const found = await this.finder.find(model, { ...query, limit: 0, skip: 0, fields: undefined });
    let scores: ReadonlyMap<string, number>;
    try {
      const scorer = await this.feed.current();
      const ids = found.map(({ pid }) => String(pid));
      scores = new Map(scorer.score(query.query, group, ids).scores.map(({ itemId, score }) => [itemId, score]));
    } catch (error) {
      this.surroundings.logger.warn({ reason: (error as Error).message }, 'answered without scores');
      return { items: cut(found, query), isUnscored: true };
    }
    const ranked = found
      .map((item): Item => ({ ...item, score: scores.get(String(item['pid'])) ?? 0 }))
      .filter(({ score }) => score !== 0)
      .sort(ranking);
    return { items: cut(ranked, query), isUnscored: false };
  }
}
const cut = (items: readonly Item[], query: Query): Item[] =>
  items.slice(query.skip, query.limit === 0 ? undefined : query.skip + query.limit).map((item) => shown(item, query));
