import { aProposalChanged, aScan } from '@scizoo/testing';
import { expect, type Locator, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { CatalogueScript } from '../harness/catalogue';
import { complaintsOf, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

interface Shown {
  active: {
    version: number;
    content: { groups: { name: string; items: { key: string; unit?: string; when: string }[] }[] };
  };
}
const BEAMLINE = '/api/v4/capture/zoosaxs';

// One draft per beamline: these steps are one after the other.
test.describe.configure({ mode: 'serial' });

test('staff pick an attribute from the devices, try it, activate it; a scientist sees what is recorded', async ({
  page,
  request,
}) => {
  const complaints = complaintsOf(page);
  await signIn(page, 'staff', '/scidog?beamline=zoosaxs');
  await expect(page.getByRole('heading', { name: 'What ZooSAXS records' })).toBeVisible();
  await page.getByRole('button', { name: 'Edit what is recorded' }).click();

  // The database by domain, a device that is off with its reason, and one with live values.
  await page.getByPlaceholder('Search the Tango database').fill('zoosaxs/*');
  await expect(page.locator('[data-device="ZOOSAXS/DET/PILATUS-01"]')).toContainText('not running');
  await page.locator('[data-device="ZOOSAXS/ENV/BATH-01"]').click();
  const flow = page.locator('.attributes li', { hasText: 'Flow' });
  await expect(flow).toContainText('l/min');
  await flow.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Record 1 attribute' }).click();
  const item = page.locator('[data-key="flow"]');
  await expect(item).toContainText('ZOOSAXS/ENV/BATH-01/Flow');

  // The editor checks while typing: a key of somebody else is told at once.
  await item.getByRole('button', { name: /^Flow/ }).click();
  const key = page.locator('input[name="key"]');
  await key.fill('photon_energy');
  await expect(page.locator('.faults')).toContainText(/key \S+ used twice/);
  await key.fill('water_flow');
  await expect(page.locator('.faults')).toHaveCount(0);
  await page.locator('select[name="when"]').selectOption('point');
  await page.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Read now' }).click();
  await expect(page.locator('[data-read="water_flow"]')).toContainText(/l\/min.*ms/);
  await expect(page.getByText(/Read as a scan would: \d+ ms/)).toBeVisible();
  await page.getByRole('button', { name: 'Compare with the last scan' }).click();
  await expect(page.getByRole('heading', { name: /Different from scan/ })).toBeVisible();

  await expect(page.locator('.saved')).toHaveText('saved');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.locator('.chip.state')).toContainText('checked');
  await page.getByRole('button', { name: /^Activate version/ }).click();
  await page.getByLabel('Why').fill('Flow of the bath at each point');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Activate/ })
    .click();
  await expect(page.locator('.chip.state')).toContainText('active');

  const script = await CatalogueScript.as(request, 'admin');
  const { active } = await script.get<Shown>(BEAMLINE);
  const all = active.content.groups.flatMap(({ items }) => items);
  expect(all.find(({ key: own }) => own === 'water_flow')).toMatchObject({ unit: 'l/min', when: 'point' });
  expect(complaints).toEqual([]);
});

test('a version is compared and rolled back; the scientist reads, and does not edit', async ({
  page,
  browser,
  request,
}) => {
  await signIn(page, 'staff', '/scidog?beamline=zoosaxs&tab=versions');
  const script = await CatalogueScript.as(request, 'admin');
  const { active } = await script.get<Shown>(BEAMLINE);
  const now = page.locator(`[data-version="${active.version}"]`);
  await expect(now).toContainText('Flow of the bath at each point');
  await now.getByRole('button', { name: `Version ${active.version}` }).click();
  await expect(now).toContainText('added');
  await expect(now).toContainText('water_flow');
  await page.locator('[data-version="1"]').getByRole('button', { name: 'Roll back to this' }).click();
  await page.getByLabel('Why').fill('The bath is away');
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back to this' }).click();
  await expect(page.locator(`[data-version="${active.version + 1}"]`)).toContainText('active');

  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'scientist', '/scan-log?instrument=zoosaxs');
  await other.getByRole('link', { name: 'What is recorded here?' }).click();
  await expect(other.getByRole('heading', { name: 'What is recorded at ZooSAXS?' })).toBeVisible();
  await expect(other.getByRole('cell', { name: 'Ring current' })).toBeVisible();
  await expect(other.getByRole('cell', { name: 'water_flow' })).toHaveCount(0);
  await expect(other.getByRole('link', { name: 'Edit what is recorded' })).toHaveCount(0);
  await other.goto(other.url().replace(/\/scidog.*/, '/scidog?beamline=zoosaxs'));
  await expect(other.getByText('Only staff of ZooSAXS change what it records')).toBeVisible();
  await other.context().close();
});

test('a form reaches the scans of the running visit', async ({ page }) => {
  await signIn(page, 'staff', '/forms?beamline=zoosaxs');
  await page.getByLabel(/^Name of the sample/).fill('');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText('This is needed.')).toBeVisible();
  await page.getByLabel(/^Name of the sample/).fill('Lysozyme 12');
  await page.getByLabel('Thickness').fill('1,5');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const sent = page.locator('.sent li').first();
  await expect(sent).toContainText('sample_name Lysozyme 12');
  await expect(sent).toContainText('thickness 1.5 mm');
  // The demo beamline scans all the time; one of its next scans takes it.
  await expect(sent).toContainText(/waits for a scan|accepted/);
  await sent.getByRole('button', { name: 'Not for scans to come' }).click();
  await expect(sent.getByRole('button', { name: 'Not for scans to come' })).toHaveCount(0);
});

test('a form is made in SciDog; it begins with what its staff, the proposal and the last scan say', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const complaints = complaintsOf(page);
  const proposal = randomProposal();
  const [start, end] = [-3_600_000, 86_400_000].map((ms) => new Date(Date.now() + ms).toISOString()) as [
    string,
    string,
  ];
  await produce(place().kafka, [
    aProposalChanged(proposal, {
      title: 'How gels take up salt',
      startTime: start,
      endTime: end,
      measurementPeriods: [{ instrument: 'zoosaxs', start, end }],
    }),
  ]);
  await signIn(page, 'staff', '/scidog?beamline=zoosaxs&tab=forms');
  await page.getByRole('button', { name: 'Edit what is recorded' }).click();
  const forms = page.locator('sz-forms-editor section');
  const before = await forms.count();
  await page.getByRole('button', { name: 'Add a form' }).click();
  await expect(forms).toHaveCount(before + 1);
  const form = forms.last();
  await form.getByLabel('Title').first().fill('Begin of the shift');
  const ask = async (question: string, name: string, kind?: string, begin?: string): Promise<Locator> => {
    const rows = form.locator('.row');
    const asked = await rows.count();
    await form.getByRole('button', { name: 'Add a field' }).click();
    await expect(rows).toHaveCount(asked + 1);
    const row = rows.last();
    await row.getByLabel('Field name').fill(name);
    if (kind) await row.getByLabel('Type').selectOption(kind);
    if (begin) await row.getByLabel('Begins with').fill(begin);
    await row.getByLabel('Question').fill(question);
    await row.getByLabel('Question').press('Tab');
    await expect(form.getByRole('group', { name: question, exact: true })).toBeVisible();
    return form.getByRole('group', { name: question, exact: true });
  };
  await ask('Title of the experiment', 'title');
  await ask('Principal investigator', 'pi');
  const ring = await ask('Current at the start', 'ring', 'number', '250,5');
  await ring.getByLabel('Unit').fill('mA');
  await ring.getByLabel('Unit').press('Tab');
  const holder = await ask('Holder', 'holder', 'choice', 'capillary');
  await holder.getByLabel(/^Choices/).fill('capillary, window');
  await holder.getByLabel(/^Choices/).press('Tab');
  await expect(page.locator('.saved')).toHaveText('saved');
  await page.screenshot({ path: 'test-results/forms editor.png', fullPage: true });
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.locator('.chip.state')).toContainText('checked');
  await page.getByRole('button', { name: /^Activate version/ }).click();
  await page.getByLabel('Why').fill('The shift is asked for');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Activate/ })
    .click();
  await expect(page.locator('.chip.state')).toContainText('active');

  await page.goto(`${place().url}/forms?beamline=zoosaxs&proposal=${proposal}`);
  await page.getByRole('link', { name: 'Begin of the shift' }).click();
  await expect(page.getByLabel('Title of the experiment')).toHaveValue('How gels take up salt');
  await expect(page.getByLabel('Principal investigator')).toHaveValue(/Muster/);
  await expect(page.getByLabel('Current at the start')).toHaveValue('250.5');
  await expect(page.getByLabel('Holder')).toHaveValue('capillary');
  for (const { name, ...look } of LOOKS) {
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.screenshot({ path: `test-results/form ${name}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  // To scans that are done, by their numbers: those and no others.
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  for (const number of [501, 502, 503])
    await produce(
      place().kafka,
      aScan()
        .ofProposal(proposal)
        .numbered(number)
        .startedAt(ago(510 - number))
        .started()
        .finished()
        .events(),
    );
  await page.getByLabel('Holder').selectOption('window');
  await page.getByLabel('scans that are done').check();
  await page.getByLabel('First scan').fill('501');
  await page.getByLabel('Last scan').fill('502');
  const sent = page.locator('.sent li').first();
  await expect(async () => {
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(sent).toContainText('2 scans have it', { timeout: 3000 });
  }).toPass({ timeout: 30_000 });
  await expect(sent).toContainText('holder window');

  // To the scan that comes; then the form begins with what it has recorded.
  await page.getByLabel('the scan that runs, and all that come').check();
  await page.getByLabel('Current at the start').fill('251,5');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(sent).toContainText('waits for a scan');
  await produce(place().kafka, aScan().ofProposal(proposal).startedAt(new Date()).started().finished().events());
  await expect(sent).toContainText('accepted', { timeout: 60_000 });
  await page.reload();
  await expect(page.getByLabel('Current at the start')).toHaveValue('251.5');
  await expect(page.getByLabel('Holder')).toHaveValue('window');
  expect(complaints).toEqual([]);
});

test('a version leaves as a file, comes back as a draft, is for a visit, and is put aside', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const complaints = complaintsOf(page);
  const proposal = randomProposal();
  const visit = (sequence: number, start: string) => {
    const end = new Date(Date.parse(start) + 8 * 3_600_000).toISOString();
    const measurementPeriods = [{ instrument: 'zoosaxs', start, end }];
    return aProposalChanged(proposal, { startTime: start, endTime: end, measurementPeriods }, sequence);
  };
  await produce(place().kafka, [visit(1, '2099-03-02T08:00:00.000Z')]);
  await signIn(page, 'staff', '/scidog?beamline=zoosaxs');
  const more = async (act: string) => {
    await page.getByRole('button', { name: 'Copy, export, import' }).click();
    await page.getByRole('menuitem', { name: act }).click();
  };
  const download = page.waitForEvent('download');
  await more('Export as a file');
  const text = await readFile(await (await download).path(), 'utf8');
  const file = JSON.parse(text) as { content: { timeBudgetMs: number } };
  const bring = (name: string, body: string) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(body) });
  await bring('holiday.json', '{"format":"something else"}');
  await expect(page.getByText('holiday.json is no exported configuration')).toBeVisible();
  file.content.timeBudgetMs = 777;
  await bring('version.json', JSON.stringify(file));
  await expect(page.locator('.chip.state')).toContainText('draft');
  await expect(page.locator('.budget input')).toHaveValue('777');

  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.locator('.chip.state')).toContainText('checked');
  await page.getByRole('button', { name: 'Schedule for a visit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Why').fill('For the wet cell');
  // In the time zone that the page shows its times in: that of the facility.
  await dialog.getByRole('button', { name: `${proposal} 2099-03-02 08:00` }).click();
  await dialog.getByRole('button', { name: 'Schedule', exact: true }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name: 'Versions' }).click();
  const waiting = page.locator('li', { hasText: proposal });
  await expect(waiting).toContainText('2099-03-02 08:00');
  // The user office moves the visit, and the version goes with it.
  await produce(place().kafka, [visit(2, '2099-03-05T12:00:00.000Z')]);
  await expect(async () => {
    await page.reload();
    await expect(waiting).toContainText('2099-03-05 12:00', { timeout: 2000 });
  }).toPass({ timeout: 60_000 });
  await waiting.getByRole('button', { name: 'Take off the schedule' }).click();
  await expect(waiting).toHaveCount(0);
  await page.getByRole('link', { name: 'Items' }).click();
  await expect(page.locator('.chip.state')).toContainText('checked');
  await more('Put the draft aside');
  await page.getByRole('dialog').getByRole('button', { name: 'Put the draft aside' }).click();
  await expect(page.locator('.chip.state')).toContainText('active');
  const script = await CatalogueScript.as(request, 'admin');
  expect(
    (await script.get<{ active: { content: { timeBudgetMs: number } } }>(BEAMLINE)).active.content.timeBudgetMs,
  ).not.toBe(777);
  expect(complaints).toEqual([]);
});

for (const look of LOOKS)
  test(`SciDog is accessible and fits, ${look.name}`, async ({ page }) => {
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await signIn(page, 'staff', '/scidog?beamline=zoosaxs');
    for (const path of ['/scidog?beamline=zoosaxs', '/scidog/recorded/zoosaxs', '/forms?beamline=zoosaxs']) {
      await page.goto(page.url().replace(/\/(scidog|forms).*/, path));
      await expect(page.getByRole('heading').first()).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    }
  });
