import { foldedBy, foldedEntry, foldedText } from './folded';

describe('a value that a row has no room for', () => {
  it('is a long text or one of several lines; a short one stays as it is', () => {
    expect(foldedText('short')).toBeNull();
    expect(foldedText('two\nlines')).toMatchObject({ kind: 'text', summary: 'two lines', value: 'two\nlines' });
    expect(foldedText('x'.repeat(61))?.kind).toBe('text');
  });
  it('is one with parts, told by their names; a reading, a list of numbers and an error are none', () => {
    expect(foldedEntry({ value: { slit: 1, gap: 2, a: 3, b: 4, c: 5 } })).toMatchObject({
      kind: 'tree',
      summary: 'slit, gap, a, b, …',
    });
    expect(foldedEntry({ value: [{ x: 1 }, { x: 2 }] })?.summary).toBe('2 × x');
    for (const plain of [
      { value: 7.1, unit: 'keV' },
      { value: [1, 2] },
      { value: {} },
      { error: 'no answer' },
      undefined,
    ])
      expect(foldedEntry(plain)).toBeNull();
  });
  it('is found by its column', () => {
    const columns = [{ id: 'a' }, { id: 'b' }];
    expect([...foldedBy(columns, ({ id }) => foldedText(id === 'b' ? 'b\nb' : 'a')).keys()]).toEqual(['b']);
  });
});
