import { aScan } from '@scizoo/testing';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../harness/access';
import { ScanLog, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

/** What opens over the scan log, with the key that opens it, and closes again with Escape. */
const OVERLAYS = [
  ['.', 'mat-dialog-container'],
  ['?', 'mat-dialog-container'],
  [' ', 'sz-scan-drawer section'],
] as const;

async function overlaysOf(page: Page, log: ScanLog): Promise<void> {
  await log.cell(log.rows.first(), 'start').click();
  for (const [key, selector] of OVERLAYS) {
    await page.getByRole('grid').focus();
    await page.keyboard.press(key);
    const overlay = page.locator(selector);
    await expect(overlay).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.keyboard.press('Escape');
    await expect(overlay).toHaveCount(0);
  }
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const)
    test(`pages are accessible and fit: ${colorScheme}, ${width} px`, async ({ browser }) => {
      const proposal = randomProposal();
      const scan = aScan().ofProposal(proposal).startedAt(new Date()).started().progress(11).finished();
      await produce(place().kafka, scan.events());
      const context = await browser.newContext({ viewport: { width, height }, colorScheme });
      const page = await context.newPage();
      await page.goto(`${place().url}/sign-in`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
      const log = new ScanLog(page);
      await expect(log.rows.first()).toBeVisible();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await overlaysOf(page, log);
      const pid = await log.rows.first().getAttribute('data-pid');
      await page.goto(`${place().url}/datasets/${encodeURIComponent(pid ?? '')}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await context.close();
    });
