import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Api } from '../../core/api';
import { setUp, signedIn } from '../../testing/setup';
import { BulkBar } from './bulk-bar';
import type { Progress, Written } from './chosen-rows';
import { ChosenRows } from './chosen-rows';
import { Selection } from './selection';

const settle = (): Promise<void> => new Promise((done) => setTimeout(done));

/** A table of 2,500 rows whose portions come when the test says so. */
class Rows extends ChosenRows {
  readonly names = 'scanLog';
  readonly acts = ['rate', 'comment', 'tag'] as const;
  readonly own = [];
  readonly formats: readonly Written[] = [{ as: 'csv', name: 'export.formats.csv' }];
  readonly total = signal(2500);
  readonly capped = signal(false);
  readonly question = signal<unknown>('first');
  readonly written: (readonly string[])[] = [];
  portion: () => void = () => undefined;
  async *everyPid(asked: AbortSignal): AsyncGenerator<readonly string[]> {
    for (const [from, count] of [
      [0, 1000],
      [1000, 1000],
      [2000, 500],
    ] as const) {
      await new Promise<void>((done) => (this.portion = done));
      if (asked.aborted) return;
      yield Array.from({ length: count }, (_, at) => `pid-${from + at}`);
    }
  }
  nameOf = (pid: string): string => pid;
  keywordsOf = (): readonly string[] => [];
  mayChange = (pid: string): boolean | null => (pid === 'theirs' ? false : null);
  renew = (): Promise<void> => Promise.resolve();
  write = (pids: readonly string[], _: Written, { done }: Progress): Promise<void> => {
    this.written.push(pids);
    done(pids.length);
    return Promise.resolve();
  };
}
async function bar(chosen: string[]) {
  setUp(signedIn(), { provide: Api, useValue: {} }, Selection, { provide: ChosenRows, useClass: Rows });
  const selection = TestBed.inject(Selection);
  selection.only(chosen);
  const fixture = TestBed.createComponent(BulkBar);
  const element = fixture.nativeElement as HTMLElement;
  const settled = async (): Promise<string> => {
    await settle();
    fixture.detectChanges();
    return element.textContent?.replace(/\s+/g, ' ') ?? '';
  };
  const press = async (name: string): Promise<string> => {
    const found = [...element.querySelectorAll('button')].find((one) => one.textContent?.trim() === name);
    if (!found) throw new Error(`no button ${name}: ${element.textContent}`);
    found.click();
    return settled();
  };
  await settled();
  return { rows: TestBed.inject(ChosenRows) as Rows, selection, element, settled, press };
}

describe('the bar of acts on the chosen rows', () => {
  it('says what they are and how many, and which of them cannot be changed', async () => {
    const { element, settled } = await bar(['a', 'theirs']);
    expect(element.querySelector('[role=region]')?.getAttribute('aria-label')).toBe('Chosen scans');
    expect(await settled()).toMatch(/2 scans chosen .*1 of them is not yours to change/);
  });
  it('chooses all that match, portion by portion, and shows how far it is', async () => {
    const { rows, selection, element, settled, press } = await bar(['a']);
    await press('Choose all 2,500 that match');
    rows.portion();
    expect(await settled()).toContain('1000 of 2,500');
    expect(element.querySelector('progress')?.value).toBe(1000);
    expect(selection.size()).toBe(1);
    rows.portion();
    await settled();
    rows.portion();
    expect(await settled()).toContain('2,500 scans chosen');
    expect([selection.size(), element.querySelector('progress')]).toEqual([2500, null]);
    expect(element.textContent).not.toContain('that match');
  });
  it('leaves the choice as it was when it is ended, or when something else is searched meanwhile', async () => {
    const { rows, selection, settled, press } = await bar(['a']);
    await press('Choose all 2,500 that match');
    rows.portion();
    await settled();
    await press('Cancel');
    rows.portion();
    await settled();
    expect(selection.pids()).toEqual(['a']);
    await press('Choose all 2,500 that match');
    rows.question.set('other');
    for (let at = 0; at < 3; at += 1) {
      rows.portion();
      await settled();
    }
    expect(selection.pids()).toEqual(['a']);
  });
  it('compares two to eight, no more', async () => {
    const { selection, element, settled } = await bar(['a']);
    const compare = (): string | undefined => element.querySelector('a')?.href;
    expect(compare()).toBeUndefined();
    selection.only(['a', 'b']);
    await settled();
    expect(compare()).toContain('/datasets/compare?pid=a&pid=b');
    selection.only(Array.from({ length: 9 }, (_, at) => `${at}`));
    await settled();
    expect(compare()).toBeUndefined();
  });
});
