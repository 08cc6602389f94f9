import type { CaptureContent } from '@scizoo/domain';
import * as edits from './edits';

const item = (key: string) => ({
  name: key,
  key,
  when: 'start' as const,
  source: { kind: 'sardana' as const, element: key },
});
const content: CaptureContent = {
  timeBudgetMs: 500,
  groups: [
    { name: 'Beam', enabled: true, items: [item('a'), item('b')] },
    { name: 'Sample', enabled: true, items: [item('c')] },
  ],
};
const keys = (now: CaptureContent): string =>
  now.groups.map(({ name, items }) => `${name}: ${items.map(({ key }) => key).join(' ')}`).join(' | ');

describe('edits of a configuration', () => {
  it('move items inside a group and over its border', () => {
    expect(keys(edits.moveItem(content, { group: 0, item: 0 }, { group: 0, item: 1 }))).toBe('Beam: b a | Sample: c');
    const down = edits.neighbour(content, { group: 0, item: 1 }, 1);
    expect(keys(edits.moveItem(content, { group: 0, item: 1 }, down!))).toBe('Beam: a | Sample: b c');
    const up = edits.neighbour(content, { group: 1, item: 0 }, -1);
    expect(keys(edits.moveItem(content, { group: 1, item: 0 }, up!))).toBe('Beam: a b c | Sample: ');
    expect(edits.neighbour(content, { group: 0, item: 0 }, -1)).toBeNull();
    expect(edits.neighbour(content, { group: 1, item: 0 }, 1)).toBeNull();
  });
  it('move, add and remove groups; names stay different', () => {
    expect(keys(edits.moveGroup(content, 0, 1))).toBe('Sample: c | Beam: a b');
    expect(edits.moveGroup(content, 0, 2)).toBe(content);
    expect(keys(edits.addGroup(content, 'Beam'))).toBe('Beam: a b | Sample: c | Beam 2: ');
    expect(keys(edits.removeGroup(content, 0))).toBe('Sample: c');
  });
  it('leave what they do not change', () => {
    const changed = edits.changeItem(content, { group: 1, item: 0 }, { unit: 'K' });
    expect(edits.itemAt(changed, { group: 1, item: 0 })).toEqual({ ...item('c'), unit: 'K' });
    expect(changed.groups[0]).toBe(content.groups[0]);
    expect(keys(edits.removeItem(content, { group: 0, item: 0 }))).toBe('Beam: b | Sample: c');
  });
  it.each([
    ['Cell temperature', 'cell_temperature'],
    ['WaterBath', 'water_bath'],
    ['Överföring (µm)', 'overforing_m'],
    ['2theta', 'item_2theta'],
    ['a', 'a_2'],
  ])('make of %s the key %s', (name, key) => expect(edits.keyFrom(name, content)).toBe(key));
});
