import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { brief, packed, spread } from './bench-events';
import { BenchStack, residentMegabytes } from './bench-stack';
import { browserLatency } from './browser-latency';
import { captureFigures } from './capture-figures';
import { catalogueFigures } from './catalogue-figures';
import { rowLatency } from './latency';
import { fileFigures } from './file-figures';
import { loadFigures } from './load-figures';
import { longList } from './long-list';
import { memoryFigures } from './memory-figures';
import { publicFigures } from './public-figures';
import { type Figure, table } from './report';
import { retrievalFigures } from './retrieval-figures';
import { scaleFigures } from './scale-figures';
import { firstListScripts } from './script-size';
import { tangoFigures } from './tango-figures';
import { backlog } from './throughput';

/**
 * `npm run bench`: the figures of docs/operations with the shipped programs as real processes on this machine. Prints a
 * table and writes dist/bench.json. `--large` adds a backlog of 100,000 events, `--no-browser` leaves the browser out,
 * `--no-throughput` the backlogs, `--no-events` all that comes through Kafka, `--no-catalogue` creates, gets, lists and files, `--rows` sets the length of the long scan log,
 * `--datasets` how many are loaded for lists and gets of a large catalogue, `--minutes` how long the memory is watched under mixed load.
 * `--no-capture` files, proposals and the memory of what stands beside acquisition, `--no-public` landing pages, OAI-PMH and the public search, `--records` how many publications are harvested, `--no-retrieval` downloads. `--tango` adds a snapshot of the lab's Tango.
 */
const { values: asked } = parseArgs({
  allowNegative: true,
  options: {
    scans: { type: 'string', default: '3000' },
    seconds: { type: 'string', default: '20' },
    large: { type: 'boolean', default: false },
    throughput: { type: 'boolean', default: true },
    browser: { type: 'boolean', default: true },
    events: { type: 'boolean', default: true },
    catalogue: { type: 'boolean', default: true },
    capture: { type: 'boolean', default: true },
    tango: { type: 'boolean', default: false },
    public: { type: 'boolean', default: true },
    retrieval: { type: 'boolean', default: true },
    rows: { type: 'string', default: '20000' },
    records: { type: 'string', default: '20000' },
    datasets: { type: 'string', default: '20000' },
    minutes: { type: 'string', default: '1' },
    json: { type: 'string', default: 'dist/bench.json' },
  },
});
const root = join(import.meta.dirname, '..', '..', '..');
const web = join(root, 'dist', 'apps', 'web', 'browser');
const tell = (text: string) => process.stderr.write(`${text}\n`);
const figures: Figure[] = [];
const details: Record<string, unknown> = {};
function add(what: string, value: number, unit: string, target?: { max?: number; min?: number }): void {
  figures.push({ what, value, unit, ...target });
  tell(`  ${what.trim()}: ${value} ${unit}`);
}

async function throughput(
  stack: BenchStack,
  name: string,
  events: Parameters<typeof backlog>[1],
  least: number,
  cpu: number,
) {
  tell(`${name} …`);
  const result = await backlog(stack, events);
  details[name] = result;
  add(`${name}, one SciCow`, result.eventsPerSecond, 'events/s', { min: least });
  add(`${name}, CPU of all processes`, result.cpuMsSum, 'ms/event', { max: cpu });
  for (const [process_, value] of Object.entries(result.cpuMs)) add(`  of it ${process_}`, value, 'ms/event');
  return result;
}

async function latencies(stack: BenchStack, rate: number, most: number) {
  tell(`rows at ${rate} events/s …`);
  const result = await rowLatency(stack, rate, Number(asked.seconds));
  details[`rows at ${rate}/s`] = result;
  add(`event in Kafka → row in a client, ${rate} events/s, p50`, result.p50, 'ms');
  add(`event in Kafka → row in a client, ${rate} events/s, p95`, result.p95, 'ms', { max: most });
  add(`event in Kafka → row in a client, ${rate} events/s, p99`, result.p99, 'ms');
  add(`  rows that never came, ${rate} events/s`, result.missing, '', { max: 0 });
}

async function longVisit(stack: BenchStack, rows: number): Promise<void> {
  tell(`a scan log of ${rows} rows …`);
  await backlog(stack, brief(rows));
  const result = await longList(stack, rows);
  details['long list'] = result;
  add('scan log, rows loaded', result.rowsLoaded, '', { min: rows });
  add('scan log, scrolling', result.framesPerSecond, 'frames/s', { min: 50 });
  add('scan log, frame p95', result.frameP95, 'ms');
  add('scan log, CPU of the main thread per frame', result.frameCpu, 'ms');
  add('comment: Enter → shown, p95', result.editP95, 'ms', { max: 100 });
  add('comment: Enter → shown in a second window, p95', result.otherWindowP95, 'ms', { max: 1000 });
}

async function measure(stack: BenchStack): Promise<void> {
  await sleep(3000);
  add('API resident memory, idle', residentMegabytes(stack.api.pid), 'MB', { max: 250 });
  if (asked.events) await measureEvents(stack);
  if (asked.capture) {
    tell('files, proposals and the programs beside acquisition …');
    if (!asked.events) await stack.startScicow();
    await captureFigures(stack, add);
  }
  if (asked.catalogue) await measureCatalogue(stack);
  if (asked.tango) {
    tell("a snapshot of the lab's Tango …");
    await tangoFigures(stack.kafka.brokers, add);
  }
  if (asked.public) {
    tell('landing pages, OAI-PMH and the public search …');
    await publicFigures(stack, add, {
      seconds: Math.min(Number(asked.seconds), 10),
      records: Number(asked.records),
      logFile: join(root, 'dist', 'bench-public-api.log'),
    });
  }
  if (asked.retrieval) {
    tell('downloads …');
    await retrievalFigures(stack, add);
  }
  add('API resident memory, after all this', residentMegabytes(stack.api.pid), 'MB');
}

async function measureCatalogue(stack: BenchStack): Promise<void> {
  const seconds = Math.min(Number(asked.seconds), 15);
  const datasets = Number(asked.datasets);
  tell('creates, gets and log-ins …');
  await catalogueFigures(stack, add, seconds);
  tell(`${datasets} datasets …`);
  await loadFigures(stack, add, datasets);
  await scaleFigures(stack, add, datasets, Math.min(seconds, 3));
  tell('mixed load …');
  await memoryFigures(stack, add, Number(asked.minutes));
  tell('a dataset with a million files …');
  await fileFigures(stack, add, seconds);
}

async function measureEvents(stack: BenchStack): Promise<void> {
  await stack.startScicow();
  await stack.tellProposal();
  await backlog(stack, packed(500));
  const scans = Number(asked.scans);
  if (asked.throughput) {
    await throughput(stack, 'backlog', packed(scans), 3500, 0.45);
    await throughput(stack, 'live mix', spread(scans), 1800, 0.9);
  }
  if (asked.large) {
    const { seconds } = await throughput(stack, 'backlog of 100,000', packed(12_500), 3500, 0.45);
    add('backlog of 100,000, time', seconds, 's', { max: 35 });
  }
  await latencies(stack, 100, 250);
  await latencies(stack, 1000, 1000);
  const scripts = firstListScripts(web);
  if (scripts) add('script of the first list, brotli', scripts.brotliKilobytes, 'kB', { max: 250 });
  if (scripts && asked.browser) {
    tell('rows in a browser …');
    const result = await browserLatency(stack, 100, Number(asked.seconds));
    details['browser at 100/s'] = result;
    add('scan started in Kafka → row painted in a browser, 100 events/s, p50', result.p50, 'ms');
    add('scan started in Kafka → row painted in a browser, 100 events/s, p95', result.p95, 'ms', { max: 250 });
    add('  scans that were not seen', result.missing, '');
  }
  if (scripts && asked.browser) await longVisit(stack, Number(asked.rows));
}

const stack = await BenchStack.start(tell);
try {
  await measure(stack);
} catch (error) {
  // What was measured until then is still worth reading.
  process.stderr.write(`${String(error)}\n${await stack.lastLines()}\n`);
  process.exitCode = 1;
} finally {
  await stack.stop();
}
const machine = {
  cores: cpus().length,
  load: loadavg().map((value) => Number(value.toFixed(1))),
  node: process.version,
};
const file = join(root, asked.json);
await mkdir(dirname(file), { recursive: true });
await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), machine, figures, details }, null, 2)}\n`);
process.stdout.write(
  `${table(figures)}\n${machine.cores} cores, load ${machine.load.join(' ')}; also in ${asked.json}\n`,
);
process.exit();
