import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SciZooError } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import { DatabaseService } from '../database/database.service';
import { Leases } from '../database/leases';
import { Surroundings } from '../surroundings';
import { CaptureRepository } from './capture.repository';
import { CaptureVersions } from './capture-versions.service';

const EVERY_MS = 2000;
/** Who leads stays the leader for a few rounds; another copy takes over soon after it died. */
const LEASE_MS = 10_000;

/** Activates scheduled versions when their time has come. Of several copies of this program one does it. */
@Injectable()
export class CaptureScheduleKeeper implements OnApplicationShutdown {
  private readonly holder = randomUUID();
  private timer?: NodeJS.Timeout;
  private running?: Promise<unknown>;

  constructor(
    private readonly database: DatabaseService,
    private readonly leases: Leases,
    private readonly repository: CaptureRepository,
    private readonly versions: CaptureVersions,
    private readonly surroundings: Surroundings,
  ) {
    database.atStart('scheduled capture configurations', () => Promise.resolve(this.begin()));
  }
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.leases.give('capture-schedule', this.holder).catch(() => undefined);
  }
  private begin(): void {
    this.timer = setInterval(
      () => void (this.running ??= this.tick().finally(() => (this.running = undefined))),
      EVERY_MS,
    );
    this.timer.unref();
  }
  private async tick(): Promise<void> {
    try {
      if (!this.database.isUp || !(await this.leases.take('capture-schedule', this.holder, LEASE_MS))) return;
      await this.round();
    } catch (err) {
      this.surroundings.logger.warn({ err }, 'the round of scheduled capture configurations will be repeated');
    }
  }

  /** @returns how many versions were activated */
  async round(now = new Date()): Promise<number> {
    let activated = 0;
    for (const { beamline, version, revision, schedule } of await this.repository.due(now)) {
      try {
        await this.versions.activateScheduled(beamline, version, revision, schedule?.by ?? 'schedule');
        this.surroundings.logger.info({ beamline, version }, 'scheduled capture configuration is active');
        activated++;
      } catch (err) {
        // Somebody took it off the schedule in this moment; anything else is tried again.
        if (!(err instanceof SciZooError) || err.retriable) throw err;
        this.surroundings.logger.warn({ err, beamline, version }, 'scheduled capture configuration was not activated');
      }
    }
    return activated;
  }
}
