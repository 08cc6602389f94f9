import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const MOVING = 'document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).length';

const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))';

/** Nothing serious or critical for the automatic checker, once everything stands still: half faded in, all is pale. */
export async function expectAccessible(page: Page): Promise<void> {
  // What has just been opened begins to move with its first frame.
  await page.evaluate(TWO_FRAMES);
  await expect.poll(() => page.evaluate(MOVING)).toBe(0);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
}
export const expectNoSidewaysScroll = async (page: Page): Promise<void> =>
  expect(
    await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
  ).toBeLessThanOrEqual(0);

export const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  ([1440, 390] as const).map((width) => ({
    colorScheme,
    viewport: { width, height: width > 700 ? 900 : 844 },
    name: `${colorScheme}, ${width} px`,
  })),
);
