import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Download, expect, type Page, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { DatasetView } from '../harness/dataset-pages';
import { aDataset, ownWord, Script } from '../harness/datasets';
import { complaintsOf } from '../harness/pages';
import { place } from '../harness/place';

const FILES: Readonly<Record<string, string>> = {
  'scan-1.h5': 'first numbers',
  'scan-2.h5': 'second numbers',
  'notes/read me.txt': 'Räksmörgås',
};

/** A dataset of the beamline's staff, with files on disk where the catalogue hands them out. */
async function onDisk(): Promise<string> {
  const word = ownWord();
  const sourceFolder = join(place().dataDir, 'demo', 'visitors', 'zoosaxs', 'zoosaxs-staff', word);
  await mkdir(join(sourceFolder, 'notes'), { recursive: true });
  const time = '2026-03-14T09:05:00.000Z';
  for (const [path, text] of Object.entries(FILES)) await writeFile(join(sourceFolder, path), text);
  const script = await Script.of('admin');
  const pid = await script.create(aDataset(`Files ${word}`, { sourceFolder }));
  const sizes = Object.entries(FILES).map(([path, text]) => ({ path, size: Buffer.byteLength(text), time }));
  await script.listFiles(pid, sizes);
  return pid;
}
const saved = async (page: Page, click: () => Promise<void>): Promise<Download> => {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return download;
};
const textOf = async (download: Download): Promise<string> => readFile(await download.path(), 'utf8');
/** Names and texts stand in such an archive as they are: it is stored, not compressed. */
async function expectInZip(download: Download, names: readonly string[]): Promise<void> {
  const zip = await textOf(download);
  expect(zip.startsWith('PK')).toBe(true);
  expect(Object.keys(FILES).filter((name) => zip.includes(name) && zip.includes(FILES[name]!))).toEqual(names);
}

test('files of a dataset: one, some of them and all as a zip, and a link for a program', async ({ page }) => {
  const complaints = complaintsOf(page);
  const pid = await onDisk();
  const { main } = await DatasetView.open(page, 'staff', pid, 'files');
  const one = await saved(page, () => main.getByRole('button', { name: 'Download notes/read me.txt' }).click());
  expect(one.suggestedFilename()).toBe('read me.txt');
  expect(await textOf(one)).toBe(FILES['notes/read me.txt']);

  await main.getByRole('checkbox', { name: 'Choose scan-1.h5' }).check();
  await main.getByRole('checkbox', { name: 'Choose notes/read me.txt' }).check();
  const some = await saved(page, () => main.getByRole('button', { name: /^Download 2 files/ }).click());
  await expectInZip(some, ['scan-1.h5', 'notes/read me.txt']);
  await main.getByRole('button', { name: 'Choose none' }).click();
  const all = await saved(page, () => main.getByRole('button', { name: /^Download all/ }).click());
  expect(all.suggestedFilename()).toMatch(/\.zip$/u);
  await expectInZip(all, Object.keys(FILES));

  await main.getByRole('button', { name: 'Make a link' }).click();
  const link = await main.locator('.made code').first().innerText();
  const answer = await fetch(link);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  expect(complaints).toEqual([]);
});

test('a dataset is archived and brought back, with its progress on the page of the job', async ({ page }) => {
  const complaints = complaintsOf(page);
  const pid = await onDisk();
  const { main } = await DatasetView.open(page, 'staff', pid, 'files');
  const order = async (act: string): Promise<void> => {
    await main.getByRole('button', { name: act }).click();
    await page.getByRole('dialog').getByRole('button', { name: act }).click();
    await expect(page).toHaveURL(/\/jobs\//u);
  };
  await order('Archive');
  await expect(main.locator('sz-job-state').first()).toHaveText('Done', { timeout: 30_000 });
  await expect(main.getByRole('progressbar')).toHaveAttribute('value', '1');
  const result = main.getByRole('table', { name: 'Datasets' }).getByRole('row').filter({ hasText: pid });
  await expect(result).toContainText('Done');
  await expect(result.getByRole('cell').nth(2)).toHaveText(`${Object.keys(FILES).length}`);
  await expectAccessible(page);

  // People know it by its name.
  await result.getByRole('link', { name: /^Files zoo/ }).click();
  await page.goto(`${place().url}/datasets/${encodeURIComponent(pid)}?tab=files`);
  await order('Bring back from the archive');
  await expect(main.locator('sz-job-state').first()).toHaveText('Done', { timeout: 30_000 });
  await page.goto(`${place().url}/jobs`);
  const rows = main.getByRole('table', { name: 'Jobs' }).getByRole('row').filter({ hasText: pid });
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('Bring back from the archive');
  expect(complaints).toEqual([]);
});

test('a dataset is sent with Globus, and the job tells how far it is', async ({ page }) => {
  const pid = await onDisk();
  const { main } = await DatasetView.open(page, 'staff', pid, 'files');
  await main.getByRole('button', { name: 'Send with Globus' }).click();
  await page.getByRole('menuitem', { name: 'Home institute' }).click();
  const sure = page.getByRole('dialog');
  await expect(sure).toContainText('Send to Home institute?');
  await sure.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(main.locator('sz-job-state').first()).toHaveText('Running');
  await expect(main.getByRole('progressbar')).toHaveAttribute('value', /^0\.(25|5|75)$/u);
  await expect(main.locator('sz-job-state').first()).toHaveText('Done', { timeout: 30_000 });
  await expect(main.getByRole('progressbar')).toHaveAttribute('value', '1');
  await expectAccessible(page);
});

test('a dataset goes where only its owner may write, once they have said yes at Globus', async ({ page }) => {
  const complaints = complaintsOf(page);
  const pid = await onDisk();
  const { main } = await DatasetView.open(page, 'staff', pid, 'files');
  await main.getByRole('button', { name: 'Send with Globus' }).click();
  await page.getByRole('menuitem', { name: 'My scratch' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
  await expect(main).toContainText('Waits for your consent at Globus');
  await expect(main.locator('sz-job-state').first()).toHaveText('Waiting');
  const consent = main.getByRole('link', { name: 'Give your consent at Globus' });
  await expect(consent).toBeVisible();
  await expectAccessible(page);
  const job = page.url();
  await consent.click();
  // To Globus, back, and on to the job, of which the address tells nothing of what was brought.
  await expect(page).toHaveURL(job);
  await expect(consent).toHaveCount(0);
  await expect(main.locator('sz-job-state').first()).toHaveText('Done', { timeout: 30_000 });
  expect(complaints).toEqual([]);
});

for (const { name, ...look } of LOOKS)
  test(`downloads and jobs are accessible and fit: ${name}`, async ({ browser }) => {
    const pid = await onDisk();
    const context = await browser.newContext(look);
    const page = await context.newPage();
    const looks = async (): Promise<void> => {
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    };
    const { main } = await DatasetView.open(page, 'staff', pid, 'files');
    await main.getByRole('checkbox', { name: 'Choose scan-1.h5' }).check();
    await main.getByRole('button', { name: 'Link to them' }).click();
    await expect(main.locator('.made code').first()).toBeVisible();
    await looks();
    await main.getByRole('button', { name: 'Send with Globus' }).click();
    await expect(page.getByRole('menuitem', { name: 'Home institute' })).toBeVisible();
    await looks();
    await page.keyboard.press('Escape');
    await main.getByRole('button', { name: 'Archive' }).click();
    const sure = page.getByRole('dialog');
    await expect(sure).toBeVisible();
    await looks();
    await sure.getByRole('button', { name: 'Archive' }).click();
    await expect(main.locator('sz-job-state').first()).toHaveText('Done', { timeout: 30_000 });
    await looks();
    await page.goto(`${place().url}/jobs`);
    await expect(main.getByRole('table', { name: 'Jobs' }).getByRole('row').nth(1)).toBeVisible();
    await looks();
    await page.goto(`${place().url}/jobs/consent?error=access_denied&state=x`);
    await expect(main).toContainText('No consent was given');
    await looks();
    await context.close();
  });
