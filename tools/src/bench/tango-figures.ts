import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@scizoo/local-servers';
import { RemoteGateway } from '@scizoo/tango-gateway';
import { eventually } from '@scizoo/testing';
import { startHarvester, stopHarvester } from '../lab-suite/harvester-process';
import { SardanaLab } from '../lab-suite/sardana-lab';
import { residentMegabytes } from './bench-stack';
import type { Add } from './measured';

const ROUNDS = 30;
const TARGET = { max: 300 };
const NAMES = Array.from({ length: 100 }, (_, i) => `B310A-E01/CTL/MANY-01/Channel${String(i + 1).padStart(3, '0')}`);

/** A snapshot of 100 attributes of a real Tango by the shipped harvester, beside the bare question to TangoGQL. */
export async function tangoFigures(kafka: string, add: Add): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'scizoo-bench-lab-'));
  const webPort = await freePort();
  const lab = new SardanaLab({ home, webPort, tangoPort: await freePort(), scifishUrl: 'http://127.0.0.1:9' });
  try {
    await lab.must('up');
    const port = await freePort();
    const pid = await startHarvester({ home, webPort, port, kafka });
    const harvester = new RemoteGateway(`http://127.0.0.1:${port}`);
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok, {
      withinMs: 60_000,
      what: 'the harvester',
    });
    const bare = await measured(() => bareQuery(`http://127.0.0.1:${webPort}/db`));
    const ours = await measured(async () => {
      const readings = await harvester.read(NAMES, { timeoutMs: 5000 });
      const missing = readings.filter(({ value }) => typeof value !== 'number');
      if (missing.length > 0) throw new Error(`${missing.length} of 100 were not read: ${missing[0]?.error}`);
    });
    add('100 Tango attributes, the bare client, median', bare.median, 'ms');
    add('snapshot of 100 Tango attributes, median', ours.median, 'ms', TARGET);
    add('snapshot of 100 Tango attributes, p95', ours.p95, 'ms');
    add('Tango harvester, resident memory', residentMegabytes(pid), 'MB', { max: 150 });
  } finally {
    await stopHarvester(home);
    await lab.run(['down']);
    await rm(home, { recursive: true, force: true });
  }
}

async function bareQuery(url: string): Promise<void> {
  const query = 'query ($names: [String]!) { attributes(fullNames: $names) { name value unit quality timestamp } }';
  const body = JSON.stringify({ query, variables: { names: NAMES } });
  await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json();
}

async function measured(work: () => Promise<void>): Promise<{ median: number; p95: number }> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] as number);
  return { median: at(0.5), p95: at(0.95) };
}
