import { expect, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../harness/access';
import { CatalogueScript } from '../harness/catalogue';
import { complaintsOf, signIn } from '../harness/pages';

interface Shown {
  active?: { version: number; content: { groups: { name: string; items: { key: string }[] }[] } };
  draft?: { version: number };
}

test('what one beamline records is copied to another: seen first, then a draft, then active', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const complaints = complaintsOf(page);
  const script = await CatalogueScript.as(request, 'staff');
  const there = await script.get<Shown>('/api/v4/capture/zoosaxs');
  const { active: before } = await script.get<Shown>('/api/v4/capture/b310a');
  await signIn(page, 'staff', '/scidog?beamline=b310a');
  await expect(page.getByRole('heading', { name: 'What B310A records' })).toBeVisible();
  const ask = async () => {
    await page.getByRole('button', { name: 'Copy, export, import' }).click();
    await page.getByRole('menuitem', { name: 'Copy from another beamline' }).click();
  };
  await ask();
  const dialog = page.getByRole('dialog', { name: 'Copy from another beamline' });
  await expect(dialog.getByRole('combobox', { name: 'Beamline' })).toHaveValue('zoosaxs');
  await expect(dialog).toContainText(`Version ${there.active?.version}`);
  const would = dialog.getByRole('region', { name: 'What would be different at B310A' });
  await expect(would.getByRole('listitem').filter({ hasText: 'ring_current' })).toContainText('added');
  await expectAccessible(page);
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expectNoSidewaysScroll(page);
    await page.screenshot({ path: `test-results/copy configuration ${width} px.png` });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  // Looking changes nothing.
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await script.get<Shown>('/api/v4/capture/b310a')).draft).toBeUndefined();

  await ask();
  await dialog.getByRole('button', { name: 'Copy as a draft' }).click();
  await expect(page.locator('.chip.state')).toContainText('draft');
  await expect(page.locator('[data-key="ring_current"]')).toBeVisible();
  // Nothing counts yet; the list of versions says where it comes from, and what it would change.
  const { active: meanwhile, draft } = await script.get<Shown>('/api/v4/capture/b310a');
  expect(meanwhile?.version).toBe(before?.version);
  await page.getByRole('link', { name: 'Versions' }).click();
  const version = page.locator(`[data-version="${draft?.version}"]`);
  await expect(version).toContainText(`from ZooSAXS, version ${there.active?.version}`);
  await version.getByRole('button', { name: `Version ${draft?.version}` }).click();
  await expect(version.getByRole('listitem').filter({ hasText: 'photon_energy' })).toContainText('added');

  // Asked once more, the dialog says what becomes of the open draft, and leaves it alone when nobody wants the copy.
  await ask();
  await expect(dialog).toContainText(`Version ${draft?.version}, which is open, is put aside`);
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await page.getByRole('link', { name: 'Items' }).click();
  await page.getByRole('button', { name: /^Activate version/ }).click();
  await page.getByLabel('Why').fill('Begun from ZooSAXS');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Activate/ })
    .click();
  await expect(page.locator('.chip.state')).toContainText('active');
  const { active } = await script.get<Shown>('/api/v4/capture/b310a');
  expect(active?.content.groups.map(({ name, items }) => [name, items.map(({ key }) => key)])).toEqual(
    there.active?.content.groups.map(({ name, items }) => [name, items.map(({ key }) => key)]),
  );
  expect(complaints).toEqual([]);
});

test('a beamline whose harvester is away is edited all the same, and nobody is told that the catalogue is', async ({
  page,
}) => {
  await signIn(page, 'staff', '/scidog?beamline=b310a');
  await expect(page.locator('sz-device-browser')).toContainText('The Tango harvester of this beamline does not answer');
  await expect(page.getByText('The catalogue is not answering')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Edit what is recorded' }).first()).toBeEnabled();
});
