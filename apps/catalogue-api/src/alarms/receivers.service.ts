import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, forbidden, invalid, notFound } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { randomBytes, randomUUID } from 'node:crypto';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { BeamlineStaff } from '../ingest/beamline-staff';
import { Mailer } from '../mail/mailer';
import { Surroundings } from '../surroundings';
import type { CreatedReceiver, NewReceiver, Receiver } from './alarms.shapes';
import type { Alarm } from './hysteresis';
import { allowedWebhook, callWebhook } from './webhook';

export interface AlarmChange {
  readonly alarm: Alarm;
  readonly change: 'raised' | 'cleared';
}
/** A change as it goes out. */
interface Notice {
  readonly alarm: string;
  readonly kind: string;
  readonly beamline: string | null;
  readonly about: string;
  readonly change: 'raised' | 'cleared';
  readonly text: string;
  readonly at: Date;
}
export interface StoredReceiver extends NewReceiver {
  readonly _id: string;
  readonly secret?: string;
  readonly isOn: boolean;
  readonly failures: number;
  readonly lastError?: string;
  readonly lastSentAt?: Date;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** What has not gone out yet, and when it shall. */
  readonly pending: readonly Notice[];
  readonly dueAt?: Date;
  /** Of the last hour. */
  readonly sentAt: readonly Date[];
}

const FAILURES_AT_MOST = 20;
const MESSAGES_AN_HOUR = 30;
const NOTICES_AT_MOST = 200;
const RECEIVERS_AT_MOST = 200;
const HOUR_MS = 3_600_000;
const FIRST_PAUSE_MS = 5000;
const MAIL = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

/** After the first failure soon, then less and less often, up to once an hour. */
export const pauseAfter = (failures: number): number => Math.min(HOUR_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));

/** To whom alarms go, and what is on its way to them: kept in the database until it was taken, over restarts too. */
@Injectable()
export class Receivers {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly staff: BeamlineStaff,
    private readonly mailer: Mailer,
    private readonly surroundings: Surroundings,
    database: DatabaseService,
  ) {
    database.atStart('receivers of alarms', async () => {
      await this.receivers.createIndex({ dueAt: 1 });
    });
  }
  private get receivers() {
    return this.connection.collection<StoredReceiver>('alarmReceivers');
  }

  async list(caller: Caller): Promise<Receiver[]> {
    const beamlines = await this.staff.assertStaff(caller);
    const own = beamlines ? { beamline: { $in: beamlines } } : {};
    const found = await this.receivers.find(own).sort({ createdAt: 1 }).limit(RECEIVERS_AT_MOST).toArray();
    return found.map(wire);
  }
  async create({ kind, address, beamline }: NewReceiver, caller: Caller): Promise<CreatedReceiver> {
    if (beamline === undefined) {
      if ((await this.staff.assertStaff(caller)) !== undefined)
        throw forbidden('Alarms of all beamlines are for admins');
    } else await this.staff.assertStaffOf(caller, beamline);
    if (kind === 'webhook') allowedWebhook(address, this.config.alarmWebhookHosts);
    else if (!MAIL.test(address)) throw invalid('This is no mail address');
    if ((await this.receivers.countDocuments()) >= RECEIVERS_AT_MOST) throw invalid('There are too many receivers');
    const secret = kind === 'webhook' ? randomBytes(24).toString('base64url') : undefined;
    const receiver: StoredReceiver = {
      _id: randomUUID(),
      kind,
      address,
      ...(beamline !== undefined && { beamline }),
      ...(secret && { secret }),
      isOn: true,
      failures: 0,
      createdBy: caller.username ?? '',
      createdAt: new Date(),
      pending: [],
      sentAt: [],
    };
    await this.receivers.insertOne(receiver);
    return { ...wire(receiver), secret: secret ?? null };
  }
  /** Switched on again it begins anew: what waited is old. */
  async switch(id: string, isOn: boolean, caller: Caller): Promise<Receiver> {
    const receiver = await this.own(id, caller);
    await this.receivers.updateOne({ _id: id }, { $set: { isOn, failures: 0, pending: [] }, $unset: { dueAt: '' } });
    return wire({ ...receiver, isOn, failures: 0 });
  }
  async remove(id: string, caller: Caller): Promise<void> {
    await this.own(id, caller);
    await this.receivers.deleteOne({ _id: id });
  }
  private async own(id: string, caller: Caller): Promise<StoredReceiver> {
    await this.staff.assertStaff(caller);
    const receiver = await this.receivers.findOne({ _id: id });
    if (!receiver || !(await this.staff.isStaffOf(caller, receiver.beamline))) throw notFound();
    return receiver;
  }

  /** Puts changes on their way. */
  async tell(changes: readonly AlarmChange[], now = new Date()): Promise<void> {
    if (changes.length === 0) return;
    for (const receiver of await this.receivers.find({ isOn: true }).toArray()) {
      const notices = changes
        .filter(({ alarm }) => receiver.beamline === undefined || alarm.beamline === receiver.beamline)
        .map(({ alarm, change }) => noticeOf(alarm, change, now));
      if (notices.length === 0) continue;
      const dueAt = receiver.dueAt ?? new Date(now.getTime() + this.config.alarmDigestMs);
      await this.receivers.updateOne(
        { _id: receiver._id },
        { $set: { dueAt }, $push: { pending: { $each: notices, $slice: -NOTICES_AT_MOST } } },
      );
    }
  }

  /** Sends what is due, one message a receiver; by one copy of this program at a time. */
  async send(now = new Date()): Promise<void> {
    const due = await this.receivers
      .find({ isOn: true, dueAt: { $lte: now } })
      .limit(50)
      .toArray();
    await Promise.all(due.map((receiver) => this.sendTo(receiver, now)));
  }
  private async sendTo(receiver: StoredReceiver, now: Date): Promise<void> {
    const { _id, pending } = receiver;
    const sentAt = receiver.sentAt.filter((at) => now.getTime() - at.getTime() < HOUR_MS);
    if (sentAt.length >= MESSAGES_AN_HOUR) {
      const dueAt = new Date((sentAt[0] as Date).getTime() + HOUR_MS);
      await this.receivers.updateOne({ _id }, { $set: { dueAt, sentAt } });
      return;
    }
    try {
      await this.deliver(receiver);
      await this.taken(_id, pending.length, [...sentAt, now], now);
    } catch (error) {
      await this.failed(receiver, error as Error, now);
    }
  }
  private async taken(_id: string, count: number, sentAt: readonly Date[], now: Date): Promise<void> {
    const after = await this.receivers.findOneAndUpdate(
      { _id },
      { $set: { failures: 0, lastSentAt: now, sentAt }, $unset: { lastError: '', dueAt: '' } },
      { returnDocument: 'after' },
    );
    const left = after?.pending.slice(count) ?? [];
    const dueAt = new Date(now.getTime() + this.config.alarmDigestMs);
    await this.receivers.updateOne({ _id }, { $set: { pending: left, ...(left.length > 0 && { dueAt }) } });
  }
  private async failed({ _id, failures, address }: StoredReceiver, { message }: Error, now: Date): Promise<void> {
    const count = failures + 1;
    const isOn = count < FAILURES_AT_MOST;
    const dueAt = new Date(now.getTime() + pauseAfter(count));
    await this.receivers.updateOne(
      { _id },
      { $set: { failures: count, lastError: message.slice(0, 500), isOn, dueAt } },
    );
    this.surroundings.logger.warn({ receiver: _id, address, failures: count, isOn, reason: message }, 'alarm not sent');
  }

  private async deliver({ kind, address, pending, secret = '' }: StoredReceiver): Promise<void> {
    if (kind === 'mail') return void (await this.mailer.send({ to: address, ...mailOf(pending, this.config) }));
    // Looked at again: the list of hosts may have changed since.
    const url = allowedWebhook(address, this.config.alarmWebhookHosts);
    const body = { id: randomUUID(), facility: this.config.facility, sentAt: new Date(), changes: pending };
    return callWebhook(url, secret, JSON.stringify(body));
  }
}

const noticeOf = (alarm: Alarm, change: 'raised' | 'cleared', at: Date): Notice => ({
  alarm: alarm._id,
  kind: alarm.kind,
  beamline: alarm.beamline ?? null,
  about: alarm.about,
  change,
  text: alarm.text,
  at,
});

function mailOf(notices: readonly Notice[], { site, publicUrl }: CatalogueConfig) {
  const raised = notices.filter(({ change }) => change === 'raised').length;
  const [first] = notices;
  const what =
    notices.length === 1
      ? `${first?.change === 'raised' ? 'Alarm' : 'Over'}: ${first?.text ?? ''}`
      : `${raised} alarms, ${notices.length - raised} over`;
  const lines = notices.map(({ change, beamline, text, at }) =>
    [at.toISOString(), change === 'raised' ? 'ALARM' : 'over ', beamline ?? 'facility', text].join('  '),
  );
  const link = publicUrl ? [`\n${publicUrl.replace(/\/$/, '')}/operations`] : [];
  return { subject: `${site}: ${what}`.slice(0, 200), text: [...lines, ...link].join('\n') };
}

const wire = (receiver: StoredReceiver): Receiver => ({
  id: receiver._id,
  kind: receiver.kind,
  address: receiver.address,
  ...(receiver.beamline !== undefined && { beamline: receiver.beamline }),
  isOn: receiver.isOn,
  failures: receiver.failures,
  lastError: receiver.lastError ?? null,
  lastSentAt: receiver.lastSentAt ?? null,
  createdBy: receiver.createdBy,
});
