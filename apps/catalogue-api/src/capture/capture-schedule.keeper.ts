import { Injectable } from '@nestjs/common';
import { SciZooError } from '@scizoo/domain';
import { Rounds } from '../database/rounds';
import { Surroundings } from '../surroundings';
import { CaptureRepository } from './capture.repository';
import type { CaptureVersionHead } from './capture.shapes';
import { CaptureVersions, USER_OFFICE } from './capture-versions.service';
import { followed, Visits } from './visit-schedule';

/** Activates scheduled versions when their time has come. */
@Injectable()
export class CaptureScheduleKeeper {
  constructor(
    rounds: Rounds,
    private readonly repository: CaptureRepository,
    private readonly versions: CaptureVersions,
    private readonly visits: Visits,
    private readonly surroundings: Surroundings,
  ) {
    rounds.every(
      {
        what: 'scheduled capture configurations',
        whenFailed: 'the round of scheduled capture configurations will be repeated',
        everyMs: 2000,
        lease: { name: 'capture-schedule', ms: 10_000 },
      },
      () => this.round(),
    );
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
