/** Samples as a spreadsheet has them: one row each, a column for each property. */
export interface TableRow {
  readonly line: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly fault: 'columns' | 'name' | 'number' | null;
}
export interface SampleTable {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}
const MOST_ROWS = 1000;

const SEPARATORS = ['\t', ';', ','] as const;
/** Cells of a text as spreadsheets write it: quotes around cells, doubled quotes inside, any of three separators. */
export function cellsOf(text: string): string[][] {
  const head = text.slice(0, text.search(/\r?\n|$/));
  const separator = SEPARATORS.find((sign) => head.includes(sign)) ?? ',';
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const end = (): void => {
    rows.at(-1)?.push(cell.trim());
    cell = '';
  };
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  for (let at = 0; at < plain.length; at += 1) {
    const sign = plain[at] ?? '';
    if (quoted && sign === '"' && plain[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (sign === '"' && (quoted || cell.trim() === '')) quoted = !quoted;
    else if (quoted || (sign !== separator && sign !== '\n')) cell += sign;
    else {
      end();
      if (sign === '\n') rows.push([]);
    }
  }
  end();
  return rows.filter((cells) => cells.some(Boolean));
}

const FIELDS: Readonly<Record<string, string>> = {
  name: 'sampleName',
  samplename: 'sampleName',
  number: 'sampleId',
  id: 'sampleId',
  sampleid: 'sampleId',
  type: 'type',
  description: 'description',
  owner: 'owner',
  proposal: 'proposalId',
  proposalid: 'proposalId',
  group: 'ownerGroup',
  ownergroup: 'ownerGroup',
  parent: 'parentSampleId',
  parentsampleid: 'parentSampleId',
};
interface Column {
  readonly field?: string;
  readonly key: string;
  readonly unit: string;
}
/** `mass [mg]`, `mass (mg)` or `mass`. */
function columnOf(title: string): Column {
  const field = FIELDS[title.toLowerCase().replace(/[\s_]/g, '')];
  const [, key = title, unit = ''] = /^(.*?)\s*[[(]([^\])]*)[\])]$/.exec(title) ?? [];
  return { key: key.trim(), unit: unit.trim(), ...(field && { field }) };
}
const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

function rowOf(columns: readonly Column[], cells: readonly string[], line: number): TableRow {
  const body: Record<string, unknown> = {};
  const characteristics: Record<string, unknown> = {};
  let fault: TableRow['fault'] = cells.length > columns.length ? 'columns' : null;
  columns.forEach(({ field, key, unit }, at) => {
    const text = cells[at] ?? '';
    if (text === '') return;
    if (field) body[field] = text;
    else if (unit && !isNumber(text)) fault ??= 'number';
    else if (unit) characteristics[key] = { value: Number(text), unit };
    else characteristics[key] = isNumber(text) ? Number(text) : text;
  });
  if (Object.keys(characteristics).length > 0) body['sampleCharacteristics'] = characteristics;
  if (!body['sampleName']) fault ??= 'name';
  return { line, body, fault };
}
export function sampleTableOf(text: string): SampleTable {
  const [titles = [], ...rows] = cellsOf(text);
  const columns = titles.map(columnOf);
  return {
    columns: titles,
    rows: rows.slice(0, MOST_ROWS).map((cells, at) => rowOf(columns, cells, at + 2)),
  };
}
