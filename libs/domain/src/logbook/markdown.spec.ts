import { markdownHtml, picturesIn, withPictures } from './markdown';

describe('markdown of entries', () => {
  it.each([
    ['## Heading', '<h5>Heading</h5>'],
    ['one\ntwo\n\nthree', '<p>one<br>two</p>\n<p>three</p>'],
    ['**bold** and *soft*, `a*b*`', '<p><strong>bold</strong> and <em>soft</em>, <code>a*b*</code></p>'],
    ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
    ['1. one\n2. two', '<ol><li>one</li><li>two</li></ol>'],
    ['> said', '<blockquote>said</blockquote>'],
    ['```\n<b>\n```', '<pre><code>&lt;b&gt;</code></pre>'],
    [
      '| Scan | Command |\n|---|---|\n| 1 | a \\| b |',
      '<table><thead><tr><th>Scan</th><th>Command</th></tr></thead><tbody><tr><td>1</td><td>a | b</td></tr></tbody></table>',
    ],
    ['[scan 1](/datasets/a%2Fb)', '<p><a href="/datasets/a%2Fb">scan 1</a></p>'],
    ['see https://a.example/x_y_z.', '<p>see <a href="https://a.example/x_y_z">https://a.example/x_y_z</a>.</p>'],
    [
      '![plot](/api/v4/attachments/ab-1/thumbnail)',
      '<p><img src="/api/v4/attachments/ab-1/thumbnail" alt="plot" loading="lazy"></p>',
    ],
    ['![x](https://spy.example/p.png)', '<p>!<a href="https://spy.example/p.png">x</a></p>'],
    ['mot_01 and mot_02', '<p>mot_01 and mot_02</p>'],
  ])('%s', (text, html) => expect(markdownHtml(text)).toBe(html));
  it('pictures are those of this program, and can get other addresses', () => {
    const text = 'a ![p](/api/v4/logbook/books/proposal%3A1/files/ab-1) ![q](https://spy.example/q.png)';
    expect(picturesIn(text)).toEqual(['/api/v4/logbook/books/proposal%3A1/files/ab-1']);
    expect(withPictures(text, (_, alt) => `<${alt}>`)).toBe('a <p> ![q](https://spy.example/q.png)');
    expect(withPictures(text, () => undefined)).toBe(text);
  });
});
