import { OneAtATime } from './one-at-a-time';

const tick = () => new Promise((resolve) => setImmediate(resolve));

it('runs work on one key in order, on other keys beside it, also after a failure', async () => {
  const queue = new OneAtATime();
  const told: string[] = [];
  const work = (name: string) => async () => {
    told.push(`${name} begins`);
    await tick();
    told.push(`${name} ends`);
    if (name === 'a1') throw new Error('fault');
    return name;
  };
  const results = await Promise.allSettled([
    queue.run('a', work('a1')),
    queue.run('a', work('a2')),
    queue.run('b', work('b1')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(told.indexOf('a2 begins')).toBeGreaterThan(told.indexOf('a1 ends'));
  expect(told.indexOf('b1 begins')).toBeLessThan(told.indexOf('a1 ends'));
});
