import { columnsOf } from '../columns';
import { anItem } from '../testing';
import { markdownOf, tableOf, writtenAs } from './table-export';

const names = {
  ofColumn: ({ id }: { id: string }) => id,
  ofInstrument: (id: string) => (id === 'pid-1' ? 'ZooSAXS' : id),
};
const items = [
  anItem(1, {
    ...{ instrumentIds: ['pid-1'], size: 1234, comment: 'good | bad', keywords: ['gold', 'film'] },
    ...{ endTime: '2026-11-22T12:00:30.000Z', metadata: { energy: { value: 7.1200001, unit: 'keV' } } },
  }),
  anItem(2, { metadata: { energy: { value: 8, unit: 'keV' } } }),
];

describe('chosen datasets as a table', () => {
  it('have the columns of the screen, full values and units in the header', () => {
    const columns = columnsOf([
      'name',
      'instrument',
      'thumbnail',
      'meta:energy',
      'size',
      'duration',
      'start',
      'keywords',
    ]);
    expect(tableOf(items, columns, names)).toEqual({
      headers: ['name', 'instrument', 'Energy (keV)', 'size (B)', 'duration (s)', 'start', 'keywords'],
      rows: [
        ['scan-1', 'ZooSAXS', 7.1200001, 1234, 30, '2026-11-22T12:00:00.000Z', 'gold, film'],
        ['scan-2', '', 8, 0, null, '2026-11-22T12:00:00.000Z', ''],
      ],
    });
  });
  it('are written as Markdown, in which a text breaks no cell, and as a workbook', () => {
    const table = tableOf(items, columnsOf(['comment', 'public']), names);
    expect(markdownOf(table)).toBe('| comment | public |\n| --- | --- |\n| good \\| bad | false |\n|  | false |\n');
    const workbook = writtenAs(table, 'xlsx', 'Datasets') as Uint8Array;
    expect([workbook[0], workbook[1]]).toEqual([0x50, 0x4b]);
  });
});
