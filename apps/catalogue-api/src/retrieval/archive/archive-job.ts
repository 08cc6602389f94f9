import type { JobState } from '@scizoo/domain';
import type { Fields } from '../../schema/record-kind';

export type ArchiveTask = 'archive' | 'retrieve';

/** Of one dataset of a job. */
export interface DatasetResult {
  readonly pid: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly message?: string;
  readonly files?: number;
  readonly bytes?: number;
}

/** What the lifecycle of a dataset says at each step, in SciCat's words. */
export function lifecycleAt(task: ArchiveTask, step: 'begun' | 'done' | 'failed', details: Fields = {}): Fields {
  if (task === 'archive')
    return {
      begun: { archivable: false, archiveStatusMessage: 'started' },
      done: {
        archivable: false,
        retrievable: true,
        archiveStatusMessage: 'datasetOnArchiveDisk',
        archiveReturnMessage: details,
      },
      failed: { archivable: true, archiveStatusMessage: 'archiveJobFailed', archiveReturnMessage: details },
    }[step];
  return {
    begun: { retrieveStatusMessage: 'started' },
    done: {
      isOnCentralDisk: true,
      retrieveIntegrityCheck: true,
      retrieveStatusMessage: 'datasetRetrieved',
      retrieveReturnMessage: details,
    },
    failed: { retrieveStatusMessage: 'retrieveJobFailed', retrieveReturnMessage: details },
  }[step];
}

/** Why this dataset is not for this job; undefined when it is. One whose job was broken off goes on. */
export function obstacleOf(task: ArchiveTask, lifecycle: Fields, goesOn: boolean): string | undefined {
  if (task === 'retrieve') return lifecycle['retrievable'] === true ? undefined : 'It is not in the archive';
  if (lifecycle['retrievable'] === true) return 'It is archived already';
  const isBegun = lifecycle['archiveStatusMessage'] === 'started';
  return lifecycle['archivable'] !== false || (goesOn && isBegun) ? undefined : 'It must not be archived';
}

export function outcomeOf(results: readonly DatasetResult[]): JobState {
  const done = results.filter(({ state }) => state === 'done').length;
  return done === results.length ? 'done' : done > 0 ? 'partly' : 'failed';
}
export function sentenceOf(task: ArchiveTask, results: readonly DatasetResult[]): string {
  const done = results.filter(({ state }) => state === 'done').length;
  const what = task === 'archive' ? 'archived' : 'retrieved';
  const first = results.find(({ state }) => state === 'failed');
  const why = first ? `; ${first.pid}: ${first.message ?? 'failed'}` : '';
  return `${done} of ${results.length} ${results.length === 1 ? 'dataset' : 'datasets'} ${what}${why}`;
}
