import { readFile } from 'node:fs/promises';
import { aProposalChanged, aScan } from '@scizoo/testing';
import { expect, type Locator, test } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll, LOOKS } from '../harness/access';
import { Script } from '../harness/datasets';
import { complaintsOf, ScanLog, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

test('scans of the demo beamline arrive by themselves and end', async ({ page }) => {
  test.setTimeout(200_000);
  const complaints = complaintsOf(page);
  await signIn(page, 'staff', '/scan-log?instrument=zoosaxs');
  const log = new ScanLog(page);
  await expect(log.rows.first()).toBeVisible();
  // Scans that other tests have left open run for ever: one that comes while we look is the beamline's.
  const pidsOf = (rows: Locator) => rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-pid')));
  const before = new Set(await pidsOf(log.rows));
  let pid: string | null | undefined;
  await expect
    .poll(async () => (pid = (await pidsOf(log.inState('running'))).find((one) => !before.has(one))), {
      timeout: 90_000,
    })
    .toBeTruthy();
  const row = page.locator(`[role="row"][data-pid="${pid}"]`);
  await expect(log.cell(row, 'command')).not.toBeEmpty();
  await expect(log.cell(row, 'state')).toContainText(/finished|stopped|failed/, { timeout: 80_000 });
  expect(complaints).toEqual([]);
});

test('a scan is running while it runs, then finished; the end may come before the start', async ({ page }) => {
  const proposal = randomProposal();
  const title = `Swelling of gel ${proposal}`;
  await produce(place().kafka, [
    aProposalChanged(proposal, {
      title,
      principalInvestigator: { firstName: 'Petra', lastName: 'Muster', email: 'petra.muster@example.org' },
    }),
  ]);
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
  const log = new ScanLog(page);
  await expect(page.getByRole('main')).toContainText(/No scan/);

  const scan = aScan().ofProposal(proposal).startedAt(new Date()).started().progress(5);
  await produce(place().kafka, scan.events());
  const row = log.rowOf('ascan mot01');
  await expect(log.cell(row, 'state')).toContainText('running');
  await expect(log.cell(row, 'detectors')).toContainText('ct01');
  await produce(place().kafka, scan.finished().events());
  await expect(log.cell(row, 'state')).toContainText('finished');
  await expect(log.rows).toHaveCount(1);

  const late = aScan().ofProposal(proposal).startedAt(new Date()).started().failed('detector lost');
  await produce(place().kafka, late.events().toReversed());
  await expect(log.rows).toHaveCount(2);
  await expect(log.inState('failed')).toHaveCount(1);
});

test('scans are filtered by kind and state, grouped with totals, and leave as a file and as a report', async ({
  page,
  context,
}) => {
  const complaints = complaintsOf(page);
  const proposal = randomProposal();
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const align = { command: 'dscan samx -1 1 10 0.1', scanType: 'dscan' };
  await produce(place().kafka, [
    ...aScan()
      .ofProposal(proposal)
      .startedAt(at(30))
      .with(align)
      .started({ motors: [{ name: 'samx' }] })
      .finished()
      .events(),
    ...aScan().ofProposal(proposal).startedAt(at(20)).started().failed('=lost').events(),
    ...aScan().ofProposal(proposal).startedAt(at(10)).started().finished().events(),
  ]);
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
  const log = new ScanLog(page);
  await expect(log.rows).toHaveCount(3);
  await log.annotate(log.rows.first(), { comment: '=1+1 is no formula' });

  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('failed scans').check();
  await dialog.getByLabel('alignment scans').check();
  await dialog.getByRole('button', { name: 'Show 1 scan' }).click();
  await expect(log.rows).toHaveCount(1);
  await expect(page).toHaveURL(/hide=failed%2Calignment|hide=failed,alignment/);
  await page.reload();
  await expect(log.rows).toHaveCount(1);
  await page.getByRole('button', { name: 'Remove the filter no failed scans' }).click();
  await page.getByRole('button', { name: 'Remove the filter no alignment scans' }).click();
  await expect(log.rows).toHaveCount(3);

  const more = page.getByRole('button', { name: /^More/ });
  await more.click();
  await page.getByRole('menuitemradio', { name: 'by command' }).click();
  await expect(page.getByRole('gridcell', { name: /^ascan mot01 2 scans/ })).toBeVisible();
  await expect(page.getByRole('gridcell', { name: /^dscan samx 1 scan/ })).toBeVisible();

  await more.click();
  await page.getByRole('menuitem', { name: /^Export/ }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'CSV' }).click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain(`'=1+1 is no formula`);

  await more.click();
  const opened = context.waitForEvent('page');
  await page.getByRole('menuitem', { name: 'Report to print' }).click();
  const report = await opened;
  await expect(report.getByRole('row', { name: /=1\+1 is no formula/ })).toBeVisible();
  await expect(report.getByRole('row', { name: /failed/ })).toHaveCount(1);
  expect(complaints).toEqual([]);
});

/** A proposal with so many finished scans, a minute between them; the last one is the newest. */
async function measured(count: number, facts: (at: number) => object = () => ({})): Promise<string> {
  const proposal = randomProposal();
  const scans = Array.from({ length: count }, (_, at) =>
    aScan()
      .numbered(at + 1)
      .ofProposal(proposal)
      .startedAt(new Date(Date.now() - (count - at) * 60_000))
      .started(facts(at))
      .finished()
      .events(),
  );
  await produce(place().kafka, [aProposalChanged(proposal), ...scans.flat()]);
  return proposal;
}

test('chosen scans are rated, commented on and given keywords together, leave as files and stand side by side', async ({
  page,
  context,
}) => {
  const complaints = complaintsOf(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const proposal = await measured(5);
  await signIn(
    page,
    'staff',
    `/scan-log?instrument=zoosaxs&proposal=${proposal}&columns=scan,start,name,comment,rating,dataset`,
  );
  const log = new ScanLog(page);
  await expect(log.rows).toHaveCount(5);
  await log.annotate(log.rows.nth(1), { comment: 'beam lost' });

  await log.choose(log.rows.nth(0));
  await log.choose(log.rows.nth(2), true);
  await expect(log.chosen).toContainText('3 scans chosen');
  await page.locator('#scan-log-grid').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await expect(log.chosen).toContainText('4 scans chosen');
  await page.keyboard.press('x');
  await expect(log.chosen).toContainText('3 scans chosen');

  await log.chosen.getByRole('button', { name: 'Rate' }).click();
  await page.getByRole('menuitem', { name: '4 of 5 stars' }).click();
  await expect(log.notice).toContainText('3 datasets changed');
  for (const at of [0, 1, 2]) await expect(log.cell(log.rows.nth(at), 'rating')).toContainText('4 of 5');
  await expect(log.cell(log.rows.nth(3), 'rating')).not.toContainText('4 of 5');

  await log.chosen.getByRole('button', { name: 'Comment…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Comment on 3 chosen' });
  await dialog.getByRole('textbox').fill('same sample as 12');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Comment on 3' }).click();
  await expect(log.notice).toContainText('3 datasets changed');
  await expect(log.cell(log.rows.nth(0), 'comment')).toHaveText('same sample as 12');
  await expect(log.cell(log.rows.nth(1), 'comment')).toContainText('beam lost');
  await expect(log.cell(log.rows.nth(1), 'comment')).toContainText('same sample as 12');
  await log.notice.getByRole('button', { name: 'Undo' }).click();
  await expect(log.notice).toContainText('Taken back');
  await expect(log.cell(log.rows.nth(1), 'comment')).toHaveText('beam lost');
  await expect(log.cell(log.rows.nth(0), 'comment')).not.toContainText('same sample');

  await log.chosen.getByRole('button', { name: 'Keywords…' }).click();
  await page.getByRole('dialog').getByRole('combobox').fill('gel');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Change 3/ })
    .click();
  await expect(log.notice).toContainText('3 datasets changed');

  await log.chosen.getByRole('button', { name: 'Export' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n');
  expect(lines.map((line) => line.split(',')[0]?.replace(/^\uFEFF/u, ''))).toEqual(['Scan', '5', '4', '3']);
  await log.chosen.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Copy as text, columns with tabs' }).click();
  await expect(log.notice).toContainText('Copied');
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(copied.split('\n').map((line) => line.split('\t')[0])).toEqual(['Scan', '5', '4', '3']);

  await page.keyboard.press('Escape');
  await log.chosen.getByRole('button', { name: 'To the logbook' }).click();
  const entry = page.getByRole('dialog', { name: 'To the logbook' });
  await expect(entry.getByRole('textbox', { name: 'Title' })).toHaveValue('3 scans');
  await expectAccessible(page);
  await entry.getByRole('button', { name: 'Create a new entry' }).click();
  await expect(log.notice).toContainText('3 scans');
  for (const at of [0, 1, 2]) await expect(log.rows.nth(at).getByRole('img', { name: 'In the logbook' })).toBeVisible();
  await expect(log.rows.nth(3).getByRole('img', { name: 'In the logbook' })).toHaveCount(0);

  await log.chosen.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('3 datasets side by side');
  expect(complaints).toEqual([]);
});

test('all scans that match are chosen, also those that are not loaded, and leave as one file', async ({ page }) => {
  test.setTimeout(120_000);
  const proposal = await measured(230);
  // Scans that arrive while the page counts them are not what this is about.
  const script = await Script.of('staff');
  const counted = async () =>
    (await script.ask<{ count: number }>('GET', `/api/v4/scan-log/summary?proposal=${proposal}`)).count;
  await expect.poll(counted, { timeout: 60_000 }).toBe(230);
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}&columns=scan,start,comment`);
  const log = new ScanLog(page);
  await expect(page.getByTestId('scan-count')).toHaveText('(230 scans)', { timeout: 60_000 });
  await log.choose(log.rows.first());
  await log.chosen.getByRole('button', { name: 'Choose all 230 that match' }).click();
  await expect(log.chosen).toContainText('230 scans chosen');
  await expect(log.chosen.getByRole('button', { name: /that match/ })).toHaveCount(0);
  await log.chosen.getByRole('button', { name: 'Export' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'JSON' }).click();
  const rows = JSON.parse(await readFile(await (await saved).path(), 'utf8')) as { scanNumber: number }[];
  expect(rows.map(({ scanNumber }) => scanNumber)).toEqual(Array.from({ length: 230 }, (_, at) => 230 - at));
  await page.locator('#scan-log-grid').focus();
  await page.keyboard.press('Escape');
  await expect(log.chosen).toHaveCount(0);
});

for (const { name, ...look } of LOOKS)
  test(`chosen scans are fit for everybody: ${name}`, async ({ page }) => {
    const proposal = await measured(3);
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
    const log = new ScanLog(page);
    await expect(log.rows).toHaveCount(3);
    await log.choose(log.rows.nth(1));
    await log.choose(log.rows.nth(2), true);
    await expect(log.chosen).toContainText('2 scans chosen');
    await page.screenshot({ path: `test-results/chosen scans ${name}.png` });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
