import { markdownHtml } from './markdown';

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

  it.each([
    '<script>alert(1)</script>',
    '[x](javascript:alert(1))',
    '![x](/api/v4/attachments/1/image" onerror="alert(1))',
    '[x](//evil.example)',
    '`<img src=x onerror=alert(1)>`',
    '| <b onclick=a()> |\n|---|',
  ])('nothing of its own comes through: %s', (text) => {
    const page = document.createElement('div');
    page.innerHTML = markdownHtml(text);
    expect(page.querySelector('script, img, a, b')).toBeNull();
    expect([...page.querySelectorAll('*')].flatMap((element) => [...element.attributes])).toEqual([]);
  });
});
