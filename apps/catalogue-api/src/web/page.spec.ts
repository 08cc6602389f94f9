import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageWithNonce, withoutBase } from './page';
import { compress, isHashed, readWebFiles } from './web-files';

describe('the page of the web program', () => {
  it('has another nonce each time, the same in the page and in the policy', () => {
    const nonces = Array.from({ length: 3 }, () => {
      const { html, policy } = pageWithNonce('<x-root ngCspNonce="__CSP_NONCE__"></x-root>');
      const nonce = /ngCspNonce="([^"]+)"/.exec(html)?.[1] ?? '';
      expect(nonce.length).toBeGreaterThanOrEqual(22);
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(3);
  });

  it('allows no foreign or inline scripts and no frames', () => {
    const { policy } = pageWithNonce('');
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toMatch(/unsafe|https:|\*/);
  });

  it('needs no base: what it loads is named from the root', () => {
    const built =
      '<base href="/"/><link rel="icon" href="favicon.svg"/><script src="theme.js"></script><a href="#x" data-src="y">' +
      '<link href="/a.css"><link href="https://x.example/b.css"><img src="data:image/png;base64,">';
    expect(withoutBase(built)).toBe(
      '<link rel="icon" href="/favicon.svg"/><script src="/theme.js"></script><a href="#x" data-src="y">' +
        '<link href="/a.css"><link href="https://x.example/b.css"><img src="data:image/png;base64,">',
    );
  });
});

describe('files of the web program', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'scizoo-web-'));
    await mkdir(join(root, 'media'));
    await writeFile(join(root, 'index.html'), '<html></html>');
    await writeFile(join(root, 'main-ABCD1234.js'), 'x'.repeat(5000));
    await writeFile(join(root, 'main-ABCD1234.js.map'), '{}');
    await writeFile(join(root, 'media', 'font-AbC_d-12.woff2'), 'font');
  });
  afterEach(() => rm(root, { recursive: true }));

  it('are those of the build but for the page and the source maps', async () => {
    expect([...(await readWebFiles(root)).files].sort()).toEqual(['main-ABCD1234.js', 'media/font-AbC_d-12.woff2']);
  });

  it('are compressed once', async () => {
    expect(await compress(await readWebFiles(root))).toBe(2);
    expect(await compress(await readWebFiles(root))).toBe(0);
    expect(await readdir(root)).toEqual(expect.arrayContaining(['main-ABCD1234.js.br', 'main-ABCD1234.js.gz']));
  });

  it('may be kept for ever when their name has a hash', () => {
    expect(['chunk-B7Icze8B.js', 'chunk-C_nRRIym.js', 'media/font-AbC_d-12.woff2'].map(isHashed)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['favicon.svg', 'theme.js', 'i18n/en.json'].map(isHashed)).toEqual([false, false, false]);
  });

  it('that are missing end the start with a sentence', async () => {
    await expect(readWebFiles(join(root, 'none'))).rejects.toThrow(/has no built web program/);
  });
});
