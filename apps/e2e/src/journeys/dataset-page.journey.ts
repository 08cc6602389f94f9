import { expect, test } from '@playwright/test';
import { aDataset, ownWord, Script } from '../harness/datasets';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { DatasetView } from '../harness/dataset-pages';
import { complaintsOf } from '../harness/pages';
import { place } from '../harness/place';

const METADATA = {
  photon_energy: { value: 0.93, unit: 'keV', source: 'tango' },
  gas: { value: 'helium' },
  optics: { slit: { value: 20, unit: 'um' } },
};
const derived = (more: Record<string, unknown> = {}) =>
  aDataset(`edited ${ownWord()}`, { type: 'derived', inputDatasets: ['20.500.00000/none'], ...more });

test('editing the metadata changes what was touched and nothing else', async ({ page }) => {
  const complaints = complaintsOf(page);
  const script = await Script.of('admin');
  const pid = await script.create(derived({ scientificMetadata: METADATA }));
  const view = await DatasetView.open(page, 'staff', pid);
  await view.editMetadata();
  await view.value('Photon energy').fill('0.95');
  await view.main.getByLabel('Unit of Photon energy').fill('keV');
  await view.main.getByRole('button', { name: 'Remove Gas' }).click();
  await view.main.getByRole('button', { name: 'Add an entry' }).click();
  await view.main.getByLabel('New name').first().fill('pressure');
  await view.value('pressure').fill('1.2');
  await view.main.getByLabel('Unit of pressure').fill('bar');
  await view.main.getByText('3 changes').click();
  await expect(view.main.locator('footer')).toContainText('0.95 keV');
  // Meanwhile somebody changes another value; both changes stand.
  await script.change(pid, { scientificMetadata: { optics: { slit: { value: 30, unit: 'um' } } } });
  await view.save();
  await expect(view.notice).toContainText('3 entries saved');
  const stored = (await script.dataset(pid)).scientificMetadata;
  expect(stored).toMatchObject({
    photon_energy: { value: 0.95, unit: 'keV', source: 'tango' },
    optics: { slit: { value: 30, unit: 'um' } },
    pressure: { value: 1.2, unit: 'bar' },
  });
  expect(stored).not.toHaveProperty('gas');
  await view.notice.getByRole('button', { name: 'Undo' }).click();
  await expect(view.notice).toContainText('taken back');
  expect((await script.dataset(pid)).scientificMetadata).toMatchObject({
    photon_energy: { value: 0.93, unit: 'keV' },
    gas: { value: 'helium' },
    optics: { slit: { value: 30 } },
  });
  expect(complaints).toEqual([]);
});

test('two people in the same value: both are shown, and one is chosen', async ({ page }) => {
  const script = await Script.of('admin');
  const pid = await script.create(derived({ scientificMetadata: METADATA }));
  const view = await DatasetView.open(page, 'staff', pid);
  await view.editMetadata();
  await view.value('Photon energy').fill('0.95');
  await script.change(pid, { scientificMetadata: { photon_energy: { value: 0.99, unit: 'keV' } } });
  await view.save();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('0.99');
  await expect(dialog).toContainText('0.95');
  await expect(dialog).toContainText('admin');
  await dialog.getByRole('radio').first().check();
  await dialog.getByRole('button', { name: /^Save/ }).click();
  await expect(dialog).toBeHidden();
  expect((await script.dataset(pid)).scientificMetadata['photon_energy'], 'theirs was chosen').toMatchObject({
    value: 0.99,
  });
});

test('the history says who changed what, and an earlier value comes back', async ({ page }) => {
  const script = await Script.of('admin');
  const pid = await script.create(derived({ description: 'first words' }));
  await script.change(pid, { description: 'second words' });
  const view = await DatasetView.open(page, 'staff', pid, 'history');
  const change = view.main.getByRole('listitem').filter({ hasText: 'second words' });
  await expect(change).toContainText('admin');
  await expect(change).toContainText('first words');
  await change.getByRole('button', { name: /^Restore/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(view.notice).toContainText('earlier values are back');
  expect((await script.dataset(pid))['description']).toBe('first words');
  await expect(view.main.getByRole('listitem').filter({ hasText: 'staff' }).first()).toContainText('first words');
});

test('a hundred thousand files are scrolled and searched', async ({ page }) => {
  test.setTimeout(180_000);
  const script = await Script.of('admin');
  const pid = await script.create(derived());
  const files = Array.from({ length: 100_000 }, (_, at) => ({
    path: `frames/frame-${String(at).padStart(6, '0')}.cbf`,
    size: 1000 + (at % 7),
    time: '2026-03-14T09:00:00.000Z',
  }));
  await script.listFiles(pid, files);
  const view = await DatasetView.open(page, 'staff', pid, 'files');
  await expect(view.main).toContainText('100,000 files');
  await expect(view.main.locator('[data-path="frames/frame-000000.cbf"]')).toBeVisible();
  await view.main.locator('cdk-virtual-scroll-viewport').hover();
  await expect(async () => {
    await page.mouse.wheel(0, 2000);
    await expect(view.main.locator('[data-path^="frames/frame-0006"]').first()).toBeVisible({ timeout: 300 });
  }).toPass();
  expect(await view.main.locator('[data-path]').count(), 'only what is on screen is drawn').toBeLessThan(120);
  await view.main.getByRole('searchbox', { name: 'Search file names' }).fill('099999');
  await expect(view.main.locator('[data-path]')).toHaveCount(1);
  await expect(view.main).toContainText('1 file');
});

test('relations lead to inputs and to what was made from it', async ({ page }) => {
  const script = await Script.of('admin');
  const word = ownWord();
  const raw = await script.create(aDataset(`raw ${word}`));
  await script.create(aDataset(`reduced ${word}`, { type: 'derived', inputDatasets: [raw] }));
  const view = await DatasetView.open(page, 'staff', raw, 'relations');
  await view.main
    .getByRole('list', { name: 'Derived data' })
    .getByRole('link', { name: `reduced ${word}` })
    .click();
  await expect(view.main.getByRole('heading', { level: 1 })).toHaveText(`reduced ${word}`);
  await view.tab('Relations');
  await expect(view.main.getByRole('list', { name: 'Made from' }).getByRole('link')).toHaveText([`raw ${word}`]);
});

test('it is shared from its page, and made public only when one is sure', async ({ page, browser }) => {
  const script = await Script.of('admin');
  const pid = await script.create(derived());
  const view = await DatasetView.open(page, 'staff', pid, 'access');
  await view.main.getByLabel('Share with').fill('gustav.gast@institute.example');
  await view.main.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(view.notice).toContainText('Shared with gustav.gast');
  const other = await browser.newPage();
  await DatasetView.open(other, 'guest', pid);
  await other.close();
  await view.main.getByRole('button', { name: 'Make public…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect((await script.dataset(pid))['isPublished']).toBe(false);
  await view.main.getByRole('button', { name: 'Make public…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make public…' }).click();
  await expect(view.main).toContainText('Everybody, without an account');
  const stranger = await browser.newPage();
  await stranger.goto(`${place().url}/datasets/${encodeURIComponent(pid)}`);
  await expect(stranger.getByRole('main').getByRole('heading', { level: 1 })).toContainText('edited');
  await stranger.close();
});

for (const { colorScheme, viewport, name } of LOOKS)
  test(`all parts of a dataset are accessible and fit: ${name}`, async ({ browser }) => {
    const script = await Script.of('admin');
    const pid = await script.create(derived({ scientificMetadata: METADATA, keywords: ['gold'] }));
    await script.change(pid, { description: 'words' });
    const context = await browser.newContext({ viewport, colorScheme });
    const page = await context.newPage();
    const view = await DatasetView.open(page, 'staff', pid);
    for (const tab of ['Overview', 'Metadata', 'Files', 'Attachments', 'Relations', 'History', 'Access', 'JSON']) {
      await view.tab(tab);
      await expect(view.main.locator('.skeleton')).toHaveCount(0);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await view.editMetadata();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await context.close();
  });
