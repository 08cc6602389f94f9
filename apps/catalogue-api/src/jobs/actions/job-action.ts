import type { Fields } from '../../schema/record-kind';

/** What the actions of a job may look at. */
export interface JobContext {
  readonly request: Fields;
  /** Before it is written: as it will be. */
  readonly job: Fields;
  /** Those that the caller may read: texts for people are made from them. */
  readonly datasets: readonly Fields[];
  /** All that are listed: rules hold for what the caller may not read too. */
  readonly listed: readonly Fields[];
}

/** One step of what a type of job does. Those that check come before the record is written, the others after. */
export interface JobAction {
  readonly actionType: string;
  /** @throws an answer for the caller; nothing is written then */
  validate?(context: JobContext): Promise<void> | void;
  perform?(context: JobContext): Promise<void> | void;
}

export type Options = Readonly<Record<string, unknown>>;
/** Places an action's fault in the configuration: `jobs[0].create.actions[1]`. */
export type Fault = (message: string) => Error;
