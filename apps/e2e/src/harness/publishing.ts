import { expect, type Locator, type Page } from '@playwright/test';
import { signIn } from './pages';
import { place } from './place';

/** Where a DOI leads to. */
export const landingPageOf = async (doi: string): Promise<string> => {
  const answer = await fetch(`${place().url}/api/v4/facility`);
  const { landingPages } = (await answer.json()) as { landingPages: string };
  return landingPages + encodeURIComponent(doi);
};

/** The page of one publication. */
export class PublicationView {
  constructor(readonly page: Page) {}

  static async open(page: Page, username: string, doi: string): Promise<PublicationView> {
    await signIn(page, username, `/publications/${encodeURIComponent(doi)}`);
    const view = new PublicationView(page);
    await expect(view.stage).toBeVisible();
    return view;
  }
  get main(): Locator {
    return this.page.getByRole('main');
  }
  get stage(): Locator {
    return this.main.locator('sz-stage').first();
  }
  async toPage(doi: string): Promise<void> {
    await this.page.goto(`${place().url}/publications/${encodeURIComponent(doi)}`);
    await expect(this.stage).toBeVisible();
  }
  async toMissing(doi: string): Promise<void> {
    await this.page.goto(`${place().url}/publications/${encodeURIComponent(doi)}`);
    await expect(this.main).toContainText('does not exist');
  }
  async act(name: string): Promise<void> {
    await this.main.getByRole('button', { name, exact: true }).click();
  }
  /** Yes to the question whether one means it. */
  async sure(name: string): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  }
}

/** The form of a publication as its author knows it: steps, and in each step questions with their names. */
export class PublishForm {
  constructor(readonly page: Page) {}

  get main(): Locator {
    return this.page.getByRole('main');
  }
  async step(name: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Steps' })
      .getByRole('link', { name: new RegExp(name) })
      .click();
    await expect(this.main.getByRole('region', { name })).toBeVisible();
  }
  /** Typed text is on the server, not only on the screen. */
  async saved(): Promise<void> {
    await expect(this.main.locator('header').getByRole('status')).toHaveText('Saved');
  }
  get doi(): string {
    return decodeURIComponent(new URL(this.page.url()).pathname.split('/')[2] ?? '');
  }
}

/** Chooses datasets in the list, by a word in their names, and asks to publish them. */
export async function publishFromList(page: Page, word: string, count: number): Promise<void> {
  await page.goto(`${place().url}/datasets?text=${word}`);
  const rows = page.locator('[role="row"][data-pid]');
  await expect(rows).toHaveCount(count);
  for (let row = 0; row < count; row += 1) await rows.nth(row).getByRole('checkbox').check();
  await page.getByRole('region', { name: 'Chosen datasets' }).getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Publish ${count} datasets`);
}
