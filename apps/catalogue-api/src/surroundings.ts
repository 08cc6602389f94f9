import type { Health, Logger } from '@scizoo/service-kit';

/** What the process gives its features; a class, so that it can be injected. */
export class Surroundings {
  constructor(
    readonly logger: Logger,
    readonly health: Health,
    /** False when only the description of the API is written. */
    readonly connects: boolean = true,
  ) {}
}
