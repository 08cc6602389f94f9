import type { TestElement } from '@angular/cdk/testing';
import { ComponentHarness, TestKey } from '@angular/cdk/testing';

const KEYS = {
  down: TestKey.DOWN_ARROW,
  up: TestKey.UP_ARROW,
  left: TestKey.LEFT_ARROW,
  right: TestKey.RIGHT_ARROW,
  end: TestKey.END,
};

/** The metadata of a dataset as a person reads it. */
export class MetadataTreeHarness extends ComponentHarness {
  static readonly hostSelector = 'sz-metadata-tree';
  private readonly items = this.locatorForAll('[role=treeitem]');

  private async active(): Promise<TestElement | undefined> {
    for (const item of await this.items()) if ((await item.getAttribute('tabindex')) === '0') return item;
    return undefined;
  }
  async names(): Promise<string[]> {
    return Promise.all((await this.locatorForAll('[role=treeitem] .name')()).map((name) => name.text()));
  }
  async lineOf(key: string): Promise<string> {
    return (await this.locatorFor(`[data-key="${key}"]`)()).text();
  }
  async attribute(key: string, name: string): Promise<string | null> {
    return (await this.locatorFor(`[data-key="${key}"]`)()).getAttribute(name);
  }
  async click(key: string): Promise<void> {
    await (await this.locatorFor(`[data-key="${key}"]`)()).click();
  }
  async search(text: string): Promise<void> {
    const field = await this.locatorFor('input')();
    await field.clear();
    await field.sendKeys(text);
  }
  async press(key: keyof typeof KEYS): Promise<void> {
    await (await this.active())?.sendKeys(KEYS[key]);
  }
  async activeKey(): Promise<string | null> {
    return (await (await this.active())?.getAttribute('data-key')) ?? null;
  }
  async marked(): Promise<string[]> {
    return Promise.all((await this.locatorForAll('mark')()).map((mark) => mark.text()));
  }
  async status(): Promise<string> {
    return (await this.locatorFor('[role=status]')()).text();
  }
  async showChanged(): Promise<void> {
    await (await this.locatorFor('button.changed')()).click();
  }
  async showTable(): Promise<void> {
    await (await this.locatorForAll('.views button')())[1]?.click();
  }
  async tableRows(): Promise<string[]> {
    return Promise.all((await this.locatorForAll('tbody tr')()).map((row) => row.text()));
  }
}
