import { readFile } from 'node:fs/promises';
import { aProposalChanged, aScan } from '@scizoo/testing';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { complaintsOf, ScanLog, signIn } from '../harness/pages';
import { png } from '../harness/pictures';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
/** A proposal with scans of these numbers, the first one the oldest. */
async function measured(...numbers: number[]): Promise<string> {
  const proposal = randomProposal();
  const scans = numbers.flatMap((number, at) =>
    aScan()
      .numbered(number)
      .ofProposal(proposal)
      .startedAt(minutesAgo(10 * (numbers.length - at)))
      .started()
      .finished()
      .events(),
  );
  await produce(place().kafka, [aProposalChanged(proposal), ...scans]);
  return proposal;
}
async function openLog(browser: Browser, proposal: string): Promise<{ page: Page; log: ScanLog }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
  return { page, log: new ScanLog(page) };
}
const noteOf = (page: Page, text: string) => page.locator('[role="row"][data-note]').filter({ hasText: text });
/** The editor of a note is open, and what is typed goes there. */
const expectOpen = (page: Page) => expect(page.getByRole('textbox', { name: /^Note at/ })).toBeFocused();
/** In the browser: what a program puts on the clipboard when something is copied, pasted where the focus is. */
const PASTE = `({ text, bytes }) => {
  const data = new DataTransfer();
  if (text !== null) data.setData('text/plain', text);
  if (bytes) data.items.add(new File([new Uint8Array(bytes)], 'screen.png', { type: 'image/png' }));
  const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(paste);
}`;
const pasteInto = (page: Page, { text = null, picture }: { text?: string | null; picture?: Buffer }) =>
  page.evaluate(`(${PASTE})(${JSON.stringify({ text, bytes: picture ? [...picture] : null })})`);

test('a note between two scans: written by a key, with a link and a picture, seen at once in a second window', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const proposal = await measured(411, 412);
  const [{ page, log }, { page: second }] = [await openLog(browser, proposal), await openLog(browser, proposal)];
  const complaints = complaintsOf(page);
  await expect(log.rows).toHaveCount(2);
  await expect(new ScanLog(second).rows).toHaveCount(2);

  await log.cell(log.rows.last(), 'start').click();
  await page.keyboard.press('i');
  await expect(page.getByRole('textbox', { name: /^Note at/ })).toBeFocused();
  await page.keyboard.type('refilled, compare @41');
  const offers = page.getByRole('listbox', { name: 'Scans of the proposal' });
  await expect(offers.getByRole('option')).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type('and @999');
  await page.keyboard.press('Enter');
  const written = Date.now();
  await expect(noteOf(second, 'refilled')).toBeVisible({ timeout: 2500 });
  expect(Date.now() - written).toBeLessThan(2500);

  // Between the two scans, and the number is a link to the first of them; the other number is none.
  const order = await page
    .locator('[role="row"][data-pid], [role="row"][data-note]')
    .evaluateAll((rows) => rows.map((row) => (row.hasAttribute('data-note') ? 'note' : 'scan')));
  expect(order).toEqual(['scan', 'note', 'scan']);
  const link = noteOf(page, 'refilled').getByRole('link');
  await expect(link).toHaveCount(1);
  await expect(link).toHaveText('@411');
  expect(await link.getAttribute('href')).toBe(
    await log.cell(log.rows.last(), 'dataset').getByRole('link').getAttribute('href'),
  );

  await noteOf(page, 'refilled').locator('time').click();
  await page.locator('#scan-log-grid').focus();
  await pasteInto(page, { picture: png(320, 200) });
  await expect(noteOf(second, 'refilled').locator('img')).toHaveCount(1, { timeout: 10_000 });

  // The other window changes it; deleted here it is gone there, and comes back.
  await noteOf(second, 'refilled').locator('time').dblclick();
  await expectOpen(second);
  await second.keyboard.press('End');
  await second.keyboard.type(' at noon');
  await second.keyboard.press('Enter');
  await expect(noteOf(page, 'at noon')).toBeVisible();
  await noteOf(page, 'at noon').locator('time').click();
  await page.locator('#scan-log-grid').focus();
  await page.keyboard.press('Delete');
  await expect(noteOf(second, 'refilled')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(noteOf(second, 'at noon').locator('img')).toHaveCount(1);

  // It leaves with the scans.
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: /^Export/ }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'CSV' }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
  expect(lines.map((line) => line.replace(/^\uFEFF/u, '').split(',')[0])).toEqual(['Kind', 'Scan', 'Note', 'Scan']);
  expect(lines[2]).toContain('refilled');
  await page.goto(page.url().replace('/scan-log?', '/scan-log/report?'));
  await expect(page.locator('tr.note').getByRole('link', { name: '@411' })).toBeVisible();
  await expect(page.locator('tr.note img')).toHaveCount(1);
  expect(complaints).toEqual([]);
});

test('a note that is being written survives a reload; two people in the same one do not overwrite each other', async ({
  browser,
}) => {
  const proposal = await measured(5);
  const [{ page, log }, { page: second }] = [await openLog(browser, proposal), await openLog(browser, proposal)];
  await expect(log.rows).toHaveCount(1);
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await expectOpen(page);
  await page.keyboard.type('half a sent');
  await page.reload();
  await noteOf(page, 'half a sent').getByRole('button', { name: 'not saved yet' }).click();
  await expectOpen(page);
  await page.keyboard.type('ence');
  await page.keyboard.press('Enter');
  await expect(noteOf(second, 'half a sentence')).toBeVisible();

  await noteOf(page, 'half a sentence').locator('time').dblclick();
  await noteOf(second, 'half a sentence').locator('time').dblclick();
  await expectOpen(page);
  await expectOpen(second);
  await second.keyboard.type(', theirs');
  await second.keyboard.press('Enter');
  await expect(noteOf(second, 'theirs')).toBeVisible();
  await page.keyboard.type(', mine');
  await page.keyboard.press('Enter');
  const conflict = page.getByRole('dialog', { name: 'The note was changed by somebody else' });
  await expect(conflict).toContainText('half a sentence, theirs');
  await conflict.getByRole('button', { name: 'Save mine instead' }).click();
  await expect(noteOf(second, 'half a sentence, mine')).toBeVisible();
});

test('cells of a spreadsheet are shown before they change, change together, and are taken back together', async ({
  browser,
}) => {
  const proposal = await measured(21, 22, 23);
  const [{ page, log }, { log: other }] = [await openLog(browser, proposal), await openLog(browser, proposal)];
  await expect(log.rows).toHaveCount(3);
  const columns = `columns=scan,start,comment,rating&instrument=zoosaxs&proposal=${proposal}`;
  await page.goto(`${place().url}/scan-log?${columns}`);
  await log.cell(log.rows.first(), 'comment').click();
  await pasteInto(page, { text: 'sharp\t4\r\n"two\nlines"\t9\r\n\t2\r\nbeyond\t1\r\n' });
  const preview = page.getByRole('dialog');
  await expect(preview.getByRole('heading', { level: 2 })).toHaveText('Paste: 4 cells would change');
  await expect(preview).toContainText('no number from 0 to 5');
  await expect(preview).toContainText('2 cells beyond the last scan');

  // Meanwhile somebody else writes into one of these cells: that one is not overwritten.
  await other.annotate(other.rows.first(), { comment: 'theirs' });
  await preview.getByRole('button', { name: 'Change 4 cells' }).click();
  const conflict = page.getByRole('dialog', { name: /was changed by somebody else/ });
  await expect(conflict).toContainText('theirs');
  await conflict.getByRole('button', { name: 'Keep this one' }).click();
  await expect(other.cell(other.rows.nth(1), 'comment')).toContainText('two lines');
  await expect(other.cell(other.rows.last(), 'rating')).toContainText('2 of 5');
  await expect(log.cell(log.rows.first(), 'comment')).toContainText('theirs');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(other.cell(other.rows.nth(1), 'comment')).not.toContainText('two lines');
  await expect(other.cell(other.rows.first(), 'rating')).not.toContainText('4 of 5');
});

test('a note is moved past scans and to another time, taken back, and keeps its place in an order of several levels', async ({
  browser,
}) => {
  const proposal = await measured(61, 62, 63);
  const { page, log } = await openLog(browser, proposal);
  await expect(log.rows).toHaveCount(3);
  await log.cell(log.rows.last(), 'start').click();
  await page.keyboard.press('i');
  await expectOpen(page);
  await page.keyboard.type('refilled');
  await page.keyboard.press('Enter');
  const order = () =>
    page
      .locator('[role="row"][data-pid], [role="row"][data-note]')
      .evaluateAll((rows) => rows.map((row) => (row.hasAttribute('data-note') ? 'note' : 'scan')).join(' '));
  await expect.poll(order).toBe('scan scan note scan');
  await noteOf(page, 'refilled').locator('time').click();
  await page.locator('#scan-log-grid').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(order).toBe('scan note scan scan');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(order).toBe('scan scan note scan');

  await noteOf(page, 'refilled').getByRole('button', { name: 'Move the note to another time' }).click();
  const dialog = page.getByRole('dialog', { name: 'Move the note to another time' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'One scan down' }).click();
  await expect.poll(order).toBe('scan scan scan note');
  await noteOf(page, 'refilled').getByRole('button', { name: 'Move the note to another time' }).click();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('At', { exact: true }).fill(`${tomorrow}T08:00:00`);
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect.poll(order).toBe('note scan scan scan');

  await page.locator('[role="columnheader"][data-column="state"] .sort').click({ modifiers: ['Shift'] });
  await expect(page).toHaveURL(/sort=-startTime,-state/);
  await expect.poll(order).toBe('note scan scan scan');
  await expect(page.locator('.day').first()).toBeVisible();
});

for (const { name, ...look } of LOOKS)
  test(`notes are fit for everybody: ${name}`, async ({ page }) => {
    const proposal = await measured(31, 32, 33);
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
    const log = new ScanLog(page);
    await expect(log.rows).toHaveCount(3);
    await log.cell(log.rows.last(), 'start').click();
    await page.locator('#scan-log-grid').focus();
    // An empty note that gives way to another one leaves the caret to it.
    await page.keyboard.press('i');
    await expectOpen(page);
    await page.locator('#scan-log-grid').focus();
    await page.keyboard.press('I');
    await expectOpen(page);
    await page.keyboard.press('Escape');
    await log.cell(log.rows.last(), 'start').click();
    await page.locator('#scan-log-grid').focus();
    await page.keyboard.press('i');
    await expectOpen(page);
    await page.keyboard.insertText(
      'Beam **dumped**, refilled in 20 minutes. Compare @31 with @32 for the *drift* of the monochromator.',
    );
    await page.keyboard.press('Enter');
    await page.locator('#scan-log-grid').focus();
    await pasteInto(page, { picture: png(320, 200) });
    await page.keyboard.press('I');
    await expectOpen(page);
    await page.keyboard.insertText('Hutch opened\nnew sample mounted');
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-note] img')).toHaveCount(1);
    await page.screenshot({ path: `test-results/notes ${name}.png` });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
