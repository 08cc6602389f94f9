import { Hands } from './hands';

describe('hands over the rows', () => {
  it('let rows come in while nobody points at them', () => {
    expect(new Hands().wait(1000)).toBe(0);
  });
  it('keep rows still between the two presses of a double click', () => {
    const hands = new Hands();
    hands.press(1000);
    hands.release(1100);
    expect([hands.wait(1400), hands.wait(1700)]).toEqual([300, 0]);
  });
  it('keep rows still while a button is down, but not for ever', () => {
    const hands = new Hands();
    hands.press(1000);
    expect([hands.wait(3000), hands.wait(4000)]).toEqual([1000, 0]);
    hands.release(5000);
    expect(hands.wait(5000)).toBe(0);
  });
  it('keep rows still while a pointer moves, but not for ever', () => {
    const hands = new Hands();
    const waits = Array.from({ length: 40 }, (_, at) => {
      hands.move(1000 + at * 100);
      return hands.wait(1000 + at * 100);
    });
    expect(waits[5]).toBe(400);
    expect(waits.findIndex((wait) => wait === 0)).toBe(30);
  });
});
