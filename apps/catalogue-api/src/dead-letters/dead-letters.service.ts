import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, codedReason, notFound } from '@scizoo/domain';
import type { DeadLetter } from '@scizoo/messaging';
import { type Connection } from 'mongoose';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { BeamlineStaff } from '../ingest/beamline-staff';
import type { DeadLetterCount, DeadLetterDetail, DeadLetterPage, LetterState } from './dead-letters.shapes';
import { letterDetail, letterId, letterRow, pidOf, type StoredDeadLetter, storedLetter } from './stored-letter';

export interface DeadLetterQuery {
  readonly beamline?: string;
  readonly reason?: string;
  readonly states?: readonly LetterState[];
  readonly since?: Date;
  readonly until?: Date;
  readonly limit: number;
  readonly cursor?: string;
}

@Injectable()
export class DeadLettersService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    private readonly staff: BeamlineStaff,
    private readonly config: CatalogueConfig,
  ) {}

  get letters() {
    return this.connection.collection<StoredDeadLetter>('deadLetters');
  }
  async createIndexes(): Promise<void> {
    await this.letters.createIndex({ beamline: 1, deadSince: -1, _id: 1 });
    await this.letters.createIndex({ deadSince: -1, _id: 1 });
    // Those that wait for an answer: few.
    await this.letters.createIndex({ sentAt: 1 }, { partialFilterExpression: { state: 'sent' } });
    await this.letters.updateMany({ state: { $exists: false } }, { $set: { state: 'open', acts: [] } });
  }

  async keep(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    await this.letters.bulkWrite(
      letters.map((letter) => ({
        updateOne: {
          filter: { _id: letterId(letter) },
          update: { $setOnInsert: storedLetter(letter) },
          upsert: true,
        },
      })),
      { ordered: false },
    );
    for (const letter of letters) if (letter.resendOf !== undefined) await this.follow(letter, letter.resendOf);
  }
  /** What was sent again is refused again: the letter before points to this one. */
  private async follow(letter: DeadLetter, before: string): Promise<void> {
    const act = { at: letter.deadSince, by: 'scicow', act: 'rejected' as const, note: letter.reasons[0] ?? null };
    await this.letters.updateOne(
      { _id: before, state: 'sent' },
      { $set: { state: 'rejected', followedBy: letterId(letter) }, $push: { acts: act } },
    );
  }

  /** Letters of the beamlines whose staff the caller is; all of them for admins. Newest first. */
  async list(caller: Caller, { limit, cursor, ...query }: DeadLetterQuery): Promise<DeadLetterPage> {
    const conditions = [await this.visibleTo(caller), conditionOf(query)];
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (after)
      conditions.push({ $or: [{ deadSince: { $lt: after.at } }, { deadSince: after.at, _id: { $gt: after.id } }] });
    const found = await this.letters
      .find({ $and: conditions }, { maxTimeMS: 2000 })
      .sort({ deadSince: -1, _id: 1 })
      .limit(limit + 1)
      .toArray();
    const page = found.slice(0, limit);
    const pids = await this.readable(page, caller);
    const rows = page.map((letter) => letterRow(letter, this.config.pidPrefix, pids));
    const last = rows.at(-1);
    return { rows, next: found.length > limit && last ? encodeCursor(last.deadSince, last.id) : null };
  }

  /** Open letters by reason and beamline. */
  async counts(caller: Caller): Promise<DeadLetterCount[]> {
    return this.countsOf(await this.visibleTo(caller));
  }
  async countsOf(condition: Record<string, unknown>): Promise<DeadLetterCount[]> {
    const groups = await this.letters
      .aggregate<{ _id: { reason: string; beamline?: string }; count: number; oldest: Date }>(
        [
          { $match: { $and: [condition, { state: 'open' }] } },
          {
            $group: {
              _id: { reason: '$reasonGroup', beamline: '$beamline' },
              count: { $sum: 1 },
              oldest: { $min: '$deadSince' },
            },
          },
          { $sort: { count: -1, '_id.reason': 1 } },
          { $limit: 500 },
        ],
        { maxTimeMS: 2000 },
      )
      .toArray();
    return groups.map(({ _id, count, oldest }) => ({
      reasonGroup: _id.reason ?? 'unknown',
      reasonCode: codedReason(_id.reason ?? 'unknown'),
      beamline: _id.beamline ?? null,
      count,
      oldest,
    }));
  }

  /** @throws 404 for a letter of another beamline too */
  async visible(id: string, caller: Caller): Promise<StoredDeadLetter> {
    const letter = await this.letters.findOne({ $and: [{ _id: id }, await this.visibleTo(caller)] });
    if (!letter) throw notFound();
    return letter;
  }
  async detail(id: string, caller: Caller): Promise<DeadLetterDetail> {
    const letter = await this.visible(id, caller);
    return letterDetail(letter, this.config.pidPrefix, await this.readable([letter], caller));
  }

  private async readable(letters: readonly StoredDeadLetter[], caller: Caller): Promise<ReadonlySet<string>> {
    const pids = letters.flatMap((letter) => pidOf(letter, this.config.pidPrefix) ?? []);
    if (pids.length === 0) return new Set();
    const may = this.access.readFilter(caller, 'dataset');
    const found = await this.connection
      .collection<{ _id: string }>('datasets')
      .find({ $and: [{ _id: { $in: pids } }, may] }, { projection: { _id: 1 } })
      .toArray();
    return new Set(found.map(({ _id }) => _id));
  }
  private async visibleTo(caller: Caller): Promise<Record<string, unknown>> {
    const beamlines = await this.staff.beamlinesOf(caller);
    return beamlines === undefined ? {} : { beamline: { $in: beamlines } };
  }
}

const conditionOf = ({ beamline, reason, states, since, until }: Omit<DeadLetterQuery, 'limit'>) => ({
  ...(beamline !== undefined && { beamline }),
  ...(reason !== undefined && { reasonGroup: reason }),
  ...(states && states.length > 0 && { state: { $in: states } }),
  ...((since || until) && { deadSince: { ...(since && { $gte: since }), ...(until && { $lt: until }) } }),
});

const encodeCursor = (at: Date, id: string): string => Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');
/** Undefined for what is no cursor: the list begins anew. */
function decodeCursor(cursor: string): { at: Date; id: string } | undefined {
  const [at = '', ...id] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : { at: date, id: id.join(' ') };
}
