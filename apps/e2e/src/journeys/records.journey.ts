import { expect, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { aProposalRecord, CatalogueScript } from '../harness/catalogue';
import { complaintsOf, signIn } from '../harness/pages';
import { png } from '../harness/pictures';
import { place } from '../harness/place';
import { randomProposal } from '../harness/producer';

interface Proposal {
  title: string;
  abstract: string;
  MeasurementPeriodList: unknown[];
}

test('a proposal is found by its words, opened and edited; nothing of somebody else is overwritten', async ({
  page,
  request,
}) => {
  const complaints = complaintsOf(page);
  const id = randomProposal();
  const script = await CatalogueScript.as(request, 'admin');
  await script.send('POST', '/api/v3/proposals', aProposalRecord(id, `Swelling of gel ${id}`));
  await signIn(page, 'admin', '/proposals');
  await page.getByRole('searchbox').fill(`gel ${id}`);
  const row = page.locator(`[data-proposal="${id}"]`);
  await expect(row).toContainText('running');
  await expect(page).toHaveURL(/q=gel/);
  await row.getByRole('link', { name: id }).click();

  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toHaveText(`Swelling of gel ${id}`);
  await expect(main).toContainText('First shifts');
  await main.getByRole('button', { name: 'Edit' }).click();
  // Meanwhile the user office changes the title and the abstract.
  await script.send('PATCH', `/api/v3/proposals/${id}`, { title: 'Theirs', abstract: 'Their abstract' });
  const form = page.getByRole('dialog');
  await expect(form.getByLabel(/^Title/)).toBeFocused();
  await form.getByLabel(/^Title/).fill(`Swelling of gel beads ${id}`);
  await form.getByRole('button', { name: 'Save' }).click();
  const conflict = page.getByRole('dialog', { name: 'Somebody else changed the same' });
  await expect(conflict).toContainText('Theirs');
  await expect(conflict).not.toContainText('Their abstract');
  await conflict.getByRole('button', { name: 'Save what is chosen' }).click();
  await expect(main.getByRole('heading', { level: 1 })).toHaveText(`Swelling of gel beads ${id}`);
  const stored = await script.get<Proposal>(`/api/v3/proposals/${id}`);
  expect([stored.title, stored.abstract, stored.MeasurementPeriodList.length]).toEqual([
    `Swelling of gel beads ${id}`,
    'Their abstract',
    1,
  ]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(main.getByRole('heading', { level: 1 })).toHaveText(`Swelling of gel ${id}`);
  expect(complaints).toEqual([]);
});

test('a scientist reads the proposal without editing; what belongs to others looks like nothing', async ({
  page,
  request,
}) => {
  const [mine, foreign] = [randomProposal(), randomProposal()];
  const script = await CatalogueScript.as(request, 'admin');
  await script.send('POST', '/api/v3/proposals', aProposalRecord(mine, 'Mine'));
  await script.send('POST', '/api/v3/proposals', { ...aProposalRecord(foreign, 'Foreign'), ownerGroup: '20260102' });
  await signIn(page, 'scientist', `/proposals/${mine}`);
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toHaveText('Mine');
  await expect(main.getByRole('button', { name: 'Edit' })).toHaveCount(0);
  await page.goto(`${place().url}/proposals/${foreign}`);
  await expect(main).toContainText('Nothing of that name');
  const hidden = await main.innerText();
  await page.goto(`${place().url}/proposals/${randomProposal()}`);
  await expect(main).toContainText('Nothing of that name');
  await expect.poll(() => main.innerText()).toBe(hidden);
});

test('a sample is added, gets a quantity and a picture, and is found in another unit', async ({ page, request }) => {
  const complaints = complaintsOf(page);
  const id = randomProposal();
  await signIn(page, 'scientist', '/samples');
  await page.getByRole('link', { name: 'New sample' }).click();
  const form = page.getByRole('dialog');
  // A form takes the caret into its first field when it has opened; typing before would end up there.
  const opened = () => expect(form.getByLabel(/^Name/).first()).toBeFocused();
  await opened();
  await form.getByLabel(/^Name/).first().fill(`Gel bead ${id}`);
  await form.getByRole('textbox', { name: 'Type' }).fill('gel');
  // What was typed survives a reload.
  await page.reload();
  await opened();
  await expect(form.getByLabel(/^Name/).first()).toHaveValue(`Gel bead ${id}`);
  await form.getByRole('button', { name: 'Add a line' }).click();
  await form.getByLabel('Name of line 1').fill(`mass_${id}`);
  await form.getByLabel(`Value of mass_${id}`).fill('2.5');
  await form.getByLabel(`Unit of mass_${id}`).fill('mg');
  await form.getByRole('button', { name: 'Save' }).click();

  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toHaveText(`Gel bead ${id}`);
  const mass = main.locator(`[data-key="mass_${id}"]`);
  await expect(mass).toContainText(/2\.5\s*mg/);
  await main.getByRole('button', { name: 'Edit' }).click();
  await opened();
  await form.getByLabel(`Value of mass_${id}`).fill('3.75');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(mass).toContainText(/3\.75\s*mg/);
  const chooser = page.waitForEvent('filechooser');
  await main.getByText('Paste, drop or choose an image').click();
  await (await chooser).setFiles({ name: 'bead.png', mimeType: 'image/png', buffer: png(320, 200) });
  await expect(main.getByRole('img', { name: 'bead' })).toBeVisible();

  await page.goto(`${place().url}/samples?with=${encodeURIComponent(`mass_${id} > 3700 ug`)}`);
  await expect(page.locator('tr[data-sample]')).toHaveCount(1);
  await expect(page.locator('tr[data-sample]')).toContainText(`Gel bead ${id}`);
  const script = await CatalogueScript.as(request, 'scientist');
  const [stored] = await script.get<{ sampleCharacteristics: Record<string, unknown>; ownerGroup: string }[]>(
    `/api/v3/samples?filter=${encodeURIComponent(JSON.stringify({ where: { sampleName: `Gel bead ${id}` } }))}`,
  );
  expect(stored).toMatchObject({
    ownerGroup: '20260101',
    sampleCharacteristics: { [`mass_${id}`]: { value: 3.75, unit: 'mg', unitSI: 'kg' } },
  });
  expect(complaints).toEqual([]);
});

test('the navigation leads everywhere, on a phone too; an instrument is open to everybody', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${place().url}/instruments`);
  await page.getByRole('link', { name: 'ZooSAXS', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ZooSAXS');
  await signIn(page, 'staff', '/instruments/zoosaxs');
  for (const name of ['Proposals', 'Samples', 'Datasets', 'Scan log']) {
    await page.getByRole('button', { name: /^Pages/ }).click();
    await page.getByRole('menuitem', { name }).click();
    await expect(page.getByRole('button', { name: `Pages, open: ${name}` })).toBeVisible();
  }
  await context.close();
});

for (const { name, ...look } of LOOKS)
  test(`record pages are accessible and fit: ${name}`, async ({ browser, request }) => {
    const id = randomProposal();
    const script = await CatalogueScript.as(request, 'admin');
    await script.send('POST', '/api/v3/proposals', aProposalRecord(id, `Swelling of gel ${id}`));
    const sample = { sampleId: `s${id}`, sampleName: `Bead ${id}`, ownerGroup: '20260101', proposalId: id };
    const sampleCharacteristics = { mass: { value: 2.5, unit: 'mg' }, safety_note: 'keep dry', parts: { a: 1 } };
    await script.send('POST', '/api/v3/samples', { ...sample, sampleCharacteristics });
    const context = await browser.newContext(look);
    const page = await context.newPage();
    await signIn(page, 'admin', '/proposals');
    const pages: [path: string, ready: string][] = [
      ['/proposals', 'tr[data-proposal]'],
      [`/proposals/${id}`, 'sz-periods'],
      [`/proposals/${id}?tab=samples`, '.links a'],
      ['/samples', 'tr[data-sample]'],
      [`/samples/s${id}`, '[data-key=mass]'],
      ['/instruments', 'tr[data-instrument]'],
      ['/instruments/zoosaxs', 'sz-metadata-tree'],
    ];
    for (const [path, ready] of pages) {
      await page.goto(`${place().url}${path}`);
      await expect(page.locator(ready).first()).toBeVisible();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await page.goto(`${place().url}/samples/s${id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await expect(page.getByRole('dialog')).toContainText('Characteristics');
    await expectAccessible(page);
    await context.close();
  });
