import { aProposalChanged, aScan } from '@scizoo/testing';
import { expect, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { complaintsOf, ScanLog, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

test('scans go from the scan log to the logbook, and the row says so', async ({ page }) => {
  const complaints = complaintsOf(page);
  const proposal = randomProposal();
  await produce(place().kafka, [aProposalChanged(proposal, { title: `Gels of ${proposal}` })]);
  await produce(place().kafka, aScan().ofProposal(proposal).startedAt(new Date()).started().finished().events());
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
  const log = new ScanLog(page);
  const row = log.rowOf('ascan mot01');
  // The catalogue hears of the comment last: what its author sees goes to the logbook all the same.
  const written = Promise.withResolvers<void>();
  await page.route('**/annotations', async (route) => {
    await written.promise;
    await route.continue();
  });
  await log.annotate(row, { comment: 'good | edge' });
  await log.cell(row, 'start').click();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'To the logbook' }).click();
  const dialog = page.getByRole('dialog', { name: 'To the logbook' });
  await expect(dialog.getByLabel('Choose a logbook')).toHaveValue(`proposal:${proposal}`);
  await dialog.getByLabel('What is there to say?').fill('The **first** good one');
  await dialog.getByRole('button', { name: 'Create a new entry' }).click();
  await expect(log.cell(row, 'dataset').getByRole('img', { name: 'In the logbook' })).toBeVisible();
  written.resolve();

  await page.getByRole('link', { name: 'Entry 1' }).click();
  const entry = page.locator('article').first();
  await expect(entry.getByRole('heading')).toContainText('ascan mot01');
  await expect(entry.locator('strong')).toHaveText('first');
  await expect(entry.getByRole('cell', { name: 'good | edge' })).toBeVisible();
  await entry.getByRole('cell').getByRole('link').click();
  await expect(page).toHaveURL(/\/datasets\//);
  expect(complaints).toEqual([]);
});

test('an entry is written, found, changed by one person at a time, and taken back', async ({ page, browser }) => {
  await signIn(page, 'scientist', '/logbook?book=proposal:20260101');
  const word = `zoo${Math.random().toString(36).slice(2, 8)}`;
  await page.getByRole('button', { name: 'New entry' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill(`Night shift ${word}`);
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('| A | B |\n|---|---|\n| 1 | 2 |');
  await page.getByLabel('Tags').fill('beam, night');
  // What was typed survives a closed tab.
  await page.reload();
  await page.getByRole('button', { name: 'New entry' }).click();
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(`Night shift ${word}`);
  await page.getByRole('button', { name: 'Write entry' }).click();
  await page.getByRole('searchbox').fill(word);
  const entry = page.locator('article[data-entry]');
  await expect(entry).toHaveCount(1);
  await expect(entry.getByRole('cell', { name: '2' })).toBeVisible();

  await entry.getByRole('button', { name: /^Edit/ }).click();
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible();
  const second = await browser.newPage();
  await signIn(second, 'staff', `/logbook?book=proposal:20260101&q=${word}`);
  await second.getByRole('button', { name: /^Edit/ }).click();
  await expect(second.locator('mat-snack-bar-container')).toContainText('Petra Muster is editing');
  await second.close();
  await page.getByRole('textbox', { name: 'Title' }).fill(`Late shift ${word}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(entry.getByRole('heading')).toHaveText(`Late shift ${word}`);
  await entry.getByRole('button', { name: /^More for/ }).click();
  await page.getByRole('menuitem', { name: 'Take back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await expect(entry).toHaveCount(0);
});

for (const { name, ...look } of LOOKS)
  test(`the logbook is fit for everybody: ${name}`, async ({ page }) => {
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await signIn(page, 'scientist', '/logbook?book=proposal:20260101');
    await page.getByRole('button', { name: 'New entry' }).click();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.screenshot({ path: `test-results/logbook ${name}.png` });
  });

test('a logbook of others is not shown', async ({ page }) => {
  await signIn(page, 'guest', '/logbook?book=proposal:20260101');
  await expect(page.getByRole('heading', { name: 'This logbook is not open to you' })).toBeVisible();
});
