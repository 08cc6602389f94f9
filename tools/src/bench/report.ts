export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
}

const targetOf = ({ min, max }: Figure): string =>
  min !== undefined ? `≥ ${min}` : max !== undefined ? `≤ ${max}` : '';
const verdictOf = ({ value, min, max }: Figure): string => {
  if (min === undefined && max === undefined) return '';
  return value >= (min ?? -Infinity) && value <= (max ?? Infinity) ? 'met' : 'missed';
};

/** The figures side by side with their targets. */
export function table(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'measured', 'unit', 'target', ''],
    ...figures.map((figure) => [figure.what, String(figure.value), figure.unit, targetOf(figure), verdictOf(figure)]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
