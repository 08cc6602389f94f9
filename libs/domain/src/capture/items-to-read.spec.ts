import type { CaptureContent, CaptureItem, ReadWhen } from './configuration';
import { itemsToRead } from './items-to-read';

const item = (key: string, when: ReadWhen, kind: CaptureItem['source']['kind'] = 'tango'): CaptureItem => ({
  name: key,
  key,
  when,
  source: { kind },
});
const content: CaptureContent = {
  timeBudgetMs: 500,
  groups: [
    { name: 'Beam', enabled: true, items: [item('current', 'both'), item('mode', 'start'), item('fill', 'change')] },
    { name: 'Off', enabled: false, items: [item('off', 'start')] },
    {
      name: 'Furnace',
      enabled: true,
      limits: { scanKinds: ['mesh', 'ascan'], proposals: ['20260123'] },
      items: [item('cell', 'point'), item('oven', 'end'), item('operator', 'start', 'constant')],
    },
  ],
};
const keys = (...asked: Parameters<typeof itemsToRead> extends [unknown, ...infer Rest] ? Rest : never): string[] =>
  itemsToRead(content, ...asked).map(({ key }) => key);

describe('items to read', () => {
  it('are those of the moment, in the order of the configuration, of groups that are on', () => {
    const scan = { scanKind: 'ascan', proposal: '20260123' };
    expect(keys('start', scan)).toEqual(['current', 'mode', 'operator']);
    expect(keys('end', scan)).toEqual(['current', 'oven']);
    expect(keys('point', scan)).toEqual(['cell']);
    expect(keys('change', scan)).toEqual(['fill']);
    expect(keys('start', scan, ['tango'])).toEqual(['current', 'mode']);
  });

  it('leave out groups that are limited to other scans; a limit asks for a known value', () => {
    expect(keys('end', { scanKind: 'MESH', proposal: '20260123' })).toEqual(['current', 'oven']);
    expect(keys('end', { scanKind: 'timescan', proposal: '20260123' })).toEqual(['current']);
    expect(keys('end', { scanKind: 'ascan', proposal: '20260999' })).toEqual(['current']);
    expect(keys('end', { scanKind: 'ascan' })).toEqual(['current']);
  });
});
