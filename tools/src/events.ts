import { eventDocuments } from '@scizoo/messaging';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes docs/events from the event classes; `--check` only says whether the files are current. */
const folder = join(process.cwd(), 'docs', 'events');
const wanted = eventDocuments();
const found = await readdir(folder, { recursive: true }).catch(() => []);
const surplus = found.filter((path) => path.endsWith('.json') && !wanted.has(path.replaceAll('\\', '/')));
const stale: string[] = [...surplus];
for (const [path, content] of wanted)
  if ((await readFile(join(folder, path), 'utf8').catch(() => '')) !== content) stale.push(path);

if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    process.stderr.write(`docs/events is not current (${stale.join(', ')}): run nx run messaging:events\n`);
    process.exitCode = 1;
  }
} else {
  for (const path of surplus) await rm(join(folder, path));
  for (const [path, content] of wanted) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  process.stdout.write(`docs/events: ${wanted.size} files, ${stale.length} changed\n`);
}
