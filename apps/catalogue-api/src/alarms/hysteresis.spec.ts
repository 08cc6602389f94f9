import { type Alarm, type Condition, type Step, whileGone, whileThere } from './hysteresis';

const patience = { raiseAfterMs: 10_000, clearAfterMs: 20_000 };
const lag: Condition = { kind: 'lag', about: 'scicow', text: '7 messages wait', details: { lag: 7 } };
const at = (second: number) => new Date(second * 1000);

/** Looks at each second of a text: `x` the fault is there, `.` it is not. Tells the changes. */
function changesIn(text: string, condition: Condition = lag): string[] {
  let alarm: Alarm | undefined;
  const changes: string[] = [];
  [...text].forEach((sign, second) => {
    const step: Step | undefined =
      sign === 'x'
        ? whileThere(alarm, condition, at(second), patience)
        : alarm && whileGone(alarm, at(second), patience);
    alarm = step?.alarm;
    if (step?.change) changes.push(`${step.change} at ${second}`);
  });
  return changes;
}

describe('hysteresis', () => {
  it('raises what lasts and clears what stays away', () => {
    expect(changesIn(`${'x'.repeat(15)}${'.'.repeat(25)}`)).toEqual(['raised at 10', 'cleared at 34']);
  });
  it('does not raise what passes by itself', () => {
    expect(changesIn(`${'x'.repeat(9)}.${'x'.repeat(9)}${'.'.repeat(30)}`)).toEqual([]);
  });
  it('raises a fault that comes and goes once', () => {
    expect(changesIn(`${'x'.repeat(12)}${'.....x'.repeat(10)}${'.'.repeat(30)}`)).toEqual([
      'raised at 10',
      'cleared at 91',
    ]);
  });
  it('raises at once what is sure, and again when it comes back', () => {
    const sure = { ...lag, isSure: true };
    expect(changesIn(`x${'.'.repeat(30)}x`, sure)).toEqual(['raised at 0', 'cleared at 20', 'raised at 31']);
  });
});
