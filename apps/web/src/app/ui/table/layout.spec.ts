import type { TableColumn } from './layout';
import {
  MOST_WIDTH,
  droppedAt,
  moved,
  pinsOf,
  placed,
  readLayout,
  templateOf,
  withSetting,
  writeLayout,
} from './layout';

const columns: TableColumn[] = [
  { id: 'scan', width: 56, pinned: true },
  { id: 'name', width: 108 },
  { id: 'meta:energy, main', width: 118, key: 'energy, main' },
  { id: 'comment', width: 160, grows: true },
];
const ids = (all: readonly TableColumn[]): string[] => all.map(({ id }) => id);

describe('layout of a table', () => {
  it('stands in an address and comes back', () => {
    const layout = {
      'meta:energy, main': { width: 90, pinned: true, unit: 'mm/s!', digits: 2 },
      scan: { pinned: false },
      name: {},
    };
    const written = writeLayout(layout);
    expect(written).toBe('meta:energy%2C main!w90!p1!umm/s%21!d2,scan!p0');
    expect(readLayout(written)).toEqual({ 'meta:energy, main': layout['meta:energy, main'], scan: { pinned: false } });
    expect([writeLayout({}), writeLayout(null), readLayout(undefined)]).toEqual([null, null, null]);
  });
  it('takes nothing from an address that no person could set', () => {
    expect(readLayout('scan!w99999!d77!p7!u,name!wx,!w40')).toEqual({ scan: { width: MOST_WIDTH } });
  });
  it('puts pinned columns first and gives fixed widths to those that were drawn', () => {
    const shown = placed(columns, { comment: { width: 300, pinned: true }, name: { digits: 1 } });
    expect(ids(shown)).toEqual(['scan', 'comment', 'name', 'meta:energy, main']);
    expect(shown.map(({ sized }) => sized)).toEqual([false, true, false, false]);
    expect(templateOf(shown, 0, 36)).toBe('56px 300px 108px 118px minmax(36px, 1fr)');
    expect(templateOf(placed(columns, {}), 40, 0)).toBe('40px 56px 108px 118px minmax(160px, 1fr)');
    expect(templateOf(placed(columns.slice(0, 2), {}), 40, 0)).toBe('40px 56px 108px minmax(0px, 1fr)');
    expect(pinsOf(shown, 40)).toEqual({ '--left-1': '0px', '--left-2': '40px', '--left-3': '96px' });
    expect(pinsOf(placed(columns, { scan: { pinned: false } }), 0)).toEqual({});
  });
  it('lets more columns be pinned only as far as there is room', () => {
    const many = Array.from({ length: 8 }, (_, at) => ({ id: `c${at}`, width: 50, pinned: true }));
    const shown = placed(many, {});
    expect(ids(shown)).toHaveLength(8);
    expect(Object.keys(pinsOf(shown.slice(0, 5), 0))).toHaveLength(5);
  });
  it('changes one setting and takes it back', () => {
    const wide = withSetting({}, 'scan', { width: 80 });
    expect(withSetting(wide, 'scan', { pinned: false })).toEqual({ scan: { width: 80, pinned: false } });
    expect(withSetting(wide, 'scan', { width: undefined })).toEqual({});
  });
  it('moves a column among those that are pinned, or among those that are not', () => {
    const shown = placed(columns, {});
    expect(moved(shown, 'name', 1)).toEqual(['scan', 'meta:energy, main', 'name', 'comment']);
    expect([moved(shown, 'name', -1), moved(shown, 'comment', 1), moved(shown, 'none', 1)]).toEqual([null, null, null]);
  });
  it('has a dropped column among its kind, before the one it was let go at', () => {
    const columns = [{ id: 'a', pinned: true }, { id: 'b' }, { id: 'c' }, { id: 'd' }];
    expect([droppedAt(columns, 'd', 1), droppedAt(columns, 'b', 4), droppedAt(columns, 'b', 3)]).toEqual([
      ['a', 'd', 'b', 'c'],
      ['a', 'c', 'd', 'b'],
      ['a', 'c', 'b', 'd'],
    ]);
    // Not before what is pinned.
    expect(droppedAt(columns, 'd', 0)).toEqual(['a', 'd', 'b', 'c']);
    expect([droppedAt(columns, 'a', 3), droppedAt(columns, 'c', 2), droppedAt(columns, 'c', 3)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
