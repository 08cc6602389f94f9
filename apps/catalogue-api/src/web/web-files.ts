import { invalid } from '@scizoo/domain';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { withoutBase } from './page';

const COMPRESSIBLE = /\.(js|css|svg|json|txt|webmanifest)$/;
/** Names that the build makes from the content: `chunk-B7Icze8B.js`. */
const HASHED = /-[\w-]{8}\.\w+$/;
const SMALLEST_BYTES = 1024;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

export const isHashed = (path: string): boolean => HASHED.test(path);
/** Compressed twins are picked by the file server; source maps stay here. */
const isServed = (path: string): boolean => !/\.(br|gz|map)$/.test(path) && path !== 'index.html';

/** Files of the built web program, relative, and its page. */
export interface WebFiles {
  readonly root: string;
  readonly files: ReadonlySet<string>;
  readonly page: string;
}

/** @throws SciZooError when there is no built program */
export async function readWebFiles(root: string): Promise<WebFiles> {
  let names: string[];
  let page: string;
  try {
    names = await readdir(root, { recursive: true });
    page = await readFile(join(root, 'index.html'), 'utf8');
  } catch {
    throw invalid(
      `WEB_DIR ${root} has no built web program: build it first, or leave WEB_DIR out to serve the API alone`,
    );
  }
  const files = names.map((name) => name.replaceAll('\\', '/')).filter(isServed);
  return { root, files: new Set(await onlyFiles(root, files)), page: withoutBase(page) };
}
async function onlyFiles(root: string, names: readonly string[]): Promise<string[]> {
  const kept = await Promise.all(
    names.map(async (name) => ((await stat(join(root, name))).isFile() ? name : undefined)),
  );
  return kept.filter((name): name is string => name !== undefined);
}

/** Writes `.br` and `.gz` beside files that the build has left plain; a folder that is read-only stays as it is. */
export async function compress({ root, files }: WebFiles): Promise<number> {
  let written = 0;
  for (const name of files) if (COMPRESSIBLE.test(name)) written += await compressOne(join(root, name));
  return written;
}
async function compressOne(path: string): Promise<number> {
  const { mtimeMs, size } = await stat(path);
  if (size < SMALLEST_BYTES) return 0;
  const isFresh = async (twin: string) => (await stat(twin).catch(() => undefined))?.mtimeMs ?? -1;
  let written = 0;
  const plain = await readFile(path);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };
  for (const [twin, pack] of [
    [`${path}.br`, () => brotli(plain, quality)],
    [`${path}.gz`, () => zip(plain, { level: 9 })],
  ] as const) {
    if ((await isFresh(twin)) >= mtimeMs) continue;
    await writeFile(twin, await pack());
    written++;
  }
  return written;
}
