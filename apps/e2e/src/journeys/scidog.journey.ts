import { expect, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { CatalogueScript } from '../harness/catalogue';
import { complaintsOf, signIn } from '../harness/pages';

interface Shown {
  active: {
    version: number;
    content: { groups: { name: string; items: { key: string; unit?: string; when: string }[] }[] };
  };
}
const BEAMLINE = '/api/v4/capture/zoosaxs';

// One draft per beamline: these steps are one after the other.
test.describe.configure({ mode: 'serial' });

test('staff pick an attribute from the devices, try it, activate it; a scientist sees what is recorded', async ({
  page,
  request,
}) => {
  const complaints = complaintsOf(page);
  await signIn(page, 'staff', '/scidog?beamline=zoosaxs');
  await expect(page.getByRole('heading', { name: 'What ZooSAXS records' })).toBeVisible();
  await page.getByRole('button', { name: 'Edit what is recorded' }).click();

  // The database by domain, a device that is off with its reason, and one with live values.
  await page.getByPlaceholder('Search the Tango database').fill('zoosaxs/*');
  await expect(page.locator('[data-device="ZOOSAXS/DET/PILATUS-01"]')).toContainText('not running');
  await page.locator('[data-device="ZOOSAXS/ENV/BATH-01"]').click();
  const flow = page.locator('.attributes li', { hasText: 'Flow' });
  await expect(flow).toContainText('l/min');
  await flow.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Record 1 attribute' }).click();
  const item = page.locator('[data-key="flow"]');
  await expect(item).toContainText('ZOOSAXS/ENV/BATH-01/Flow');

  // The editor checks while typing: a key of somebody else is told at once.
  await item.getByRole('button', { name: /^Flow/ }).click();
  const key = page.locator('input[name="key"]');
  await key.fill('photon_energy');
  await expect(page.locator('.faults')).toContainText('key used twice');
  await key.fill('water_flow');
  await expect(page.locator('.faults')).toHaveCount(0);
  await page.locator('select[name="when"]').selectOption('point');
  await page.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Read now' }).click();
  await expect(page.locator('[data-read="water_flow"]')).toContainText(/l\/min.*ms/);
  await expect(page.getByText(/Read as a scan would: \d+ ms/)).toBeVisible();
  await page.getByRole('button', { name: 'Compare with the last scan' }).click();
  await expect(page.getByRole('heading', { name: /Different from scan/ })).toBeVisible();

  await expect(page.locator('.saved')).toHaveText('saved');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.locator('.chip.state')).toContainText('checked');
  await page.getByRole('button', { name: /^Activate version/ }).click();
  await page.getByLabel('Why').fill('Flow of the bath at each point');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Activate/ })
    .click();
  await expect(page.locator('.chip.state')).toContainText('active');

  const script = await CatalogueScript.as(request, 'admin');
  const { active } = await script.get<Shown>(BEAMLINE);
  const all = active.content.groups.flatMap(({ items }) => items);
  expect(all.find(({ key: own }) => own === 'water_flow')).toMatchObject({ unit: 'l/min', when: 'point' });
  expect(complaints).toEqual([]);
});

test('a version is compared and rolled back; the scientist reads, and does not edit', async ({
  page,
  browser,
  request,
}) => {
  await signIn(page, 'staff', '/scidog?beamline=zoosaxs&tab=versions');
  const script = await CatalogueScript.as(request, 'admin');
  const { active } = await script.get<Shown>(BEAMLINE);
  const now = page.locator(`[data-version="${active.version}"]`);
  await expect(now).toContainText('Flow of the bath at each point');
  await now.getByRole('button', { name: `Version ${active.version}` }).click();
  await expect(now).toContainText('added');
  await expect(now).toContainText('water_flow');
  await page.locator('[data-version="1"]').getByRole('button', { name: 'Roll back to this' }).click();
  await page.getByLabel('Why').fill('The bath is away');
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back to this' }).click();
  await expect(page.locator(`[data-version="${active.version + 1}"]`)).toContainText('active');

  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'scientist', '/scan-log?instrument=zoosaxs');
  await other.getByRole('link', { name: 'What is recorded here?' }).click();
  await expect(other.getByRole('heading', { name: 'What is recorded at ZooSAXS?' })).toBeVisible();
  await expect(other.getByRole('cell', { name: 'Ring current' })).toBeVisible();
  await expect(other.getByRole('cell', { name: 'water_flow' })).toHaveCount(0);
  await expect(other.getByRole('link', { name: 'Edit what is recorded' })).toHaveCount(0);
  await other.goto(other.url().replace(/\/scidog.*/, '/scidog?beamline=zoosaxs'));
  await expect(other.getByText('Only staff of ZooSAXS change what it records')).toBeVisible();
  await other.context().close();
});

test('a form reaches the scans of the running visit', async ({ page }) => {
  await signIn(page, 'staff', '/forms?beamline=zoosaxs');
  await page.getByLabel(/^Name of the sample/).fill('');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('This is needed.')).toBeVisible();
  await page.getByLabel(/^Name of the sample/).fill('Lysozyme 12');
  await page.getByLabel('Thickness').fill('1,5');
  await page.getByRole('button', { name: 'Send' }).click();
  const sent = page.locator('.sent li').first();
  await expect(sent).toContainText('sample_name Lysozyme 12');
  await expect(sent).toContainText('thickness 1.5 mm');
  // The demo beamline scans all the time; one of its next scans takes it.
  await expect(sent).toContainText(/waits for a scan|accepted/);
  await sent.getByRole('button', { name: 'Not for scans to come' }).click();
  await expect(sent.getByRole('button', { name: 'Not for scans to come' })).toHaveCount(0);
});

for (const look of LOOKS)
  test(`SciDog is accessible and fits, ${look.name}`, async ({ page }) => {
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await signIn(page, 'staff', '/scidog?beamline=zoosaxs');
    for (const path of ['/scidog?beamline=zoosaxs', '/scidog/recorded/zoosaxs', '/forms?beamline=zoosaxs']) {
      await page.goto(page.url().replace(/\/(scidog|forms).*/, path));
      await expect(page.getByRole('heading').first()).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    }
  });
