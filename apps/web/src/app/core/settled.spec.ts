import { jest } from '@jest/globals';
import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Problem } from './problem';
import { loaded } from './settled';

const asked: string[] = [];
let answer: (question: string) => Promise<string>;

@Component({ selector: 'sz-settled-test', template: '' })
class Host {
  readonly question = signal('a');
  readonly found = loaded(
    () => this.question(),
    (question) => {
      asked.push(question);
      return answer(question);
    },
    { same: () => true },
  );
}
const pass = async (ms: number): Promise<void> => {
  await jest.advanceTimersByTimeAsync(ms);
  TestBed.tick();
  await jest.advanceTimersByTimeAsync(0);
};

describe('an answer that is kept', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    asked.length = 0;
  });
  afterEach(() => jest.useRealTimers());
  const open = () => {
    const { componentInstance } = TestBed.createComponent(Host);
    TestBed.tick();
    return componentInstance;
  };

  it('is asked for again by itself after what may pass, and the fault stays until then', async () => {
    answer = () => Promise.reject(new Problem('unavailable', ''));
    const { found } = open();
    await pass(10);
    expect(found.problem()?.kind).toBe('unavailable');
    await pass(7000);
    expect([asked.length, found.problem()?.kind]).toEqual([2, 'unavailable']);
    answer = (question) => Promise.resolve(`answer to ${question}`);
    globalThis.dispatchEvent(new Event('online'));
    await pass(0);
    await pass(10);
    expect([found.value(), found.problem(), found.loading()]).toEqual(['answer to a', null, false]);
  });
  it('is not asked for again when nothing would change', async () => {
    answer = () => Promise.reject(new Problem('forbidden', ''));
    const { found } = open();
    await pass(10);
    await pass(60_000);
    expect([asked.length, found.problem()?.kind]).toEqual([1, 'forbidden']);
  });
  it('stays until the next one is there', async () => {
    answer = (question) => Promise.resolve(question.toUpperCase());
    const host = open();
    await pass(10);
    host.question.set('b');
    TestBed.tick();
    expect([host.found.value(), host.found.loading()]).toEqual(['A', true]);
    await pass(10);
    expect(host.found.value()).toBe('B');
  });
});
