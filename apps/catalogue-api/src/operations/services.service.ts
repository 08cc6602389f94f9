import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, invalid } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { DatabaseService } from '../database/database.service';
import type { HeartbeatBody, PauseRequest, PauseState, ServiceRow, ServiceState } from './services.shapes';

export interface StoredService {
  readonly _id: string;
  readonly service: string;
  readonly instance: string;
  readonly beamlines: readonly string[];
  readonly startedAt: Date;
  readonly heardAt: Date;
  readonly everyMs: number;
  readonly isIll: boolean;
  /** Since when some part has been down. */
  readonly illSince?: Date;
  /** By how much its clock was ahead of ours, milliseconds; behind is negative. */
  readonly clockAheadMs?: number;
  /** Since when events have waited on its disk without a break. */
  readonly spooledSince?: Date;
  readonly checks: readonly { readonly name: string; readonly isUp: boolean; readonly message: string | null }[];
  readonly figures: Readonly<Record<string, number>>;
}
interface StoredWish {
  readonly _id: string;
  readonly isPaused: boolean;
  readonly by: string;
  readonly at: Date;
  readonly reason: string | null;
}

/** Messages are counted in slots of five minutes. */
const SLOT_MS = 300_000;
const FIGURE = /^[a-zA-Z][a-zA-Z0-9]{0,63}$/;
/** So many beats may be lost before a service counts as silent, and at least this long. */
const BEATS_MISSED = 4;
const LEAST_SILENCE_MS = 20_000;
const FORGOTTEN_AFTER_S = 30 * 86_400;

export const silentAfterMs = ({ everyMs }: { readonly everyMs: number }): number =>
  Math.max(LEAST_SILENCE_MS, BEATS_MISSED * everyMs);
export const isSilent = (service: StoredService, now: Date): boolean =>
  now.getTime() - service.heardAt.getTime() > silentAfterMs(service);

/** The services that tell of themselves, and what operators wish of them. */
@Injectable()
export class ServicesService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    database: DatabaseService,
  ) {
    database.atStart('services', async () => {
      await this.services.createIndex({ heardAt: 1 }, { expireAfterSeconds: FORGOTTEN_AFTER_S });
      await this.counts.createIndex({ at: 1 }, { expireAfterSeconds: 86_400 });
    });
  }
  private get services() {
    return this.connection.collection<StoredService>('services');
  }
  private get counts() {
    return this.connection.collection<{ _id: number; taken: number; rejected: number; at: Date }>('messageCounts');
  }
  private get wishes() {
    return this.connection.collection<StoredWish>('serviceWishes');
  }

  /** Keeps a heartbeat; the clock is ours, since that of the service may be wrong. */
  async hear(beat: HeartbeatBody, now = new Date()): Promise<StoredService> {
    const _id = `${beat.service}@${beat.instance}`;
    const before = await this.services.findOne({ _id });
    const checks = Object.entries(beat.checks).map(([name, { status, message }]) => ({
      name: name.slice(0, 64),
      isUp: status === 'up',
      message: typeof message === 'string' ? message.slice(0, 500) : null,
    }));
    const figures = Object.fromEntries(
      Object.entries(beat.figures).filter(([name, value]) => FIGURE.test(name) && Number.isFinite(value)),
    ) as Record<string, number>;
    const isIll = beat.status === 'error';
    const isSpooling = (figures['spoolBytes'] ?? 0) > 0;
    const service: StoredService = {
      _id,
      service: beat.service,
      instance: beat.instance,
      beamlines: beat.beamlines ?? [],
      startedAt: new Date(beat.startedAt),
      heardAt: now,
      everyMs: beat.everyMs,
      isIll,
      ...(beat.sentAt && { clockAheadMs: Date.parse(beat.sentAt) - now.getTime() }),
      ...(isIll && { illSince: before?.illSince ?? now }),
      ...(isSpooling && { spooledSince: before?.spooledSince ?? now }),
      checks,
      figures,
    };
    await this.services.replaceOne({ _id }, service, { upsert: true });
    await this.countMessages(before, service);
    return service;
  }

  /** SciCow counts since its start; what is new since the last heartbeat goes into the sum of the hour. */
  private async countMessages(
    before: StoredService | null,
    { startedAt, figures, heardAt }: StoredService,
  ): Promise<void> {
    const isSame = before?.startedAt.getTime() === startedAt.getTime();
    const newOf = (name: string) => Math.max(0, (figures[name] ?? 0) - (isSame ? (before?.figures[name] ?? 0) : 0));
    const [taken, rejected] = [newOf('taken'), newOf('rejected')];
    if (taken + rejected === 0) return;
    const slot = Math.floor(heardAt.getTime() / SLOT_MS);
    await this.counts.updateOne({ _id: slot }, { $inc: { taken, rejected }, $set: { at: heardAt } }, { upsert: true });
  }
  /** Messages that SciCow has handed in during the last hour. */
  async lastHour(now: Date): Promise<{ readonly taken: number; readonly rejected: number }> {
    const slots = await this.counts.find({ at: { $gte: new Date(now.getTime() - 12 * SLOT_MS) } }).toArray();
    return {
      taken: slots.reduce((sum, { taken }) => sum + taken, 0),
      rejected: slots.reduce((sum, { rejected }) => sum + rejected, 0),
    };
  }

  /** Of these beamlines, and those that serve all; without a list: every service. */
  async list(beamlines?: readonly string[]): Promise<StoredService[]> {
    const own = beamlines ? { $or: [{ beamlines: { $in: beamlines } }, { beamlines: { $size: 0 } }] } : {};
    return this.services.find(own, { maxTimeMS: 2000 }).sort({ service: 1, instance: 1 }).limit(1000).toArray();
  }
  async forget(id: string): Promise<boolean> {
    return (await this.services.deleteOne({ _id: id })).deletedCount === 1;
  }

  async pauseOf(service: string): Promise<PauseState> {
    const wish = await this.wishes.findOne({ _id: service });
    return {
      isPaused: wish?.isPaused ?? false,
      by: wish?.by ?? null,
      at: wish?.at ?? null,
      reason: wish?.reason ?? null,
    };
  }
  async setPause(service: string, { isPaused, reason }: PauseRequest, caller: Caller): Promise<void> {
    if (isPaused && !reason?.trim()) throw invalid('Say why, so that others know');
    const wish = { isPaused, by: caller.username ?? '', at: new Date(), reason: reason?.trim() || null };
    const before = await this.pauseOf(service);
    await this.wishes.replaceOne({ _id: service }, wish, { upsert: true });
    await this.connection.collection('history').insertOne({
      subsystem: 'Service',
      documentId: service,
      operation: isPaused ? 'pause' : 'resume',
      before: { isPaused: before.isPaused },
      after: { isPaused, reason: wish.reason },
      timestamp: wish.at,
      user: caller.username ?? '',
    });
  }
}

/** `paused` is what the service says of itself: between the wish and the pause it still takes events. */
export function serviceRow(service: StoredService, now: Date): ServiceRow {
  const { _id, isIll, ...rest } = service;
  const { paused = 0, ...figures } = service.figures;
  const isPaused = paused > 0;
  const state: ServiceState = isSilent(service, now) ? 'silent' : isIll ? 'ill' : isPaused ? 'paused' : 'ok';
  return {
    id: _id,
    service: rest.service,
    instance: rest.instance,
    beamlines: rest.beamlines,
    state,
    startedAt: rest.startedAt,
    heardAt: rest.heardAt,
    checks: rest.checks,
    figures: Object.entries(figures).map(([name, value]) => ({ name, value })),
  };
}
