import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SciZooError } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import { DatabaseService } from '../database/database.service';
import { Leases } from '../database/leases';
import { Surroundings } from '../surroundings';
import { CaptureRepository } from './capture.repository';
import type { CaptureVersionHead } from './capture.shapes';
import { CaptureVersions, USER_OFFICE } from './capture-versions.service';
import { followed, Visits } from './visit-schedule';

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
    private readonly visits: Visits,
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
    for (const version of await this.repository.ofVisits())
      await this.quietly(version, () => this.follow(version, now));
    let activated = 0;
    for (const head of await this.repository.due(now))
      await this.quietly(head, async () => {
        const { beamline, version, revision, schedule } = head;
        await this.versions.activateScheduled(beamline, version, revision, schedule?.by ?? 'schedule');
        this.surroundings.logger.info({ beamline, version }, 'scheduled capture configuration is active');
        activated++;
      });
    return activated;
  }

  /** A visit that the user office has moved takes its configuration along; one that is gone leaves it to a person. */
  private async follow(head: CaptureVersionHead, now: Date): Promise<void> {
    const { beamline, version, revision, schedule } = head;
    const visits = schedule?.proposalId ? await this.visits.of(schedule.proposalId, beamline) : undefined;
    const moved = schedule && visits && followed(schedule, visits, now);
    if (!moved) return;
    const about = { beamline, version, proposal: schedule.proposalId };
    if (moved === 'off') {
      await this.versions.unschedule(beamline, version, revision, USER_OFFICE);
      this.surroundings.logger.warn(about, 'capture configuration is off the schedule: its visit is no more');
    } else {
      await this.versions.reschedule(head, moved);
      this.surroundings.logger.info({ ...about, at: moved.at }, 'capture configuration moves with its visit');
    }
  }

  /** Somebody changed it in this moment; anything else is tried again. */
  private async quietly({ beamline, version }: CaptureVersionHead, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (err) {
      if (!(err instanceof SciZooError) || err.retriable) throw err;
      this.surroundings.logger.warn({ err, beamline, version }, 'scheduled capture configuration stays as it is');
    }
  }
}
