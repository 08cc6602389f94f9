import { ComponentHarness } from '@angular/cdk/testing';

/** The list of people as who writes it uses it. */
export class PeopleHarness extends ComponentHarness {
  static readonly hostSelector = 'sz-people-editor';
  private readonly rows = this.locatorForAll('li[cdkdrag]');

  async names(): Promise<string[]> {
    const given = await this.locatorForAll('input[aria-label="Given name"]')();
    const family = await this.locatorForAll('input[aria-label="Family name"]')();
    return Promise.all(
      family.map(async (field, at) =>
        [await given[at]?.getProperty<string>('value'), await field.getProperty<string>('value')].join(' ').trim(),
      ),
    );
  }
  async press(name: string): Promise<void> {
    for (const button of await this.locatorForAll('button')())
      if ([await button.getAttribute('aria-label'), (await button.text()).trim()].includes(name)) return button.click();
    throw new Error(`there is no button ${name}`);
  }
  async type(label: string, text: string): Promise<void> {
    const field = await this.locatorFor(`input[aria-label="${label}"]`)();
    await field.clear();
    await field.sendKeys(text);
  }
  async contentOf(label: string): Promise<string> {
    return (await this.locatorFor(`input[aria-label="${label}"]`)()).getProperty<string>('value');
  }
  async told(): Promise<string[]> {
    return Promise.all((await this.locatorForAll('.fault, .good')()).map((line) => line.text()));
  }
  async size(): Promise<number> {
    return (await this.rows()).length;
  }
}
