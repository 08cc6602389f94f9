import { type DatasetResult, lifecycleAt, obstacleOf, outcomeOf, sentenceOf } from './archive-job';

describe('jobs of the archive', () => {
  it.each([
    ['archive', {}, false, undefined],
    ['archive', { archivable: true }, false, undefined],
    ['archive', { archivable: false }, false, 'It must not be archived'],
    ['archive', { archivable: false, archiveStatusMessage: 'started' }, false, 'It must not be archived'],
    ['archive', { archivable: false, archiveStatusMessage: 'started' }, true, undefined],
    ['archive', { archivable: true, retrievable: true }, true, 'It is archived already'],
    ['retrieve', {}, false, 'It is not in the archive'],
    ['retrieve', { retrievable: true }, false, undefined],
  ] as const)('%s with %j, going on: %j', (task, lifecycle, goesOn, obstacle) => {
    expect(obstacleOf(task, lifecycle, goesOn)).toBe(obstacle);
  });
  it('leave a dataset ready for the next step, whatever came of them', () => {
    const after = (...steps: object[]) => Object.assign({ archivable: true }, ...steps) as Record<string, unknown>;
    const begun = lifecycleAt('archive', 'begun');
    expect(obstacleOf('archive', after(begun, lifecycleAt('archive', 'failed')), false)).toBeUndefined();
    const archived = after(begun, lifecycleAt('archive', 'done'));
    expect(obstacleOf('archive', archived, false)).toBe('It is archived already');
    expect(obstacleOf('retrieve', archived, false)).toBeUndefined();
    expect(obstacleOf('retrieve', { ...archived, ...lifecycleAt('retrieve', 'failed') }, false)).toBeUndefined();
  });
  it('say what came of them', () => {
    const done: DatasetResult = { pid: 'a', state: 'done' };
    const failed: DatasetResult = { pid: 'b', state: 'failed', message: 'It is archived already' };
    expect([outcomeOf([done]), outcomeOf([done, failed]), outcomeOf([failed])]).toEqual(['done', 'partly', 'failed']);
    expect(sentenceOf('archive', [done])).toBe('1 of 1 dataset archived');
    expect(sentenceOf('retrieve', [done, failed])).toBe('1 of 2 datasets retrieved; b: It is archived already');
  });
});
