import { unavailable } from '@scizoo/domain';
import type { Collection, Document } from 'mongodb';
import { both, type Filter } from '../query/mongo-filter';
import { binStages, boundsStages, TOTAL } from './mongo-facets';
import type { HistogramBin } from './search.shapes';

/** Beyond this many a number helps nobody, and counting takes long. */
const COUNT_AT_MOST = 10_000;
export const COUNTING = {
  timeMs: 3000,
  /** More than that are not all counted: nobody waits seconds for numbers beside a list. */
  wholeAtMost: 50_000,
  /** Of more, that many of the newest are. */
  window: 20_000,
  /** Where even these are not found in time, they are looked for among so many of the newest of everybody. */
  lookedThrough: 100_000,
  /** To find out that there are more; whoever is not done by then has a condition that few records meet. */
  probeMs: 500,
} as const;
const NEWEST = { $sort: { creationTime: -1, _id: -1 } } as const;
const TIME_EXCEEDED = 50;
const isTooSlow = (error: unknown): boolean => (error as { code?: unknown }).code === TIME_EXCEEDED;

/** What a search is about before its conditions. */
export interface Meant {
  readonly readable: Filter;
  /** Of the words. */
  readonly meaning: Filter;
}
interface Counted {
  readonly rows: Document[];
  /** Not everything was counted. */
  readonly isCapped: boolean;
  /** Known without counting all of them. */
  readonly atLeast: number;
}

/** Counts over the records that a search is about. */
export class MongoCounts {
  private readonly among: Filter;
  constructor(
    private readonly datasets: Collection<Document>,
    private readonly meant: Meant,
    private readonly limits: Readonly<Record<keyof typeof COUNTING, number>> = COUNTING,
  ) {
    this.among = both(meant.readable, meant.meaning);
  }

  /** Over everything; where that is too much, over the newest records. */
  async over(asked: Filter, stages: readonly Document[]): Promise<Counted> {
    return this.counted(asked, await this.areMany(asked), stages);
  }
  private async counted(asked: Filter, areMany: boolean, stages: readonly Document[]): Promise<Counted> {
    const among = { $match: this.among };
    const newest = [among, NEWEST, { $limit: this.limits.window }, { $match: asked }];
    const ofEverybody = [
      NEWEST,
      { $limit: this.limits.lookedThrough },
      among,
      { $limit: this.limits.window },
      { $match: asked },
    ];
    // Words stand in an index of their own, which must come first.
    const windows = Object.keys(this.meant.meaning).length > 0 ? [newest] : [newest, ofEverybody];
    if (areMany)
      return { rows: await this.firstInTime(windows, stages), isCapped: true, atLeast: this.limits.wholeAtMost };
    const whole = [{ $match: both(this.among, asked) }];
    const rows = await this.run(whole, stages);
    return rows
      ? { rows, isCapped: false, atLeast: 0 }
      : { rows: await this.firstInTime(windows, stages), isCapped: true, atLeast: 0 };
  }
  private async firstInTime(ways: readonly Document[][], stages: readonly Document[]): Promise<Document[]> {
    for (const way of ways) {
      const rows = await this.run(way, stages);
      if (rows) return rows;
    }
    throw unavailable('Counting takes too long just now; try again in a moment');
  }
  /** Undefined when it takes too long. */
  private async run(first: readonly Document[], stages: readonly Document[]): Promise<Document[] | undefined> {
    try {
      const options = { maxTimeMS: this.limits.timeMs, allowDiskUse: true };
      return await this.datasets.aggregate([...first, ...stages], options).toArray();
    } catch (error) {
      if (!isTooSlow(error)) throw error;
      return undefined;
    }
  }
  private async areMany(asked: Filter): Promise<boolean> {
    // Known without counting.
    if ((await this.datasets.estimatedDocumentCount({ maxTimeMS: this.limits.timeMs })) <= this.limits.wholeAtMost)
      return false;
    return ((await this.numberOf(asked, this.limits.wholeAtMost, this.limits.probeMs)) ?? 0) > this.limits.wholeAtMost;
  }
  /** One more than `most` when there are more; undefined when it takes too long. */
  private async numberOf(asked: Filter, most: number, maxTimeMS: number): Promise<number | undefined> {
    try {
      return await this.datasets.countDocuments(both(this.among, asked), { limit: most + 1, maxTimeMS });
    } catch (error) {
      if (!isTooSlow(error)) throw error;
      return undefined;
    }
  }

  async onlyNumber(asked: Filter): Promise<Counted> {
    // Nobody waits longer for a number; the rows are there.
    const count = (await this.numberOf(asked, COUNT_AT_MOST, this.limits.timeMs)) ?? COUNT_AT_MOST + 1;
    const rows = [{ [TOTAL]: [{ count: Math.min(count, COUNT_AT_MOST) }] }];
    return { rows, isCapped: count > COUNT_AT_MOST, atLeast: 0 };
  }

  /** @param others conditions on other fields */
  async histogram(others: Filter, { field, bins }: { field: string; bins: number }): Promise<HistogramBin[]> {
    const asked = both(others, { [field]: { $type: ['date', 'number'] } });
    const areMany = await this.areMany(asked);
    const { rows } = await this.counted(asked, areMany, boundsStages(field));
    const { low, high } = (rows[0] ?? {}) as { low?: number | Date; high?: number | Date };
    if (low === undefined || low === null || high === undefined || high === null) return [];
    const width = (Number(high) - Number(low)) / bins || 1;
    const counts = await this.counted(asked, areMany, binStages(field, low, width, bins));
    const perBin = new Map(counts.rows.map(({ _id, count }) => [Number(_id), count as number]));
    const at = (i: number) => {
      const value = Number(low) + i * width;
      return low instanceof Date ? new Date(value).toISOString() : value;
    };
    const used = Number(high) === Number(low) ? 1 : bins;
    return Array.from({ length: used }, (_, i) => ({ from: at(i), till: at(i + 1), count: perBin.get(i) ?? 0 }));
  }
}
