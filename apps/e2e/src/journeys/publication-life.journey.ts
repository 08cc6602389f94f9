import { expect, type Page, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { aDataset, ownWord, Script } from '../harness/datasets';
import { complaintsOf } from '../harness/pages';
import { landingPageOf, PublicationView, PublishForm } from '../harness/publishing';

const CO_AUTHOR = 'petra.muster@uni.example';

/** A draft of the beamline's staff that lacks nothing. */
async function aDraft(title: string): Promise<string> {
  const pid = await (await Script.of('admin')).create(aDataset(title, { isPublished: true }));
  const metadata = {
    creators: [{ name: 'Strand, Stina', nameType: 'Personal', affiliation: [{ name: 'Zoo Light Source' }] }],
    ...{ publisher: { name: 'Zoo Light Source' }, publicationYear: 2026, resourceType: 'raw', language: 'en' },
    rightsList: [{ rights: 'CC BY 4.0', rightsIdentifier: 'CC-BY-4.0', rightsIdentifierScheme: 'SPDX' }],
  };
  const draft = { title, abstract: 'Otters in liquid, once more.', datasetPids: [pid], metadata };
  const { doi } = await (await Script.of('staff')).ask<{ doi: string }>('POST', '/api/v4/publisheddata', draft);
  return doi;
}
async function registered(doi: string): Promise<void> {
  const script = await Script.of('staff');
  const at = `/api/v4/publisheddata/${encodeURIComponent(doi)}`;
  await script.ask('POST', `${at}/register`);
  await expect
    .poll(async () => (await script.ask<{ status: string }>('GET', at)).status, { timeout: 60_000 })
    .toBe('registered');
}
const statusOf = async (address: string): Promise<number> => (await fetch(address)).status;
const expectStatus = (address: string, status: number): Promise<void> =>
  expect.poll(() => statusOf(address), { timeout: 30_000 }).toBe(status);
const anybody = async (page: Page, address: string): Promise<Page> => {
  const other = await page.context().browser()!.newPage();
  await other.goto(address);
  return other;
};

test('a co-author reads the draft, asks for changes, and approves what came of them', async ({ page, browser }) => {
  const complaints = complaintsOf(page);
  const word = ownWord();
  const doi = await aDraft(`Otters ${word}`);
  const mine = await PublicationView.open(page, 'staff', doi);
  await mine.act('Ask for a review');
  const asking = page.getByRole('dialog');
  await asking.getByRole('textbox').fill('petra.muster');
  await expect(asking.getByRole('alert')).toContainText('petra.muster is no e-mail address');
  await asking.getByRole('textbox').fill(CO_AUTHOR);
  await asking.getByRole('button', { name: 'Let them read it' }).click();
  await expect(mine.stage).toContainText('under review');

  const context = await browser.newContext();
  const theirs = await PublicationView.open(await context.newPage(), 'scientist', doi);
  await expect(theirs.main).toContainText('Otters in liquid, once more.');
  // They read and answer; the draft is not theirs.
  await expect(theirs.main.getByRole('link', { name: 'Edit the draft' })).toHaveCount(0);
  await theirs.main.getByLabel('What do you think').fill('Name the liquid.');
  await theirs.act('Ask for changes');
  await expect(theirs.stage).toContainText('draft');

  await page.reload();
  await expect(mine.stage).toContainText('draft');
  await expect(mine.main).toContainText('Name the liquid.');
  await mine.main.getByRole('link', { name: 'Edit the draft' }).click();
  const form = new PublishForm(page);
  await form.step('Description');
  await form.main.getByLabel(/^Abstract/).fill('Otters in water, once more.');
  await form.saved();
  await mine.toPage(doi);
  await mine.act('Ask for a review');
  await page.getByRole('dialog').getByRole('button', { name: 'Let them read it' }).click();
  await expect(mine.stage).toContainText('under review');

  await theirs.page.reload();
  await expect(theirs.main).toContainText('Otters in water, once more.');
  await theirs.act('Approve');
  await expect(theirs.main).toContainText('approved');
  await page.reload();
  await expect(mine.main.getByRole('listitem').filter({ hasText: 'approved' })).toBeVisible();
  await expectAccessible(page);
  await context.close();
  // Nobody else heard of it, and anybody would be told nothing.
  await expectStatus(await landingPageOf(doi), 404);
  expect(complaints).toEqual([]);
});

test('a draft is discarded, and brought back', async ({ page }) => {
  const word = ownWord();
  const doi = await aDraft(`Voles ${word}`);
  const view = await PublicationView.open(page, 'staff', doi);
  await view.act('Discard the draft');
  await view.sure('Discard the draft');
  await expect(page).toHaveURL(/\/publications$/u);
  // The public pages are one step away from the list.
  const repository = (await landingPageOf('')).replace(/detail\/$/u, '');
  await expect(view.main.getByRole('link', { name: 'Public pages' })).toHaveAttribute('href', repository);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(view.main.getByRole('heading', { level: 1 })).toHaveText(`Voles ${word}`);
  await expect(view.stage).toContainText('draft');
  await view.toMissing(doi);
});

test('what is registered is amended, gets a next version, and leaves a tombstone when it is withdrawn', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const word = ownWord();
  const doi = await aDraft(`Beavers ${word}`);
  await registered(doi);
  const landingPage = await landingPageOf(doi);
  await expectStatus(landingPage, 200);

  const view = await PublicationView.open(page, 'admin', doi);
  await view.act('Amend');
  await view.sure('Amend');
  await expect(view.stage).toContainText('amend');
  await view.main.getByRole('link', { name: 'Edit the amendment' }).click();
  const form = new PublishForm(page);
  await form.step('Description');
  await form.main.getByLabel(/^Title/).fill(`Beavers, corrected ${word}`);
  await form.saved();
  // The world sees the old title until it is registered again.
  const reader = await anybody(page, landingPage);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(`Beavers ${word}`);
  await form.step('Check and register');
  await form.main.getByRole('button', { name: 'Register DOI' }).click();
  await view.sure('Register DOI');
  await expect(view.stage).toContainText('registered', { timeout: 60_000 });
  await expect(async () => {
    await reader.reload();
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText(`Beavers, corrected ${word}`, { timeout: 500 });
  }).toPass();

  await view.act('New version');
  await expect(page).toHaveURL(/\/edit/u);
  expect(form.doi).not.toBe(doi);
  await expect(form.main.getByRole('heading', { level: 1 })).toHaveText(`Beavers, corrected ${word}`);

  await view.toPage(doi);
  await expect(view.main.getByRole('heading', { name: 'Versions' })).toBeVisible();
  await view.act('Withdraw');
  const why = page.getByRole('dialog');
  await why.getByRole('textbox').fill('The beads were counted twice.');
  await why.getByRole('button', { name: 'Withdraw' }).click();
  await expect(view.stage).toContainText('withdrawn', { timeout: 60_000 });
  await expectStatus(landingPage, 410);
  await reader.reload();
  await expect(reader.locator('main')).toContainText('The beads were counted twice.');
  await expect(reader.locator('main')).toContainText('Strand');
  await reader.close();
  expect(complaints).toEqual([]);
});

for (const { name, ...look } of LOOKS)
  test(`a publication with its questions, preview and tombstone is accessible and fits: ${name}`, async ({
    browser,
  }) => {
    const word = ownWord();
    const [draft, doi] = [await aDraft(`Hares ${word}`), await aDraft(`Lynxes ${word}`)];
    await registered(doi);
    const landingPage = await landingPageOf(doi);
    const context = await browser.newContext(look);
    const page = await context.newPage();
    const looks = async (): Promise<void> => {
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    };
    const dialog = page.getByRole('dialog');
    const asked = async (view: PublicationView, acts: readonly string[]): Promise<void> => {
      for (const act of acts) {
        await view.act(act);
        await expect(dialog).toBeVisible();
        await looks();
        await page.keyboard.press('Escape');
        await expect(dialog).toHaveCount(0);
      }
    };
    const own = await PublicationView.open(page, 'staff', draft);
    await asked(own, ['Ask for a review', 'Discard the draft']);
    await own.act('Ask for a review');
    await dialog.getByRole('textbox').fill(CO_AUTHOR);
    await dialog.getByRole('button', { name: 'Let them read it' }).click();
    await expect(own.stage).toContainText('under review');
    await looks();
    const preview = await own.main.getByRole('link', { name: 'See the landing page' }).getAttribute('href');
    await page.goto(new URL(preview ?? '', page.url()).href);
    await expect(page.getByRole('note').first()).toContainText('Preview');
    await looks();

    await context.clearCookies();
    const all = await PublicationView.open(page, 'admin', doi);
    await looks();
    await asked(all, ['Amend', 'Withdraw']);
    await expect(async () => expect((await page.goto(landingPage))?.status()).toBe(200)).toPass();
    await looks();
    const at = `/api/v4/publisheddata/${encodeURIComponent(doi)}/withdraw`;
    await (await Script.of('admin')).ask('POST', at, { reason: 'Counted twice.' });
    await expectStatus(landingPage, 410);
    await page.goto(landingPage);
    await expect(page.locator('main')).toContainText('Counted twice.');
    await looks();
    await context.close();
  });
