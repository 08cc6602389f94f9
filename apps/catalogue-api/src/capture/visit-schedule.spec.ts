import { followed, type Visit, visitNear } from './visit-schedule';

const day = (n: number, hour = 8): Date => new Date(Date.UTC(2026, 10, n, hour));
const visit = (from: number, to: number): Visit => ({ start: day(from), end: day(to) });
const schedule = { at: day(10, 7), by: 'staff', proposalId: '20260101', visitStart: day(10) };
const now = day(1);

describe('the schedule of a visit', () => {
  it('is for the visit that begins next to its time', () => {
    expect(visitNear([visit(3, 5), visit(10, 12), visit(20, 22)], day(10, 7))).toEqual(visit(10, 12));
    expect(visitNear([], day(10))).toBeUndefined();
  });
  it('stays while the visit does, and when it is bound to none', () => {
    expect(followed(schedule, [visit(10, 14)], now)).toBeUndefined();
    expect(followed({ at: day(10), by: 'staff', proposalId: 'p' }, [visit(3, 5)], now)).toBeUndefined();
  });
  it('moves with the visit, as long before its beginning as it was', () => {
    expect(followed(schedule, [visit(2, 3), visit(13, 15)], now)).toEqual({
      ...schedule,
      at: day(13, 7),
      visitStart: day(13),
    });
  });
  it('goes to no visit that is over, and is off when there is none', () => {
    expect(followed(schedule, [visit(9, 11)], day(11, 9))).toBe('off');
    expect(followed(schedule, [], now)).toBe('off');
  });
});
