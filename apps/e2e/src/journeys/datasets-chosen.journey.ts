import { expect, test } from '@playwright/test';
import { expectAccessible } from '../harness/access';
import { DatasetList } from '../harness/dataset-pages';
import { aDataset, many, ownWord, Script, threeDatasets } from '../harness/datasets';
import { complaintsOf } from '../harness/pages';

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
  await expect(bar).toContainText(/(250|500|750|1,000) of 1,200/);
  await bar.getByRole('button', { name: 'Cancel' }).click();
  await expect(list.notice).toContainText(/\d+ datasets changed, \d+ left as they were/, { timeout: 60_000 });
  const done = await marked(`e${word}`);
  expect(done % 250).toBe(0);
  expect(done).toBeLessThan(1200);
  expect(complaints).toEqual([]);
});
