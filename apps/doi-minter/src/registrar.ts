import type { Schema } from '@scizoo/catalogue-client';

export type DoiTask = Schema<'LeasedDoiTask'>;
export type DoiState = NonNullable<Schema<'DoiTaskReport'>['doiState']>;

/** A DOI service as a task needs it. Calls can be repeated: a DOI is made once, whatever got lost on the way. */
export interface Registrar {
  /** @returns the state, read back @throws ServiceFailure */
  bring(task: DoiTask): Promise<DoiState>;
  /** @throws ServiceFailure */
  stateOf(doi: string): Promise<DoiState>;
}
