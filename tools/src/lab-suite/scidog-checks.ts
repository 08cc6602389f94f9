import { launchBrowser } from '@scizoo/testing';
import type { Page } from 'playwright-core';
import { signInAsStaff } from './browser-checks';
import { holds, same } from './checks';
import { randomPosition, type Surroundings, written } from './scan-checks';

const DEVICE = 'B310A-O01/OPT/MONO-01';
const ATTRIBUTE = 'ExitSlit';
const PATIENCE_MS = 20_000;

/**
 * Picks one attribute of the real Tango database, says that it is read at start and end, tries it, activates it.
 * @returns the version that is in force then
 */
async function chooseInSciDog(page: Page, stack: Surroundings['stack'], key: string): Promise<number> {
  await signInAsStaff(page, stack, '/scidog?beamline=b310a');
  page.setDefaultTimeout(PATIENCE_MS);
  await page.getByRole('button', { name: 'Edit what is recorded' }).first().click();
  await page.getByPlaceholder('Search the Tango database').fill('b310a-o01/*');
  await page.locator(`[data-device="${DEVICE}"]`).click();
  const attribute = page.locator('.attributes li', { hasText: ATTRIBUTE });
  await attribute.locator('.value').waitFor();
  await attribute.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Record 1 attribute' }).click();
  await page
    .locator('[data-key]', { hasText: `${DEVICE}/${ATTRIBUTE}` })
    .locator('button.open')
    .first()
    .click();
  await page.locator('input[name="key"]').fill(key);
  await page.locator('select[name="when"]').selectOption('both');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Read now' }).click();
  const tried = page.locator(`[data-read="${key}"]`);
  await tried.waitFor();
  const text = await tried.innerText();
  holds(/um|µm/.test(text) && /ms/.test(text), `"read now" says ${JSON.stringify(text)}`);
  await page.locator('.saved', { hasText: 'saved' }).waitFor();
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.locator('.chip.state', { hasText: 'checked' }).waitFor();
  await page.getByRole('button', { name: /^Activate version/ }).click();
  await page.getByLabel('Why').fill('The exit slit, for the lab suite');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Activate/ })
    .click();
  const chip = page.locator('.chip.state', { hasText: 'active' });
  await chip.waitFor();
  return Number(/\d+/.exec(await chip.innerText())?.[0]);
}

/** What staff choose in the browser is on the page of the next scan's dataset; no file is edited and nothing restarts. */
export async function checkSciDog(all: Surroundings): Promise<void> {
  const { lab, stack, catalogue, checks, proposal } = all;
  const key = `slit_${String(Math.random()).slice(2, 8)}`;
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
    let version = 0;
    await checks.check('SciDog: staff pick an attribute of the real Tango, try it and activate it', async () => {
      version = await chooseInSciDog(page, stack, key);
    });
    await checks.check(
      'SciDog: the next Sardana scan has the chosen value, with its unit, on the dataset page',
      async () => {
        holds(version > 0, 'nothing was chosen');
        await stack.untilHarvesterHas('b310a', version);
        const [from, to] = [randomPosition(0, 2), randomPosition(2, 4)];
        same((await lab.scan(['ascan', 'mot01', from, to, 6, 0.1])).ending, 'finish', 'the macro');
        const row = await catalogue.ended(proposal, `ascan mot01 ${written(from)} ${written(to)} 6 0.1`);
        await catalogue.eventually(
          () => catalogue.metadata(row.pid),
          (metadata) => metadata[key] !== undefined && metadata[`${key}_end`] !== undefined,
          PATIENCE_MS,
        );
        await page.goto(`${stack.url}/datasets/${encodeURIComponent(row.pid)}?tab=metadata`);
        const shown = page.locator(`[data-key*="${key}"]`).first();
        await shown.waitFor();
        const text = await shown.innerText();
        holds(/\b20\b/.test(text) && /[uµ]m/.test(text), `the page shows ${JSON.stringify(text)}`);
      },
    );
  } finally {
    await browser.close();
  }
}
