import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cachedFolder, fetchWith, onPath, runTool, SetupError } from '@scizoo/local-servers';
import type { Browser } from 'playwright-core';

export interface BrowserProgram {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

/**
 * No sandbox: tests may run as root. Nothing that loosens the web's own rules (the package's list has
 * --disable-web-security), since content security policy, cookies and cross-site rules are part of what is tested.
 */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none', '--no-pings'];

/** The Chromium that travels in the npm package, unpacked once; its libraries serve where the system lacks them. */
async function packagedChromium(): Promise<BrowserProgram | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = await cachedFolder('chromium-147', async (draft) => {
    // In a process of its own, because the package unpacks into the temporary folder that the process began with.
    const code = `import chromium, { inflate } from '@sparticuz/chromium';
      await chromium.executablePath();
      await inflate(${JSON.stringify(join(inPackage(), 'al2023.tar.br'))});`;
    const args = ['--input-type=module', '-e', code];
    await fetchWith(process.execPath, args, 'Chromium', { env: { TMPDIR: draft, NODE_OPTIONS: '' } });
  });
  const executablePath = join(folder, 'chromium');
  const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_PATH: join(folder, 'fonts') };
  for (const extra of [{}, { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }] as Record<string, string>[]) {
    const env = { ...fonts, ...extra };
    const { code } = await runTool(executablePath, ['--version', '--no-sandbox'], { env });
    if (code === 0) return { executablePath, args: ARGS, env };
  }
  return undefined;
}
const inPackage = () =>
  join(dirname(createRequire(join(process.cwd(), 'here.js')).resolve('@sparticuz/chromium')), '..', '..', 'bin');

/** CHROMIUM_PATH, else the one of the npm package, else one on the path. */
export async function chromiumForTests(): Promise<BrowserProgram> {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return { executablePath: given, args: ARGS, env: {} };
  const packaged = await packagedChromium();
  if (packaged) return packaged;
  const installed = onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome');
  if (installed) return { executablePath: installed, args: ARGS, env: {} };
  throw new SetupError('No browser for the tests: install Chromium or name one with CHROMIUM_PATH.');
}

export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await chromiumForTests();
  const { chromium: playwright } = await import('playwright-core');
  return playwright.launch({ executablePath, args, env: { ...process.env, ...env } as Record<string, string> });
}
