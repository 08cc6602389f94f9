import { isJobOver, JOB_STATES, jobCodeOf, jobStateOf, mayJobBecome } from './job-states';

describe('states of jobs', () => {
  it('are SciCat’s words', () => {
    for (const state of JOB_STATES) expect(jobStateOf(jobCodeOf(state))).toBe(state);
    expect([jobStateOf('jobSubmitted'), jobStateOf('finishedWithErrors')]).toEqual(['waiting', 'partly']);
    expect([jobStateOf('on tape 7'), jobStateOf(undefined)]).toEqual(['other', 'other']);
  });
  it('end, and what has ended stays so', () => {
    const over = JOB_STATES.filter(isJobOver);
    expect(over).toEqual(['done', 'partly', 'failed', 'cancelled']);
    for (const from of [...over, 'other' as const])
      for (const to of JOB_STATES) expect(mayJobBecome(from, to)).toBe(false);
  });
  it('are reached from waiting, never the other way', () => {
    const reached = new Set(['waiting']);
    for (const from of JOB_STATES)
      for (const to of JOB_STATES) if (reached.has(from) && mayJobBecome(from, to)) reached.add(to);
    expect([...reached].sort()).toEqual([...JOB_STATES].sort());
    expect(JOB_STATES.filter((from) => mayJobBecome(from, 'waiting'))).toEqual([]);
  });
});
