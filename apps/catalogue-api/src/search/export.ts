import type { StreamableFile } from '@nestjs/common';
import { begun, streamed } from '../http/stream';
import type { DatasetItem } from './search.shapes';

const COLUMNS = [
  ...['pid', 'datasetName', 'type', 'creationTime', 'startTime', 'endTime', 'ownerGroup', 'principalInvestigators'],
  ...['proposalIds', 'sampleIds', 'instrumentIds', 'creationLocation', 'keywords', 'techniques', 'size'],
  ...['numberOfFiles', 'isPublished', 'dataQualityMetrics', 'comment', 'description'],
] as const;
type Column = Exclude<keyof DatasetItem, 'metadata' | 'scan'>;

/** A spreadsheet program takes a text that begins so as a formula; with an apostrophe in front it stays text. */
const FORMULA = /^[=+\-@\t\r]/u;

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n;']/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function plain(item: DatasetItem, column: Column): unknown {
  if (column === 'techniques') return item.techniques.map(({ name }) => name).join('; ');
  const value = item[column];
  return Array.isArray(value) ? value.join('; ') : value;
}

const line = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

async function* csvLines(rows: AsyncIterable<DatasetItem>, keys: readonly string[]): AsyncGenerator<string> {
  yield line([...COLUMNS, 'scanNumber', 'scanCommand', ...keys.flatMap((key) => [key, `${key} [unit]`])].map(cell));
  for await (const item of rows)
    yield line(
      [
        ...COLUMNS.map((column) => plain(item, column as Column)),
        item.scan?.number,
        item.scan?.command,
        ...keys.flatMap((key) => [item.metadata[key]?.value, item.metadata[key]?.unit]),
      ].map(cell),
    );
}
async function* jsonLines(rows: AsyncIterable<DatasetItem>): AsyncGenerator<string> {
  for await (const item of rows) yield `${JSON.stringify(item)}\n`;
}

/** The first row is awaited before the head line is sent, so that a refusal still gets its status. */
export const exportCsv = async (rows: AsyncIterable<DatasetItem>, keys: readonly string[]): Promise<StreamableFile> =>
  streamed(csvLines(await begun(rows), keys), { type: 'text/csv; charset=utf-8', fileName: 'datasets.csv' });
export const exportNdjson = (rows: AsyncIterable<DatasetItem>): Promise<StreamableFile> =>
  streamed(jsonLines(rows), { type: 'application/x-ndjson; charset=utf-8', fileName: 'datasets.ndjson' });
