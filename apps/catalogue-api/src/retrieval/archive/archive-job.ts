import type { JobState, JobWord } from '@scizoo/domain';
import type { Fields } from '../../schema/record-kind';

export type ArchiveTask = 'archive' | 'retrieve';

/** Of one dataset of a job. */
export interface DatasetResult {
  readonly pid: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** Why it failed, in English and as a word. */
  readonly message?: string;
  readonly said?: JobWord;
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
export function obstacleOf(task: ArchiveTask, lifecycle: Fields, goesOn: boolean): JobWord | undefined {
  if (task === 'retrieve') return lifecycle['retrievable'] === true ? undefined : { code: 'notArchived' };
  if (lifecycle['retrievable'] === true) return { code: 'archivedAlready' };
  const isBegun = lifecycle['archiveStatusMessage'] === 'started';
  return lifecycle['archivable'] !== false || (goesOn && isBegun) ? undefined : { code: 'notArchivable' };
}

export function outcomeOf(results: readonly DatasetResult[]): JobState {
  const done = results.filter(({ state }) => state === 'done').length;
  return done === results.length ? 'done' : done > 0 ? 'partly' : 'failed';
}
export function summaryOf(code: 'archived' | 'retrieved' | 'readied', results: readonly DatasetResult[]): JobWord {
  const done = results.filter(({ state }) => state === 'done').length;
  const first = results.find(({ said }) => said !== undefined);
  return {
    code,
    values: { done, count: results.length },
    ...(first?.said && { because: { pid: first.pid, said: first.said } }),
  };
}
