import { ComponentHarness, TestKey } from '@angular/cdk/testing';
import type { TestElement } from '@angular/cdk/testing';

/** The grid of datasets as a person at the keyboard uses it. */
export class DatasetTableHarness extends ComponentHarness {
  static readonly hostSelector = 'sz-dataset-table';
  static readonly keys = TestKey;
  private readonly grid = this.locatorFor('[role=grid]');

  async gridAttribute(name: string): Promise<string | null> {
    return (await this.grid()).getAttribute(name);
  }
  async press(...keys: (string | TestKey)[]): Promise<void> {
    for (const key of keys) await (await this.grid()).sendKeys(key);
  }
  async pressWithShift(key: TestKey): Promise<void> {
    await (await this.grid()).sendKeys({ shift: true }, key);
  }
  async headers(): Promise<string[]> {
    return Promise.all((await this.locatorForAll('[role=columnheader]')()).map((header) => header.text()));
  }
  async header(column: string): Promise<TestElement> {
    return this.locatorFor(`[role=columnheader][data-column="${column}"]`)();
  }
  async sortBy(column: string): Promise<void> {
    await (await this.locatorFor(`[role=columnheader][data-column="${column}"] button`)()).click();
  }
  async cell(pid: string, column: string): Promise<string> {
    return (await this.locatorFor(`[data-pid="${pid}"] [data-column="${column}"]`)()).text();
  }
  async chosen(): Promise<(string | null)[]> {
    const rows = await this.locatorForAll('[data-pid][aria-selected=true]')();
    return Promise.all(rows.map((row) => row.getAttribute('data-pid')));
  }
  async choose(pid: string, shift = false): Promise<void> {
    const box = await this.locatorFor(`[data-pid="${pid}"] input[type=checkbox]`)();
    await box.click('center', shift ? { shift: true } : {});
  }
  async chooseAll(): Promise<void> {
    await (await this.locatorFor('[role=columnheader] input[type=checkbox]')()).click();
  }
}
