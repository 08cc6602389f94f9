import { aScan, type OfficeRecord, UserOfficeStandIn } from '@scizoo/testing';
import { expect, type Page, test } from '@playwright/test';
import { DuoHarvester } from '../harness/duo-harvester';
import { complaintsOf, ScanLog, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

/** What the product promises for a change at the user office. */
const A_MINUTE = { timeout: 60_000, intervals: [1000] };
const period = (day: string) => ({ beamline: 'ZooSAXS', start: `${day}T08:00:00Z`, end: `${day}T20:00:00Z` });
const asProposal = (id: string, more: Partial<OfficeRecord> = {}): OfficeRecord => ({
  id,
  title: `Otter fur under strain ${id}`,
  abstract: 'How fur keeps its air.',
  pi: { firstName: 'Łucja', lastName: 'Óskarsdóttir', email: 'lucja@uni.example' },
  team: [{ firstName: 'Gustav', lastName: 'Gast', email: 'Gustav.Gast@institute.example' }],
  facility: 'zoo',
  sessions: [period('2031-03-02')],
  samples: [{ sampleId: `fur-${id}`, name: 'Fur' }],
  ...more,
});
const reloadUntil = (page: Page, check: () => Promise<void>): Promise<void> =>
  expect(async () => {
    await page.reload();
    await check();
  }).toPass(A_MINUTE);
const soon = { timeout: 4000 };

test('a proposal entered, moved and withdrawn at the user office is so in the catalogue, and the access of its team follows', async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000);
  const id = randomProposal();
  const office = await UserOfficeStandIn.start();
  const copies = [await DuoHarvester.start(`duo-one-${id}`, place(), office)];
  const heading = page.getByRole('heading', { level: 1, name: `Otter fur under strain ${id}` });
  try {
    const complaints = complaintsOf(page);
    await signIn(page, 'guest', `/proposals/${id}`);
    await expect(page.getByRole('main')).toContainText(/not found|does not exist|no such|may not/i);
    await produce(place().kafka, aScan().ofProposal(id).started().finished().events());

    office.put(asProposal(id));
    await reloadUntil(page, () => expect(heading).toBeVisible(soon));
    await expect(page.getByRole('main')).toContainText('Łucja Óskarsdóttir');
    await expect(page.getByText('Gustav.Gast@institute.example')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('2031-03-02 ');
    await page.goto(`${place().url}/scan-log?proposal=${id}`);
    await expect(new ScanLog(page).rows).toHaveCount(1);

    // Another copy waits, and goes on with a memory of its own when the first one ends.
    const second = await DuoHarvester.start(`duo-two-${id}`, place(), office);
    copies.push(second);
    await expect.poll(() => second.health(), { timeout: 30_000 }).toContain('another copy of this harvester runs');
    await copies[0]?.stop();
    office.put(asProposal(id, { sessions: [period('2031-04-05')] }));
    await page.goto(`${place().url}/proposals/${id}`);
    await reloadUntil(page, () => expect(page.getByRole('main')).toContainText('2031-04-05 ', soon));
    await expect(page.getByRole('main')).not.toContainText('2031-03-02 ');

    office.put(asProposal(id, { status: 'withdrawn', statusReason: 'moved elsewhere' }));
    await reloadUntil(page, () => expect(heading).toBeHidden(soon));
    await page.goto(`${place().url}/scan-log?proposal=${id}`);
    await expect(page.getByRole('main')).toContainText(/no scans/i);
    expect(complaints).toEqual([]);

    const staff = await browser.newPage();
    await signIn(staff, 'staff', `/proposals/${id}`);
    await expect(staff.getByText('withdrawn at the user office')).toBeVisible();
    await staff.goto(`${place().url}/scan-log?proposal=${id}`);
    await expect(new ScanLog(staff).rows).toHaveCount(1);
    await staff.close();
  } finally {
    await Promise.all(copies.map((copy) => copy.stop()));
    await office.stop();
  }
});
