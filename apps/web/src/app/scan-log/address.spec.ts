import { BARE, filtersOf, readAddress, spanOf, writeAddress } from './address';
import type { ScanLogAddress } from './address';

const FULL: ScanLogAddress = {
  instrument: 'b310a',
  proposal: '20260123',
  range: null,
  from: '2026-11-22T05:00:00.000Z',
  till: '2026-11-22T13:00:00.000Z',
  text: 'mot01',
  states: ['running', 'failed'],
  minRating: 3,
  hide: ['alignment'],
  has: ['comment', 'images'],
  type: 'ascan',
  motor: 'mot01',
  detector: 'ct02',
  group: 'shift',
  columns: ['scan', 'meta:ring_current'],
  layout: { 'meta:ring_current': { width: 90, unit: 'A' } },
  sort: 'scanNumber',
  view: 'my:Night',
  selected: '20.500.00000/1',
  drawer: true,
};

describe('address of the scan log', () => {
  it('says all that is needed to see the same view again', () => {
    expect(readAddress(writeAddress(FULL))).toEqual(FULL);
    expect(readAddress({})).toEqual(BARE);
    expect(Object.values(writeAddress(BARE)).every((value) => value === null)).toBe(true);
  });
  it('drops what makes no sense', () => {
    const query = {
      from: 'yesterday',
      minRating: '17',
      state: 'running,asleep',
      range: 'century',
      hide: 'x',
      group: 'moon',
    };
    const address = readAddress(query);
    expect(address).toEqual({ ...BARE, states: ['running'] });
  });
  it('lets a range move with the clock', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(spanOf({ range: 'day', from: null, till: null }, now, 'UTC')).toEqual({
      from: '2026-11-21T12:00:00.000Z',
      till: null,
    });
    expect(spanOf({ range: 'today', from: null, till: null }, now, 'UTC').from).toBe('2026-11-22T00:00:00.000Z');
  });
  it('counts its filters', () => {
    expect([filtersOf(BARE), filtersOf(FULL)]).toEqual([0, 10]);
  });
});
