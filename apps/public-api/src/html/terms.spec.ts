import { languageName, termText } from './terms';

describe('words of DataCite', () => {
  it('are said as readers say them, in both languages', () => {
    expect([termText('IsSupplementTo', 'en'), termText('DataCollector', 'sv')]).toEqual([
      'these data belong to',
      'mätte',
    ]);
  });
  it.each(['IsReviewedBy', 'toString', ''])('are taken apart where nobody has written them down: %j', (term) => {
    expect(termText(term, 'sv')).toBe({ IsReviewedBy: 'is reviewed by', toString: 'to string', '': '' }[term]);
  });
  it('name languages, and leave alone what names none', () => {
    expect([languageName('en', 'sv'), languageName('en-GB', 'en'), languageName('not a language', 'en')]).toEqual([
      'engelska',
      'British English',
      'not a language',
    ]);
  });
});
