import { jobSentence } from '@scizoo/domain';
import { type DatasetResult, lifecycleAt, obstacleOf, outcomeOf, summaryOf } from './archive-job';

describe('jobs of the archive', () => {
  it.each([
    ['archive', {}, false, undefined],
    ['archive', { archivable: true }, false, undefined],
    ['archive', { archivable: false }, false, 'notArchivable'],
    ['archive', { archivable: false, archiveStatusMessage: 'started' }, false, 'notArchivable'],
    ['archive', { archivable: false, archiveStatusMessage: 'started' }, true, undefined],
    ['archive', { archivable: true, retrievable: true }, true, 'archivedAlready'],
    ['retrieve', {}, false, 'notArchived'],
    ['retrieve', { retrievable: true }, false, undefined],
  ] as const)('%s with %j, going on: %j', (task, lifecycle, goesOn, obstacle) => {
    expect(obstacleOf(task, lifecycle, goesOn)?.code).toBe(obstacle);
  });
  it('leave a dataset ready for the next step, whatever came of them', () => {
    const after = (...steps: object[]) => Object.assign({ archivable: true }, ...steps) as Record<string, unknown>;
    const begun = lifecycleAt('archive', 'begun');
    expect(obstacleOf('archive', after(begun, lifecycleAt('archive', 'failed')), false)).toBeUndefined();
    const archived = after(begun, lifecycleAt('archive', 'done'));
    expect(obstacleOf('archive', archived, false)).toEqual({ code: 'archivedAlready' });
    expect(obstacleOf('retrieve', archived, false)).toBeUndefined();
    expect(obstacleOf('retrieve', { ...archived, ...lifecycleAt('retrieve', 'failed') }, false)).toBeUndefined();
  });
  it('say what came of them', () => {
    const done: DatasetResult = { pid: 'a', state: 'done' };
    const failed: DatasetResult = { pid: 'b', state: 'failed', said: { code: 'archivedAlready' } };
    expect([outcomeOf([done]), outcomeOf([done, failed]), outcomeOf([failed])]).toEqual(['done', 'partly', 'failed']);
    expect(jobSentence(summaryOf('archived', [done]))).toBe('1 of 1 dataset archived');
    const some = summaryOf('retrieved', [done, failed]);
    expect(some).toMatchObject({ code: 'retrieved', values: { done: 1, count: 2 }, because: { pid: 'b' } });
    expect(jobSentence(some)).toBe('1 of 2 datasets retrieved; b: It is archived already');
  });
});
