import { readFile } from 'node:fs/promises';
import { aProposalChanged, aScan } from '@scizoo/testing';
import { expect, type Locator, test } from '@playwright/test';
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
    .poll(async () => (pid = (await pidsOf(log.inState('running'))).find((one) => !before.has(one))), { timeout: 90_000 })
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
