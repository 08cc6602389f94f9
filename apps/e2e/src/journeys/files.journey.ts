import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@scizoo/local-servers';
import { expect, test } from '@playwright/test';
import { DatasetView } from '../harness/dataset-pages';
import { ScanLog, signIn } from '../harness/pages';
import { place } from '../harness/place';

const FOLDER = ['demo', 'ses', '20260123', '2026112208', 'raw'];
const TAIL = '\r\nthe numbers that follow are not read\r\n';

test('a file of SES that is saved appears in the scan log, with the facts of its header', async ({ page }) => {
  await signIn(page, 'staff', '/scan-log?instrument=b310a');
  const log = new ScanLog(page);
  const name = `Steel_${Math.floor(Math.random() * 9000 + 1000)}`;
  const sample = `Steel plate ${name.slice(-4)}`;
  const text = await readFile(join(repositoryRoot(), 'tools', 'demo', 'ses', 'Steel_0001.txt'), 'utf8');
  const own = text.replace('Sample=Steel plate 1', `Sample=${sample}`);
  await writeFile(join(place().dataDir, ...FOLDER, `${name}.txt`), own + TAIL);

  const row = log.rowOf(`${sample} Fe2p`);
  await expect(log.cell(row, 'state')).toContainText('finished');
  await expect(log.cell(row, 'path')).toContainText('2026112208');
  const pid = (await row.getAttribute('data-pid')) ?? '';

  await page.goto(`${place().url}/datasets/${encodeURIComponent(pid)}?tab=metadata`);
  const dataset = new DatasetView(page);
  for (const fact of ['Transmission', 'R3000-6MS014', '100 eV', 'after 10 min at 300 °C'])
    await expect(dataset.main).toContainText(fact);
  await dataset.tab('Files');
  await expect(dataset.main).toContainText(`${name}.txt`);
});
