import { aProposalChanged, aScan } from '@scizoo/testing';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../harness/access';
import { DatasetList } from '../harness/dataset-pages';
import { aDataset, ownWord, Script } from '../harness/datasets';
import { complaintsOf, ScanLog, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';
import { Table } from '../harness/table';

const energy = (value: number) => ({ scientificMetadata: { photon_energy: { value, unit: 'keV' } } });
const COLUMNS = ['name', 'scan', 'start', 'pi', 'comment', 'meta:photon_energy', 'size', 'rating'];
const addressOf = (word: string, columns = COLUMNS): string =>
  `?text=${word}&sort=datasetName${columns.map((id) => `&columns=${encodeURIComponent(id)}`).join('')}`;

/** Two people on a proposal: its members are a group. */
async function aTeam(): Promise<string> {
  const proposal = randomProposal();
  const person = (firstName: string, lastName: string, email: string) => ({ firstName, lastName, email });
  const team = [
    person('Petra', 'Muster', 'petra.muster@uni.example'),
    person('Gustav', 'Gast', 'gustav.gast@institute.example'),
  ];
  await produce(place().kafka, [aProposalChanged(proposal, { team })]);
  return proposal;
}
async function someDatasets(group = '20260101'): Promise<string> {
  const script = await Script.of('admin');
  const word = ownWord();
  const long = 'A name that is far too long for any column that a table has at its start';
  await script.create(aDataset('short', { keywords: [word], accessGroups: [group], ...energy(0.87) }));
  await script.create(aDataset(long, { keywords: [word], accessGroups: [group], ...energy(1.2) }));
  return word;
}
const menuItem = (page: Page, name: string | RegExp): Locator => page.getByRole('menuitem', { name });
async function viewMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^View: / }).click();
}
async function saveView(page: Page, name: string, place?: string): Promise<void> {
  await viewMenu(page);
  await menuItem(page, /^Save or change/).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the view').fill(name);
  if (place) await dialog.getByLabel('Who sees it').selectOption({ label: place });
  await dialog.getByRole('button', { name: 'Save view' }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: name })).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toBeHidden();
}

test('columns are drawn wider, fitted, pinned, moved, hidden and read in another unit; a reload keeps it', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const word = await someDatasets();
  const list = await DatasetList.open(page, 'staff', addressOf(word));
  await expect(list.rows).toHaveCount(2);
  const table = new Table(list.grid);

  const before = await table.width('pi');
  await table.drag('pi', 60);
  await expect.poll(() => table.width('pi')).toBe(before + 60);
  await table.edge('pi').focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => table.width('pi')).toBe(before + 52);
  await expect.poll(() => table.cellWidth('short', 'pi')).toBe(before + 52);

  await table.edge('name').dblclick();
  await expect.poll(() => table.isClipped('A name that is far', 'name')).toBe(false);

  const sort = table.head('meta:photon_energy').locator('.sort');
  await sort.click();
  await expect(page).toHaveURL(/sort=-meta:photon_energy/);
  await expect.poll(async () => (await list.names())[0]).toMatch(/^A name/);
  await sort.click();
  await expect.poll(async () => (await list.names())[0]).toBe('short');
  await table
    .head('start')
    .locator('.sort')
    .click({ modifiers: ['Shift'] });
  await expect(page).toHaveURL(/sort=meta:photon_energy,-startTime/);
  await expect(table.head('start')).toHaveAttribute('aria-sort', 'descending');

  await table.act('meta:photon_energy', 'Pin left');
  await expect
    .poll(() => table.order())
    .toEqual(['name', 'meta:photon_energy', ...COLUMNS.slice(1, 5), 'size', 'rating']);
  await table.act('rating', 'Move left');
  await table.act('scan', 'Hide');
  await table.act('meta:photon_energy', 'Unit', 'eV');
  await expect(table.cell('short', 'meta:photon_energy')).toHaveText(/^\s*870\s*eV$/);
  await table.act('meta:photon_energy', 'Digits', '1');
  await expect(table.cell('short', 'meta:photon_energy')).toHaveText(/^\s*870\.0\s*eV$/);

  await page.setViewportSize({ width: 900, height: 700 });
  await list.grid.evaluate((grid) => (grid.scrollLeft = 400));
  await expect.poll(async () => (await table.cell('short', 'meta:photon_energy').boundingBox())!.x).toBeLessThan(1000);
  await expect(table.cell('short', 'meta:photon_energy')).toBeInViewport();
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.reload();
  const order = ['name', 'meta:photon_energy', 'start', 'pi', 'comment', 'rating', 'size'];
  await expect.poll(() => table.order()).toEqual(order);
  await expect.poll(() => table.width('pi')).toBe(before + 52);
  await expect(table.cell('short', 'meta:photon_energy')).toHaveText(/870\.0\s*eV/);
  await expectAccessible(page);

  await table.act('name', 'Standard columns');
  await expect.poll(async () => (await table.order()).slice(0, 3)).toEqual(['name', 'scan', 'start']);
  await expect(page).not.toHaveURL(/layout=/);
  expect(complaints).toEqual([]);
});

test('a view keeps columns, order and density; it says when it was changed, and others in the group see it', async ({
  page,
  browser,
}) => {
  const complaints = complaintsOf(page);
  const group = await aTeam();
  const word = await someDatasets(group);
  const name = `Energies ${word}`;
  const list = await DatasetList.open(page, 'scientist', addressOf(word));
  const table = new Table(list.grid);
  await expect(list.rows).toHaveCount(2);
  await table.drag('pi', 40);
  const width = await table.width('pi');
  await saveView(page, name, `Group ${group}`);
  await expect(page).toHaveURL(/view=/);
  const button = page.getByRole('button', { name: /^View: / });
  await expect(button).toHaveAccessibleName(`View: ${name}`);

  await table.drag('pi', 30);
  await expect(button).toHaveAccessibleName(`View: ${name}, unsaved changes`);
  await viewMenu(page);
  await menuItem(page, 'Discard the changes').click();
  await expect.poll(() => table.width('pi')).toBe(width);
  await table.act('size', 'Hide');
  await viewMenu(page);
  await menuItem(page, /^Save the changes/).click();
  await expect(button).toHaveAccessibleName(`View: ${name}`);

  const other = await browser.newPage();
  await signIn(other, 'admin', '/datasets');
  await viewMenu(other);
  await expect(other.getByRole('menu')).not.toContainText(name);
  await other.keyboard.press('Escape');
  await other.close();

  const again = await browser.newPage();
  await signIn(again, 'guest', '/datasets');
  await viewMenu(again);
  await again.getByRole('menuitemradio', { name: new RegExp(`${name}.*Petra Muster.*${group}`) }).click();
  const theirs = new Table(new DatasetList(again).grid);
  await expect.poll(() => theirs.order()).toEqual(COLUMNS.filter((id) => id !== 'size'));
  await expect.poll(() => theirs.width('pi')).toBe(width);
  await again.close();

  await viewMenu(page);
  await menuItem(page, /^Save or change/).click();
  const dialog = page.getByRole('dialog', { name: 'Views' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: `Delete the view ${name}` }).click();
  await page.getByRole('dialog').last().getByRole('button', { name: 'Delete view' }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: name })).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('staff propose the first view of their instrument: it opens for those who want no other, and says so', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  const uniqueName = ownWord();
  const name = `Zoo of ${uniqueName}`;
  const admin = await Script.of('admin');
  await admin.ask('POST', '/api/v3/instruments', {
    ...{ uniqueName, name, customMetadata: { staffGroup: 'zoosaxs-staff' } },
  });
  // The catalogue remembers its instruments for half a minute.
  const staff = await Script.of('staff');
  const known = async () => [
    (await staff.ask<{ instruments: string[] }>('GET', '/api/v4/views?table=scan-log')).instruments,
    (await staff.ask<{ instruments: { uniqueName: string }[] }>('GET', '/api/v4/facility')).instruments,
  ];
  await expect
    .poll(async () => (await known()).filter((some) => JSON.stringify(some).includes(uniqueName)).length, {
      timeout: 60_000,
    })
    .toBe(2);
  await signIn(page, 'staff', `/scan-log?instrument=${uniqueName}&columns=scan,start,command,comment&hide=failed`);
  await saveView(page, 'Plain', `First view of ${name}`);
  await expect(page.getByRole('button', { name: 'View: Plain' })).toBeVisible();

  const guest = await browser.newPage();
  await signIn(guest, 'scientist', '/scan-log');
  await guest.getByLabel('Instrument', { exact: true }).selectOption({ label: name });
  const notice = guest.locator('mat-snack-bar-container').last();
  await expect(notice).toContainText(`the staff of ${name} propose it`);
  await expect(guest).toHaveURL(/columns=scan,start,command,comment/);
  await expect(guest).toHaveURL(/hide=failed/);
  await notice.getByRole('button', { name: 'Undo' }).click();
  await expect(guest).not.toHaveURL(/hide=failed/);
  await expect(guest).toHaveURL(new RegExp(`instrument=${uniqueName}`));
  await guest.close();

  await admin.ask('DELETE', `/api/v4/views/${encodeURIComponent(`scan-log:${uniqueName}`)}`);
});

test('views and columns have a place on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/datasets', '/scan-log']) {
    await (path === '/datasets' ? signIn(page, 'staff', path) : page.goto(`${place().url}${path}`));
    await viewMenu(page);
    await expect(menuItem(page, /^Save or change/)).toBeVisible();
    await menuItem(page, /^Save or change/).click();
    await expect(page.getByRole('dialog').getByLabel('Name of the view')).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});

test('columns are dragged to their places, and a column that is let go at its own place stays', async ({ page }) => {
  const complaints = complaintsOf(page);
  const word = await someDatasets();
  const list = await DatasetList.open(page, 'staff', addressOf(word));
  await expect(list.rows).toHaveCount(2);
  const table = new Table(list.grid);
  await table.carry('rating', 'scan');
  await expect.poll(() => table.order()).toEqual(['name', 'rating', ...COLUMNS.slice(1, 7)]);
  await expect(page, 'the end of a drag is no click that sorts').toHaveURL(/sort=datasetName/);
  await table.carry('start', 'name');
  await expect
    .poll(() => table.order(), { message: 'not before what is pinned' })
    .toEqual([...['name', 'start', 'rating', 'scan', 'pi', 'comment', 'meta:photon_energy', 'size']]);
  await page.reload();
  await expect.poll(async () => (await table.order()).slice(0, 3)).toEqual(['name', 'start', 'rating']);
  await table.head('name').locator('.sort').click();
  await expect(page).toHaveURL(/sort=-datasetName/);
  expect(complaints).toEqual([]);
});

test('a view is given another name and stays open, with what was changed in it', async ({ page }) => {
  const word = await someDatasets();
  const list = await DatasetList.open(page, 'scientist', addressOf(word));
  const table = new Table(list.grid);
  await saveView(page, `First ${word}`);
  await table.act('size', 'Hide');
  const button = page.getByRole('button', { name: /^View: / });
  await expect(button).toHaveAccessibleName(`View: First ${word}, unsaved changes`);
  await viewMenu(page);
  await menuItem(page, /^Save or change/).click();
  const dialog = page.getByRole('dialog', { name: 'Views' });
  await dialog.getByRole('button', { name: `Give the view First ${word} another name` }).click();
  await dialog.getByLabel(`New name of the view First ${word}`).fill(`Second ${word}`);
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem').filter({ hasText: `Second ${word}` })).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(button).toHaveAccessibleName(`View: Second ${word}, unsaved changes`);
  await expect.poll(() => table.order()).not.toContain('size');
  await page.reload();
  await expect(button).toHaveAccessibleName(`View: Second ${word}, unsaved changes`);
});

test('long texts and nested values are columns of both tables: clamped, and whole over the cell', async ({ page }) => {
  const complaints = complaintsOf(page);
  const script = await Script.of('admin');
  const word = ownWord();
  const long = 'The film was annealed twice, first in air and then in vacuum, until the colour no longer changed.';
  const slits = { gap: { value: 0.5, unit: 'mm' }, blades: { left: -0.2, right: 0.3 } };
  const scientificMetadata = { history: { value: long }, slits };
  await script.create(aDataset('nested', { keywords: [word], description: long, scientificMetadata }));
  const columns = ['name', 'description', 'meta:history', 'meta:slits'];
  const list = await DatasetList.open(page, 'staff', addressOf(word, columns));
  const table = new Table(list.grid);
  await expect(table.cell('nested', 'meta:slits')).toContainText('gap, blades');
  await table.cell('nested', 'meta:slits').hover();
  await table.cell('nested', 'meta:slits').getByRole('button', { name: 'Show the whole value' }).click();
  const whole = page.getByRole('dialog', { name: 'Slits' });
  await expect(whole).toContainText(/Gap\s*0\.5\s*mm/);
  await expect(whole).toContainText(/Left\s*[-−]0\.2/);
  await page.screenshot({ path: 'test-results/nested value.png' });
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(whole).toBeHidden();
  await expect(list.grid).toBeFocused();

  // By keys: Enter opens what the cell has no room for.
  await table.cell('nested', 'meta:history').click();
  await list.grid.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'History' })).toContainText(long);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/datasets\?/);

  await page.setViewportSize({ width: 390, height: 844 });
  await list.row('nested').getByRole('button', { name: 'gap, blades' }).click();
  await expect(page.getByRole('dialog', { name: 'Slits' })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.screenshot({ path: 'test-results/nested value 390.png' });
  expect(complaints).toEqual([]);
});

test('the scan log shows long texts and nested values whole, too', async ({ page }) => {
  const proposal = randomProposal();
  await produce(place().kafka, [
    aProposalChanged(proposal),
    ...aScan().ofProposal(proposal).startedAt(new Date()).started().finished().events(),
  ]);
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}&columns=scan,start,name,meta:mirror`);
  const log = new ScanLog(page);
  await expect(log.rows).toHaveCount(1);
  const script = await Script.of('admin');
  const mirror = { pitch: 2.1, bender: { upper: 10, lower: 12 } };
  await script.change((await log.rows.first().getAttribute('data-pid'))!, { scientificMetadata: { mirror } });
  await expect(log.cell(log.rows.first(), 'meta:mirror')).toContainText('pitch, bender');
  await log.cell(log.rows.first(), 'meta:mirror').click();
  await page.locator('#scan-log-grid').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Mirror' })).toContainText(/Bender\s*Upper\s*10/);
  await page.keyboard.press('Escape');
  await expect(page.locator('#scan-log-grid')).toBeFocused();
});
