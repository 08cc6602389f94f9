import { paramsOf, sharedView, storedView, textOf } from './view';

describe('a saved view', () => {
  it('is read from settings of now and of before', () => {
    expect(storedView({ name: 'Night', query: 'sort=x', density: 'comfortable' })).toMatchObject([
      { key: 'my:Night', kind: 'own', query: 'sort=x', density: 'comfortable', mayChange: true },
    ]);
    const old = storedView({ name: 'Old', columns: ['scan', 'meta:a&b'], sort: '-size' })[0]!;
    expect(paramsOf(old.query)).toEqual({ columns: 'scan,meta:a&b', sort: '-size' });
    expect([old.density, storedView({ name: 'x' }), storedView(null), storedView({ name: '', query: '' })]).toEqual([
      ...[null, [], [], []],
    ]);
  });
  it('of somebody else says whose it is', () => {
    const view = sharedView({
      ...{ id: 'v1', table: 'scan-log', name: 'Night', query: '', owner: 'Petra Muster', revision: 3 },
      ...{ group: '20260101', instrument: null, density: 'odd', mayChange: false, updatedAt: '2026-11-22T12:00:00Z' },
    } as unknown as Parameters<typeof sharedView>[0]);
    expect(view).toMatchObject({ key: 'v1', kind: 'group', owner: 'Petra Muster', density: null, mayChange: false });
  });
  it('keeps parameters that occur several times, and leaves out what says nothing', () => {
    const text = textOf({ a: ['1', '2'], b: null, c: 3, d: undefined });
    expect([text, paramsOf(text)]).toEqual(['a=1&a=2&c=3', { a: ['1', '2'], c: '3' }]);
  });
});
