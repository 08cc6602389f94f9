import { SCAN_METADATA_KEYS } from '@scizoo/domain';
import { unitText } from '../core/numbers';
import type { ScanLogRow } from '../core/api-types';
import { humanKey, nodesOf } from '../ui/metadata';
import { shown } from '../ui/quantity-text';

const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
const AGREED = new Set<string>(SCAN_METADATA_KEYS);

/** Values as they were read at a moment, as a table in Markdown. */
export function readingsAsMarkdown(title: string, readings: readonly Reading[]): string {
  const rows = readings.map((reading) => `| ${cell(reading.name)} | ${cell(textOf(reading))} |`);
  return [`| ${cell(title)} | |`, '|---|---|', ...rows].join('\n');
}
interface Reading {
  readonly name: string;
  readonly value?: unknown;
  readonly unit?: string | null | undefined;
  readonly error?: string | null | undefined;
  readonly quality?: string | null | undefined;
}
function textOf({ value, unit, error, quality }: Reading): string {
  if (error) return `⚠ ${error}`;
  const doubt = quality && quality !== 'valid' ? `(${quality})` : '';
  return [shown(value, 'en'), unit && unitText(unit), doubt].filter(Boolean).join(' ');
}

/** The values that were recorded with a scan, as a table in Markdown with a link to the scan in its head. */
export function valuesAsMarkdown(
  { pid, runNumber, datasetName }: Pick<ScanLogRow, 'pid' | 'runNumber' | 'datasetName'>,
  metadata: Readonly<Record<string, unknown>>,
): string {
  const link = `[${cell(runNumber ?? datasetName).replace(/[[\]]/g, '')}](/datasets/${encodeURIComponent(pid)})`;
  const rows = nodesOf(metadata).shown.flatMap(({ path, reading }) => {
    if (!reading || AGREED.has(path)) return [];
    const value = reading.error ? `⚠ ${reading.error}` : shown(reading.value, 'en');
    return [`| ${cell(humanKey(path))} | ${cell(`${value} ${reading.unit ? unitText(reading.unit) : ''}`)} |`];
  });
  return [`| ${link} | |`, '|---|---|', ...rows].join('\n');
}
