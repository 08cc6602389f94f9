import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, itemHealth, missingScans, notFound } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AlarmsService } from '../alarms/alarms.service';
import { CaptureVersions } from '../capture/capture-versions.service';
import { CatalogueConfig } from '../config';
import { DeadLettersService } from '../dead-letters/dead-letters.service';
import { BeamlineStaff } from '../ingest/beamline-staff';
import { BeamlineRecords } from './beamline-records';
import type { BeamlineHealth, BeamlineHealthDetail } from './capture-health.shapes';

interface StoredHealth extends Omit<BeamlineHealthDetail, 'alarms' | 'name'> {
  readonly _id: string;
}

/** How recording fares, found out every few seconds by one copy of this program and kept for all. */
@Injectable()
export class CaptureHealthService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly records: BeamlineRecords,
    private readonly letters: DeadLettersService,
    private readonly staff: BeamlineStaff,
    private readonly alarms: AlarmsService,
    private readonly configurations: CaptureVersions,
  ) {}

  private get health() {
    return this.connection.collection<StoredHealth>('captureHealth');
  }

  async assess(beamline: string, now: Date): Promise<StoredHealth> {
    const [configuration, newest, numbered, letters] = await Promise.all([
      this.configurations.active(beamline),
      this.records.newest(beamline),
      this.records.numbered(beamline, now),
      this.letters.letters.countDocuments({ beamline, state: 'open' }),
    ]);
    const scans = configuration ? await this.records.finished(beamline, configuration.content, now) : [];
    const items = configuration ? itemHealth(configuration.content, scans, configuration.activatedAt) : [];
    const health: StoredHealth = {
      _id: beamline,
      beamline,
      at: now,
      configuration: configuration?.version ?? null,
      scans: scans.length,
      expected: items.reduce((sum, item) => sum + item.expected, 0),
      arrived: items.reduce((sum, item) => sum + item.arrived, 0),
      newestAt: newest?.at ?? null,
      newestPid: newest?.pid ?? null,
      deadLetters: letters,
      lostScans: missingScans(numbered, now, this.config.alarmScanGraceMs),
      items,
    };
    await this.health.replaceOne({ _id: beamline }, health, { upsert: true });
    return health;
  }

  /** Of the beamlines of the caller, without their items. */
  async list(caller: Caller): Promise<BeamlineHealth[]> {
    const beamlines = (await this.staff.assertStaff(caller)) ?? (await this.staff.all());
    const found = await this.health
      .find({ _id: { $in: [...beamlines] } }, { projection: { items: 0, lostScans: 0 } })
      .sort({ _id: 1 })
      .toArray();
    const more = await this.more();
    return found.map((health) => wire(health, more));
  }
  async detail(beamline: string, caller: Caller): Promise<BeamlineHealthDetail> {
    if (!(await this.staff.isStaffOf(caller, beamline))) throw notFound();
    const health = await this.health.findOne({ _id: beamline });
    if (!health) throw notFound();
    return wire(health, await this.more());
  }
  /** For metrics. */
  all(): Promise<StoredHealth[]> {
    return this.health.find({}, { projection: { items: 0 } }).toArray();
  }

  private async more(): Promise<{ names: ReadonlyMap<string, string>; alarms: ReadonlyMap<string, number> }> {
    const instruments = await this.connection
      .collection<{ uniqueName: string; name: string }>('instruments')
      .find({}, { projection: { uniqueName: 1, name: 1 }, limit: 1000 })
      .toArray();
    const alarms = new Map<string, number>();
    for (const { beamline, count } of await this.alarms.counts())
      alarms.set(beamline, (alarms.get(beamline) ?? 0) + count);
    return { names: new Map(instruments.map(({ uniqueName, name }) => [uniqueName, name])), alarms };
  }
}

function wire<T extends { readonly _id: string; readonly beamline: string }>(
  { _id, ...health }: T,
  { names, alarms }: { names: ReadonlyMap<string, string>; alarms: ReadonlyMap<string, number> },
): Omit<T, '_id'> & { name: string; alarms: number } {
  const { beamline } = health;
  return { ...health, name: names.get(beamline) ?? beamline, alarms: alarms.get(beamline) ?? 0 };
}
