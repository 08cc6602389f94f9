import type { Job } from './jobs';
import { againOf, consentOf, isMoving, resultsOf, shareOf, stateOf } from './jobs';

const list = ['a', 'b'].map((pid) => ({ pid, files: [] }));
const job = (statusCode: string, jobResultObject: object = {}): Job =>
  ({
    id: '1',
    type: 'archive',
    ownerGroup: 'g',
    jobParams: { datasetList: list },
    statusCode,
    jobResultObject,
  }) as never;
const half = {
  datasets: [
    { pid: 'a', state: 'done' },
    { pid: 'b', state: 'running' },
  ],
  bytes: 5,
  bytesTotal: 10,
};
const oneFailed = {
  datasets: [
    { pid: 'a', state: 'done' },
    { pid: 'b', state: 'failed' },
  ],
};
const globus = { globusTaskId: 't', filesTransferred: 1, filesTotal: 4 };

describe('jobs', () => {
  it('know of each dataset, also of those nobody has told of', () => {
    expect(resultsOf(job('jobSubmitted')).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    expect(resultsOf(job('inProgress', half)).map(({ state }) => state)).toEqual(['done', 'running']);
    // Globus tells of all together.
    expect(resultsOf(job('finishedSuccessful', globus)).map(({ state }) => state)).toEqual(['done', 'done']);
    expect(resultsOf(job('cancelled', globus)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });
  it.each([
    ['jobSubmitted', {}, null],
    ['inProgress', half, 0.75],
    ['inProgress', { ...half, bytes: 99 }, 1],
    ['inProgress', globus, 0.25],
    ['inProgress', { filesTransferred: 0, filesTotal: 0 }, null],
    ['finishedSuccessful', {}, 1],
    // Nothing is left to wait for; in the end what failed was not done.
    ['inProgress', oneFailed, 1],
    ['finishedWithErrors', oneFailed, 0.5],
    ['written by somebody else', {}, null],
  ])('%s with %j is done to %j', (code, result, share) => {
    expect(shareOf(job(code, result))).toBe(share);
  });
  it('move until they are over', () => {
    expect(['jobSubmitted', 'inProgress', 'cancelling', 'cancelled', 'x'].map((code) => isMoving(job(code)))).toEqual([
      ...[true, true, true, false, false],
    ]);
  });
  it('show where a consent is given, while it is of use', () => {
    const asked = { consentUrl: 'https://auth.globus.example/authorize?state=x' };
    expect(consentOf(job('inProgress', asked))).toBe(asked.consentUrl);
    expect([stateOf(job('inProgress', asked)), stateOf(job('cancelling', asked))]).toEqual(['waiting', 'cancelling']);
    expect(consentOf(job('cancelled', asked))).toBeNull();
    expect(consentOf(job('inProgress', { consentUrl: 'javascript:alert(1)' }))).toBeNull();
    expect(consentOf(job('inProgress', globus))).toBeNull();
  });
  it('are repeated for what is missing only', () => {
    expect(againOf(job('finishedWithErrors', oneFailed))).toEqual({
      type: 'archive',
      ownerGroup: 'g',
      jobParams: { datasetList: [{ pid: 'b', files: [] }] },
    });
    expect(againOf(job('cancelled'))).toMatchObject({ jobParams: { datasetList: list } });
    expect([againOf(job('finishedSuccessful')), againOf(job('inProgress', half))]).toEqual([null, null]);
  });
});
