import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export interface ScriptSize {
  readonly files: number;
  readonly gzipKilobytes: number;
  readonly brotliKilobytes: number;
}
const IMPORT = /(?:from|import)\s*"\.\/([\w.-]+\.js)"/g;
const LAZY = /import\(\s*"\.\/([\w.-]+\.js)"\s*\)/g;

/** Scripts that a browser loads before the first list is usable: those of the page, what they import, and the route's own. */
export function firstListScripts(folder: string, route = 'scan-log'): ScriptSize | undefined {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return undefined;
  const wanted = [...readFileSync(index, 'utf8').matchAll(/(?:src|href)="\/?([\w.-]+\.js)"/g)].map(
    ([, file]) => file as string,
  );
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const files = new Set<string>();
  const add = (file: string) => {
    if (files.has(file) || !existsSync(join(folder, file))) return;
    files.add(file);
    for (const [, imported] of read(file).matchAll(IMPORT)) add(imported as string);
  };
  wanted.forEach(add);
  // The route's page is imported when the address asks for it: the lazy chunk that names the route's own selector.
  const lazy = [...files].flatMap((file) => [...read(file).matchAll(LAZY)].map(([, chunk]) => chunk as string));
  for (const chunk of lazy) if (existsSync(join(folder, chunk)) && read(chunk).includes(`${route}-page`)) add(chunk);
  const kilobytes = (compress: (text: Buffer) => Buffer) =>
    Math.round([...files].reduce((sum, file) => sum + compress(readFileSync(join(folder, file))).length, 0) / 1024);
  return {
    files: files.size,
    gzipKilobytes: kilobytes(gzipSync),
    brotliKilobytes: kilobytes((text) => brotliCompressSync(text)),
  };
}
