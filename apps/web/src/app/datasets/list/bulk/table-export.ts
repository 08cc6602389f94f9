import { markdownOf, textOf } from '../../../scan-log/export/formats';
import type { Table } from '../../../scan-log/export/table';
import { xlsxOf } from '../../../scan-log/export/xlsx';

/** What is made of the chosen rows here: the columns on screen, with full values. */
export const TABLE_FORMATS = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  md: 'text/markdown;charset=utf-8',
} as const;
export type TableFormat = keyof typeof TABLE_FORMATS;

export const writtenAs = (table: Table, format: TableFormat, title: string): BlobPart =>
  format === 'xlsx' ? xlsxOf(table, title) : markdownOf(table);
export { markdownOf, textOf };
export { tableOf } from './table';
