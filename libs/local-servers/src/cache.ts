import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The folder of the workspace that this process works in. */
export const repositoryRoot = (): string => {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
    if (folder === dirname(folder)) return process.cwd();
  }
};

/** Where fetched servers are kept: SCIZOO_CACHE, else `.cache/servers` of the repository. */
export const cacheDir = (): string =>
  resolve(process.env['SCIZOO_CACHE'] || join(repositoryRoot(), '.cache', 'servers'));

/**
 * A folder of the cache, filled once. It appears whole or not at all, so a broken download is simply made again and two
 * processes may ask at the same time.
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheDir(), name);
  if (existsSync(folder)) return folder;
  await mkdir(cacheDir(), { recursive: true });
  const draft = await mkdtemp(join(cacheDir(), `.${name}-`));
  try {
    await fill(draft);
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}
