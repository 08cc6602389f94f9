import { expect, test } from '@playwright/test';
import { createProducer, type SciZooEvent, topicNames } from '@scizoo/messaging';
import { aScan } from '@scizoo/testing';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { complaintsOf, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

/** What a faulty producer sends: a number written as a word. */
async function poison(key: string, event: SciZooEvent): Promise<void> {
  const producer = createProducer({ brokers: place().kafka, clientId: 'journeys' });
  const value = JSON.stringify({ ...event, data: { ...(event.data as object), pointsDone: 'seven' } });
  await producer.sendMessages([{ topic: topicNames().acquisition, key, value }]);
  await producer.disconnect();
}

test('a poison message is mended on its page and applied', async ({ page }) => {
  const complaints = complaintsOf(page);
  const scan = aScan().ofProposal(randomProposal()).started().progress(7);
  const [started, progress] = scan.events() as [SciZooEvent, SciZooEvent];
  await produce(place().kafka, [started]);
  await poison(scan.key, progress);
  await signIn(page, 'staff', '/operations?tab=dead-letters');
  const row = page.getByRole('row').filter({ hasText: 'data.pointsDone' }).first();
  await expect(row).toBeVisible({ timeout: 60_000 });
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('event data is not valid');
  const editor = page.getByLabel('Mend the event');
  const send = page.getByRole('button', { name: 'Send again' });
  await expect(page.getByText('The catalogue would refuse this')).toBeVisible();
  await expect(send).toBeDisabled();
  await editor.fill((await editor.inputValue()).replace('"seven"', '7'));
  await expect(page.getByText('The catalogue would take this')).toBeVisible();
  await send.click();
  await expect(page.locator('[data-state=applied]')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Open the dataset' }).click();
  await expect(page).toHaveURL(/\/datasets\//);
  expect(complaints).toEqual([]);
});

for (const { name, ...look } of LOOKS)
  test(`operations are fit for everybody: ${name}`, async ({ page }) => {
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    const scan = aScan().ofProposal(randomProposal()).started().progress(7);
    const [started, progress] = scan.events() as [SciZooEvent, SciZooEvent];
    await produce(place().kafka, [started]);
    await poison(scan.key, progress);
    await signIn(page, 'staff', '/operations');
    for (const tab of ['Health', 'Dead letters', 'Services', 'Who is told']) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await expect(page.getByRole('link', { name: tab, exact: true })).toHaveAttribute('aria-current', 'page');
      await expect(page.locator('.skeleton')).toHaveCount(0);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await page.getByRole('link', { name: 'Dead letters', exact: true }).click();
    await page.getByRole('row').filter({ hasText: 'data.pointsDone' }).first().getByRole('link').click();
    await expect(page.getByLabel('Mend the event')).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
