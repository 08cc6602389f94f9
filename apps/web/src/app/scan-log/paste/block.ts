/** More than anybody checks in a preview. */
export const MOST_ROWS = 2000;
const MOST_COLUMNS = 100;

/**
 * Cells of a spreadsheet as it puts them on the clipboard: tabs between cells, lines between rows, quotes around a cell that
 * has either of them in it or a quote, which is doubled then.
 */
export function blockOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  while (at <= source.length && rows.length <= MOST_ROWS) {
    const { cell, next } = source[at] === '"' ? quoted(source, at) : plain(source, at);
    const row = rows.at(-1)!;
    if (row.length < MOST_COLUMNS) row.push(cell);
    if (source[next] === '\n') rows.push([]);
    at = next + 1;
  }
  return rows.slice(0, MOST_ROWS);
}
function plain(source: string, from: number): { cell: string; next: number } {
  const rest = /[\t\n]/g;
  rest.lastIndex = from;
  const next = rest.exec(source)?.index ?? source.length;
  return { cell: source.slice(from, next), next };
}
function quoted(source: string, from: number): { cell: string; next: number } {
  const whole = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;
  whole.lastIndex = from;
  const inside = whole.exec(source)?.[1];
  // No such end: somebody began a remark with a quote.
  return inside === undefined ? plain(source, from) : { cell: inside.replaceAll('""', '"'), next: whole.lastIndex };
}
