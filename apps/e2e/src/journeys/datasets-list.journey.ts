import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { DatasetList } from '../harness/dataset-pages';
import { aDataset, many, ownWord, Script, threeDatasets } from '../harness/datasets';
import { place } from '../harness/place';

test('a saved view is there after a reload and opens the same list', async ({ page }) => {
  const { word } = await threeDatasets();
  const list = await DatasetList.open(page, 'staff', `?text=${word}&sort=datasetName`);
  await expect.poll(() => list.names()).toEqual(['high', 'low', 'middle']);
  await list.main.getByRole('button', { name: /^View: / }).click();
  await page.getByRole('menuitem', { name: /^Save or change/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the view').fill(`View ${word}`);
  await dialog.getByRole('button', { name: 'Save view' }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: word })).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.goto(`${place().url}/datasets`);
  await expect(list.rows.first()).toBeVisible();
  await list.main.getByRole('button', { name: /^View: / }).click();
  await page.getByRole('menuitemradio', { name: `View ${word}` }).click();
  await expect.poll(() => list.names()).toEqual(['high', 'low', 'middle']);
  await expect(page).toHaveURL(/sort=datasetName/);
});

test('the list is worked with the keyboard alone', async ({ page }) => {
  const { word, pids } = await threeDatasets();
  const list = await DatasetList.open(page, 'staff', `?text=${word}&sort=datasetName`);
  await expect(list.row('high')).toBeVisible();
  await list.grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(list.main.getByRole('region', { name: 'Chosen datasets' })).toContainText('2 datasets chosen');
  await page.keyboard.press('Space');
  await expect(list.main.getByRole('complementary', { name: 'Preview of low' })).toContainText('Photon energy');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(list.box).toBeFocused();
  await list.grid.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(encodeURIComponent(pids[0]!)));
});

test('a metadata value is a column, and the chosen rows leave as a table', async ({ page }) => {
  const { word } = await threeDatasets();
  const list = await DatasetList.open(page, 'staff', `?text=${word}&sort=datasetName`);
  await list.main.getByRole('button', { name: 'Columns' }).click();
  const dialog = page.getByRole('dialog', { name: 'Columns' });
  await dialog.getByRole('searchbox').fill('photon_energy');
  await dialog.getByRole('checkbox', { name: /^Photon energy/ }).check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(list.row('middle').locator('[data-column="meta:photon_energy"]')).toHaveText(/0\.93\s*keV/);
  await list.choose('middle');
  await list.main.getByRole('region', { name: 'Chosen datasets' }).getByRole('button', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV table' }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split(/\r?\n/);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('photon_energy');
  expect(lines[1]).toContain('0.93');
  await list.main.getByRole('region', { name: 'Chosen datasets' }).getByRole('button', { name: 'Export' }).click();
  const second = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /^Markdown table/ }).click();
  const [head, , row] = (await readFile(await (await second).path(), 'utf8')).split('\n');
  expect(head).toMatch(/^\| Name \|.*\| Photon energy \(keV\) \|/);
  expect(row).toMatch(/^\| middle \|.*\| 0\.93 \|/);
});

test('a long list is fetched page by page while one scrolls', async ({ page }) => {
  const script = await Script.of('admin');
  const word = ownWord();
  const items = Array.from({ length: 450 }, (_, at) =>
    aDataset(`n${String(at).padStart(3, '0')}`, { keywords: [word] }),
  );
  await script.ask('POST', '/api/v4/datasets/bulk', { mode: 'create', items });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const list = await DatasetList.open(page, 'staff', `?text=${word}&sort=datasetName`);
  await expect(list.count).toHaveText('450 datasets');
  await list.grid.focus();
  // Each press goes to the end of what is there and fetches the next page.
  await expect(async () => {
    await page.keyboard.press('Control+End');
    await expect(list.row('n449')).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  expect(
    asked.filter((path) => path.endsWith('/facets')),
    'paging asks for no counts',
  ).toHaveLength(1);
  expect(await list.rows.count(), 'only what is on screen is drawn').toBeLessThan(120);
});

for (const { colorScheme, viewport, name } of LOOKS)
  test(`the list is accessible and fits: ${name}`, async ({ browser }) => {
    const { word } = await threeDatasets();
    const context = await browser.newContext({ viewport, colorScheme });
    const page = await context.newPage();
    const where = encodeURIComponent('["photon_energy","greater",0.1,null,"keV"]');
    const list = await DatasetList.open(page, 'staff', `?text=${word}&where=${where}`);
    await list.choose('middle');
    await expect(list.count).toHaveText('3 datasets');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    if (viewport.width < 900) {
      await list.main.getByRole('button', { name: /^Filters/ }).click();
      await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await context.close();
  });

test('the list is turned over in pages instead of scrolled, and the address says which', async ({ page }) => {
  const word = await many(130);
  const list = await DatasetList.open(page, 'staff', `?text=${word}&sort=datasetName`);
  await expect(list.count).toHaveText('130 datasets');
  await list.main.getByLabel('Rows on a page').selectOption({ label: '50 on a page' });
  const pages = list.main.getByRole('navigation', { name: 'Pages of the list' });
  await expect(pages).toContainText('1–50 of 130');
  await pages.getByRole('link', { name: 'Next page' }).click();
  await expect(pages).toContainText('51–100 of 130');
  await expect(list.row('n0050')).toBeVisible();
  await expect(page).toHaveURL(/page=2/);
  await list.grid.focus();
  await page.keyboard.press('Control+a');
  await expect(list.main.getByRole('region', { name: 'Chosen datasets' })).toContainText('50 datasets chosen');
  await pages.getByRole('link', { name: 'Next page' }).click();
  await expect(pages).toContainText('101–130 of 130');
  await expect(pages.getByRole('link', { name: 'Next page' })).toHaveCount(0);
  await page.reload();
  await expect(pages).toContainText('101–130 of 130');
  await expect(list.row('n0129')).toBeAttached();
  await page.goBack();
  await expect(pages).toContainText('51–100 of 130');
  await list.find(`${word} n00`);
  await expect(page).not.toHaveURL(/page=/);
});

test('on paper the loaded rows stand below a header that every sheet repeats', async ({ page }) => {
  const word = await many(90);
  const list = await DatasetList.open(page, 'staff', `?text=${word}&sort=datasetName`);
  await expect(list.count).toHaveText('90 datasets');
  await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
  await page.emulateMedia({ media: 'print' });
  const paper = page.locator('sz-print-table');
  await expect(paper.getByRole('row')).toHaveCount(91);
  await expect(paper.locator('thead')).toHaveCSS('display', 'table-header-group');
  await expect(paper.getByRole('columnheader').first()).toHaveText('Name');
  await expect(list.grid).toBeHidden();
  await expect(page.getByRole('banner')).toBeHidden();
  await page.screenshot({ path: 'test-results/printed list.png' });
  await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
  await page.emulateMedia({ media: 'screen' });
  await expect(list.grid).toBeVisible();
});
