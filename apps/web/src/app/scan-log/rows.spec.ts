import { aRow } from '../testing/setup';
import { BARE } from './address';
import { belongs, inOrder, placeOf, renewed, withArrivals } from './rows';

const ALWAYS = { from: null, till: null };

describe('rows that come by themselves', () => {
  it('belong to the view when the filters say so', () => {
    const row = aRow(5, { dataQualityMetrics: 3, comment: 'beam drifted' });
    const fits = (part: object): boolean => belongs(row, { ...BARE, ...part }, ALWAYS);
    expect([fits({}), fits({ proposal: '20260101' }), fits({ text: 'drifted CT01' }), fits({ minRating: 3 })]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([
      fits({ proposal: '20260102' }),
      fits({ text: 'refill' }),
      fits({ minRating: 4 }),
      fits({ states: ['failed'] }),
      fits({ instrument: 'b310a' }),
    ]).toEqual([false, false, false, false, false]);
    expect(belongs(row, BARE, { from: '2026-11-22T12:06:00.000Z', till: null })).toBe(false);
  });
  it('belong to it by kind, motor, detector and what people added, and not when their like is hidden', () => {
    const dscan = aRow(5, {
      scanType: 'dscan',
      motors: ['samx'],
      detectors: ['i0'],
      state: 'failed',
      comment: 'slipped',
    });
    const fits = (part: object): boolean => belongs(dscan, { ...BARE, ...part }, ALWAYS);
    expect(
      [{ type: 'dscan' }, { motor: 'samx' }, { detector: 'i0' }, { has: ['comment'] }].map((part) => fits(part)),
    ).toEqual([true, true, true, true]);
    expect(
      [
        { hide: ['failed'] },
        { hide: ['alignment'] },
        { type: 'ascan' },
        { motor: 'sam' },
        { detector: 'i1' },
        { has: ['comment', 'images'] },
      ].map((part) => fits(part)),
    ).toEqual([false, false, false, false, false, false]);
    expect(belongs(aRow(6, { scanType: 'mesh' }), { ...BARE, hide: ['alignment', 'failed'] }, ALWAYS)).toBe(true);
  });
  it('find their place in the order', () => {
    const rows = [aRow(9), aRow(7), aRow(3)];
    expect([
      placeOf(rows, aRow(10), '-startTime'),
      placeOf(rows, aRow(8), '-startTime'),
      placeOf(rows, aRow(1), '-startTime'),
    ]).toEqual([0, 1, 3]);
  });
  it('are ordered as the server does, no value as the lowest', () => {
    const rows = [
      aRow(1, { dataQualityMetrics: null }),
      aRow(2, { dataQualityMetrics: 5 }),
      aRow(3, { dataQualityMetrics: 2 }),
    ];
    const numbers = (sort: string): (number | null)[] => [...rows].sort(inOrder(sort)).map((row) => row.scanNumber);
    expect(numbers('-dataQualityMetrics')).toEqual([2, 3, 1]);
    expect(numbers('dataQualityMetrics')).toEqual([1, 3, 2]);
  });
  it('are ordered by several levels and by metadata', () => {
    const energy = (value: unknown) => ({ metadata: { energy: { value } } });
    const rows = [
      aRow(1, { ...energy(7.2), state: 'failed' }),
      aRow(2, { ...energy('off'), state: 'finished' }),
      aRow(3, { ...energy(7.1), state: 'failed' }),
      aRow(4, { state: 'finished' }),
    ];
    const numbers = (sort: string): (number | null)[] => [...rows].sort(inOrder(sort)).map((row) => row.scanNumber);
    expect(numbers('meta:energy')).toEqual([4, 3, 1, 2]);
    expect(numbers('state,-meta:energy')).toEqual([1, 3, 2, 4]);
  });
  it('keep the columns they had, and never go back to an older state', () => {
    const old = aRow(1, { metadata: { energy: { value: 7.1 } }, updatedAt: '2026-11-22T12:10:00Z' });
    expect(renewed(old, aRow(1, { comment: 'new', updatedAt: '2026-11-22T12:11:00Z' }))).toMatchObject({
      comment: 'new',
      metadata: { energy: { value: 7.1 } },
    });
    expect(renewed(old, aRow(1, { comment: 'late', updatedAt: '2026-11-22T12:09:00Z' }))).toBe(old);
  });
});

describe('what is told of the view', () => {
  const [early, counted, late] = [aRow(1), aRow(2), aRow(3)];
  const summary = { count: 2, capped: false, first: early.startTime, last: counted.startTime, keys: ['energy'] };

  it('counts scans that began since, and not those that were counted and come again before they are loaded', () => {
    expect(withArrivals(summary as never, [early, late])).toMatchObject({
      count: 3,
      first: early.startTime,
      last: late.startTime,
    });
    expect(withArrivals(summary as never, [counted]).count).toBe(2);
  });
  it('begins with the first scan, and names the metadata that came with it', () => {
    const empty = { ...summary, count: 0, first: null, last: null };
    const row = { ...late, metadata: { pressure: { value: 1 } } } as never;
    expect(withArrivals(empty as never, [row])).toMatchObject({
      count: 1,
      first: late.startTime,
      keys: ['energy', 'pressure'],
    });
  });
});
