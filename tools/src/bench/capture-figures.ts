import { freePort, type ProcessGroup, startGroup } from '@scizoo/local-servers';
import { eventually, UserOfficeStandIn } from '@scizoo/testing';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FRUGAL } from '../stack/node-part';
import { type BenchStack, residentMegabytes } from './bench-stack';
import type { Add } from './measured';

const root = join(import.meta.dirname, '..', '..', '..');
const FILES = 10_000;
const PER_FOLDER = 500;
const LATE_FILES = 20;
const LEAST = { max: 150 };
const SAMPLE_MS = 200;

/** Programs beside acquisition: what they need, how long a file takes to its row, and a first look at many files. */
export async function captureFigures(stack: BenchStack, add: Add): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'scizoo-bench-capture-'));
  const running: ProcessGroup[] = [];
  const start = async (program: string, settings: Readonly<Record<string, string>>): Promise<ProcessGroup> => {
    const group = await startGroup({
      command: process.execPath,
      args: [...FRUGAL, join(root, 'dist', 'apps', program, 'main.js')],
      env: { PATH: process.env['PATH'], MALLOC_ARENA_MAX: '2', KAFKA_BROKERS: stack.kafka.brokers, ...settings },
      logFile: join(home, `${program.replace('/', '-')}.log`),
    });
    running.push(group);
    return group;
  };
  const office = await UserOfficeStandIn.start();
  try {
    await fileFigures(stack, home, start, add);
    const scifish = await start('scifish', {
      PORT: String(await freePort()),
      SPOOL_DIR: join(home, 'scifish'),
      BEAMLINE: 'zoosaxs',
    });
    office.put(...Array.from({ length: 3000 }, (_, i) => proposal(`3${i}`)));
    const before = await stack.events();
    const duo = await start('harvesters/duo', {
      DUO_URL: office.url,
      DUO_PROFILE: 'paged',
      DUO_SECRET: office.secret,
      STATE_DIR: join(home, 'duo'),
      HEALTH_PORT: String(await freePort()),
      CATALOGUE_URL: stack.url,
      HARVESTER_TOKEN: stack.harvesterToken,
    });
    await stack.untilEvents(before + 3000);
    add('SciFish, resident memory', residentMegabytes(scifish.pid), 'MB', LEAST);
    add('DUO harvester after 3,000 proposals, resident memory', residentMegabytes(duo.pid), 'MB', LEAST);
    add('SciCow after all this, resident memory', residentMegabytes(stack.pids()['scicow'] ?? 0), 'MB', LEAST);
  } finally {
    await Promise.all(running.map((group) => group.stop()));
    await office.stop();
    await rm(home, { recursive: true, force: true });
  }
}

type Start = (program: string, settings: Readonly<Record<string, string>>) => Promise<ProcessGroup>;

async function fileFigures(stack: BenchStack, home: string, start: Start, add: Add): Promise<void> {
  const watched = join(home, 'ses');
  const sample = await readFile(join(root, 'tools', 'demo', 'ses', 'Steel_0001.txt'), 'utf8');
  const write = (path: string, number: number) => writeFile(path, `${sample}\r\n; ${number}\r\n`);
  const yesterday = new Date(Date.now() - 86_400_000);
  for (let number = 0; number < FILES; number++) {
    const folder = join(watched, `day-${Math.floor(number / PER_FOLDER)}`);
    if (number % PER_FOLDER === 0) await mkdir(folder, { recursive: true });
    const path = join(folder, `Steel_${String(number).padStart(5, '0')}.txt`);
    await write(path, number);
    await utimes(path, yesterday, yesterday);
  }
  const foldersFile = join(home, 'folders.json');
  await writeFile(foldersFile, JSON.stringify([{ path: watched, beamline: 'zoosaxs', host: 'bench' }]));
  const before = await stack.events();
  const began = performance.now();
  const scifly = await start('scifly', {
    FOLDERS_FILE: foldersFile,
    STATE_DIR: join(home, 'scifly'),
    HEALTH_PORT: String(await freePort()),
  });
  let most = 0;
  const sampling = setInterval(() => (most = Math.max(most, residentMegabytes(scifly.pid))), SAMPLE_MS);
  try {
    await stack.untilEvents(before + FILES);
    add(`first look at ${FILES} files → all in the catalogue`, Math.round(performance.now() - began) / 1000, 's', {
      max: 60,
    });
    add('  SciFly, resident memory at most', most, 'MB', LEAST);
    const waits: number[] = [];
    for (let number = 0; number < LATE_FILES; number++) {
      const known = await stack.events();
      await write(join(watched, `Late_${String(number).padStart(5, '0')}.txt`), number);
      const complete = performance.now();
      // The mark of an event and its row are one transaction.
      const isThere = async () => (await stack.events()) > known;
      await eventually(isThere, { withinMs: 30_000, everyMs: 20, what: 'the row of a file' });
      waits.push(performance.now() - complete);
      // Not in step with the looks at the folder.
      await sleep(137 * (number % 7));
    }
    waits.sort((a, b) => a - b);
    add('file complete → row in the scan log, median', Math.round(waits[LATE_FILES / 2] ?? NaN), 'ms', { max: 2000 });
    add('file complete → row in the scan log, p95', Math.round(waits[LATE_FILES - 2] ?? NaN), 'ms', { max: 2000 });
  } finally {
    clearInterval(sampling);
  }
}

const proposal = (id: string) => ({
  id,
  title: `Question ${id}`,
  pi: { firstName: 'Petra', lastName: 'Muster', email: 'petra.muster@uni.example' },
  facility: 'zoo',
  sessions: [{ beamline: 'ZooSAXS', start: '2031-03-02T08:00:00Z', end: '2031-03-03T08:00:00Z' }],
});
