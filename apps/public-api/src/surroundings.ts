import type { Health, Logger } from '@scizoo/service-kit';

/** What the process around the application gives it. */
export class Surroundings {
  constructor(
    readonly logger: Logger,
    readonly health: Health,
  ) {}
}
