import type { Schema } from '@scizoo/catalogue-client';
import type { Registrar, DoiTask } from './registrar';
import { schemaFaults } from './schema-faults';
import { ServiceFailure } from './service-failure';

export type Report = Schema<'DoiTaskReport'>;
export interface Pauses {
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

/** Longer with each attempt, and at least what the service asks for. */
export function pauseAfter(attempts: number, { firstSeconds, longestSeconds }: Pauses, asked = 0): number {
  return Math.max(asked, Math.min(longestSeconds, firstSeconds * 2 ** Math.min(attempts - 1, 20)));
}

/** What keeps a task from being sent at all. */
function faultsOf({ wanted, url, attributes }: DoiTask): string[] {
  if (wanted !== 'findable' || !attributes) return [];
  if (!url) return ['url: neither the record nor PUBLIC_URL_PREFIX of the catalogue says where the DOI leads'];
  return schemaFaults({ ...attributes, url });
}

const OF_ACCOUNT =
  'The DOI service does not accept the account of this facility; its operators have to mend that, then the registration goes on by itself';

/** Does one task and says what became of it, in words for the authors of the publication. */
export async function mint(task: DoiTask, registrar: Registrar, pauses: Pauses): Promise<Report> {
  const details = faultsOf(task);
  if (details.length > 0)
    return { outcome: 'failed', message: 'The metadata do not fit DataCite’s schema; nothing was sent', details };
  try {
    const doiState = await registrar.bring(task);
    if (doiState === task.wanted) return { outcome: 'done', doiState };
    const message = `The DOI is ${doiState} at the DOI service, not ${task.wanted}`;
    return { outcome: 'retry', doiState, message, retryAfterSeconds: pauseAfter(task.attempts, pauses) };
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error;
    return reportOf(error, task, registrar, pauses);
  }
}

async function reportOf(failure: ServiceFailure, task: DoiTask, registrar: Registrar, pauses: Pauses): Promise<Report> {
  const { kind, message, retryAfterSeconds } = failure;
  if (kind === 'account') return { outcome: 'retry', message: OF_ACCOUNT, retryAfterSeconds: pauses.longestSeconds };
  if (kind === 'away')
    return {
      ...{ outcome: 'retry', doiState: 'unknown' },
      message: `The DOI service failed. ${message}`,
      retryAfterSeconds: pauseAfter(task.attempts, pauses, retryAfterSeconds),
    };
  // Whether it may be called off depends on what is there.
  const doiState = await registrar.stateOf(task.doi).catch(() => 'unknown' as const);
  return {
    ...{ outcome: 'failed', doiState },
    message: `The DOI service refused the record. ${message}`,
    ...(failure.details.length > 0 && { details: [...failure.details] }),
  };
}
