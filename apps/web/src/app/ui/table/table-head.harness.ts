import { ComponentHarness, TestKey } from '@angular/cdk/testing';
import type { TestElement } from '@angular/cdk/testing';
import { MatMenuItemHarness } from '@angular/material/menu/testing';

/** The header of a table as a person with a pointer or at the keyboard uses it. */
export class TableHeadHarness extends ComponentHarness {
  static readonly hostSelector = 'sz-table-head';
  static readonly keys = TestKey;
  private readonly root = this.documentRootLocatorFactory();

  async names(): Promise<string[]> {
    return Promise.all((await this.locatorForAll('[role=columnheader]')()).map((header) => header.text()));
  }
  /** Sends keys to the edge of a column. */
  async edge(column: string): Promise<TestElement> {
    return this.locatorFor(`[data-column="${column}"] [role=separator]`)();
  }
  async button(column: string): Promise<TestElement> {
    return this.locatorFor(`[data-column="${column}"] .open`)();
  }
  async tabStops(): Promise<number> {
    return (await this.locatorForAll('[data-column] [tabindex="0"]')()).length;
  }
  async openMenu(column: string): Promise<void> {
    await (await this.button(column)).click();
  }
  async acts(): Promise<string[]> {
    return Promise.all((await this.root.locatorForAll(MatMenuItemHarness)()).map((item) => item.getText()));
  }
  async choose(act: string | RegExp): Promise<void> {
    await (await this.root.locatorFor(MatMenuItemHarness.with({ text: act }))()).click();
  }
}
