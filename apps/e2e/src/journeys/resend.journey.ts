import { expect, test } from '@playwright/test';
import type { SciZooEvent } from '@scizoo/messaging';
import { aScan } from '@scizoo/testing';
import { MongoClient } from 'mongodb';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { complaintsOf, ScanLog, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

/** Letters of one cause, whoever told them. */
const UNREGISTERED = `/operations?tab=dead-letters&reason=${encodeURIComponent('source … is not registered')}`;

/** A line that nobody has registered yet: all that it tells becomes dead letters. */
const newLine = (): string => `urn:scizoo:line-${Math.random().toString(36).slice(2, 8)}:zoosaxs`;
async function register(source: string): Promise<void> {
  const client = await MongoClient.connect(place().mongodb);
  const producer = { _id: source, source, kind: 'sardana', beamlines: ['zoosaxs'] };
  await client.db().collection<{ _id: string }>('producers').insertOne(producer);
  await client.close();
}
const toldBy = (source: string, proposal: string): SciZooEvent[] =>
  aScan().from(source).ofProposal(proposal).startedAt(new Date()).started().progress(5).finished().events();

test('dead letters of a line are sent again together, after the line was registered', async ({ page }) => {
  test.setTimeout(180_000);
  const complaints = complaintsOf(page);
  const [source, proposal] = [newLine(), randomProposal()];
  await produce(place().kafka, [...toldBy(source, proposal), ...toldBy(source, proposal)]);
  await signIn(page, 'admin', UNREGISTERED);
  const rows = page.locator('tr[data-letter]');
  await expect(rows).toHaveCount(6, { timeout: 90_000 });

  // Before it is mended: nothing is sent, everything stays.
  const all = page.getByRole('button', { name: 'Send 6 again …' });
  await all.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
  const told = page.getByText('6 of 6: 0 sent, 6 left as they are');
  await expect(told).toBeVisible({ timeout: 60_000 });
  await page.screenshot({ path: 'test-results/resend refused.png' });
  await page.getByRole('button', { name: 'Done' }).click();

  await register(source);
  // The catalogue looks at its producers again within some seconds.
  await expect(async () => {
    if ((await rows.count()) === 0) return;
    await page.locator('[data-act=resend-all]').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await expect(page.getByRole('button', { name: 'Done' })).toBeVisible({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(rows).toHaveCount(0, { timeout: 10_000 });
  }).toPass({ timeout: 100_000 });
  await page.goto(`${place().url}/scan-log?proposal=${proposal}`);
  await expect(new ScanLog(page).rows).toHaveCount(2, { timeout: 60_000 });
  await expect(new ScanLog(page).inState('finished')).toHaveCount(2);
  expect(complaints).toEqual([]);
});

test('staff replay what was told; the catalogue takes each event once', async ({ page }) => {
  test.setTimeout(120_000);
  const complaints = complaintsOf(page);
  const scan = aScan().ofProposal(randomProposal()).startedAt(new Date()).started().progress(5).finished();
  await produce(place().kafka, scan.events());
  await signIn(page, 'staff', '/operations?tab=services');
  const part = page.getByRole('region', { name: 'Replay' });
  const replay = part.getByRole('button', { name: 'Replay' });
  await part.getByLabel(/scan/i).fill(scan.key);
  await expect(replay).toBeDisabled();
  await part.getByLabel('Why').fill('After the restore');
  await replay.click();
  const done = part.locator('tr[data-replay=done]').filter({ hasText: scan.key });
  await expect(done).toBeVisible({ timeout: 60_000 });
  await expect(done).toContainText('3 read, 0 applied, 3 known, 0 refused');
  await expect(done).toContainText('staff: After the restore');
  expect(complaints).toEqual([]);
});

for (const { name, ...look } of LOOKS)
  test(`many dead letters are fit for everybody: ${name}`, async ({ page }) => {
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    const source = newLine();
    await produce(place().kafka, toldBy(source, randomProposal()));
    await signIn(page, 'admin', UNREGISTERED);
    await expect(page.locator('tr[data-letter]').filter({ hasText: source })).toHaveCount(3, { timeout: 60_000 });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.screenshot({ path: `test-results/letters ${name}.png` });
    await page.locator('[data-act=resend-all]').click();
    await expectAccessible(page);
    await page.screenshot({ path: `test-results/letters asked ${name}.png` });
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
    await expect(page.getByRole('button', { name: 'Done' })).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
    await page.screenshot({ path: `test-results/letters done ${name}.png` });
  });
