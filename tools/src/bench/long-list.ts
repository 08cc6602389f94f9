/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { launchBrowser } from '@scizoo/testing';
import type { Page } from 'playwright-core';
import type { BenchStack } from './bench-stack';
import { openScanLog, withNames } from './browser-latency';
import { quantiles } from './latency';

export interface LongList {
  readonly rowsLoaded: number;
  readonly framesPerSecond: number;
  /** Worst of twenty frames, ms. */
  readonly frameP95: number;
  /** CPU of the page's main thread per frame, ms. */
  readonly frameCpu: number;
  /** Enter pressed → the new comment painted in the same window, ms. */
  readonly editP95: number;
  /** Enter pressed → the new comment painted in another window, ms. */
  readonly otherWindowP95: number;
}
const EDITS = 20;
const SCROLL_MS = 6000;

/** In the page: goes through the whole list until every row is loaded. */
async function loadAll(rows: number): Promise<number> {
  const scroller = document.querySelector('[role=grid]') as HTMLElement;
  for (let tries = 0; tries < 400; tries++) {
    scroller.scrollTop = scroller.scrollHeight;
    await new Promise((resolve) => setTimeout(resolve, 100));
    const last = [...document.querySelectorAll('[role=row][data-pid]')].at(-1);
    if (Number(last?.getAttribute('aria-rowindex')) > rows) break;
  }
  const last = [...document.querySelectorAll('[role=row][data-pid]')].at(-1);
  scroller.scrollTop = 0;
  return Number(last?.getAttribute('aria-rowindex')) - 1;
}

/** In the page: a steady scroll such as a wheel makes, and the times between frames. */
async function scroll(ms: number): Promise<number[]> {
  const scroller = document.querySelector('[role=grid]') as HTMLElement;
  const frames: number[] = [];
  let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const end = last + ms;
  while (last < end) {
    scroller.scrollTop += 60;
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    frames.push(now - last);
    last = now;
  }
  return frames;
}

/** In the page: when the comment of the first row is painted with this text. */
function whenShown(text: string): Promise<number> {
  const isShown = () =>
    [...document.querySelectorAll('[data-column=comment] .comment')].some((cell) => cell.textContent?.includes(text));
  const now = () => performance.timeOrigin + performance.now();
  return new Promise((resolve) => {
    const look = () => requestAnimationFrame(() => (isShown() ? resolve(now()) : look()));
    look();
  });
}
/** In the page: when Enter goes down next. */
function noteEnter(): void {
  addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key === 'Enter')
        (window as unknown as { scizooEnter: number }).scizooEnter = performance.timeOrigin + timeStamp;
    },
    { capture: true },
  );
}

async function edits(here: Page, there: Page): Promise<{ here: number[]; there: number[] }> {
  const taken = { here: [] as number[], there: [] as number[] };
  await here.evaluate(noteEnter);
  const rows = here.locator('[role=row][data-pid]');
  for (let i = 0; i < EDITS; i++) {
    const text = `edit ${i} of the benchmark`;
    await rows
      .nth(i % 5)
      .locator('[data-column=comment]')
      .dblclick();
    await here.locator('[data-column=comment] textarea').fill(text);
    const shown = [here.evaluate(whenShown, text), there.evaluate(whenShown, text)] as const;
    await here.keyboard.press('Enter');
    const [atHere, atThere] = await Promise.all(shown);
    const enter = await here.evaluate(() => (window as unknown as { scizooEnter: number }).scizooEnter);
    taken.here.push(atHere - enter);
    taken.there.push(atThere - enter);
  }
  return taken;
}

/** CPU seconds of the page's main thread. */
async function mainThread(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  };
}

/** A visit's scan log of so many scans: how it scrolls, how fast an edit shows, here and in a second window. */
export async function longList(stack: BenchStack, rows: number): Promise<LongList> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    await openScanLog(page, stack.url);
    const other = await context.newPage();
    await withNames(other);
    await other.goto(page.url());
    await other.waitForSelector('[role=row][data-pid]');
    const { here, there } = await edits(page, other);
    await other.close();
    const rowsLoaded = await page.evaluate(loadAll, rows);
    const cpu = await mainThread(page);
    const before = await cpu();
    const frames = await page.evaluate(scroll, SCROLL_MS);
    const used = (await cpu()) - before;
    const total = frames.reduce((sum, frame) => sum + frame, 0);
    return {
      rowsLoaded,
      framesPerSecond: Math.round((frames.length / total) * 1000),
      frameP95: quantiles(frames).p95,
      frameCpu: Number(((used * 1000) / frames.length).toFixed(1)),
      editP95: quantiles(here).p95,
      otherWindowP95: quantiles(there).p95,
    };
  } finally {
    await browser.close();
  }
}
