import { setTimeout as sleep } from 'node:timers/promises';
import { BenchScan } from './bench-events';
import type { BenchStack } from './bench-stack';
import { Watched } from './watched';

export interface Latency {
  readonly eventsPerSecond: number;
  /** What was really sent; less when this machine could not send as fast. */
  readonly sentPerSecond: number;
  readonly seen: number;
  readonly missing: number;
  readonly reconnects: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly cpuMsPerSecond: Readonly<Record<string, number>>;
}
const OPEN_SCANS = 40;
const LATE_MS = 15_000;

export function quantiles(values: readonly number[]): { p50: number; p95: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Events at an even pace, from the moment Kafka has acknowledged each to the moment its effect stands in a client's row. */
export async function rowLatency(stack: BenchStack, rate: number, seconds: number): Promise<Latency> {
  const watched = await Watched.open(stack.url, await stack.token());
  const scans = Array.from({ length: OPEN_SCANS }, () => new BenchScan());
  const cpu = stack.cpu();
  const began = performance.now();
  const total = rate * seconds;
  const sends: Promise<void>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate) + 1);
    for (; sent < due; sent++) sends.push(sendNext(stack, scans, sent % OPEN_SCANS, watched));
    await sleep(2);
  }
  await Promise.all(sends);
  const tookMs = performance.now() - began;
  const used = stack.cpu();
  const missing = await watched.rest(LATE_MS);
  watched.close();
  return {
    eventsPerSecond: rate,
    sentPerSecond: Math.round((total / tookMs) * 1000),
    seen: watched.latencies.length,
    missing,
    reconnects: watched.reconnects,
    ...quantiles(watched.latencies),
    cpuMsPerSecond: Object.fromEntries(
      Object.entries(used).map(([name, value]) => [name, Math.round(((value - (cpu[name] ?? 0)) * 1e6) / tookMs)]),
    ),
  };
}

async function sendNext(stack: BenchStack, scans: BenchScan[], place: number, watched: Watched): Promise<void> {
  let scan = scans[place] as BenchScan;
  if (scan.isOver) scans[place] = scan = new BenchScan();
  const event = scan.nextWatched();
  const step = scan.isOver ? Number.POSITIVE_INFINITY : scan.pointsDone;
  const { number } = scan;
  await stack.producer.send([event]);
  watched.expect(number, step, performance.now());
}
