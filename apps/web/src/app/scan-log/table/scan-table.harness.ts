import { ComponentHarness, TestKey } from '@angular/cdk/testing';
import type { TestElement } from '@angular/cdk/testing';

/** The scan log's grid as a person at the keyboard uses it. */
export class ScanTableHarness extends ComponentHarness {
  static readonly hostSelector = 'sz-scan-table';
  static readonly keys = TestKey;
  private readonly grid = this.locatorFor('[role=grid]');

  async gridAttribute(name: string): Promise<string | null> {
    return (await this.grid()).getAttribute(name);
  }
  async press(...keys: (string | TestKey)[]): Promise<void> {
    const grid = await this.grid();
    for (const key of keys) await grid.sendKeys(key);
  }
  async pids(): Promise<(string | null)[]> {
    return Promise.all((await this.locatorForAll('[data-pid]')()).map((row) => row.getAttribute('data-pid')));
  }
  async headings(): Promise<string[]> {
    return Promise.all((await this.locatorForAll('.day')()).map((day) => day.text()));
  }
  async headers(): Promise<string[]> {
    return Promise.all((await this.locatorForAll('[role=columnheader]')()).map((header) => header.text()));
  }
  async header(column: string): Promise<TestElement> {
    return this.locatorFor(`[role=columnheader][data-column=${column}]`)();
  }
  async sortBy(column: string): Promise<void> {
    await (await this.locatorFor(`[role=columnheader][data-column=${column}] button`)()).click();
  }
  async cell(pid: string, column: string): Promise<TestElement> {
    return this.locatorFor(`[data-pid="${pid}"] [data-column=${column}]`)();
  }
  async linkOf(pid: string, column: string): Promise<string | null> {
    return (await this.locatorFor(`[data-pid="${pid}"] [data-column=${column}] a`)()).getAttribute('href');
  }
  async buttonsIn(pid: string, column: string): Promise<number> {
    return (await this.locatorForAll(`[data-pid="${pid}"] [data-column=${column}] button`)()).length;
  }
  async selected(): Promise<string | null> {
    return (await (await this.locatorForOptional('[data-pid].on')())?.getAttribute('data-pid')) ?? null;
  }
  async chosen(): Promise<(string | null)[]> {
    const rows = await this.locatorForAll('[data-pid][aria-selected=true]')();
    return Promise.all(rows.map((row) => row.getAttribute('data-pid')));
  }
  async choose(pid: string, shift = false): Promise<void> {
    const cell = await this.locatorFor(`[data-pid="${pid}"] .pick`)();
    await cell.click('center', shift ? { shift: true } : {});
  }
  async chooseAll(): Promise<void> {
    await (await this.locatorFor('[role=columnheader] input[type=checkbox]')()).click();
  }
  async pressWith(
    modifiers: { shift?: boolean; control?: boolean; alt?: boolean },
    key: string | TestKey,
  ): Promise<void> {
    await (await this.grid()).sendKeys(modifiers, key);
  }
  async editor(): Promise<TestElement | null> {
    return this.locatorForOptional('textarea')();
  }
  async namelessControls(): Promise<number> {
    const controls = await this.locatorForAll('button, a, input:not([hidden]), textarea')();
    const names = await Promise.all(
      controls.map(async (one) => (await one.getAttribute('aria-label')) || (await one.text())),
    );
    return names.filter((name) => !name.trim()).length;
  }
}
