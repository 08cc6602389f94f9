import { html, jsonScript, paragraphs } from './html';

describe('pieces of a page', () => {
  it('escape what is put into them, in text and in attributes', () => {
    const evil = `"><script>alert('x')</script>&`;
    expect(html`<p title="${evil}">${evil}</p>`.text).not.toMatch(/<script|'|"><s/u);
    expect(html`${'a < b'}${undefined}${false}${0}${[html`<b>x</b>`, '&']}`.text).toBe('a &lt; b0<b>x</b>&amp;');
  });
  it('hold JSON that cannot end its element and reads back as it was', () => {
    const value = { abstract: 'a </script><script>alert(1)</script> <!-- b' };
    const { text } = jsonScript('application/ld+json', value);
    expect(text.match(/<\/script>/gu)).toHaveLength(1);
    expect(text).not.toContain('<!--');
    expect(JSON.parse(text.replace(/<[^>]*>/gu, ''))).toEqual(value);
  });
  it('make paragraphs of plain text, and of nothing none', () => {
    expect(paragraphs('one\ntwo\n\n \n<three>').map(({ text }) => text)).toEqual([
      '<p>one\ntwo</p>',
      '<p>&lt;three&gt;</p>',
    ]);
    expect(paragraphs('  ')).toEqual([]);
  });
});
