import { expect, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { DatasetView } from '../harness/dataset-pages';
import { aDataset, ownWord, Script } from '../harness/datasets';
import { complaintsOf } from '../harness/pages';
import { place } from '../harness/place';

/** Two scans, what was made from them and from one that nobody here may see, what was made of that, and a draft. */
async function family(word: string): Promise<string> {
  const script = await Script.of('admin');
  const derived = (name: string, inputDatasets: string[]) =>
    script.create(aDataset(`${name} ${word}`, { type: 'derived', inputDatasets, usedSoftware: ['otterfit 2.1'] }));
  const scans = await Promise.all(['First', 'Second'].map((name) => script.create(aDataset(`${name} scan ${word}`))));
  const hidden = await script.create(aDataset(`Hidden ${word}`, { ownerGroup: '20260102' }));
  const sum = await derived('Sum', [...scans, hidden]);
  await derived('Fit', [sum]);
  const draft = { title: `Paper ${word}`, abstract: 'Otters.', datasetPids: [sum], metadata: {} };
  await (await Script.of('staff')).ask('POST', '/api/v4/publisheddata', draft);
  return sum;
}

test('the graph of relations is drawn, and walked with the keyboard', async ({ page }) => {
  const complaints = complaintsOf(page);
  const word = ownWord();
  const { main } = await DatasetView.open(page, 'staff', await family(word), 'relations');
  const graph = main.getByRole('group', { name: 'Graph of relations' });
  await expect(graph.getByRole('listitem')).toHaveCount(6);
  // The lists say the same as the drawing.
  for (const name of [`First scan ${word}`, `Second scan ${word}`, `Fit ${word}`, `Paper ${word}`]) {
    await expect(graph.getByRole('link', { name: new RegExp(name) })).toBeVisible();
    await expect(main.getByRole('link', { name, exact: true })).toBeVisible();
  }
  await expect(graph).toContainText('you may not see it');
  await expect(graph).not.toContainText('Hidden');

  const own = graph.getByRole('link', { name: new RegExp(`^Sum ${word}`) });
  await expect(own).toHaveAttribute('aria-current', 'page');
  await own.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await expect(own).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Home');
  await expect(own).toBeFocused();
  const fit = graph.getByRole('link', { name: new RegExp(`^Fit ${word}`) });
  await expect(fit).toContainText('1 step after');
  await fit.focus();
  await page.keyboard.press('Enter');
  await expect(main.getByRole('heading', { level: 1 })).toHaveText(`Fit ${word}`);
  // From there the scans are two steps away.
  await expect(graph.getByRole('link', { name: new RegExp(`^First scan ${word}`) })).toContainText('2 steps before');
  expect(complaints).toEqual([]);
});

test('the graph of relations is accessible and fits', async ({ browser }) => {
  const pid = await family(ownWord());
  for (const { name: _, ...look } of LOOKS) {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    const { main } = await DatasetView.open(page, 'staff', pid, 'relations');
    await expect(main.getByRole('group', { name: 'Graph of relations' }).getByRole('link')).toHaveCount(5);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await context.close();
  }
  // Anybody without an account is told nothing of a dataset that is not public, graph or not.
  const page = await browser.newPage();
  await page.goto(`${place().url}/datasets/${encodeURIComponent(pid)}?tab=relations`);
  await expect(page.getByRole('main')).toContainText('No such dataset');
  await page.close();
});
