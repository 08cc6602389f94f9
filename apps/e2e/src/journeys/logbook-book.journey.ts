import { makeEvent, type SciZooEvent, sourceOf } from '@scizoo/messaging';
import { aProposalChanged, aScan } from '@scizoo/testing';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { complaintsOf, signIn } from '../harness/pages';
import { png } from '../harness/pictures';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

/** A proposal of its own that measures now, with a scan that is noted by itself. */
async function aBook(): Promise<string> {
  const proposal = randomProposal();
  const [start, end] = [-3_600_000, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString()) as [string, string];
  const measurementPeriods = [{ instrument: 'zoosaxs', start, end }];
  await produce(place().kafka, [aProposalChanged(proposal, { title: `Gels of ${proposal}`, measurementPeriods })]);
  const scan = aScan().ofProposal(proposal).startedAt(new Date()).started().finished();
  await produce(place().kafka, scan.events());
  return proposal;
}
const entryOf = (page: Page, title: string): Locator =>
  page.locator('article[data-entry]', { has: page.getByRole('heading', { name: title }) });
const more = async (page: Page, entry: Locator, act: string | RegExp): Promise<void> => {
  await entry
    .getByRole('button', { name: /^More for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: act }).click();
};

/** What entries are asked for, and a template: set by staff on the page. */
async function define(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings of the logbook' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add attribute' }).click();
  const shift = dialog.getByRole('group', { name: '1' }).or(dialog.getByRole('group', { name: 'Shift' }));
  await shift.getByLabel('Name').fill('Shift');
  await dialog.getByRole('group', { name: 'Shift' }).getByLabel('Kind').selectOption('choice');
  await dialog.getByRole('group', { name: 'Shift' }).getByLabel('Choices, parted by commas').fill('day, night');
  await dialog.getByRole('group', { name: 'Shift' }).getByLabel('Needed').check();
  await dialog.getByRole('button', { name: 'Add attribute' }).click();
  await dialog.getByRole('group', { name: '2' }).getByLabel('Name').fill('Energy');
  const energy = dialog.getByRole('group', { name: 'Energy' });
  await energy.getByLabel('Kind').selectOption('number');
  await energy.getByLabel('Smallest').fill('5');
  await energy.getByLabel('Unit').fill('keV');
  await dialog.getByRole('button', { name: 'Add template' }).click();
  await dialog.getByLabel('Name of the template').fill('Handover');
  await dialog.getByLabel('Title', { exact: true }).fill('Handover');
  await dialog.getByLabel('Text', { exact: true }).fill('## Done');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
}

/** As the Tango harvester of the beamline tells it. */
function beamLost() {
  const data = {
    beamline: 'zoosaxs',
    name: 'Ring current',
    turn: 'lost' as const,
    value: '0.1 mA',
    limit: 'below 50 mA',
    at: new Date().toISOString(),
  };
  const about = { subject: 'zoosaxs', source: sourceOf('demo', 'zoosaxs'), sequence: Date.now() };
  return makeEvent('org.scizoo.machine.changed.v1', about, data) as SciZooEvent;
}

test('a shift in the logbook: template, attributes, reply, pin, lock, calendar, filter, history, export', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  const complaints = complaintsOf(page);
  const proposal = await aBook();
  const address = `/logbook?book=proposal:${proposal}`;
  await signIn(page, 'staff', address);
  const tree = page.getByRole('navigation', { name: 'Logbooks' });
  await expect(tree.getByRole('link', { name: new RegExp(proposal) })).toHaveAttribute('aria-current', 'page');
  await expect(tree.getByRole('link', { name: /^ZooSAXS/ })).toBeVisible();
  await define(page);

  // Written from the template; what the book asks for is checked before it is sent.
  await page.getByRole('button', { name: 'New entry' }).click();
  await page.getByLabel('Template').selectOption('Handover');
  await expect(page.getByRole('textbox', { name: 'Text', exact: true })).toHaveValue('## Done');
  await page.getByRole('textbox', { name: 'Energy' }).fill('4');
  await page.getByRole('button', { name: 'Write entry' }).click();
  await expect(page.getByText('This is needed.')).toBeVisible();
  await expect(page.getByText('At least 5.')).toBeVisible();
  await page.getByLabel('Shift').selectOption('night');
  await page.getByRole('textbox', { name: 'Energy' }).fill('7,1');
  await page.locator('input[type=file]').setInputFiles({
    name: 'beam.png',
    mimeType: 'image/png',
    buffer: png(40, 30),
  });
  await expect(page.getByRole('textbox', { name: 'Text', exact: true })).toHaveValue(/!\[beam\.png\]/);
  await page.getByLabel('Tags').fill('handover');
  await page.getByRole('button', { name: 'Write entry' }).click();
  const entry = entryOf(page, 'Handover');
  await expect(entry.getByText('night')).toBeVisible();
  await expect(entry.getByText('7.1')).toBeVisible();
  await expect(entry.getByRole('img', { name: 'beam.png' })).toHaveJSProperty('naturalWidth', 40);

  // The scan was noted by itself, with its values, apart from what people write.
  const notes = page.getByRole('region', { name: 'Machine notes' });
  await expect(notes.getByText(/ascan mot01/)).toBeVisible();
  await expect(notes.getByText(/7112\.5/)).toBeVisible();
  // So is what the machine does meanwhile.
  await produce(place().kafka, [beamLost()]);
  const lost = notes.locator('article', { hasText: 'Ring current: 0.1 mA' });
  await expect(lost).toContainText('lost: below 50 mA', { timeout: 40_000 });
  await notes.getByRole('button', { name: 'Hide machine notes' }).click();
  await expect(notes).toBeHidden();
  await expect(page).toHaveURL(/machine=hidden/);
  await page.getByRole('button', { name: 'Show machine notes' }).click();
  await expect(notes).toBeVisible();

  await entry.getByRole('button', { name: /^Reply to/ }).click();
  await page.getByRole('textbox', { name: 'Reply', exact: true }).fill('Seen, **thank you**');
  await page.getByRole('button', { name: 'Send reply' }).click();
  await expect(entry.locator('article strong')).toHaveText('thank you');
  await more(page, entry, 'Pin on top');
  await expect(page.getByRole('region', { name: 'Pinned' }).getByRole('heading', { name: 'Handover' })).toBeVisible();
  await more(page, entry.first(), /^Importance: Critical/);
  await expect(entry.first().getByText('Critical')).toBeVisible();

  // Somebody else sees who has it, until when, and cannot take it.
  await entry.getByRole('button', { name: /^Edit/ }).first().click();
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible();
  const second = await browser.newPage();
  await signIn(second, 'admin', address);
  const theirs = entryOf(second, 'Handover');
  await expect(theirs.getByText(/Stina Strand is editing, until \d\d:\d\d/)).toBeVisible();
  await theirs.getByRole('button', { name: /^Edit/ }).first().click();
  await expect(second.locator('mat-snack-bar-container')).toContainText('Stina Strand is editing');
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('## Done\n\nEnergy is set');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(entry.getByText('Energy is set')).toBeVisible();
  // It comes to the other page by itself.
  await expect(theirs.getByText('Energy is set')).toBeVisible({ timeout: 40_000 });
  await second.close();

  await more(page, entry, 'History');
  const history = page.getByRole('dialog', { name: /^History of/ });
  await expect(history.locator('ins').filter({ hasText: 'Energy is set' })).toBeVisible();
  await expect(history.locator('del').filter({ hasText: 'beam.png' }).first()).toBeVisible();
  await history.getByRole('button', { name: 'Close' }).click();

  // The calendar marks the day; a filter leaves what fits.
  const today = page.locator('sz-month-calendar button.has');
  await expect(today).toHaveCount(1);
  await today.click();
  await expect(page).toHaveURL(/day=\d{4}-\d\d-\d\d/);
  await expect(entry).toBeVisible();
  await page.getByRole('button', { name: /^Without \d{4}-/ }).click();
  await page.locator('[data-act=filters]').click();
  await page
    .locator('sz-entry-filters')
    .getByRole('combobox', { name: /^Shift/ })
    .selectOption('day');
  await expect(page.getByRole('heading', { name: 'No entry fits' })).toBeVisible();
  await expect(entry).toHaveCount(0);
  await page
    .locator('sz-entry-filters')
    .getByRole('combobox', { name: /^Shift/ })
    .selectOption('night');
  await expect(entry).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Without Shift: night' })).toBeVisible();
  await expect(entry).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Markdown' }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  expect(text).toContain('## Handover');
  expect(text).toContain('- Shift: night');
  expect(text).toContain('### Re: Handover');
  const printed = page.waitForEvent('popup');
  await more(page, entry, 'Page to print or save as PDF');
  const document = await printed;
  await expect(document.getByRole('heading', { name: 'Handover', exact: true })).toBeVisible();
  await expect(document.getByText('Energy is set')).toBeVisible();
  await document.close();
  expect(complaints).toEqual([]);
});

for (const { name, ...look } of LOOKS)
  test(`a book with entries is fit for everybody: ${name}`, async ({ page }) => {
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    const proposal = await aBook();
    await signIn(page, 'staff', `/logbook?book=proposal:${proposal}`);
    for (const title of ['Beam is back', 'Detector moved']) {
      await page.getByRole('button', { name: 'New entry' }).click();
      await page.getByRole('textbox', { name: 'Title' }).fill(title);
      await page
        .getByRole('textbox', { name: 'Text', exact: true })
        .fill('| Motor | Value |\n|---|---|\n| mot01 | 0.5 mm |');
      await page.getByLabel('Tags').fill('beam');
      await page.getByRole('button', { name: 'Write entry' }).click();
      await expect(entryOf(page, title)).toBeVisible();
    }
    await expect(page.getByRole('region', { name: 'Machine notes' }).getByText(/ascan mot01/)).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.screenshot({ path: `test-results/logbook book ${name}.png`, fullPage: true });
    await page.locator('[data-act=filters]').click();
    await page.getByRole('button', { name: 'Settings of the logbook' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add attribute' }).click();
    await expectAccessible(page);
    await page.screenshot({ path: `test-results/logbook settings ${name}.png` });
  });
