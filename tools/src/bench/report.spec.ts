import { packed, spread } from './bench-events';
import { quantiles } from './latency';
import { table } from './report';

describe('the benchmark', () => {
  it('says which targets were met', () => {
    const text = table([
      { what: 'backlog', value: 4000, unit: 'events/s', min: 3500 },
      { what: 'p95', value: 300, unit: 'ms', max: 250 },
      { what: 'p50', value: 20, unit: 'ms' },
    ]);
    expect(text).toMatch(/backlog +4000 {2}events\/s {2}≥ 3500 {2}met/);
    expect(text).toMatch(/p95 +300 {2}ms +≤ 250 +missed/);
    expect(text).toMatch(/p50 +20 {2}ms$/m);
  });

  it('takes quantiles of what it measured', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    expect(quantiles(values)).toEqual({ p50: 50, p95: 95, p99: 99 });
  });

  it('sends events of 4 KB, of one scan after another or of all scans in turn', () => {
    const one = [...packed(3)];
    expect(one.map(({ subject }) => subject).filter((subject) => subject === one[0]?.subject)).toHaveLength(8);
    expect(one[7]?.subject).toBe(one[0]?.subject);
    expect(JSON.stringify(one[1]).length).toBeGreaterThan(3500);
    const turns = [...spread(5)];
    expect(new Set(turns.slice(0, 5).map(({ subject }) => subject)).size).toBe(5);
    expect(turns[5]?.subject).toBe(turns[0]?.subject);
  });
});
