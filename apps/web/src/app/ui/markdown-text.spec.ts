import { markdownHtml } from '@scizoo/domain';

describe('markdown of entries', () => {
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
