import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { aDataset, ownWord, Script } from '../harness/datasets';
import { complaintsOf, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { landingPageOf, publishFromList, PublishForm } from '../harness/publishing';

const ABSTRACT =
  'Beads of a soft gel were put into water and measured every ten seconds over a night. The scattering shows how the network opens.';

/** Of the beamline's staff, who may open them. */
async function twoDatasets(word: string): Promise<string[]> {
  const script = await Script.of('admin');
  const names = [`${word} first`, `${word} second`];
  return Promise.all(names.map((name) => script.create(aDataset(name, { dataFormat: 'NeXus', keywords: [word] }))));
}
/** The public pages as anybody sees them on a phone; also with scripts switched off. */
async function onPhone(browser: Browser, look: (page: Page) => Promise<void>, javaScriptEnabled = true): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled });
  await look(await context.newPage());
  await context.close();
}

/** By harvesters and by the portal, as soon as the public pages have it. */
async function expectFound(landingPage: string, doi: string): Promise<void> {
  const root = landingPage.replace(/detail\/.*$/u, '');
  const filter = encodeURIComponent(JSON.stringify({ where: { pid: doi } }));
  const told = async (path: string): Promise<string> => (await fetch(`${root}${path}`)).text();
  await expect.poll(() => told('oai?verb=ListRecords&metadataPrefix=oai_dc')).toContain(`https://doi.org/${doi}`);
  await expect.poll(() => told(`api/Documents?filter=${filter}`)).toContain(doi);
}

test('datasets chosen in the list get a DOI: form, checks, landing page before and after', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  const complaints = complaintsOf(page);
  const word = ownWord();
  await twoDatasets(word);
  await signIn(page, 'staff', '/publications');
  await publishFromList(page, word, 2);
  await page.getByRole('button', { name: 'Begin the draft' }).click();

  const form = new PublishForm(page);
  const { main } = form;
  await main.getByLabel(/^Title/).fill(`Swelling of gel beads ${word}`);
  await main.getByLabel(/^Abstract/).fill('');
  await form.step('Check and register');
  await expect(main).toContainText('1 thing is missing');
  await expect(main.getByRole('button', { name: 'Register DOI' })).toBeDisabled();
  // What is missing leads to its question.
  await main.getByRole('link', { name: 'Abstract', exact: true }).click();
  await expect(main.getByLabel(/^Abstract/)).toBeFocused();
  await main.getByLabel(/^Abstract/).fill(ABSTRACT);

  await form.step('People');
  const orcid = main.getByLabel('ORCID iD of Petra Muster');
  await orcid.fill('0000-0002-1825-0098');
  await expect(main).toContainText('This is no ORCID iD');
  await orcid.fill('https://orcid.org/0000-0002-1825-0097');
  await expect(main).toContainText('ORCID iD is well-formed');
  await main.getByRole('button', { name: 'Add a creator' }).click();
  await expect(main.getByLabel('Family name').nth(1)).toBeFocused();
  await page.keyboard.type('Strand');
  await main.getByLabel('Given name').nth(1).fill('Stina');
  // Registries are asked by what is typed, with the keyboard alone.
  await main.getByRole('button', { name: 'Find Stina Strand at ORCID' }).click();
  const found = page.getByRole('option', { name: /Stina Strand, 0000-0009-9999-0038/u });
  await expect(found).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(main.getByLabel('ORCID iD of Stina Strand')).toHaveValue('0000-0009-9999-0038');
  await main.getByRole('button', { name: 'Move Stina Strand up' }).click();
  await form.step('Related works');
  await main.getByRole('button', { name: 'Add a work' }).click();
  await main.getByLabel('Identifier of work 1').fill('https://doi.org/10.5555/gel');
  await form.saved();
  // What was typed is on the server: it is there after a reload, in another tab, at home.
  await page.reload();
  await expect(main.getByLabel('Identifier of work 1')).toHaveValue('https://doi.org/10.5555/gel');

  await form.step('Check and register');
  await expect(main).toContainText('Everything a DOI needs is there');
  const { doi } = form;
  const [preview] = await Promise.all([
    page.waitForEvent('popup'),
    main.getByRole('link', { name: 'See the landing page' }).click(),
  ]);
  await expect(preview.getByRole('heading', { level: 1 })).toHaveText(`Swelling of gel beads ${word}`);
  await expect(preview.getByRole('note').first()).toContainText('Preview');
  await expect(preview.locator('main')).toContainText(`${word} first`);
  await preview.close();
  const landingPage = await landingPageOf(doi);
  expect((await fetch(landingPage)).status).toBe(404);

  await main.getByRole('button', { name: 'Register DOI' }).click();
  const sure = page.getByRole('dialog');
  await expect(sure).toContainText(doi);
  await expect(sure).toContainText('2 datasets open to everybody');
  await sure.getByRole('button', { name: 'Register DOI' }).click();
  await expect(main.locator('sz-stage').first()).toContainText('registered', { timeout: 60_000 });
  await expect(main.getByLabel('APA', { exact: true })).toContainText('Strand, S., & Muster, P.');
  expect(complaints).toEqual([]);

  await expectFound(landingPage, doi);
  await onPhone(
    browser,
    async (phone) => {
      await expect(async () => expect((await phone.goto(landingPage))?.status()).toBe(200)).toPass();
      await expect(phone.getByRole('heading', { level: 1 })).toHaveText(`Swelling of gel beads ${word}`);
      await expect(phone.locator('main')).toContainText('Stina Strand');
      await expect(phone.locator('main')).toContainText(`${word} second`);
    },
    false,
  );
});

for (const { name, ...look } of LOOKS)
  test(`publications are accessible and fit: ${name}`, async ({ browser }) => {
    const pids = await twoDatasets(ownWord());
    const context = await browser.newContext(look);
    const page = await context.newPage();
    await signIn(page, 'staff', '/publications');
    const script = await Script.of('staff');
    const metadata = { creators: [{ name: 'Muster, Petra', affiliation: [{ name: 'Zoo' }] }] };
    const draft = { title: 'A draft', abstract: ABSTRACT, datasetPids: pids, metadata };
    const { doi } = await script.ask<{ doi: string }>('POST', '/api/v4/publisheddata', draft);
    const at = `${place().url}/publications/${encodeURIComponent(doi)}`;
    const pages: [address: string, ready: string][] = [
      [`${place().url}/publications`, 'A draft'],
      [at, 'it leads nowhere before the registration'],
      ...['datasets', 'description', 'people', 'related', 'access', 'check'].map((step): [string, string] => [
        `${at}/edit?step=${step}`,
        'FAIR criteria met',
      ]),
    ];
    for (const [address, ready] of pages) {
      await page.goto(address);
      await expect(page.getByRole('main')).toContainText(ready);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await page.goto(`${place().url}/publications`);
    // None of the states lies beyond an edge, where nobody would look for it.
    const states = page.getByRole('navigation', { name: 'States' });
    await expect(states.getByRole('link').last()).toBeInViewport({ ratio: 1 });
    await expect.poll(() => states.evaluate((all) => all.scrollWidth - all.clientWidth)).toBeLessThanOrEqual(0);
    await context.close();
  });

test('the public pages are accessible and fit, with and without scripts', async ({ browser }) => {
  const first = await landingPageOf('');
  const dashboard = first.replace(/detail\/$/u, '');
  for (const { name: _, ...look } of LOOKS) {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    await page.goto(dashboard);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.locator('main tbody a').first().click();
    await expect(page.locator('.doi').first()).toBeVisible();
    for (const summary of await page.locator('main summary').all()) await summary.click();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.goto(`${dashboard}detail/10.48391%2Fnobody`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await context.close();
  }
  await onPhone(
    browser,
    async (phone) => {
      await phone.goto(dashboard);
      const link = phone.locator('main tbody a').first();
      const title = await link.innerText();
      await phone.getByRole('searchbox').fill(title);
      await phone.getByRole('searchbox').press('Enter');
      await phone.getByRole('link', { name: title }).first().click();
      await expect(phone.getByRole('heading', { level: 1 })).toHaveText(title);
      await expect(phone.locator('#cite')).toBeVisible();
    },
    false,
  );
});
