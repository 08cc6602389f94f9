import { field } from '@scizoo/service-kit';

/** `register`: publish, also what was amended · `renew`: keep in step · `withdraw`: hide · `concept`: the DOI of all versions. */
const TASK_KINDS = ['register', 'renew', 'withdraw', 'concept'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];
const DOI_STATES = ['none', 'draft', 'registered', 'findable', 'unknown'] as const;
export type DoiState = (typeof DOI_STATES)[number];
export type Dialect = 'v3' | 'v4';

/** What went wrong at the last attempt, in words for the authors. */
export class TaskFault {
  @field.text({ required: true, maxLength: 2000 })
  message!: string;
  @field.textList({ maxItems: 50, items: { maxLength: 1000 }, description: 'One text per field that was refused' })
  details?: string[];
  @field.moment({ required: true })
  at!: Date;
}

/** Work for the minter; at most one per DOI, so that a DOI is never at two desks. */
export interface StoredDoiTask {
  /** The DOI. */
  readonly _id: string;
  readonly kind: TaskKind;
  readonly dialect: Dialect;
  readonly state: 'waiting' | 'failed';
  readonly requestedBy: string;
  readonly requestedAt: Date;
  /** Of `register`: what Issued says, the same at every attempt. */
  readonly registeredTime?: Date;
  readonly attempts: number;
  readonly dueAt: Date;
  /** Rises with every request, so that the report on an older one does not end a newer one. */
  readonly revision: number;
  readonly lease?: { readonly id: string; readonly until: Date; readonly revision: number; readonly kind: TaskKind };
  readonly fault?: TaskFault;
  /** As last seen at the DOI service. */
  readonly doiState: DoiState;
}

export class LeaseRequest {
  @field.integer({
    required: true,
    min: 1,
    max: 600,
    description: 'After so long without a report it is given out again',
  })
  leaseSeconds!: number;
}
export class LeasedDoiTask {
  @field.text({ required: true, description: 'Names this lease in the report' })
  lease!: string;
  @field.text({ required: true })
  doi!: string;
  @field.text({ required: true, oneOf: TASK_KINDS })
  kind!: TaskKind;
  @field.text({ required: true, oneOf: ['v3', 'v4'], description: 'Which of SciCat’s routes began it' })
  dialect!: Dialect;
  @field.text({ required: true, oneOf: ['findable', 'registered'], description: 'What the DOI has to be afterwards' })
  wanted!: 'findable' | 'registered';
  @field.text({ description: 'Landing page' })
  url?: string;
  @field.free({ description: 'Of DataCite’s schema; absent when only the state changes' })
  attributes?: Record<string, unknown>;
  @field.integer({ required: true, description: 'This one included' })
  attempts!: number;
}
export class DoiTaskLease {
  @field.nested(() => LeasedDoiTask, { description: 'Absent: there is nothing to do' })
  task?: LeasedDoiTask;
}
export class DoiTaskReport {
  @field.text({ required: true, oneOf: ['done', 'retry', 'failed'] })
  outcome!: 'done' | 'retry' | 'failed';
  @field.text({ oneOf: DOI_STATES, description: 'State at the DOI service; absent when nothing was learned' })
  doiState?: DoiState;
  @field.text({ maxLength: 2000, description: 'What went wrong, in words for the authors' })
  message?: string;
  @field.textList({ maxItems: 50, items: { maxLength: 1000 } })
  details?: string[];
  @field.integer({ min: 0, max: 86_400, description: 'Of `retry`: pause before the next attempt' })
  retryAfterSeconds?: number;
}

/** A DOI as the DOI service ought to have it. */
export class ExpectedDoi {
  @field.text({ required: true })
  doi!: string;
  @field.text({ required: true, oneOf: ['findable', 'registered'] })
  wanted!: 'findable' | 'registered';
  @field.text()
  url?: string;
  @field.free({ required: true })
  attributes!: Record<string, unknown>;
}
export class ExpectedDois {
  @field.list(() => ExpectedDoi, { required: true })
  items!: ExpectedDoi[];
  @field.text({ description: 'For `after` of the next page; absent on the last one' })
  next?: string;
}
export class DriftReport {
  @field.text({ required: true, maxLength: 512 })
  doi!: string;
  @field.textList({
    required: true,
    maxItems: 50,
    items: { maxLength: 200 },
    description: 'Attributes that differ; none: in step',
  })
  differences!: string[];
  @field.yesNo({ required: true, description: 'Writes our record over the other one' })
  mend!: boolean;
}
