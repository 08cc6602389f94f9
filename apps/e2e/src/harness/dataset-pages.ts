import { expect, type Locator, type Page } from '@playwright/test';
import { signIn } from './pages';

/** The list of datasets as its user knows it. */
export class DatasetList {
  constructor(readonly page: Page) {}

  static async open(page: Page, username: string, query = ''): Promise<DatasetList> {
    await signIn(page, username, `/datasets${query}`);
    return new DatasetList(page);
  }
  get main(): Locator {
    return this.page.getByRole('main');
  }
  get rows(): Locator {
    return this.main.locator('[role="row"][data-pid]');
  }
  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }
  get box(): Locator {
    return this.main.getByPlaceholder(/^Words/);
  }
  get count(): Locator {
    return this.page.getByTestId('dataset-count');
  }
  facet(name: string): Locator {
    return this.main.locator(`[data-facet="${name}"]`);
  }
  get chips(): Locator {
    return this.main.getByRole('list', { name: 'Active filters' }).getByRole('listitem');
  }
  get grid(): Locator {
    return this.main.getByRole('grid', { name: 'Datasets' });
  }
  async find(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
  }
  async names(): Promise<string[]> {
    return this.rows.locator('a.name').allInnerTexts();
  }
  async expectNames(...names: string[]): Promise<void> {
    await expect.poll(async () => (await this.names()).sort()).toEqual([...names].sort());
  }
  async choose(name: string): Promise<void> {
    await this.row(name).getByRole('checkbox').check();
  }
  /** Fills the dialog of an act on the chosen rows. */
  async change(act: 'Keywords…' | 'Share…', words: string): Promise<void> {
    await this.main.getByRole('button', { name: act }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('combobox').fill(words);
    await dialog.getByRole('button', { name: /^Change \d+/ }).click();
  }
  /** The message at the lower edge. */
  get notice(): Locator {
    return this.page.locator('mat-snack-bar-container').last();
  }
}

/** The page of one dataset. */
export class DatasetView {
  constructor(readonly page: Page) {}

  static async open(page: Page, username: string, pid: string, tab = ''): Promise<DatasetView> {
    await signIn(page, username, `/datasets/${encodeURIComponent(pid)}${tab ? `?tab=${tab}` : ''}`);
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
    return new DatasetView(page);
  }
  get main(): Locator {
    return this.page.getByRole('main');
  }
  async tab(name: string): Promise<void> {
    await this.main
      .getByRole('navigation', { name: 'Parts of the dataset' })
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .click();
  }
  get notice(): Locator {
    return this.page.locator('mat-snack-bar-container').last();
  }
  async editMetadata(): Promise<void> {
    await this.tab('Metadata');
    await this.main.getByRole('button', { name: 'Edit metadata' }).click();
  }
  value(name: string): Locator {
    return this.main.getByLabel(`Value of ${name}`, { exact: true });
  }
  async save(): Promise<void> {
    await this.main.getByRole('button', { name: 'Save', exact: true }).click();
  }
}
