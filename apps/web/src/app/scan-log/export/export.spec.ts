import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRow } from '../../testing/setup';
import { columnsOf } from '../columns';
import { csvOf, markdownOf, textOf } from './formats';
import { tableOf } from './table';
import { columnName, xlsxOf } from './xlsx';
import { crc32 } from './zip';

const COLUMNS = columnsOf(['scan', 'start', 'comment', 'upload', 'images', 'rating', 'duration', 'meta:ring_current']);
const rows = [
  aRow(2, {
    comment: '=HYPERLINK("http://evil.example")',
    dataQualityMetrics: 4,
    metadata: { ring_current: { value: 399.94512345, unit: 'mA' } },
  }),
  aRow(1, { comment: 'two\nlines, "quoted" | <b>', metadata: {} }),
];
const table = () => tableOf(rows, COLUMNS, ({ id }) => id);

describe('export of the scan log', () => {
  it('goes to the clipboard as lines with tabs, whatever is written in a cell', () => {
    const lines = textOf(table()).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]?.split('\t').slice(0, 3)).toEqual(['scan', 'start', 'comment']);
    expect(lines[2]?.split('\t')[2]).toBe('two lines, "quoted" | <b>');
  });
  it('has full values, ISO times and units in the header, and no columns of buttons', () => {
    expect(table().headers).toEqual([
      'scan',
      'start',
      'comment',
      'images',
      'rating',
      'duration (s)',
      'Ring current (mA)',
    ]);
    expect(table().rows[0]).toEqual([
      2,
      rows[0]?.startTime,
      '=HYPERLINK("http://evil.example")',
      0,
      4,
      30,
      399.94512345,
    ]);
  });
  it('keeps the unit beside the value where values have different ones', () => {
    const mixed = [
      aRow(1, { metadata: { t: { value: 300, unit: 'K' } } }),
      aRow(2, { metadata: { t: { value: 20, unit: 'degC' } } }),
    ];
    expect(tableOf(mixed, columnsOf(['meta:t']), String)).toEqual({ headers: ['T'], rows: [['300 K'], ['20 °C']] });
  });
  it('writes CSV that a spreadsheet reads as text, never as a formula', () => {
    const [header, first, ...rest] = csvOf(table()).split('\r\n');
    expect(header?.startsWith('\uFEFFscan,start,comment')).toBe(true);
    expect(first).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(rest.join('\r\n')).toContain('"two\nlines, ""quoted"" | <b>"');
  });
  it('writes a Markdown table whose cells stay cells', () => {
    const lines = markdownOf(table()).trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toContain('two<br>lines, "quoted" \\| <b>');
  });
  it('names columns of a sheet', () => {
    expect([0, 25, 26, 51, 52, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'AAA']);
  });
  it('makes a workbook that another program opens', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    const folder = mkdtempSync(join(tmpdir(), 'scizoo-xlsx-'));
    writeFileSync(join(folder, 'log.xlsx'), xlsxOf(table(), 'Scan log: 2026/11'));
    const script = `import sys, zipfile, xml.dom.minidom as dom
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for name in z.namelist(): dom.parseString(z.read(name))
open(sys.argv[2], 'wb').write(z.read('xl/worksheets/sheet1.xml'))`;
    execFileSync('python3', ['-c', script, join(folder, 'log.xlsx'), join(folder, 'sheet.xml')]);
    const sheet = readFileSync(join(folder, 'sheet.xml'), 'utf8');
    rmSync(folder, { recursive: true });
    expect(sheet).toContain('<c r="G2"><v>399.94512345</v></c>');
    expect(sheet).toContain('t="inlineStr"><is><t xml:space="preserve">=HYPERLINK(');
    expect(sheet).not.toContain('<f>');
  });
});
