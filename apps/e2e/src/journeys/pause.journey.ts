import { aScan } from '@scizoo/testing';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { CatalogueScript } from '../harness/catalogue';
import { complaintsOf, ScanLog, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

const SCANS = 12;
const scicow = (page: Page) => page.locator('tr[data-service=scicow]');

test('the taking in of events is paused for work on the catalogue: scans queue up, and all come afterwards', async ({
  page,
  browser,
  request,
}) => {
  test.setTimeout(240_000);
  const complaints = complaintsOf(page);
  const proposal = randomProposal();
  await signIn(page, 'admin', '/operations?tab=services');
  const pause = page.getByRole('button', { name: 'Pause SciCow' });
  await expect(pause).toBeDisabled();
  await page.getByLabel(/^Why SciCow/).fill('The database moves');
  try {
    await pause.click();
    const paused = page.locator('[data-paused]');
    await expect(paused).toContainText('admin');
    await expect(paused).toContainText('The database moves');
    // What was wished is so: the service says it of itself.
    await expect(scicow(page)).toHaveAttribute('data-state', 'paused', { timeout: 60_000 });

    const numbers = Array.from({ length: SCANS }, (_, at) => 700 + at);
    for (const number of numbers) {
      const scan = aScan().ofProposal(proposal).numbered(number).startedAt(new Date());
      await produce(place().kafka, scan.started().progress(5).finished().events());
    }
    const waiting = page.locator('.queue strong');
    await expect.poll(async () => Number(await waiting.innerText()), { timeout: 60_000 }).toBeGreaterThanOrEqual(SCANS);
    for (const { name, ...look } of LOOKS) {
      await page.setViewportSize(look.viewport);
      await page.emulateMedia({ colorScheme: look.colorScheme });
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await page.screenshot({ path: `test-results/paused ${name}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1440, height: 900 });

    // Others see it on the page that they look at first, and know who did it and why; resuming is not theirs.
    const staff = await (await browser.newContext()).newPage();
    await signIn(staff, 'staff', '/operations');
    await expect(staff.getByRole('status').filter({ hasText: 'The database moves' })).toBeVisible();
    await staff.locator('.paused').getByRole('link', { name: 'Services' }).click();
    await expect(staff.locator('[data-paused]')).toContainText('The database moves');
    await expect(scicow(staff)).toBeVisible();
    await expect(staff.getByRole('button', { name: /Pause|go on/ })).toHaveCount(0);
    await expect(staff.getByText('An administrator lets it go on')).toBeVisible();
    await staff.goto(`${place().url}/scan-log?instrument=zoosaxs&proposal=${proposal}`);
    await expect(new ScanLog(staff).rows).toHaveCount(0);

    await page.getByRole('button', { name: 'Let SciCow go on' }).click();
    await expect(paused).toHaveCount(0);
    await expect(scicow(page)).toHaveAttribute('data-state', 'ok', { timeout: 60_000 });
    const log = new ScanLog(staff);
    await expect(log.rows).toHaveCount(SCANS, { timeout: 60_000 });
    await expect(log.inState('finished')).toHaveCount(SCANS);
    await staff.context().close();
  } finally {
    // The other journeys need their scans.
    const script = await CatalogueScript.as(request, 'admin');
    await script.send('PUT', '/api/v4/services/scicow/pause', { isPaused: false });
  }
  expect(complaints).toEqual([]);
});

test('who may not pause has no button for it, and a clear answer', async ({ page, request }) => {
  const script = await CatalogueScript.as(request, 'staff');
  const refusal = await script.refused('PUT', '/api/v4/services/scicow/pause', { isPaused: true, reason: 'for fun' });
  expect([refusal.status, refusal.message]).toEqual([403, 'Only administrators pause and resume SciCow']);
  await signIn(page, 'scientist', '/operations?tab=services');
  await expect(page.getByRole('heading', { name: /staff/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /Pause|go on/ })).toHaveCount(0);
});
