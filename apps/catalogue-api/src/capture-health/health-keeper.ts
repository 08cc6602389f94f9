import { Injectable } from '@nestjs/common';
import { AlarmsService } from '../alarms/alarms.service';
import type { Condition } from '../alarms/hysteresis';
import { Receivers } from '../alarms/receivers.service';
import { CatalogueConfig } from '../config';
import { Leases } from '../database/leases';
import { Rounds } from '../database/rounds';
import { DeadLettersService } from '../dead-letters/dead-letters.service';
import { BeamlineStaff } from '../ingest/beamline-staff';
import { QueueWatch } from '../operations/queue-watch';
import { ServicesService } from '../operations/services.service';
import { BeamlineRecords } from './beamline-records';
import { CaptureHealthService } from './capture-health.service';
import { type LettersOfBeamline, type Limits, ofBeamline, ofLetters, ofQueue, ofService } from './conditions';
import { HealthMetrics } from './health-metrics';

const LEASE = 'capture health';
const LEASE_MS = 60_000;
const MEGABYTE = 1024 * 1024;

/** Looks at everything from time to time, raises and clears alarms, sends them. One copy of this program at a time. */
@Injectable()
export class HealthKeeper {
  constructor(
    private readonly config: CatalogueConfig,
    private readonly leases: Leases,
    private readonly health: CaptureHealthService,
    private readonly records: BeamlineRecords,
    private readonly services: ServicesService,
    private readonly queue: QueueWatch,
    private readonly letters: DeadLettersService,
    private readonly staff: BeamlineStaff,
    private readonly alarms: AlarmsService,
    private readonly receivers: Receivers,
    private readonly metrics: HealthMetrics,
    rounds: Rounds,
  ) {
    rounds.every(
      {
        what: 'capture health',
        whenFailed: 'capture health is looked at again',
        everyMs: config.captureHealthEveryMs,
      },
      () => this.round(),
    );
  }

  async round(now = new Date()): Promise<void> {
    await this.leases.alone(LEASE, LEASE_MS, async () => {
      await this.alarms.settle(await this.conditions(now), now);
      await this.receivers.send(now);
    });
    await this.metrics.renew(now);
  }

  private get limits(): Limits {
    const { alarmLagMessages: lagMessages, alarmSpoolMb, alarmQuietHours: quietHours } = this.config;
    return { lagMessages, spoolBytes: alarmSpoolMb * MEGABYTE, quietHours };
  }

  private async conditions(now: Date): Promise<Condition[]> {
    const conditions: Condition[] = [];
    for (const beamline of await this.staff.all()) {
      const health = await this.health.assess(beamline, now);
      const hasVisit = this.config.alarmQuietHours > 0 && (await this.records.hasVisit(beamline, now));
      conditions.push(...ofBeamline({ ...health, name: beamline, alarms: 0 }, hasVisit, now, this.limits));
    }
    const services = await this.services.list();
    const { isPaused } = await this.services.pauseOf('scicow');
    return [
      ...conditions,
      ...services.flatMap((service) => ofService(service, now, this.limits)),
      ...ofQueue(await this.queue.state(), isPaused, this.limits),
      ...ofLetters(await this.openLetters(), await this.services.lastHour(now), now),
    ];
  }
  private async openLetters(): Promise<LettersOfBeamline[]> {
    const byBeamline = Map.groupBy(await this.letters.countsOf({}), ({ beamline }) => beamline);
    return [...byBeamline].map(([beamline, counts]) => ({
      beamline,
      open: counts.reduce((sum, { count }) => sum + count, 0),
      oldest: new Date(Math.min(...counts.map(({ oldest }) => oldest.getTime()))),
    }));
  }
}
