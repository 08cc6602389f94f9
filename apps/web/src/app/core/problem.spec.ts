import { problemOfAnswer } from './problem';

describe('what an answer of the server means', () => {
  it('tells a wrong session, a missing thing, a conflict and an outage apart', () => {
    const kinds = [401, 403, 404, 409, 413, 429, 500, 503].map((status) => problemOfAnswer(status, null).kind);
    expect(kinds).toEqual([
      'signed-out',
      'forbidden',
      'missing',
      'conflict',
      'too-large',
      'too-many',
      'unknown',
      'unavailable',
    ]);
  });
  it('does not take what stands behind the catalogue for the catalogue', () => {
    const behind = problemOfAnswer(502, { code: 'upstream', message: 'The harvester does not answer' });
    expect([behind.kind, behind.passing]).toEqual(['upstream', true]);
    // A proxy whose catalogue is away has no such words.
    expect(problemOfAnswer(502, null).kind).toBe('unavailable');
  });
  it('keeps the sentence, the request number and how long to wait', () => {
    const body = { message: 'Too many attempts', details: ['try later'], requestId: 'r-1' };
    const problem = problemOfAnswer(429, body, (name) => (name === 'retry-after' ? '30' : null));
    expect(problem.message).toBe('Too many attempts. try later');
    expect([problem.requestId, problem.more.retryAfter, problem.passing]).toEqual(['r-1', 30, true]);
  });
  it('says the faults of fields once, which stand in the message as SciCat has them', () => {
    const faults = ['size must be an array'];
    expect(problemOfAnswer(400, { message: faults, details: faults }).message).toBe('size must be an array');
  });
  it('takes the request number from the header when there is no body', () => {
    expect(problemOfAnswer(502, null, (name) => (name === 'x-request-id' ? 'r-2' : null)).requestId).toBe('r-2');
  });
});
