import { asText, wordsOf } from './text-changes';

describe('what differs between two versions', () => {
  it('is told by words; a number is one, and nothing is lost between them', () => {
    const text = 'Energy 7.112,5 keV.\n\nÅngström -0.5 (10:30)';
    expect(wordsOf(text).filter((word) => word.trim())).toEqual(
      ['Energy', '7.112,5', 'keV', '.', 'Ångström', '-', '0.5', '(', '10:30', ')'], // prettier-ignore
    );
    expect(wordsOf(text).join('')).toBe(text);
  });
  it('covers title, tags and answers too', () => {
    expect(asText({ title: 'Shift', text: 'done', tags: ['beam'], attributes: { energy: 7.1 } })).toBe(
      'Shift\n# beam\nenergy: 7.1\n\ndone',
    );
  });
});
