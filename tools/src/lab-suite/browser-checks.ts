import { eventually, launchBrowser } from '@scizoo/testing';
import type { Page } from 'playwright-core';
import type { ScanRow } from './catalogue-reader';
import { holds, same } from './checks';
import type { StackProcess } from './stack-process';
import { checkContents, randomPosition, sameFacts, type Surroundings, written } from './scan-checks';

/** Opens a page of the web program as beamline staff. */
export async function signInAsStaff(page: Page, stack: StackProcess, path: string): Promise<void> {
  await page.goto(`${stack.url}/sign-in?next=${encodeURIComponent(path)}`);
  await page.locator('input[autocomplete="username"]').fill('staff');
  await page.locator('input[autocomplete="current-password"]').fill(await stack.password('staff'));
  await page.locator('form button[type="submit"]').click();
  await page.waitForURL(new RegExp(path.slice(1).split('?')[0] ?? ''));
}

/** One real scan, watched by beamline staff in an open browser, then looked at through the API. */
export async function checkWatchedScan(all: Surroundings): Promise<void> {
  const { lab, stack, catalogue, checks, proposal } = all;
  const [from, to] = [randomPosition(0, 2), randomPosition(2, 4)];
  const command = `ascan mot01 ${written(from)} ${written(to)} 40 0.1`;
  let row: ScanRow | undefined;
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
    await signInAsStaff(page, stack, `/scan-log?instrument=b310a&proposal=${proposal}`);
    await page.waitForLoadState('networkidle').catch(() => undefined);
    const rows = page.locator('[role="row"][data-pid]');
    let running: Promise<{ ending: string | null }> | undefined;
    await checks.check('ascan: its row appears in the open browser while it runs', async () => {
      same(await rows.count(), 0, 'the number of rows before the scan');
      running = lab.scan(['ascan', 'mot01', from, to, 40, 0.1]);
      await rows.locator('sz-state.running').waitFor({ timeout: 30_000 });
      const text = await rows.first().innerText();
      holds(text.includes(command), `the row says ${JSON.stringify(text)}`);
    });
    await checks.check('ascan: the same row turns finished when the scan ends', async () => {
      same((await running)?.ending, 'finish', 'the macro');
      await rows.locator('sz-state.finished').waitFor({ timeout: 15_000 });
      same(await rows.count(), 1, 'the number of rows');
    });
    await checks.check('ascan: the dataset page of the scan opens from its row', async () => {
      // the row's last change (sizes of files) may come just now; a person whose click went nowhere clicks again
      await eventually(
        async () => {
          if (/\/datasets\//.test(page.url())) return true;
          await rows.first().locator('a.scan').first().click({ timeout: 5000 });
          await page.waitForTimeout(2000);
          return false;
        },
        { withinMs: 30_000, what: 'the dataset page' },
      );
      await page.getByText(command).first().waitFor({ timeout: 15_000 });
      await page.goto(`${page.url().split('?')[0]}?tab=metadata`);
      const energy = page.locator('[data-key*="photon_energy"]').first();
      await energy.waitFor({ timeout: 15_000 });
      const shown = await energy.innerText();
      holds(shown.includes('712.5') && shown.includes('eV'), `the photon energy is shown as ${JSON.stringify(shown)}`);
    });
  } finally {
    await browser.close();
  }
  await checks.check('ascan: the row has command, times, proposal, detectors, path and points', async () => {
    row = await catalogue.ended(proposal, command);
    sameFacts(row, all);
    same([row.state, row.scanType, row.motors], ['finished', 'ascan', ['mot01']], 'the row');
    same([row.pointsDone, row.pointsTotal], [41, 41], 'the points');
    holds(Date.parse(row.endTime ?? '') > Date.parse(row.startTime), `it ended ${row.endTime}`);
  });
  await checks.check('ascan: the dataset has the snapshot with units, the NeXus file and every point', async () => {
    holds(row !== undefined, 'the row is missing');
    await checkContents(row as ScanRow, [from, to], all);
  });
}
