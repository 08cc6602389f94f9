import { type Locator } from '@playwright/test';

/** A table as its user knows it: columns by their id, rows by what is written in them. */
export class Table {
  constructor(readonly grid: Locator) {}

  head(column: string): Locator {
    return this.grid.locator(`[role="columnheader"][data-column="${column}"]`);
  }
  edge(column: string): Locator {
    return this.head(column).getByRole('separator');
  }
  cell(row: string, column: string): Locator {
    return this.grid.locator('[data-pid]').filter({ hasText: row }).locator(`[data-column="${column}"]`);
  }
  async width(column: string): Promise<number> {
    return Math.round((await this.head(column).boundingBox())!.width);
  }
  async cellWidth(row: string, column: string): Promise<number> {
    return Math.round((await this.cell(row, column).boundingBox())!.width);
  }
  /** Does the cell hold more than it shows? */
  isClipped(row: string, column: string): Promise<boolean> {
    return this.cell(row, column)
      .locator('.clip')
      .evaluate((text) => text.scrollWidth > text.clientWidth + 1);
  }
  order(): Promise<(string | null)[]> {
    return this.grid
      .locator('[role="columnheader"][data-column]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-column')));
  }
  async drag(column: string, by: number): Promise<void> {
    const { x, y, width, height } = (await this.edge(column).boundingBox())!;
    const mouse = this.grid.page().mouse;
    await mouse.move(x + width / 2, y + height / 2);
    await mouse.down();
    await mouse.move(x + width / 2 + by / 2, y + height / 2);
    await mouse.move(x + width / 2 + by, y + height / 2);
    await mouse.up();
  }
  /** Takes a column by its name and lets it go over the left half of another one. */
  async carry(column: string, before: string): Promise<void> {
    const [from, to] = [(await this.head(column).boundingBox())!, (await this.head(before).boundingBox())!];
    const mouse = this.grid.page().mouse;
    const y = from.y + from.height / 2;
    await mouse.move(from.x + 14, y);
    await mouse.down();
    await mouse.move(from.x - 20, y);
    await mouse.move(to.x + to.width / 4, y, { steps: 4 });
    await mouse.up();
  }
  /** Opens the menu of a column and chooses in it, and in the menu that opens from there. */
  async act(column: string, ...names: string[]): Promise<void> {
    await this.head(column).hover();
    await this.head(column)
      .getByRole('button', { name: /: menu$/ })
      .click();
    for (const name of names)
      await this.grid
        .page()
        .locator('[mat-menu-item]')
        .filter({ hasText: new RegExp(`^\\s*✓?\\s*${name}\\s*$`) })
        .last()
        .click();
  }
}
