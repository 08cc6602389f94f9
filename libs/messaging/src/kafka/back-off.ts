/** Waiting times that grow from 0.2 s to 10 s, each between half and all of its limit, so that waiters spread out. */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const limit = Math.min(10_000, 200 * 2 ** Math.min(attempt - 1, 10));
  return Math.round(limit * (0.5 + random() / 2));
}
