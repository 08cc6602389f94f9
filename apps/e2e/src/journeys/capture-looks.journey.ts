import { createProducer, type SciZooEvent, topicNames } from '@scizoo/messaging';
import { aProposalChanged, aScan } from '@scizoo/testing';
import { type APIRequestContext, type Browser, expect, type Page, test } from '@playwright/test';
import { graveFaults, LOOKS, sidewaysScroll } from '../harness/access';
import { CatalogueScript } from '../harness/catalogue';
import { signIn } from '../harness/pages';
import { png } from '../harness/pictures';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

const BEAMLINE = 'zoosaxs';
const CAPTURE = `/api/v4/capture/${BEAMLINE}`;
const PAGES = [
  ...LOOKS.map((look) => ({ ...look, language: 'en-GB' })),
  ...LOOKS.filter(({ colorScheme }, at) => (colorScheme === 'light') === (at % 2 === 0)).map((look) => ({
    ...look,
    name: `${look.name}, Swedish`,
    language: 'sv-SE',
  })),
];
/** A name of a text that nobody has written. */
const UNWRITTEN = /\b(?:scidog|scifish|operations|logbook|record|column|act)\.[a-z][a-zA-Z.-]+/u;

/** A visit of now with two scans of it, one that nobody could read. */
async function aVisit(): Promise<string> {
  const proposal = randomProposal();
  const [start, end] = [-3_600_000, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString()) as [string, string];
  const measurementPeriods = [{ instrument: BEAMLINE, start, end }];
  const scan = () => aScan().ofProposal(proposal).startedAt(new Date()).started().progress(7);
  await produce(place().kafka, [
    aProposalChanged(proposal, { title: `Gels of ${proposal}`, measurementPeriods }),
    ...scan().finished().events(),
  ]);
  const broken = scan();
  const [, progress] = broken.events() as [SciZooEvent, SciZooEvent];
  const producer = createProducer({ brokers: place().kafka, clientId: 'journeys' });
  const value = JSON.stringify({ ...progress, data: { ...(progress.data as object), pointsDone: 'seven' } });
  await producer.sendMessages([{ topic: topicNames().acquisition, key: broken.key, value }]);
  await producer.disconnect();
  return proposal;
}
/** A book as a shift leaves it: pinned, answered, tagged, with a table. */
async function aBookOf(proposal: string, request: APIRequestContext): Promise<void> {
  const script = await CatalogueScript.as(request, 'staff');
  const book = `/api/v4/logbook/books/proposal:${proposal}`;
  const write = (json: object) => script.send<{ id: string; revision: number }>('POST', `${book}/entries`, json);
  let first: { id: string; revision: number } | undefined;
  await expect(async () => {
    first = await write({
      key: `a${proposal}`,
      title: 'Beam is back',
      text: '| Motor | Value |\n|---|---|\n| mot01 | 0.5 mm |',
    });
  }).toPass({ timeout: 60_000 });
  if (!first) return;
  await write({ key: `b${proposal}`, replyTo: first.id, title: 'Re', text: 'Seen, **thank you**' });
  await write({
    key: `c${proposal}`,
    title: 'Detector moved to 3.2 m',
    text: 'See [the drawing](https://zoo.example/drawing).',
    tags: ['detector'],
  });
  await script.send('PATCH', `/api/v4/logbook/entries/${first.id}`, {
    revision: first.revision,
    pinned: true,
    text: 'Back at 398 mA',
  });
}

/** Goes on after a fault, so that one run tells all of them. */
class Photographer {
  readonly faults: string[] = [];
  constructor(
    readonly page: Page,
    private readonly look: string,
  ) {}
  /** Fit for everybody, and every text of it written; then the picture. */
  async take(name: string): Promise<void> {
    await expect(this.page.locator('.skeleton')).toHaveCount(0);
    const unwritten = UNWRITTEN.exec(await this.page.locator('body').innerText());
    const found = [...(await graveFaults(this.page)), ...(unwritten ?? [])];
    if ((await sidewaysScroll(this.page)) > 0) found.push('scrolls sideways');
    this.faults.push(...found.map((fault) => `${name}: ${fault}`));
    await this.page.screenshot({ path: `test-results/capture/${name} ${this.look}.png`, fullPage: true });
  }
  async open(path: string, seen: string): Promise<void> {
    await this.page.goto(`${place().url}${path}`);
    await expect(this.page.locator(seen).first()).toBeVisible();
  }
}

async function photographer(
  browser: Browser,
  { language, name, ...look }: (typeof PAGES)[number],
): Promise<Photographer> {
  const context = await browser.newContext({ ...look, locale: language });
  return new Photographer(await context.newPage(), name);
}
const isNarrow = ({ viewport }: (typeof PAGES)[number]): boolean => viewport.width < 700;

for (const look of PAGES) {
  test(`SciDog is fit for everybody: ${look.name}`, async ({ browser, request }) => {
    test.setTimeout(240_000);
    const script = await CatalogueScript.as(request, 'staff');
    const draft = await script.send<{ version: number; revision: number }>('POST', `${CAPTURE}/versions`, {
      replaceDraft: true,
    });
    const camera = await photographer(browser, look);
    const { page } = camera;
    await signIn(page, 'staff', `/scidog?beamline=${BEAMLINE}`);
    await expect(page.locator('[data-key]').first()).toBeVisible();
    await camera.take('1 groups');
    if (isNarrow(look)) await page.locator('.folds button').first().click();
    await page.locator('[data-search]').fill('zoosaxs/*');
    await page.locator('[data-device="ZOOSAXS/ENV/BATH-01"]').click();
    await page.locator('.attributes input:enabled').first().check();
    await camera.take('2 devices');
    await page.locator('.pick button').click();
    await expect(page.locator('[data-key="flow"]')).toBeVisible();
    await page.locator('[data-key="flow"] .open').click();
    // Where there is no room beside the list, it lies above it.
    await expect(page.locator('input[name="key"]')).toBeInViewport();
    await page.locator('input[name="key"]').fill('photon_energy');
    await camera.take('3 item');
    await page.locator('input[name="key"]').fill('flow');
    await page.locator('sz-item-panel header button').click();
    if (isNarrow(look) && !(await page.locator('sz-try-it').isVisible()))
      await page.locator('.folds button').last().click();
    await page.locator('sz-try-it .btn').first().click();
    await expect(page.locator('[data-read="flow"]')).toBeVisible();
    await page.locator('sz-try-it .btn').nth(1).click();
    await expect(page.locator('sz-try-it h3').last()).toBeVisible();
    await camera.take('4 read now');
    await camera.open(`/scidog?beamline=${BEAMLINE}&tab=forms`, 'sz-forms-editor section');
    await camera.take('5 forms designer');
    await camera.open(`/scidog?beamline=${BEAMLINE}&tab=versions`, '[data-version]');
    await page.locator(`[data-version="${draft.version}"] button`).first().click();
    await expect(page.locator('sz-differences li').first()).toBeVisible();
    await camera.take('6 versions');
    for (const view of ['table', 'tree', 'json']) {
      await camera.open(`/scidog/recorded/${BEAMLINE}?view=${view}`, 'article h1');
      await camera.take(`7 recorded ${view}`);
    }
    await camera.open(`/scidog?beamline=b310a`, 'h2');
    await camera.take('8 nothing recorded');
    await camera.open(`/forms?beamline=${BEAMLINE}`, 'form');
    await page.locator('form button[type=submit]').click();
    await camera.take('9 form');
    await page.context().close();
    expect(camera.faults).toEqual([]);
  });

  test(`the logbook is fit for everybody: ${look.name}`, async ({ browser, request }) => {
    test.setTimeout(240_000);
    const proposal = await aVisit();
    await aBookOf(proposal, request);
    const camera = await photographer(browser, look);
    const { page } = camera;
    await signIn(page, 'staff', `/logbook?book=proposal:${proposal}`);
    await expect(page.locator('article[data-entry]')).toHaveCount(3);
    await camera.take('a book');
    if (isNarrow(look)) {
      await page.locator('.rail .fold').click();
      await camera.take('b books and calendar');
      await page.locator('.rail .fold').click();
    }
    await page.locator('.list .acts .primary').click();
    await page
      .locator('sz-entry-editor input[type=file]')
      .setInputFiles({ name: 'beam.png', mimeType: 'image/png', buffer: png(320, 200) });
    await expect(page.locator('sz-entry-editor textarea')).toHaveValue(/beam\.png/);
    await page.locator('sz-entry-editor .title').fill('Beam');
    await camera.take('c editor');
    await camera.open(`/logbook?book=proposal:${proposal}&q=nothing`, 'sz-empty');
    await camera.take('d none found');
    await camera.open(`/logbook?book=proposal:${proposal}`, '.pinned article');
    await page.locator('.pinned article [aria-haspopup=menu]').first().click();
    await expect(page.locator('[role=menuitem]').nth(3)).toBeVisible();
    await camera.take('e menu');
    await page.context().close();
    expect(camera.faults).toEqual([]);
  });

  test(`operations are fit for everybody, from health to a dead letter: ${look.name}`, async ({ browser }) => {
    test.setTimeout(180_000);
    await aVisit();
    const camera = await photographer(browser, look);
    const { page } = camera;
    await signIn(page, 'staff', '/operations');
    for (const tab of ['health', 'dead-letters', 'services', 'receivers']) {
      await camera.open(`/operations?tab=${tab}`, '.tabs [aria-current]');
      await camera.take(`f ${tab}`);
    }
    await camera.open(`/operations/beamlines/${BEAMLINE}`, '[data-item]');
    await camera.take('g beamline');
    await camera.open('/operations?tab=dead-letters', '[data-letter]');
    await page.locator('[data-letter] a').first().click();
    await expect(page.locator('#letter-text')).toBeVisible();
    await camera.take('h letter');
    await page.context().close();
    expect(camera.faults).toEqual([]);
  });
}
