import { inlineHtml, markdownHtml } from '@scizoo/domain';
import { mentionBefore } from './scan-mention';

const href = (number: number): string | null => (number === 12 ? '/datasets/a%2F12' : null);
const LINK = '<a href="/datasets/a%2F12">';

describe('scans in a text', () => {
  it.each([
    ['like @12, but colder', `like ${LINK}@12</a>, but colder`],
    ['(@scan 12)', `(${LINK}@scan 12</a>)`],
    ['@12 **and** @12', `${LINK}@12</a> <strong>and</strong> ${LINK}@12</a>`],
    ['@13', '@13'],
    ['me@12 and @12.5 and @12x', 'me@12 and @12.5 and @12x'],
    ['`@12`', '<code>@12</code>'],
    ['[see @12](/datasets/x)', '<a href="/datasets/x">see @12</a>'],
    ['https://a.example/@12', '<a href="https://a.example/@12">https://a.example/@12</a>'],
    ['<b>@12</b>', `&lt;b&gt;${LINK}@12</a>&lt;/b&gt;`],
  ])('%s', (text, html) => expect(inlineHtml(text, href)).toBe(html));
  it('are links in lists and tables too, and text where nobody says whose scans they are', () => {
    expect(markdownHtml('- @12', href)).toBe(`<ul><li>${LINK}@12</a></li></ul>`);
    expect(markdownHtml('| a |\n|---|\n| @12 |', href)).toContain(`<td>${LINK}@12</a></td>`);
    expect(markdownHtml('@12')).toBe('<p>@12</p>');
  });
  it.each([
    ['like @', 6, { from: 5, digits: '' }],
    ['like @1', 7, { from: 5, digits: '1' }],
    ['@scan 4', 7, { from: 0, digits: '4' }],
    ['like @12 ', 9, null],
    ['me@1', 4, null],
    ['no', 2, null],
  ])('are offered while they are typed: %s', (text, caret, expected) =>
    expect(mentionBefore(text, caret)).toEqual(expected),
  );
});
