import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, invalid, notFound, parseScanKey, toldSince } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { DatabaseService } from '../database/database.service';
import { BeamlineStaff } from '../ingest/beamline-staff';
import type { Replay, ReplayCounts, ReplayProgress, ReplayRequest, ReplayState, ReplayTask } from './services.shapes';

interface StoredReplay {
  readonly _id: string;
  readonly from: Date;
  readonly to?: Date;
  readonly scan?: string;
  readonly beamline?: string;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly state: ReplayState;
  readonly counts: ReplayCounts;
  readonly error?: string;
  readonly endedAt?: Date;
  /** Which copy of SciCow is at it, and until when it is believed to be. */
  readonly holder?: string;
  readonly until?: Date;
}

const NOTHING: ReplayCounts = { read: 0, applied: 0, duplicate: 0, superseded: 0, rejected: 0 };
/** SciCow tells of a running replay with each heartbeat; one that is not heard of for so long is given to another copy. */
const LEASE_MS = 60_000;

/** Spans of past messages that SciCow hands in once more. */
@Injectable()
export class ReplaysService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly staff: BeamlineStaff,
    database: DatabaseService,
  ) {
    database.atStart('replays', async () => {
      await this.replays.createIndex({ askedAt: -1 });
    });
  }
  private get replays() {
    return this.connection.collection<StoredReplay>('replays');
  }

  /** Staff replay what is of their beamline; messages that belong to none are for admins. */
  async ask(request: ReplayRequest, caller: Caller): Promise<Replay> {
    const key = request.scan === undefined ? undefined : parseScanKey(request.scan);
    const beamline = key?.beamline ?? request.beamline;
    if (beamline === undefined ? (await this.staff.beamlinesOf(caller)) !== undefined : false)
      throw invalid('Name the beamline: only admins replay all of them');
    if (beamline !== undefined) await this.staff.assertStaffOf(caller, beamline);
    const from = request.from ?? (key && toldSince(key)?.toISOString());
    if (!from) throw invalid('Name the beginning of the span, or a scan');
    if (request.to && Date.parse(request.to) <= Date.parse(from))
      throw invalid('The end of the span lies before its beginning');
    const replay: StoredReplay = {
      _id: randomUUID(),
      from: new Date(from),
      ...(request.to && { to: new Date(request.to) }),
      ...(request.scan && { scan: request.scan }),
      ...(beamline && { beamline }),
      reason: request.reason,
      askedBy: caller.username ?? '',
      askedAt: new Date(),
      state: 'waiting',
      counts: NOTHING,
    };
    await this.replays.insertOne(replay);
    return wire(replay);
  }

  async list(caller: Caller): Promise<Replay[]> {
    const beamlines = await this.staff.assertStaff(caller);
    const own = beamlines ? { beamline: { $in: beamlines } } : {};
    const found = await this.replays.find(own).sort({ askedAt: -1 }).limit(50).toArray();
    return found.map(wire);
  }

  /** The next one for a copy of SciCow; one it has already is given again, for a copy that was started anew. */
  async next(holder: string, isFresh: boolean, now = new Date()): Promise<ReplayTask | null> {
    const open = { state: 'running' as const, until: { $lt: now } };
    const mine = isFresh ? [{ state: 'running' as const, holder }] : [];
    const taken = await this.replays.findOneAndUpdate(
      { $or: [{ state: 'waiting' }, open, ...mine] },
      { $set: { state: 'running', holder, until: new Date(now.getTime() + LEASE_MS) } },
      { sort: { askedAt: 1 }, returnDocument: 'after' },
    );
    if (!taken) return null;
    const { _id, from, to, scan, beamline } = taken;
    return { id: _id, from, ...(to && { to }), ...(scan && { scan }), ...(beamline && { beamline }) };
  }

  async progress(id: string, { state, counts, error }: ReplayProgress, now = new Date()): Promise<void> {
    const isOver = state !== 'running';
    const { matchedCount } = await this.replays.updateOne(
      { _id: id },
      {
        $set: {
          state,
          counts,
          until: new Date(now.getTime() + LEASE_MS),
          ...(error && { error }),
          ...(isOver && { endedAt: now }),
        },
      },
    );
    if (matchedCount === 0) throw notFound();
  }
}

const wire = (replay: StoredReplay): Replay => ({
  id: replay._id,
  from: replay.from,
  to: replay.to ?? null,
  scan: replay.scan ?? null,
  beamline: replay.beamline ?? null,
  reason: replay.reason,
  askedBy: replay.askedBy,
  askedAt: replay.askedAt,
  state: replay.state,
  counts: replay.counts,
  error: replay.error ?? null,
  endedAt: replay.endedAt ?? null,
});
