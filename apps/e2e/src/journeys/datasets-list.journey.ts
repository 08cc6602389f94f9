import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { aDataset, ownWord, Script } from '../harness/datasets';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { DatasetList } from '../harness/dataset-pages';
import { complaintsOf } from '../harness/pages';
import { place } from '../harness/place';

const energy = (value: number) => ({ scientificMetadata: { photon_energy: { value, unit: 'keV' } } });

async function threeDatasets(): Promise<{ word: string; pids: string[] }> {
  const script = await Script.of('admin');
  const word = ownWord();
  const all = [
    aDataset('low', { keywords: [word, 'gold'], ...energy(0.87), startTime: '2026-03-10T10:00:00.000Z' }),
    aDataset('middle', { keywords: [word, 'gold'], ...energy(0.93), startTime: '2026-03-14T22:30:00.000Z' }),
    aDataset('high', { keywords: [word, 'iron'], ...energy(1.2), startTime: '2026-03-15T10:00:00.000Z' }),
  ];
  const pids: string[] = [];
  for (const dataset of all) pids.push(await script.create(dataset));
  return { word, pids };
}

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

test('keywords of several datasets are added and taken back, each with its result', async ({ page }) => {
  const { word, pids } = await threeDatasets();
  const script = await Script.of('admin');
  const list = await DatasetList.open(page, 'staff', `?text=${word}`);
  await list.choose('low');
  await list.choose('high');
  await list.change('Keywords…', 'iron, reviewed');
  await expect(list.notice).toContainText('2 datasets changed');
  expect((await script.dataset(pids[2]!))['keywords']).toEqual([word, 'iron', 'reviewed']);
  await list.notice.getByRole('button', { name: 'Undo' }).click();
  await expect(list.notice).toContainText('Taken back');
  expect((await script.dataset(pids[0]!))['keywords']).toEqual([word, 'gold']);
  expect((await script.dataset(pids[2]!))['keywords'], 'what it had before stays').toEqual([word, 'iron']);
});

test('a dataset shared with a person is seen by that person', async ({ page, browser }) => {
  const { word } = await threeDatasets();
  const list = await DatasetList.open(page, 'staff', `?text=${word}`);
  await list.choose('middle');
  await list.change('Share…', 'gustav.gast@institute.example');
  await expect(list.notice).toContainText('1 dataset changed');
  const other = await browser.newPage();
  const theirs = await DatasetList.open(other, 'guest', `?text=${word}`);
  await theirs.expectNames('middle');
  await list.notice.getByRole('button', { name: 'Undo' }).click();
  await expect(list.notice).toContainText('Taken back');
  await other.reload();
  await expect(other.getByRole('main')).toContainText('No dataset matches');
  await other.close();
});

test('what may not be changed is named, with the reason', async ({ page }) => {
  const script = await Script.of('admin');
  const word = ownWord();
  await script.create(
    aDataset('theirs', { keywords: [word], ownerGroup: '20260102', accessGroups: ['zoosaxs-staff'] }),
  );
  const list = await DatasetList.open(page, 'staff', `?text=${word}`);
  await list.choose('theirs');
  await list.change('Keywords…', 'mine');
  const outcomes = page.getByRole('dialog', { name: 'What was done' });
  await expect(outcomes.getByRole('row')).toContainText(['theirs']);
  await expect(outcomes).toContainText('refused');
});

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

test('values are left out; chosen datasets are rated at once and stand side by side', async ({ page }) => {
  const complaints = complaintsOf(page);
  const { word } = await threeDatasets();
  const list = await DatasetList.open(page, 'staff');
  await list.find(word);
  await list.expectNames('low', 'middle', 'high');
  const keywords = list.facet('keywords');
  await keywords.getByRole('button', { name: /^Keyword/ }).click();
  await keywords.getByRole('button', { name: 'Leave out iron' }).click();
  await list.expectNames('low', 'middle');
  await page.reload();
  await list.expectNames('low', 'middle');
  await list.choose('low');
  await list.choose('middle');
  await list.main.getByRole('button', { name: 'Rate' }).click();
  await page.getByRole('menuitem', { name: '4 of 5 stars' }).click();
  await expect(list.notice).toContainText('2 datasets changed');
  await list.main.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('2 datasets side by side');
  await expect(page.locator('[data-key="photon_energy"] td')).toHaveText([/0\.87\skeV/, /0\.93\skeV/]);
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});

/** Datasets of one word, as many as that; their names are n0000, n0001, … */
async function many(count: number): Promise<string> {
  const script = await Script.of('admin');
  const word = ownWord();
  for (let from = 0; from < count; from += 1000) {
    const items = Array.from({ length: Math.min(1000, count - from) }, (_, at) =>
      aDataset(`n${String(from + at).padStart(4, '0')}`, { keywords: [word] }),
    );
    await script.ask('POST', '/api/v4/datasets/bulk', { mode: 'create', items });
  }
  return word;
}

test('all that match are chosen, more than one request holds, and changed in portions that can be ended', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const complaints = complaintsOf(page);
  const word = await many(1200);
  const script = await Script.of('admin');
  const marked = async (keyword: string) =>
    (
      await script.ask<{ count: number }>('POST', '/api/v4/search/datasets/facets', {
        filters: { keywords: [keyword] },
      })
    ).count;
  const list = await DatasetList.open(page, 'staff', `?text=${word}&sort=datasetName`);
  await expect(list.count).toHaveText('1,200 datasets');
  await list.choose('n0000');
  const bar = list.main.getByRole('region', { name: 'Chosen datasets' });
  await bar.getByRole('button', { name: 'Choose all 1,200 that match' }).click();
  await expect(bar).toContainText('1,200 datasets chosen');

  await list.change('Keywords…', `k${word}`);
  await expect(bar.getByRole('progressbar')).toBeVisible();
  await expect(list.notice).toContainText('1,200 datasets changed', { timeout: 60_000 });
  expect(await marked(`k${word}`)).toBe(1200);
  await list.notice.getByRole('button', { name: 'Undo' }).click();
  await expect(list.notice).toContainText('Taken back: 1,200 datasets changed', { timeout: 60_000 });
  expect(await marked(`k${word}`)).toBe(0);

  // Ended while it goes: what was done is told, and how much was left.
  await list.change('Keywords…', `e${word}`);
  await expect(bar).toContainText(/(250|500) of 1,200/);
  await bar.getByRole('button', { name: 'Cancel' }).click();
  await expect(list.notice).toContainText(/\d+ datasets changed, \d+ left as they were/, { timeout: 60_000 });
  const done = await marked(`e${word}`);
  expect(done % 250).toBe(0);
  expect(done).toBeLessThan(1200);
  expect(complaints).toEqual([]);
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
