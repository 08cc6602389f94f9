import { aScan } from '@scizoo/testing';
import { expect, test } from '@playwright/test';
import { aDataset, Script } from '../harness/datasets';
import { ScanLog, signIn } from '../harness/pages';
import { place } from '../harness/place';
import { produce, randomProposal } from '../harness/producer';

test('the dataset of a scan shows its metadata with units and its files', async ({ page }) => {
  const proposal = randomProposal();
  const files = [
    {
      path: `/data/visitors/zoosaxs/${proposal}/2026112308/raw/scan-0412.h5`,
      size: 1_234_567,
      modifiedAt: new Date().toISOString(),
    },
  ];
  const events = aScan()
    .ofProposal(proposal)
    .startedAt(new Date())
    .started({
      snapshot: [
        { key: 'photon_energy', value: 7119.999999999999, unit: 'eV' },
        { key: 'cell_pressure', error: 'not read: timeout' },
      ],
    })
    .progress(11)
    .finished({ files })
    .events();
  await produce(place().kafka, events);
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
  const log = new ScanLog(page);
  await log.cell(log.rows.first(), 'dataset').getByRole('link').click();

  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
  await main.getByRole('link', { name: /^Metadata/ }).click();
  const energy = main.locator('[data-key="photon_energy"]');
  await expect(energy).toContainText('7120');
  await expect(energy).toContainText('eV');
  await expect(main.locator('[data-key="cell_pressure"]')).toContainText('not read');
  await main.getByRole('link', { name: /^Files/ }).click();
  await expect(main).toContainText('scan-0412.h5');
  await expect(main).toContainText(/1\.2\d? MB/);
});

test('what was made of scans shows the picture that a program attached, and is commented and rated on its page', async ({
  page,
}) => {
  const script = await Script.of('staff');
  const pid = await script.create(
    aDataset('average', {
      type: 'derived',
      startTime: undefined,
      endTime: undefined,
      inputDatasets: [],
      usedSoftware: [],
    }),
  );
  const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await script.ask('POST', `/api/v3/datasets/${encodeURIComponent(pid)}/attachments`, {
    thumbnail: `data:image/png;base64,${dot}`,
    caption: 'Mean of all scans',
    ownerGroup: 'zoosaxs-staff',
  });
  await signIn(page, 'staff', `/datasets/${encodeURIComponent(pid)}`);
  const main = page.getByRole('main');
  const picture = main.getByRole('img', { name: 'Mean of all scans' });
  await expect(picture).toBeVisible();
  await expect(picture).toHaveJSProperty('naturalWidth', 1);
  await picture.click();
  const viewer = page.getByRole('dialog');
  await expect(viewer).toContainText('Mean of all scans');
  await page.keyboard.press('Escape');
  await main.getByRole('button', { name: 'Add a comment' }).click();
  await main.getByRole('textbox').fill('Take this one');
  await main.getByRole('button', { name: 'Save' }).click();
  await expect(main).toContainText('Take this one');
  await main.getByRole('group', { name: 'Data quality' }).getByRole('button').nth(3).click();
  await expect.poll(async () => (await script.dataset(pid))['dataQualityMetrics']).toBe(4);
  await page.reload();
  await expect(main).toContainText('Take this one');
  // It came with the data: among the attachments it can be named, but not thrown away like an upload.
  await main.getByRole('link', { name: /^Attachments/ }).click();
  await picture.click();
  await expect(viewer.getByLabel('Caption')).toHaveValue('Mean of all scans');
  await expect(viewer.getByRole('button', { name: 'Remove the picture' })).toHaveCount(0);
});

test('a dataset that one may not see looks like a missing one', async ({ page, browser }) => {
  const proposal = randomProposal();
  await produce(place().kafka, aScan().ofProposal(proposal).startedAt(new Date()).started().finished().events());
  await signIn(page, 'staff', `/scan-log?instrument=zoosaxs&proposal=${proposal}`);
  const pid = await new ScanLog(page).rows.first().getAttribute('data-pid');
  const stranger = await browser.newPage();
  await signIn(stranger, 'guest', `/datasets/${encodeURIComponent(pid ?? '')}`);
  const main = stranger.getByRole('main');
  await expect(main).toContainText('No such dataset');
  const hidden = await main.innerText();
  await stranger.goto(`${place().url}/datasets/${encodeURIComponent('20.500.00000/never-was')}`);
  await expect(main).toContainText('No such dataset');
  const missing = await main.innerText();
  const withoutIds = (text: string) => text.replaceAll(/20\.500\S+|[0-9a-f-]{20,}/g, '#');
  expect(withoutIds(hidden)).toBe(withoutIds(missing));
  await stranger.close();
});
