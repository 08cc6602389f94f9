/**
 * The life of a job. SciCat keeps its status as free text with conventional words; these words are the states, and what we
 * do ourselves moves only along these ways. A job of another system may say anything: that is `other`.
 */
export const JOB_STATES = ['waiting', 'running', 'cancelling', 'done', 'partly', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

const CODES: Readonly<Record<JobState, string>> = {
  waiting: 'jobSubmitted',
  running: 'inProgress',
  cancelling: 'cancelling',
  done: 'finishedSuccessful',
  partly: 'finishedWithErrors',
  failed: 'finishedUnsuccessful',
  cancelled: 'cancelled',
};
const NEXT: Readonly<Record<JobState, readonly JobState[]>> = {
  waiting: ['running', 'cancelled', 'failed'],
  // Taken up again after the program was ended in the middle.
  running: ['running', 'cancelling', 'done', 'partly', 'failed'],
  // What was finished before the wish was heard stays finished.
  cancelling: ['cancelled', 'done', 'partly', 'failed'],
  done: [],
  partly: [],
  failed: [],
  cancelled: [],
};

export const jobCodeOf = (state: JobState): string => CODES[state];
export const jobStateOf = (code: unknown): JobState | 'other' =>
  JOB_STATES.find((state) => CODES[state] === code) ?? 'other';
export const mayJobBecome = (from: JobState | 'other', to: JobState): boolean =>
  from !== 'other' && NEXT[from].includes(to);
/** Nothing follows any more. */
export const isJobOver = (state: JobState | 'other'): boolean => state !== 'other' && NEXT[state].length === 0;
