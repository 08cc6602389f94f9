import type { CaptureContent, CaptureItem } from './configuration';
import { itemHealth, missingScans, type RecordedValue } from './health';

const item = (key: string, more: Partial<CaptureItem> = {}): CaptureItem => ({
  name: key,
  key,
  when: 'start',
  source: { kind: 'tango' },
  required: true,
  ...more,
});
const content = (...items: CaptureItem[]): CaptureContent => ({
  timeBudgetMs: 500,
  groups: [{ name: 'All', enabled: true, items }],
});
/** Scans in the order of time, each with what it has of one item. */
const scansWith = (key: string, ...recorded: (RecordedValue | undefined)[]) =>
  recorded.map((one, index) => ({
    pid: `p${index}`,
    startTime: new Date(Date.UTC(2026, 10, 23, 2, index)),
    values: new Map(one ? [[key, one]] : []),
  }));
const problems = (one: CaptureItem, ...recorded: (RecordedValue | undefined)[]) =>
  itemHealth(content(one), scansWith(one.key, ...recorded))[0]?.problems;
const value = (number: unknown, unit?: string): RecordedValue => ({ value: number, unit });
const failed = { error: 'timeout' };

describe('health of captured items', () => {
  it('counts what was expected and what arrived, with the last error', () => {
    const [temperature] = itemHealth(content(item('t')), scansWith('t', value(4), failed, undefined, value(5, 'K')));
    expect(temperature).toMatchObject({
      expected: 4,
      arrived: 2,
      lastError: 'timeout',
      lastErrorAt: new Date(Date.UTC(2026, 10, 23, 2, 1)),
      lastValue: 5,
      unit: 'K',
      problems: [],
    });
  });

  it('misses an item after two scans in a row, whether it failed or was not there, and forgives with the next value', () => {
    expect(problems(item('t'), value(1), undefined)).toEqual([]);
    expect(problems(item('t'), value(1), undefined, failed)).toEqual(['missing']);
    expect(problems(item('t'), value(1), undefined, failed, value(2))).toEqual([]);
    expect(problems(item('t'), undefined)).toEqual([]);
  });

  it('expects nothing of scans from before the configuration, except what they have', () => {
    const since = new Date(Date.UTC(2026, 10, 23, 2, 2));
    const of = (...recorded: (RecordedValue | undefined)[]) =>
      itemHealth(content(item('t')), scansWith('t', ...recorded), since)[0];
    expect(of(undefined, undefined)).toMatchObject({ expected: 0, problems: [] });
    expect(of(undefined, undefined, undefined)).toMatchObject({ expected: 1, problems: [] });
    expect(of(undefined, undefined, undefined, undefined)).toMatchObject({ expected: 2, problems: ['missing'] });
    expect(of(failed, failed)).toMatchObject({ expected: 2, problems: ['missing'] });
  });

  it('finds values outside their limits, frozen ones and other units', () => {
    const limited = item('t', { plausible: { min: 0, max: 10 } });
    expect(problems(limited, value(5), value(11))).toEqual([]);
    expect(problems(limited, value(-1), value(11))).toEqual(['out-of-range']);
    expect(problems(limited, value(11), value(11), value(3))).toEqual([]);
    const lively = item('t', { plausible: { frozenScans: 3 } });
    expect(problems(lively, value(2), value(2))).toEqual([]);
    expect(problems(lively, value(2), value(2), value(2))).toEqual(['frozen']);
    expect(problems(lively, value(2), value(2), value(2), value(2.1))).toEqual([]);
    expect(problems(item('t', { unit: 'K' }), value(2, 'K'), value(2, 'degC'))).toEqual(['unit-changed']);
    expect(problems(item('t'), value(2, 'K'), value(2, 'degC'))).toEqual(['unit-changed']);
    expect(problems(item('t', { unit: 'K' }), value(2))).toEqual([]);
  });

  it('expects nothing of forms, points and changes, and of groups that do not hold', () => {
    const items = [
      item('f', { source: { kind: 'form' } }),
      item('p', { when: 'point' }),
      item('c', { when: 'change' }),
    ];
    expect(itemHealth(content(...items), [])).toEqual([]);
    const limited: CaptureContent = {
      timeBudgetMs: 500,
      groups: [{ name: 'Furnace', enabled: true, limits: { scanKinds: ['mesh'] }, items: [item('oven')] }],
    };
    expect(itemHealth(limited, scansWith('oven', undefined, undefined))[0]).toMatchObject({
      expected: 0,
      problems: [],
    });
  });
});

describe('missing scans', () => {
  const now = new Date('2026-11-23T04:00:00Z');
  const scan = (number: number, minute: number, door = 'd1', arrivedAt = new Date('2026-11-23T03:00:00Z')) => ({
    door,
    number,
    startTime: new Date(Date.UTC(2026, 10, 23, 2, minute)),
    arrivedAt,
  });
  const missing = (...scans: ReturnType<typeof scan>[]) =>
    missingScans(scans, now, 60_000).map(({ door, number }) => `${door} ${number}`);

  it('are the numbers that a door left out', () => {
    expect(missing(scan(1, 1), scan(2, 2), scan(5, 3), scan(7, 1, 'd2'))).toEqual(['d1 3', 'd1 4']);
  });
  it('are not those that came late, a counter that was set, or a gap that is still young', () => {
    expect(missing(scan(1, 1), scan(3, 2), scan(2, 3))).toEqual([]);
    expect(missing(scan(900, 1), scan(1, 2), scan(2, 3))).toEqual([]);
    expect(missing(scan(1, 1), scan(2000, 2))).toEqual([]);
    expect(missing(scan(1, 1), scan(3, 2, 'd1', new Date('2026-11-23T03:59:30Z')))).toEqual([]);
  });
});
