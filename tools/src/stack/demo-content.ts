import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { giveDemoCapture } from '../demo/capture';
import { sendArchive } from '../demo/send-archive';
import { writeJson } from './data-dir';
import type { Screen } from './screen';
import { pidPrefix } from './settings';

interface Catalogue {
  readonly url: string;
  /** Of the account `admin`. */
  readonly password: string;
}

/** What the demo beamline records, so that SciDog is no empty page. Without it the demo is poorer, but it runs. */
export async function giveCapture({ url, password }: Catalogue, screen: Screen): Promise<void> {
  try {
    const isNew = await giveDemoCapture({ url, username: 'admin', password });
    if (isNew) screen.line('demo', 'a configuration of what is recorded');
  } catch (error) {
    screen.line('demo', `without a capture configuration: ${(error as Error).message}`);
  }
}

/** Earlier visits, once per data folder. Without them the demo is poorer, but it runs. */
export async function fillArchive({ url, password }: Catalogue, dataDir: string, screen: Screen): Promise<void> {
  const note = join(dataDir, 'demo', 'archive.json');
  if (existsSync(note)) return;
  try {
    const root = join(dataDir, 'demo', 'visitors');
    const datasets = await sendArchive({ url, username: 'admin', password, prefix: pidPrefix(), root });
    await writeJson(note, { at: new Date().toISOString(), datasets }, 0o644);
    screen.line('demo', `${datasets} datasets of earlier visits`);
  } catch (error) {
    screen.line('demo', `without earlier visits: ${(error as Error).message}`);
  }
}
