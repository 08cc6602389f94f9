import { setImmediate as turn } from 'node:timers/promises';
import { Slots } from './slots';

/** Work that goes on until it is told to end. */
function open() {
  let end = () => undefined as void;
  const done = new Promise<void>((resolve) => (end = resolve));
  return { done, end };
}

describe('slots', () => {
  const started: string[] = [];
  const begin = (slots: Slots, name: string, owner?: string) => {
    const work = open();
    void slots.run(() => {
      started.push(name);
      return work.done;
    }, owner);
    return work;
  };
  beforeEach(() => started.splice(0));

  it('let so many in at once, the others in the order of arrival', async () => {
    const slots = new Slots(2);
    const works = ['a', 'b', 'c', 'd'].map((name) => begin(slots, name));
    await turn();
    expect(started).toEqual(['a', 'b']);
    works[1]!.end();
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
    works[0]!.end();
    await turn();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are never all with one owner, who goes on when a place of theirs is free', async () => {
    const slots = new Slots(3, 2);
    const works = ['a', 'b', 'c'].map((name) => begin(slots, name, 'slow'));
    begin(slots, 'other', 'quick');
    await turn();
    expect(started).toEqual(['a', 'b', 'other']);
    works[0]!.end();
    await turn();
    expect(started).toEqual(['a', 'b', 'other', 'c']);
  });

  it('are free again after a failure', async () => {
    const slots = new Slots(1);
    await expect(slots.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(slots.run(() => Promise.resolve('next'))).resolves.toBe('next');
  });
});
