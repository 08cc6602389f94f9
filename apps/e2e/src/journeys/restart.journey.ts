import { aScan } from '@scizoo/testing';
import { expect, test } from '@playwright/test';
import { ScanLog, signInAt } from '../harness/pages';
import { png } from '../harness/pictures';
import { produce, randomProposal } from '../harness/producer';
import { RunningStack } from '../harness/stack';

test('what people wrote is there after a restart of everything, and an empty facility says how scans get here', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const stack = await RunningStack.start({ demo: false });
  try {
    await signInAt(page, stack.place, 'staff', '/scan-log?instrument=zoosaxs');
    const log = new ScanLog(page);
    await expect(page.getByRole('main')).toContainText(/no scans/i);

    const proposal = randomProposal();
    const comment = `kept over the restart ${proposal}`;
    await produce(stack.place.kafka, aScan().ofProposal(proposal).startedAt(new Date()).started().finished().events());
    await log.annotate(log.rows.first(), { comment, stars: 5, picture: png(320, 200) });
    await expect(log.cell(log.rows.first(), 'images').locator('img')).toHaveCount(1);

    await stack.down();
    await stack.up();

    await page.reload();
    const row = log.rows.first();
    await expect(log.cell(row, 'comment')).toContainText(comment);
    await expect(log.cell(row, 'images').locator('img')).toHaveCount(1);
    await expect(log.cell(row, 'rating')).toContainText('5 of 5');
  } finally {
    await stack.remove();
  }
});
