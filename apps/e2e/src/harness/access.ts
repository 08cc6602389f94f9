import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const MOVING = 'document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).length';

const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))';

/** Nothing serious or critical for the automatic checker, once everything stands still: half faded in, all is pale. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await graveFaults(page)).toEqual([]);
}
/** What expectAccessible would tell, for who looks at many pages before giving up. */
export async function graveFaults(page: Page): Promise<string[]> {
  // What has just been opened begins to move with its first frame.
  await page.evaluate(TWO_FRAMES);
  await expect.poll(() => page.evaluate(MOVING)).toBe(0);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
/** Pixels that the page is wider than its window. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
export const expectNoSidewaysScroll = (page: Page): Promise<void> =>
  expect.poll(() => sidewaysScroll(page)).toBeLessThanOrEqual(0);

export const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  ([1440, 390] as const).map((width) => ({
    colorScheme,
    viewport: { width, height: width > 700 ? 900 : 844 },
    name: `${colorScheme}, ${width} px`,
  })),
);
