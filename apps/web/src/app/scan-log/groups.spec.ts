import { aRow } from '../testing/setup';
import type { Grouping, Item } from './groups';
import { itemsOf, rowsIn, totalsOf } from './groups';

const BY_TIME: Grouping = { sort: '-startTime', group: null, zone: 'UTC' };
const told = (items: readonly Item[]): string[] =>
  items.map((item) => (item.kind === 'group' ? item.value : item.kind === 'row' ? String(item.row.scanNumber) : '…'));

describe('items of the table', () => {
  it('have a heading per day of the zone when sorted by time', () => {
    const rows = [aRow(720), aRow(719), aRow(1)];
    const seen = (zone: string): string[] => told(itemsOf(rows, { ...BY_TIME, zone }, 0));
    expect(seen('UTC')).toEqual(['2026-11-23', '720', '2026-11-22', '719', '1']);
    expect(seen('America/New_York')).toEqual(['2026-11-22', '720', '719', '1']);
  });
  it('have it too when time is the first of several levels', () => {
    const rows = [aRow(720), aRow(1)];
    expect(told(itemsOf(rows, { ...BY_TIME, sort: '-startTime,-size' }, 0))).toEqual([
      '2026-11-23',
      '720',
      '2026-11-22',
      '1',
    ]);
    expect(told(itemsOf(rows, { ...BY_TIME, sort: '-size,-startTime' }, 0))).toEqual(['720', '1']);
  });
  it('have none when sorted otherwise, and keep room for what is not loaded', () => {
    expect(told(itemsOf([aRow(2), aRow(1)], { ...BY_TIME, sort: 'size' }, 3))).toEqual(['2', '1', '…', '…', '…']);
    // However many they are, they are few to go through.
    const room = itemsOf([], BY_TIME, 100_000).map((item) => (item.kind === 'unloaded' ? item.rows : NaN));
    expect([room.length < 100, room.reduce((sum, rows) => sum + rows, 0)]).toEqual([true, 100_000]);
  });
  it('come in groups, which follow their first rows', () => {
    const rows = [
      aRow(4, { scanType: 'mesh', motors: ['samx', 'samz'] }),
      aRow(3, { scanType: 'ascan', motors: ['energy'] }),
      aRow(2, { scanType: 'mesh', motors: ['samx', 'samz'] }),
      aRow(1, { scanType: null, motors: [] }),
    ];
    const items = itemsOf(rows, { ...BY_TIME, group: 'command' }, 1);
    expect(told(items)).toEqual(['mesh samx samz', '4', '2', 'ascan energy', '3', '', '1', '…']);
    expect(rowsIn(items).map(({ scanNumber }) => scanNumber)).toEqual([4, 2, 3, 1]);
    expect(items.flatMap((item) => (item.kind === 'row' ? [item.index] : []))).toEqual([0, 1, 2, 3]);
  });
  it('come by shifts of the zone, across midnight too', () => {
    const rows = [aRow(16 * 60), aRow(11 * 60), aRow(1)];
    expect(told(itemsOf(rows, { ...BY_TIME, group: 'shift' }, 0))).toEqual([
      '2026-11-22 22',
      '960',
      '660',
      '2026-11-22 06',
      '1',
    ]);
  });
  it('say what a group comes to; a scan that runs has no duration yet', () => {
    const rows = [aRow(2, { size: 1000 }), aRow(1, { size: 500, endTime: null, state: 'running' })];
    expect(totalsOf(rows)).toEqual({ scans: 2, ms: 30_000, size: 1500 });
  });
});
