import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, decodeKey, encodeKey, notFound, type Owned } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import type { Document } from './driver';
import type { PointsColumn, ScanPoints } from './points.shapes';

interface Run {
  readonly count: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}
interface Chunk extends Document {
  readonly chunk?: number;
  readonly runs?: Readonly<Record<string, Run>>;
  readonly columns?: readonly PointsColumn[];
}
const MAX_CHUNKS = 200;

/** Runs of points side by side in lists by column; what was never told is null. */
export function assembled(
  chunks: readonly Chunk[],
  asked: ReadonlySet<string> | undefined,
): Omit<ScanPoints, 'columns'> {
  const runs = chunks.flatMap(({ runs: byFirst = {} }) =>
    // `12`, or `12-captured` for what was read beside the scan at that point
    Object.entries(byFirst).map(([first, run]) => ({ first: Number.parseInt(first, 10), ...run })),
  );
  if (runs.length === 0) return { points: {}, firstPoint: 0, total: 0 };
  const firstPoint = runs.reduce((least, { first }) => Math.min(least, first), Infinity);
  const end = runs.reduce((last, { first, count }) => Math.max(last, first + count), 0);
  const points = new Map<string, unknown[]>();
  for (const { first, columns } of runs.sort((a, b) => a.first - b.first)) {
    for (const [name, values] of Object.entries(columns)) {
      if (asked && !asked.has(name)) continue;
      const column = points.get(name) ?? new Array<unknown>(end - firstPoint).fill(null);
      values.forEach((value, i) => (column[first - firstPoint + i] = value));
      points.set(name, column);
    }
  }
  return {
    points: Object.fromEntries([...points].map(([name, values]) => [decodeKey(name), values])),
    firstPoint,
    total: end - firstPoint,
  };
}

/** The points of a scan that were sent while it ran. */
@Injectable()
export class PointsService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
  ) {}

  async points(pid: string, caller: Caller, columns?: readonly string[]): Promise<ScanPoints> {
    const dataset = await this.connection.collection<Document & Owned & { _id: string }>('datasets').findOne(
      { _id: pid },
      {
        projection: { ownerGroup: 1, accessGroups: 1, instrumentGroup: 1, sharedWith: 1, isPublished: 1 },
        maxTimeMS: 2000,
      },
    );
    if (!dataset) throw notFound();
    this.access.assertVisible(caller, 'dataset', dataset);
    const stored = this.connection.collection<Chunk & { _id: string; pid?: string }>('scanPoints');
    const [facts, chunks] = await Promise.all([
      stored.findOne({ _id: `${pid}#columns` }, { maxTimeMS: 2000 }),
      stored
        .find({ pid, chunk: { $exists: true } }, { maxTimeMS: 5000 })
        .sort({ chunk: 1 })
        .limit(MAX_CHUNKS)
        .toArray(),
    ]);
    const answer = assembled(chunks, columns && new Set(columns.map(encodeKey)));
    const told = new Map((facts?.columns ?? []).map((column) => [column.name, column]));
    return { columns: Object.keys(answer.points).map((name) => told.get(name) ?? { name }), ...answer };
  }
}
