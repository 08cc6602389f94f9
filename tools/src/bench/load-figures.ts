import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cpuSeconds } from './bench-stack';
import { datasetBody } from './catalogue-figures';
import { type Add, type CatalogueHost, pidOf, round } from './measured';
import { groupOf } from './scale-users';

/** With the settings of its API, for a program beside it. */
export interface LoadHost extends CatalogueHost {
  readonly settings: Readonly<Record<string, string>>;
}

export const loadedPid = (turn: number): string => `loaded/${String(turn).padStart(8, '0')}`;

function* lines(count: number): Generator<string> {
  for (let turn = 0; turn < count; turn++) {
    const group = groupOf(turn, count);
    const own = { pid: loadedPid(turn), ownerGroup: group, accessGroups: [`${group}-guests`] };
    yield `${JSON.stringify({ ...datasetBody(turn, '4'), ...own })}\n`;
  }
}

/** `npm run load` with so many datasets; they stay for the figures of a large catalogue. */
export async function loadFigures(host: LoadHost, add: Add, count: number): Promise<void> {
  const program = join(import.meta.dirname, '..', '..', 'apps', 'catalogue-api', 'load.main.js');
  const began = performance.now();
  const database = cpuSeconds(pidOf(host, 'mongod'));
  const loader = spawn(process.execPath, [program, '--quiet'], {
    env: { PATH: process.env['PATH'], ...host.settings },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let told = '';
  let used = 0;
  loader.stderr.on('data', (bytes: Buffer) => (told = (told + bytes.toString()).slice(-2000)));
  const timer = setInterval(() => loader.pid && (used = cpuSeconds(loader.pid)), 100);
  try {
    const [[code]] = await Promise.all([
      once(loader, 'exit') as Promise<[number]>,
      pipeline(Readable.from(lines(count), { highWaterMark: 500 }), loader.stdin),
    ]);
    if (code !== 0) throw new Error(`load: ${told}`);
  } finally {
    clearInterval(timer);
  }
  const seconds = (performance.now() - began) / 1000;
  // What the load has left to be written to disk belongs to none of the figures that follow.
  await host.connection.db!.admin().command({ fsync: 1 });
  const perDataset = (cpu: number) => round((cpu * 1000) / count);
  // With its start, which takes two seconds.
  add(`npm run load, ${count} datasets`, Math.round(count / seconds), '/s', { min: 3000 });
  add('  CPU of the loader', perDataset(used), 'ms');
  add('  CPU of the database', perDataset(cpuSeconds(pidOf(host, 'mongod')) - database), 'ms');
}
