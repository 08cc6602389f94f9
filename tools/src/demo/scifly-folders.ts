import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJson } from '../stack/data-dir';

/** Where the photoemission proposal of the demo saves its files, laid out as visits are. */
const VISIT = join('20260123', '2026112208', 'raw');

/**
 * Makes the folder of the demo's electron spectrometer: whatever SES or Prodigy file is put there appears in the scan log.
 * @returns the folder for a person, and the settings of the SciFly that watches it
 */
export async function sciflySettings(about: { dataDir: string; kafkaBrokers: string; port: number }) {
  const root = join(about.dataDir, 'demo', 'ses');
  const folder = join(root, VISIT);
  await mkdir(folder, { recursive: true });
  const foldersFile = join(about.dataDir, 'demo', 'scifly-folders.json');
  await writeJson(foldersFile, [{ path: root, beamline: 'b310a', host: 'demo-ses', shownAs: '/data/visitors/b310a' }]);
  const env = {
    FOLDERS_FILE: foldersFile,
    STATE_DIR: join(about.dataDir, 'scifly'),
    KAFKA_BROKERS: about.kafkaBrokers,
    FACILITY: 'demo',
    TIME_ZONE: process.env['TIME_ZONE'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    HEALTH_PORT: `${about.port}`,
  };
  return { folder, env };
}
