import { addressOf } from '../../../core/http';
import type { SearchBody } from '../search';

export const FORMATS = ['csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];
/** So many identifiers stand in one address. */
const IN_ADDRESS = 80;

/** Where the server streams the result as a file; the browser saves it while it arrives. */
export const exportAddress = (search: SearchBody, format: Format): string =>
  addressOf('/api/v4/datasets/export', { query: JSON.stringify(search), format });

/** The addresses of a selection; each answers a part of it. */
export const exportsOf = (
  pids: readonly string[],
  { sort, levels, columns }: Pick<SearchBody, 'sort' | 'levels' | 'columns'>,
  format: Format,
): string[] =>
  Array.from({ length: Math.ceil(pids.length / IN_ADDRESS) }, (_, at) => {
    const some = pids.slice(at * IN_ADDRESS, (at + 1) * IN_ADDRESS);
    return exportAddress({ sort, levels, columns, scope: 'all', filters: { pid: some } }, format);
  });

/** Parts of a table below each other, the header once. */
export const joined = (parts: readonly string[], format: Format): string =>
  parts.map((part, at) => (at > 0 && format === 'csv' ? part.slice(part.indexOf('\n') + 1) : part)).join('');
