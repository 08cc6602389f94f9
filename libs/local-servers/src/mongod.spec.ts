import { cacheGigabytes } from './mongod';

const GB = 1024 ** 3;

describe("MongoDB's cache", () => {
  it.each([
    [2, 1],
    [8, 1],
    [24, 3],
    [31.3, 3.9],
    [512, 4],
  ])('of a machine with %d GB is %d GB', (memory, cache) => {
    expect(cacheGigabytes(memory * GB)).toBe(cache);
  });
});
