import { comparable, draftOf, entriesOf, readDraft } from './entries';

describe('metadata as rows', () => {
  it('unfolds groups, keeps keys with dots whole and leaves out what is internal', () =>
    expect(
      entriesOf({
        'a.b': 1,
        optics: { slit: { value: 10, unit: 'um' }, empty: {} },
        _internal: { seq: 1 },
        list: [{ x: 1 }],
      }),
    ).toEqual([
      { path: ['a.b'], stored: 1 },
      { path: ['optics', 'slit'], stored: { value: 10, unit: 'um' } },
      { path: ['optics', 'empty'], stored: {} },
      { path: ['list'], stored: [{ x: 1 }] },
    ]));
  it('shows value and unit as they are stored', () => {
    expect(draftOf({ value: 7.119999999999999, unit: 'keV' })).toEqual({ text: '7.119999999999999', unit: 'keV' });
    expect(draftOf([1, 2])).toEqual({ text: '[1,2]', unit: '' });
    expect(draftOf(null)).toEqual({ text: '', unit: '' });
  });
  it('keeps the kind of value and the members that nobody edits', () => {
    const stored = { value: 7, unit: 'keV', valueSI: 1e-15, unitSI: 'J', source: 'tango' };
    expect(readDraft(stored, { text: '7.5', unit: 'keV' })).toEqual({
      value: { value: 7.5, unit: 'keV', source: 'tango' },
    });
    expect(comparable(stored)).toEqual({ value: 7, unit: 'keV', source: 'tango' });
    expect(readDraft('0012', { text: '0013', unit: '' })).toEqual({ value: '0013' });
    expect(readDraft(true, { text: 'False', unit: '' })).toEqual({ value: false });
    expect(readDraft([1, 2], { text: '[1, 3]', unit: '' })).toEqual({ value: [1, 3] });
  });
  it('tells what cannot be stored', () => {
    expect(readDraft(7, { text: 'seven', unit: '' })).toEqual({ fault: 'number' });
    expect(readDraft('x', { text: 'seven', unit: 'mm' })).toEqual({ fault: 'number' });
    expect(readDraft([1], { text: '[1,', unit: '' })).toEqual({ fault: 'json' });
  });
  it('takes numbers in new entries, with a unit as a quantity', () => {
    expect(readDraft(undefined, { text: '−4.5', unit: '' })).toEqual({ value: -4.5 });
    expect(readDraft(undefined, { text: '4.5', unit: 'mm' })).toEqual({ value: { value: 4.5, unit: 'mm' } });
    expect(readDraft(undefined, { text: 'helium', unit: '' })).toEqual({ value: 'helium' });
  });
});
