import { launchBrowser } from './browser';

describe('the browser of the tests', () => {
  it('starts and keeps the rules of the web', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.setContent(
        `<meta http-equiv="Content-Security-Policy" content="script-src 'none'"><p>kept</p><script>document.querySelector('p').textContent='broken'</script>`,
      );
      expect(await page.textContent('p')).toBe('kept');
    } finally {
      await browser.close();
    }
  }, 60_000);
});
