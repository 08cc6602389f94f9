import { expect, type Locator, type Page } from '@playwright/test';
import { passwordOf, type Place } from './stack';
import { place } from './place';

/** Signs in on the page that the address leads to, and waits until the program has let the user in. */
export async function signInAt(page: Page, { url, dataDir }: Place, username: string, path: string): Promise<void> {
  await page.goto(`${url}/sign-in?next=${encodeURIComponent(path)}`);
  await page.locator('input[autocomplete="username"]').fill(username);
  await page.locator('input[autocomplete="current-password"]').fill(await passwordOf(dataDir, username));
  await page.locator('form button[type="submit"]').click();
  await expect(page).not.toHaveURL(/sign-in/);
}
export const signIn = (page: Page, username: string, path = '/scan-log'): Promise<void> =>
  signInAt(page, place(), username, path);

/** The scan log as its user knows it: rows by what is written in them, cells by their column. */
export class ScanLog {
  constructor(readonly page: Page) {}

  get rows(): Locator {
    return this.page.locator('[role="row"][data-pid]');
  }
  rowOf(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }
  cell(row: Locator, column: string): Locator {
    return row.locator(`[data-column="${column}"]`);
  }
  /** The row's state as its reader sees it: running, finished, stopped or failed. */
  inState(state: string): Locator {
    return this.rows.filter({ has: this.page.locator('[data-column="state"]', { hasText: state }) });
  }

  /** By the box of a row; `range`: all from the last chosen one to this one. */
  async choose(row: Locator, range = false): Promise<void> {
    await row.locator('.pick').click({ ...(range && { modifiers: ['Shift'] }) });
  }
  get chosen(): Locator {
    return this.page.getByRole('region', { name: 'Chosen scans' });
  }
  /** The message at the lower edge. */
  get notice(): Locator {
    return this.page.locator('mat-snack-bar-container').last();
  }

  /** Types, rates and attaches as a scientist would, with the keyboard where there is one. */
  async annotate(row: Locator, what: { comment?: string; stars?: number; picture?: Buffer }): Promise<void> {
    await expect(row).toBeVisible();
    if (what.comment !== undefined) {
      await this.cell(row, 'comment').dblclick();
      await expect(this.cell(row, 'comment').getByRole('textbox')).toBeFocused();
      await this.page.keyboard.insertText(what.comment);
      await this.page.keyboard.press('Enter');
      await expect(this.cell(row, 'comment')).toContainText(what.comment);
    }
    if (what.stars !== undefined) {
      await this.cell(row, 'start').click();
      await this.page.keyboard.press(`${what.stars}`);
      await expect(this.cell(row, 'rating')).toContainText(`${what.stars} of 5`);
    }
    if (what.picture) {
      const chooser = this.page.waitForEvent('filechooser');
      await this.cell(row, 'upload').getByRole('button').click();
      await (await chooser).setFiles({ name: 'screen.png', mimeType: 'image/png', buffer: what.picture });
    }
  }
}

/** What the browser complained about: nothing may violate the page's own content policy or throw. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return complaints;
}
