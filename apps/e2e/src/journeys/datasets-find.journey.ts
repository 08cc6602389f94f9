import { expect, test } from '@playwright/test';
import { DatasetList } from '../harness/dataset-pages';
import { aDataset, ownWord, Script, threeDatasets } from '../harness/datasets';
import { complaintsOf } from '../harness/pages';
import { place } from '../harness/place';

test('datasets are found by words, facets, days and a condition in another unit; the address says it all', async ({
  page,
  browser,
}) => {
  const complaints = complaintsOf(page);
  const { word } = await threeDatasets();
  const list = await DatasetList.open(page, 'staff');
  await list.find(word);
  await list.expectNames('low', 'middle', 'high');
  await expect(list.count).toHaveText('3 datasets');

  const keywords = list.facet('keywords');
  await keywords.getByRole('button', { name: /^Keyword/ }).click();
  await keywords.getByRole('checkbox', { name: /^gold/ }).check();
  await list.expectNames('low', 'middle');
  await expect(keywords.getByRole('checkbox', { name: /^iron/ }), 'a facet keeps its other values').toBeVisible();
  await keywords.getByRole('checkbox', { name: /^gold/ }).uncheck();
  await list.expectNames('low', 'middle', 'high');

  // 22:30 UTC is the 14th in Stockholm too; the day that is named last belongs to the range.
  const measured = list.main.getByRole('group', { name: 'Measured' });
  await measured.getByLabel('From').fill('2026-03-14');
  await measured.getByLabel('Till, included').fill('2026-03-14');
  await measured.getByLabel('Till, included').press('Tab');
  await list.expectNames('middle');
  await list.chips.filter({ hasText: 'Measured' }).getByRole('button').click();
  await list.expectNames('low', 'middle', 'high');

  await list.main.getByRole('button', { name: 'Add a condition' }).click();
  const condition = list.main.getByRole('group', { name: 'Condition 1' });
  const key = condition.getByRole('combobox', { name: 'Metadata key' });
  await key.click();
  await key.pressSequentially('photon_en');
  await page.getByRole('option', { name: /photon_energy/ }).click();
  await condition.getByRole('combobox', { name: 'Comparison' }).selectOption('between');
  await condition.getByLabel('Value', { exact: true }).fill('880');
  await condition.getByLabel('Upper value').fill('990');
  await condition.getByLabel('Unit').fill('eV');
  await condition.getByLabel('Unit').press('Tab');
  await list.expectNames('middle');
  await expect(list.chips.filter({ hasText: 'Photon energy 880–990 eV' })).toBeVisible();

  const other = await browser.newPage();
  const same = await DatasetList.open(other, 'staff', new URL(page.url()).search);
  await same.expectNames('middle');
  await expect(same.count).toHaveText('1 dataset');
  await other.close();
  await page.goBack();
  await list.expectNames('low', 'middle', 'high');
  await page.goForward();
  await list.expectNames('middle');
  expect(complaints).toEqual([]);
});

test('a comparison typed into the search box is a condition', async ({ page }) => {
  const { word } = await threeDatasets();
  const list = await DatasetList.open(page, 'staff');
  await list.find(`${word} photon_energy > 900 eV`);
  await list.expectNames('middle', 'high');
  await expect(list.chips).toHaveText([/zoo/, /Photon energy > 900 eV/]);
});

test('without an account one finds what is public, and is offered to sign in', async ({ page }) => {
  const script = await Script.of('admin');
  const word = ownWord();
  await script.create(aDataset('open', { keywords: [word], isPublished: true }));
  await script.create(aDataset('closed', { keywords: [word] }));
  await page.goto(`${place().url}/datasets?text=${word}`);
  const list = new DatasetList(page);
  await list.expectNames('open');
  await expect(list.main.getByRole('link', { name: 'Sign in to see yours' })).toBeVisible();
});
