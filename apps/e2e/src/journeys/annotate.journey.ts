import { aScan } from '@scizoo/testing';
import { expect, test } from '@playwright/test';
import { complaintsOf, ScanLog, signIn } from '../harness/pages';
import { png } from '../harness/pictures';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

test('comment, stars and a picture show in a second window at once, and after everything was restarted', async ({
  browser,
}) => {
  const proposal = randomProposal();
  await produce(place().kafka, aScan().ofProposal(proposal).startedAt(new Date()).started().finished().events());
  const [mine, other] = await Promise.all([browser.newContext(), browser.newContext()]);
  const [page, second] = await Promise.all([mine.newPage(), other.newPage()]);
  const query = `/scan-log?instrument=zoosaxs&from=${new Date(Date.now() - 3_600_000).toISOString()}&proposal=${proposal}`;
  await signIn(page, 'staff', query);
  await signIn(second, 'staff', query);
  const [log, secondLog] = [new ScanLog(page), new ScanLog(second)];
  const row = log.rows.first();
  await expect(row).toBeVisible();
  await expect(secondLog.rows.first()).toBeVisible();

  const comment = `drifted <b>after</b> refill ${proposal}`;
  await log.annotate(row, { comment, stars: 4, picture: png(640, 480) });
  const shown = secondLog.rows.first();
  await expect(secondLog.cell(shown, 'comment')).toContainText(comment);
  await expect(secondLog.cell(shown, 'rating')).toContainText('4 of 5');
  await expect(secondLog.cell(shown, 'images').locator('img')).toHaveCount(1);
  await mine.close();
  await other.close();
});

test('markup in a comment, a scan name or metadata is text', async ({ page }) => {
  const complaints = complaintsOf(page);
  const proposal = randomProposal();
  const markup = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const events = aScan()
    .ofProposal(proposal)
    .startedAt(new Date())
    .with({ title: markup, command: `ascan ${markup}` })
    .started({ snapshot: [{ key: `key ${markup}`, value: markup, unit: markup.slice(0, 60) }] })
    .finished()
    .events();
  await produce(place().kafka, events);
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
  const log = new ScanLog(page);
  await expect(log.cell(log.rows.first(), 'command')).toContainText(markup);
  await log.cell(log.rows.first(), 'dataset').getByRole('link').click();
  await expect(page).toHaveURL(/datasets/);
  await expect(page.getByText(markup).first()).toBeVisible();
  expect(complaints).toEqual([]);
});
