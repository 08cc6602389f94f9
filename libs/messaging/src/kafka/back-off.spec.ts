import { backOffMs } from './back-off';

describe('waiting between attempts', () => {
  it('grows, with jitter, up to ten seconds', () => {
    expect([1, 2, 3, 6, 100].map((attempt) => backOffMs(attempt, () => 1))).toEqual([200, 400, 800, 6400, 10_000]);
    expect(backOffMs(2, () => 0)).toBe(200);
  });
});
