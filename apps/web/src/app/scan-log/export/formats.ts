import type { Cell, Table } from './table';

/** A spreadsheet would take such a text for a formula and run it. */
const FORMULA = /^[=+\-@\t\r]/;
const harmless = (cell: Cell): string => {
  if (cell === null) return '';
  return typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : String(cell);
};
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** RFC 4180, in UTF-8 with the mark that spreadsheets look for. */
export const csvOf = ({ headers, rows }: Table): string =>
  `\uFEFF${[headers, ...rows].map((row) => row.map((cell) => quoted(harmless(cell))).join(',')).join('\r\n')}\r\n`;

const inTable = (cell: Cell): string =>
  String(cell ?? '')
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, '<br>');
const line = (cells: readonly Cell[]): string => `| ${cells.map(inTable).join(' | ')} |`;
export const markdownOf = ({ headers, rows }: Table): string =>
  [line(headers), line(headers.map(() => '---')), ...rows.map(line), ''].join('\n');

/** For the clipboard: a spreadsheet puts it into its cells, a letter shows it as it is. */
const inText = (cell: Cell): string => String(cell ?? '').replace(/\s*[\n\t]\s*/g, ' ');
export const textOf = ({ headers, rows }: Table): string =>
  [headers, ...rows].map((row) => row.map((cell) => inText(cell)).join('\t')).join('\n');

export const jsonOf = (rows: readonly unknown[]): string => `${JSON.stringify(rows, null, 1)}\n`;
