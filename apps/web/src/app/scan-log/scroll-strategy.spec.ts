import { itemAt, topsOf } from './scroll-strategy';

describe('heights known beforehand', () => {
  const tops = topsOf(['day', 'row', 'row', 'day', 'row'], (kind) => (kind === 'day' ? 26 : 32));
  it('give each item its place', () => {
    expect([...tops]).toEqual([0, 26, 58, 90, 116, 148]);
  });
  it('find the item at a distance', () => {
    expect([0, 25, 26, 60, 115, 147, 9999].map((distance) => itemAt(tops, distance))).toEqual([0, 0, 1, 2, 3, 4, 4]);
    expect(
      itemAt(
        topsOf([], () => 1),
        50,
      ),
    ).toBe(0);
  });
});
