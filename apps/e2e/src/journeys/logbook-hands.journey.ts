import { aProposalChanged, aScan } from '@scizoo/testing';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../harness/access';
import { CatalogueScript } from '../harness/catalogue';
import { complaintsOf, ScanLog, signIn } from '../harness/pages';
import { png } from '../harness/pictures';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

async function aProposal(): Promise<string> {
  const proposal = randomProposal();
  await produce(place().kafka, [aProposalChanged(proposal, { title: `Gels of ${proposal}` })]);
  return proposal;
}
const open = (page: Page, proposal: string, more = '') =>
  signIn(page, 'staff', `/logbook?book=proposal:${proposal}${more}`);
const text = (page: Page): Locator => page.getByRole('textbox', { name: 'Text', exact: true });
const entryOf = (page: Page, title: string): Locator =>
  page.locator('article[data-entry]', { has: page.getByRole('heading', { name: title }) });
/** In the browser: files that come by the clipboard or by the mouse, where the focus is. */
const BRING = `({ how, text, files }) => {
  const data = new DataTransfer();
  if (text) data.setData('text/plain', text);
  for (const { name, type, bytes } of files) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const with_ = { bubbles: true, cancelable: true };
  const event = how === 'paste'
    ? new ClipboardEvent('paste', { ...with_, clipboardData: data })
    : new DragEvent('drop', { ...with_, dataTransfer: data });
  document.activeElement.dispatchEvent(event);
}`;
const picture = (name: string, width: number) => ({ name, type: 'image/png', bytes: [...png(width, 30)] });
async function bring(page: Page, how: 'paste' | 'drop', what: { text?: string; files?: object[] }): Promise<void> {
  await text(page).focus();
  await page.evaluate(`(${BRING})(${JSON.stringify({ how, text: what.text ?? '', files: what.files ?? [] })})`);
}

test('pictures are pasted and dropped into an entry, a table comes from a spreadsheet, values from the devices', async ({
  page,
  request,
}) => {
  const complaints = complaintsOf(page);
  const proposal = await aProposal();
  await open(page, proposal);
  await page.getByRole('button', { name: 'New entry' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Alignment');
  await text(page).fill('Before');
  await bring(page, 'paste', { files: [picture('image.png', 40)] });
  await expect(text(page)).toHaveValue(/^Before\n\n!\[image\.png\]\(\/api\/[^)]+\)\n\n$/);
  // Two at once, one of which is no picture.
  const log = { name: 'align.log', type: 'text/plain', bytes: [...Buffer.from('peak at 0.5')] };
  await bring(page, 'drop', { files: [picture('screen.png', 50), log] });
  await expect(text(page)).toHaveValue(/!\[screen\.png\]/);
  await expect(text(page)).toHaveValue(/[^!]\[align\.log\]/);
  await bring(page, 'paste', { text: 'Motor\tmm\nmot01\t0.5\n' });
  await expect(text(page)).toHaveValue(/\| Motor \| mm \|\n\|---\|---\|\n\| mot01 \| 0\.5 \|/);
  // The demo beamline has devices that answer at any time.
  await page.getByRole('button', { name: 'Values now' }).click();
  await expect(text(page)).toHaveValue(/\| zoosaxs, \d{4}-\d\d-\d\d [\d:]+ \| \|/);
  await expect(text(page)).toHaveValue(/\| Ring current \| [\d.]+ mA \|/);
  await page.getByLabel('Authors').fill('Stina Strand');
  await expect(page.getByRole('button', { name: 'Without Stina Strand' })).toBeVisible();
  await page.getByLabel('Authors').fill('Ada Ek');
  await page.getByRole('button', { name: 'Write entry' }).click();

  const entry = entryOf(page, 'Alignment');
  await expect(entry.getByText('Stina Strand, Ada Ek')).toBeVisible();
  await expect(entry.getByRole('img', { name: 'image.png' })).toHaveJSProperty('naturalWidth', 40);
  await expect(entry.getByRole('img', { name: 'screen.png' })).toHaveJSProperty('naturalWidth', 50);
  await expect(entry.getByRole('cell', { name: 'mot01' })).toBeVisible();
  const download = page.waitForEvent('download');
  await entry.getByRole('link', { name: 'align.log' }).click();
  expect((await download).suggestedFilename()).toBe('align.log');

  // A draft that is thrown away takes its picture along; that of the entry stays.
  await page.getByRole('button', { name: 'New entry' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Never mind');
  await bring(page, 'paste', { files: [picture('image.png', 60)] });
  await expect(text(page)).toHaveValue(/!\[image\.png\]/);
  const address = /\((\/api\/[^)]+)\)/.exec(await text(page).inputValue())?.[1] ?? '';
  page.removeAllListeners('dialog');
  page.once('dialog', (dialog) => void dialog.accept());
  const gone = page.waitForResponse(
    (answer) => answer.request().method() === 'DELETE' && answer.url().includes('/files/'),
  );
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect((await gone).status()).toBe(204);
  expect((await page.request.get(`${place().url}${address}`)).status()).toBe(404);
  await page.reload();
  await expect(entry.getByRole('img', { name: 'image.png' })).toHaveJSProperty('naturalWidth', 40);
  const script = await CatalogueScript.as(request, 'staff');
  const { entries } = await script.get<{ entries: { title: string }[] }>(
    `/api/v4/logbook/books/proposal:${proposal}/entries?kind=human`,
  );
  expect(entries.map(({ title }) => title)).toEqual(['Alignment']);
  expect(complaints).toEqual([]);
});

test('two editors at once: nothing is overwritten without a word, and both texts are shown', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const complaints = complaintsOf(page);
  const proposal = await aProposal();
  const script = await CatalogueScript.as(request, 'staff');
  const book = `/api/v4/logbook/books/proposal:${proposal}/entries`;
  let path = '';
  // the proposal comes to the catalogue in a moment
  await expect(async () => {
    const { id } = await script.send<{ id: string }>('POST', book, {
      title: 'Shift',
      text: 'energy 7.1 keV',
      key: 's',
    });
    path = `/api/v4/logbook/entries/${id}`;
  }).toPass();
  await open(page, proposal);
  const entry = entryOf(page, 'Shift');
  await entry.getByRole('button', { name: /^Edit/ }).click();
  await expect(text(page)).toHaveValue('energy 7.1 keV');
  await text(page).fill('energy 7.1 keV, sample 4');
  // The same account at another desk: its lock is the same person's. The list of this page hears of it meanwhile.
  await script.send('PATCH', path, { revision: 1, text: 'energy 9.7 keV' });
  await page.waitForResponse((answer) => answer.url().includes('/entries?') && answer.ok(), { timeout: 40_000 });
  await page.waitForTimeout(500);
  await expect(text(page)).toHaveValue('energy 7.1 keV, sample 4');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const conflict = page.getByRole('alert').filter({ hasText: 'Somebody was quicker' });
  await expect(conflict.locator('del')).toContainText('7.1');
  await expect(conflict.locator('ins')).toContainText('9.7');
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/logbook conflict.png', fullPage: true });
  expect((await script.get<{ text: string }>(path)).text).toBe('energy 9.7 keV');

  // Put together by hand, and saved knowingly.
  await text(page).fill('energy 9.7 keV, sample 4');
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await expect(page.locator('article[data-entry]').getByText('energy 9.7 keV, sample 4')).toBeVisible();

  // The other way: what they wrote is taken, ours is gone.
  await entry.getByRole('button', { name: /^Edit/ }).click();
  await text(page).fill('mine');
  await script.send('PATCH', path, { revision: 3, text: 'theirs' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await expect(entry.getByText('theirs')).toBeVisible();
  await entry.getByRole('button', { name: /^Edit/ }).click();
  await expect(text(page)).toHaveValue('theirs');
  expect(complaints).toEqual([]);
});

test('the plot of a scan goes to the logbook with it', async ({ page }) => {
  const complaints = complaintsOf(page);
  const proposal = await aProposal();
  const scan = aScan().ofProposal(proposal).startedAt(new Date()).started().progress(6).progress(11).finished();
  await produce(place().kafka, scan.events());
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
  const log = new ScanLog(page);
  await log.cell(log.rowOf('ascan mot01'), 'start').click();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'To the logbook' }).click();
  const dialog = page.getByRole('dialog', { name: 'To the logbook' });
  await expect(dialog.getByLabel('Choose a logbook')).toHaveValue(`proposal:${proposal}`);
  await dialog.getByLabel('With the plot').check();
  await dialog.getByRole('button', { name: 'Create a new entry' }).click();
  await page.getByRole('link', { name: 'Entry 1' }).click();
  const plot = page.locator('article[data-entry] sz-markdown img');
  await expect(plot).toHaveCount(1);
  await expect
    .poll(() => plot.evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth))
    .toBeGreaterThan(200);
  await page.screenshot({ path: 'test-results/logbook plot.png' });
  expect(complaints).toEqual([]);
});

test('a long book is read to its end by scrolling, and each entry stands there once', async ({ page, request }) => {
  test.setTimeout(180_000);
  const complaints = complaintsOf(page);
  const proposal = await aProposal();
  const script = await CatalogueScript.as(request, 'staff');
  const book = `/api/v4/logbook/books/proposal:${proposal}/entries`;
  const write = (n: number) =>
    script.send('POST', book, { title: `Entry ${n}`, text: 'A line of what was done.\n\n'.repeat(3), key: `n${n}` });
  await expect(async () => void (await write(1))).toPass();
  for (let n = 2; n <= 130; n += 1) await write(n);
  await open(page, proposal);
  const entries = page.locator('.list article[data-entry]');
  await expect(entries.first()).toContainText('Entry 130');
  await expect(page.getByText('This is where the logbook begins').or(page.locator('.note.end'))).toHaveCount(0);
  // As a reader does, until there is nothing more.
  await expect(async () => {
    await page.keyboard.press('End');
    await expect(page.locator('.note.end')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  const titles = await entries.getByRole('heading').allInnerTexts();
  expect(titles.map((title) => Number(title.trim().split(' ').at(-1)))).toEqual(
    Array.from({ length: 130 }, (_, at) => 130 - at),
  );
  // A new entry comes on top by itself, and nothing that was read is lost.
  await write(131);
  await expect(entries.first()).toContainText('Entry 131', { timeout: 40_000 });
  await expect(entries).toHaveCount(131);
  await expectNoSidewaysScroll(page);
  expect(complaints).toEqual([]);
});
