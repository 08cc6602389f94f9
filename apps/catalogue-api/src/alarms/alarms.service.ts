import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, notFound } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { BeamlineStaff } from '../ingest/beamline-staff';
import type { AlarmRow } from './alarms.shapes';
import { type Alarm, alarmId, type Condition, type Step, whileGone, whileThere } from './hysteresis';
import { Receivers } from './receivers.service';

interface StoredAlarm extends Alarm {
  readonly seen?: { readonly by: string; readonly at: Date; readonly note: string | null };
}
const KEPT_DAYS = 90;

/** What is wrong now and was lately. Conditions come from the capture health; changes go out to the receivers. */
@Injectable()
export class AlarmsService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly staff: BeamlineStaff,
    private readonly receivers: Receivers,
    database: DatabaseService,
  ) {
    database.atStart('alarms', async () => {
      await this.alarms.createIndex({ state: 1, raisedAt: -1 });
      await this.alarms.createIndex({ clearedAt: 1 }, { expireAfterSeconds: KEPT_DAYS * 86_400 });
    });
  }
  private get alarms() {
    return this.connection.collection<StoredAlarm>('alarms');
  }

  /** All that is wrong now; what is not among it is on its way to be cleared. One caller at a time. */
  async settle(conditions: readonly Condition[], now = new Date()): Promise<void> {
    const { alarmRaiseAfterMs: raiseAfterMs, alarmClearAfterMs: clearAfterMs } = this.config;
    const patience = { raiseAfterMs, clearAfterMs };
    const wanted = new Map(conditions.map((condition) => [alarmId(condition), condition]));
    const known = await this.alarms
      .find({ $or: [{ state: { $ne: 'cleared' } }, { _id: { $in: [...wanted.keys()] } }] })
      .toArray();
    const byId = new Map(known.map((alarm) => [alarm._id, alarm]));
    const steps = [...wanted].map(([id, condition]) => whileThere(byId.get(id), condition, now, patience));
    for (const alarm of known) {
      if (wanted.has(alarm._id)) continue;
      const step = whileGone(alarm, now, patience);
      if (step) steps.push(step);
      else await this.alarms.deleteOne({ _id: alarm._id });
    }
    await this.keep(steps);
  }

  private async keep(steps: readonly Step[]): Promise<void> {
    if (steps.length === 0) return;
    await this.alarms.bulkWrite(
      steps.map(({ alarm, change }) => {
        const { _id, ...rest } = alarm as StoredAlarm;
        // Raised anew: nobody has seen this one yet.
        const { seen: _, ...fresh } = rest;
        return { replaceOne: { filter: { _id }, replacement: change === 'raised' ? fresh : rest, upsert: true } };
      }),
    );
    const changes = steps.filter((step) => step.change !== undefined);
    await this.receivers.tell(changes.map(({ alarm, change }) => ({ alarm, change: change as 'raised' | 'cleared' })));
  }

  /** Those raised now, then those cleared lately; of the caller's beamlines and of the facility. */
  async list(caller: Caller, beamline?: string): Promise<AlarmRow[]> {
    const beamlines = await this.staff.assertStaff(caller);
    const visible = beamlines ? { $or: [{ beamline: { $in: beamlines } }, { beamline: { $exists: false } }] } : {};
    const wanted = { $and: [visible, beamline === undefined ? {} : { beamline }] };
    const found = async (state: 'raised' | 'cleared', limit: number) =>
      this.alarms
        .find({ $and: [{ state }, wanted] }, { maxTimeMS: 2000 })
        .sort({ raisedAt: -1, _id: 1 })
        .limit(limit)
        .toArray();
    return [...(await found('raised', 500)), ...(await found('cleared', 50))].map(alarmRow);
  }
  async counts(): Promise<{ readonly kind: string; readonly beamline: string; readonly count: number }[]> {
    const groups = await this.alarms
      .aggregate<{ _id: { kind: string; beamline?: string }; count: number }>([
        { $match: { state: 'raised' } },
        { $group: { _id: { kind: '$kind', beamline: '$beamline' }, count: { $sum: 1 } } },
      ])
      .toArray();
    return groups.map(({ _id, count }) => ({ kind: _id.kind, beamline: _id.beamline ?? '', count }));
  }

  /** Somebody has seen it: it stays, but looks calmer to the others. */
  async acknowledge(id: string, note: string | undefined, caller: Caller): Promise<AlarmRow> {
    await this.staff.assertStaff(caller);
    const alarm = await this.alarms.findOne({ _id: id });
    const isOwn = alarm && (alarm.beamline === undefined || (await this.staff.isStaffOf(caller, alarm.beamline)));
    if (!alarm || !isOwn || alarm.state === 'pending') throw notFound();
    const seen = { by: caller.username ?? '', at: new Date(), note: note?.trim() || null };
    await this.alarms.updateOne({ _id: id }, { $set: { seen } });
    return alarmRow({ ...alarm, seen });
  }
}

const alarmRow = (alarm: StoredAlarm): AlarmRow => ({
  id: alarm._id,
  kind: alarm.kind,
  beamline: alarm.beamline ?? null,
  about: alarm.about,
  text: alarm.text,
  details: Object.entries(alarm.details).map(([name, value]) => ({ name, value })),
  state: alarm.state === 'cleared' ? 'cleared' : 'raised',
  since: alarm.since,
  raisedAt: alarm.raisedAt ?? alarm.since,
  clearedAt: alarm.clearedAt ?? null,
  seenBy: alarm.seen?.by ?? null,
  note: alarm.seen?.note ?? null,
});
