import { remembered } from './remembered';

describe('remembered', () => {
  it('asks once for each text, holds a bounded number of answers, and passes faults on', () => {
    const asked: string[] = [];
    const find = remembered(2, (text) => {
      asked.push(text);
      if (text === 'bad') throw new Error('bad');
      return text.toUpperCase();
    });
    expect(['a', 'a', 'b', 'a'].map(find)).toEqual(['A', 'A', 'B', 'A']);
    expect(() => find('bad')).toThrow('bad');
    expect(() => find('bad')).toThrow('bad');
    expect(asked).toEqual(['a', 'b', 'bad', 'bad']);
    expect(['c', 'a'].map(find)).toEqual(['C', 'A']);
    expect(asked.slice(4)).toEqual(['c', 'a']);
  });
});
