import type { SciZooEvent } from '@scizoo/messaging';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchStack } from './bench-stack';

export interface Throughput {
  readonly events: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly bytesPerEvent: number;
  /** Milliseconds of CPU per event, by process. */
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly cpuMsSum: number;
}
const SEND_AT_ONCE = 500;
const round = (value: number, digits = 3) => Number(value.toFixed(digits));

/** Events wait in Kafka while SciCow is off; then the time until the last effect is there, counted from the first. */
export async function backlog(stack: BenchStack, events: Iterable<SciZooEvent>): Promise<Throughput> {
  await stack.stopScicow();
  const before = await stack.events();
  const { count, bytes } = await sendAll(stack, events);
  await stack.startScicow();
  while ((await stack.events()) === before) await sleep(10);
  const [atFirst, began, cpu] = [await stack.events(), performance.now(), stack.cpu()];
  await stack.untilEvents(before + count);
  const seconds = (performance.now() - began) / 1000;
  const measured = count - (atFirst - before);
  const used = stack.cpu();
  const cpuMs = Object.fromEntries(
    Object.entries(used).map(([name, value]) => [name, round(((value - (cpu[name] ?? 0)) * 1000) / measured)]),
  );
  return {
    events: count,
    seconds: round(seconds, 2),
    eventsPerSecond: Math.round(measured / seconds),
    bytesPerEvent: Math.round(bytes / count),
    cpuMs,
    cpuMsSum: round(Object.values(cpuMs).reduce((sum, value) => sum + value, 0)),
  };
}

async function sendAll(
  { producer }: BenchStack,
  events: Iterable<SciZooEvent>,
): Promise<{ count: number; bytes: number }> {
  let count = 0;
  let bytes = 0;
  let waiting: SciZooEvent[] = [];
  for (const event of events) {
    waiting.push(event);
    if (++count % 100 === 1) bytes += JSON.stringify(event).length * 100;
    if (waiting.length < SEND_AT_ONCE) continue;
    await producer.send(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await producer.send(waiting);
  return { count, bytes };
}
