import { SCAN_METADATA_KEYS } from '@scizoo/domain';
import { unitText } from '../core/numbers';
import type { ScanLogRow } from '../core/api-types';
import { humanKey, nodesOf } from '../ui/metadata';
import { shown } from '../ui/quantity-text';

const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
const AGREED = new Set<string>(SCAN_METADATA_KEYS);

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
