import { holdsWords, nextSort, pageOf, sortOf, sortText } from './where';

describe('words of a search', () => {
  it('have to stand somewhere, each of them', () => {
    expect(holdsWords('iron  zinc', ['title', 'abstract'])).toEqual([
      { or: [{ title: { ilike: 'iron' } }, { abstract: { ilike: 'iron' } }] },
      { or: [{ title: { ilike: 'zinc' } }, { abstract: { ilike: 'zinc' } }] },
    ]);
    expect(holdsWords('   ', ['title'])).toEqual([]);
  });
  it('stand for themselves, also with signs that patterns use', () => {
    const pattern = (word: string): RegExp => {
      const [{ or }] = holdsWords(word, ['title']) as [{ or: [{ title: { ilike: string } }] }];
      return new RegExp(or[0].title.ilike, 'i');
    };
    for (const word of ['a.b', '(x)', '2+2', 'a*', '$5', 'a|b', 'what?', '{1}', '[1'])
      expect([word, pattern(word).test(`before ${word} after`), pattern(word).test('nothing alike')]).toEqual([
        word,
        true,
        false,
      ]);
    expect(pattern('a.b').test('axb')).toBe(false);
  });
});

describe('order and page in the address', () => {
  const newest = { field: 'startTime', direction: 'desc' } as const;
  it('are read, and anything else counts as nothing', () => {
    expect(sortOf('title:desc', ['title'], newest)).toEqual({ field: 'title', direction: 'desc' });
    expect(sortOf('title', ['title'], newest)).toEqual({ field: 'title', direction: 'asc' });
    expect(sortOf('secret:asc', ['title'], newest)).toBe(newest);
    expect(sortOf(undefined, ['title'], newest)).toBe(newest);
    expect(['2', '0', '-1', '1.5', 'x', undefined, '99999999'].map(pageOf)).toEqual([2, 1, 1, 1, 1, 1, 1]);
  });
  it('turn round on the second click', () => {
    expect(sortText(nextSort(newest, 'startTime'))).toBe('startTime:asc');
    expect(sortText(nextSort(newest, 'numberOfDatasets', 'desc'))).toBe('numberOfDatasets:desc');
  });
});
