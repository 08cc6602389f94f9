import { ComponentHarness } from '@angular/cdk/testing';

/** The stars as a person uses them. */
export class StarsHarness extends ComponentHarness {
  static readonly hostSelector = 'sz-stars';
  private readonly buttons = this.locatorForAll('button');

  async names(): Promise<(string | null)[]> {
    return Promise.all((await this.buttons()).map((button) => button.getAttribute('aria-label')));
  }
  async spoken(): Promise<string> {
    const hidden = await this.locatorForOptional('.visually-hidden')();
    if (hidden) return hidden.text();
    return (await (await this.locatorForOptional('[role=img]')())?.getAttribute('aria-label')) ?? '';
  }
  async give(stars: number): Promise<void> {
    await (await this.buttons())[stars - 1]?.click();
  }
  async press(key: string): Promise<void> {
    await (await this.locatorFor('[role=group]')()).sendKeys(key);
  }
  async isEditable(): Promise<boolean> {
    return (await this.buttons()).length > 0;
  }
}
