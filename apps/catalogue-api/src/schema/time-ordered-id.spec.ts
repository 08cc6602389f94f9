import { timeOrderedId } from './time-ordered-id';

describe('ids in the order of time', () => {
  it('are UUIDs of version 4, as clients of SciCat know them', () => {
    expect(timeOrderedId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });
  it('sort by their time, and are different at the same time', () => {
    const ids = [0, 1, 1_700_000_000_000, Date.now()].map(timeOrderedId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(Array.from({ length: 1000 }, () => timeOrderedId(5))).size).toBe(1000);
  });
});
