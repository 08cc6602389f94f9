import { parseExpression } from './expression';

const value = (text: string, values: Record<string, unknown> = {}): number => parseExpression(text).evaluate(values);

describe('expressions of computed items', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 / 2 / 2', 2],
    ['10 - 3 - 2', 5],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 * -3', -6],
    ['1.5e3 + .5', 1500.5],
    ['max(1, sqrt(16), 3)', 4],
  ])('%s is %s', (text, result) => expect(value(text)).toBe(result));

  it('reads the values of other items', () => {
    expect(parseExpression('12398.42 / photon_energy + offset * offset').keys).toEqual(['photon_energy', 'offset']);
    expect(value('12398.42 / photon_energy', { photon_energy: 12398.42 })).toBe(1);
  });

  it.each([
    ['', 'the expression ends too early'],
    ['1 +', 'the expression ends too early'],
    ['(1', 'a ) is missing'],
    ['1 2', '"2" is one too many'],
    ['a.b', '".b" is not understood'],
    ['constructor(1)', 'there is no function constructor'],
    ['* 2', '"*" stands where a value belongs'],
    ['('.repeat(200), 'the expression is nested too deep'],
  ])('%j is refused: %s', (text, message) => expect(() => parseExpression(text)).toThrow(message));

  it('says when there is no result, instead of making one up', () => {
    expect(() => value('a + 1')).toThrow('a is no number');
    expect(() => value('a + 1', { a: null })).toThrow('a is no number');
    expect(() => value('1 / a', { a: 0 })).toThrow('not a finite number');
    expect(() => value('toString')).toThrow('toString is no number');
  });
});
