/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { launchBrowser } from '@scizoo/testing';
import type { Page } from 'playwright-core';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchScan } from './bench-events';
import { ACCOUNT, type BenchStack } from './bench-stack';
import { quantiles } from './latency';

export interface BrowserLatency {
  readonly eventsPerSecond: number;
  readonly scans: number;
  readonly missing: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** In the page: notes when the number of each new scan is painted for the first time. */
function watchNumbers(): void {
  const seen: Record<string, number> = {};
  (window as unknown as { scizooSeen: Record<string, number> }).scizooSeen = seen;
  let isWaiting = false;
  const look = () => {
    isWaiting = false;
    const now = performance.timeOrigin + performance.now();
    for (const cell of document.querySelectorAll('[role=row][data-pid] [data-column=scan]'))
      seen[(cell.textContent ?? '').trim()] ??= now;
  };
  new MutationObserver(() => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(look);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}

/** The bundler marks functions with their names; in the page there is no such helper. */
export const withNames = (page: Page) => page.addInitScript('globalThis.__name ??= (value) => value;');

export async function openScanLog(page: Page, url: string): Promise<void> {
  await withNames(page);
  await page.goto(`${url}/sign-in`);
  await page.fill('input[name=username]', ACCOUNT.username);
  await page.fill('input[name=password]', ACCOUNT.password);
  await page.press('input[name=password]', 'Enter');
  await page.waitForURL(/scan-log/);
  await page.goto(`${url}/scan-log?instrument=zoosaxs`);
  await page.waitForSelector('[role=grid], [role=table], table');
}

/** Start of a scan acknowledged by Kafka → its row painted in an open browser, while other events keep the pace. */
export async function browserLatency(stack: BenchStack, rate: number, seconds: number): Promise<BrowserLatency> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await openScanLog(page, stack.url);
    await page.evaluate(watchNumbers);
    const sent = await sendAtPace(stack, rate, seconds);
    await sleep(3000);
    const seen = await page.evaluate(() => (window as unknown as { scizooSeen: Record<string, number> }).scizooSeen);
    const latencies = [...sent].flatMap(([number, at]) => (seen[number] === undefined ? [] : [seen[number] - at]));
    const missing = sent.size - latencies.length;
    return { eventsPerSecond: rate, scans: sent.size, missing, ...quantiles(latencies) };
  } finally {
    await browser.close();
  }
}

async function sendAtPace(stack: BenchStack, rate: number, seconds: number): Promise<Map<number, number>> {
  const started = new Map<number, number>();
  const open: BenchScan[] = Array.from({ length: 20 }, () => new BenchScan());
  const began = performance.now();
  const sends: Promise<void>[] = [];
  for (let sent = 0; sent < rate * seconds;) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate) + 1;
    for (; sent < Math.min(due, rate * seconds); sent++) sends.push(sendOne(stack, open, sent % open.length, started));
    await sleep(3);
  }
  await Promise.all(sends);
  return started;
}
async function sendOne(
  stack: BenchStack,
  open: BenchScan[],
  place: number,
  started: Map<number, number>,
): Promise<void> {
  if (open[place]?.isOver) open[place] = new BenchScan();
  const scan = open[place] as BenchScan;
  const event = scan.nextWatched();
  const isStart = event.type === 'org.scizoo.scan.started.v1';
  await stack.producer.send([event]);
  if (isStart) started.set(scan.number, performance.timeOrigin + performance.now());
}
