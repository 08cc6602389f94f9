import { aProposalChanged, aScan } from '@scizoo/testing';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { CatalogueScript } from '../harness/catalogue';
import { signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

/** A4 at 96 pixels an inch, without the margins of 1 cm. */
const A4 = { width: 718, height: 1047 };

async function measured(request: APIRequestContext): Promise<string> {
  const proposal = randomProposal();
  const scans = Array.from({ length: 30 }, (_, at) =>
    aScan()
      .numbered(800 + at)
      .ofProposal(proposal)
      .startedAt(new Date(Date.now() - (40 - at) * 60_000))
      .started()
      .finished()
      .events(),
  );
  await produce(place().kafka, [aProposalChanged(proposal, { title: `Gels of ${proposal}` }), ...scans.flat()]);
  const script = await CatalogueScript.as(request, 'staff');
  const book = `/api/v4/logbook/books/proposal:${proposal}/entries`;
  const text = 'Energy is **7.1 keV**.\n\n| Motor | Value |\n|---|---|\n| mot01 | 0.5 mm |\n\n- aligned\n- measured';
  await expect(async () => void (await script.send('POST', book, { key: proposal, title: 'Alignment', text }))).toPass({
    timeout: 60_000,
  });
  return proposal;
}
/** What stands on the paper, and whether it goes beyond its edge; the picture is for who looks at it. */
async function printed(page: Page, name: string): Promise<void> {
  await page.setViewportSize(A4);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.screenshot({ path: `test-results/print ${name}.png`, fullPage: true });
  await page.pdf({ path: `test-results/print ${name}.pdf`, format: 'A4' });
  await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(A4.width);
  // Paper is white, whatever the screen was.
  await expect
    .poll(() => page.evaluate('getComputedStyle(document.body).backgroundColor'))
    .toMatch(/^rgb\(255, 255, 255\)$|^rgba\(0, 0, 0, 0\)$/);
  for (const part of ['sz-app-bar', 'footer', '.skip']) await expect(page.locator(part).first()).toBeHidden();
}

test('the scan log, the logbook and what is recorded are printed without the frame of the page, on white', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const proposal = await measured(request);
  await signIn(page, 'staff', `/scan-log/report?instrument=zoosaxs&proposal=${proposal}`);
  await expect(page.getByRole('row').filter({ hasText: 'ascan mot01' })).toHaveCount(30, { timeout: 60_000 });
  await printed(page, 'scan log');
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`${place().url}/logbook?book=proposal:${proposal}`);
  await expect(page.locator('article[data-entry]')).toHaveCount(1);
  await printed(page, 'logbook page');
  await page.goto(`${place().url}/scidog/recorded/zoosaxs`);
  await expect(page.getByRole('cell', { name: 'Ring current' })).toBeVisible();
  await printed(page, 'recorded');
  await page.goto(`${place().url}/api/v4/logbook/books/proposal:${proposal}/export?format=html`);
  await expect(page.getByRole('heading', { name: 'Alignment' })).toBeVisible();
  await page.setViewportSize(A4);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.screenshot({ path: 'test-results/print logbook.png', fullPage: true });
  await page.pdf({ path: 'test-results/print logbook.pdf', format: 'A4' });
});
