import { BARE, filtersOf, orderOf, readAddress, searchOf, writeAddress } from './address';
import type { ListAddress } from './address';

const FULL: ListAddress = {
  text: 'gold film',
  scope: 'mine',
  filters: { principalInvestigators: ['Muster, Petra', 'Doe'], isPublished: ['true'] },
  excluded: { keywords: ['test', 'a, b'], isPublished: ['true'] },
  dates: { startTime: { from: '2026-03-29', till: '2026-03-29' } },
  numbers: { size: { min: 1000, max: null } },
  conditions: [
    { key: 'photon_energy', relation: 'between', value: 880, until: 990, unit: 'eV' },
    { key: 'gas', relation: 'exists' },
  ],
  sort: 'size',
  columns: ['name', 'meta:a,b'],
  layout: { 'meta:a,b': { pinned: true, digits: 2 } },
  view: 'v1',
  pageSize: 50,
  page: 3,
};

describe('address of the dataset list', () => {
  it('says again what it was made from', () => {
    expect(readAddress(writeAddress(FULL))).toEqual(FULL);
    expect(readAddress(writeAddress(BARE))).toEqual(BARE);
  });
  it('knows no page where the list is scrolled through, and no size that is not offered', () => {
    expect(writeAddress({ ...BARE, page: 3 })['page']).toBeNull();
    expect(readAddress({ pageSize: '77', page: '-2' })).toMatchObject({ pageSize: null, page: 1 });
  });
  it('asks for an order of one field, or of several levels and metadata keys', () => {
    expect(orderOf('-size')).toEqual({ sort: { field: 'size', direction: 'desc' } });
    expect(orderOf('type,-meta:energy')).toEqual({
      levels: [
        { field: 'type', direction: 'asc' },
        { key: 'energy', direction: 'desc' },
      ],
    });
  });
  it('is empty for the plain list, with every name there to replace an older address', () => {
    const written = writeAddress(BARE);
    expect(Object.values(written).every((value) => value === null)).toBe(true);
    expect(Object.keys(written)).toEqual(Object.keys(writeAddress(FULL)));
  });
  it('keeps conditions readable', () =>
    expect(writeAddress(FULL)['where']).toEqual(['["photon_energy","between",880,990,"eV"]', '["gas","exists"]']));
  it('leaves out what it does not understand', () =>
    expect(
      readAddress({ scope: 'everything', startTime: 'soon..', size: 'a..b', where: ['{', '["x","like",1]'], sort: '' }),
    ).toEqual(BARE));
  it('takes one value as it takes several', () =>
    expect(readAddress({ keywords: 'gold' }).filters).toEqual({ keywords: ['gold'] }));
  it('counts what narrows the list', () => expect([filtersOf(FULL), filtersOf(BARE)]).toEqual([9, 0]));
});

describe('what the catalogue is asked', () => {
  it('has whole days of the clock on screen, also when a day has 23 hours', () =>
    expect(searchOf(FULL, 'Europe/Stockholm').dates).toEqual({
      startTime: { from: '2026-03-28T23:00:00.000Z', till: '2026-03-29T21:59:59.999Z' },
    }));
  it('has yes and no as such, open ends left out', () => {
    const body = searchOf(FULL, 'UTC');
    expect(body.filters).toEqual({ principalInvestigators: ['Muster, Petra', 'Doe'], isPublished: [true] });
    expect(body.exclude).toEqual({ keywords: ['test', 'a, b'], isPublished: [true] });
    expect(body.numbers).toEqual({ size: { min: 1000 } });
    expect(body.conditions).toEqual(FULL.conditions);
  });
  it('is short for the plain list', () => expect(searchOf(BARE, 'UTC')).toEqual({ scope: 'all' }));
});
