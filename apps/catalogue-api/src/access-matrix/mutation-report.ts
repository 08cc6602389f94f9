/** What became of the mutants of one route. */
export interface RowReport {
  readonly key: string;
  /** Decisions whose removal turns the matrix red. */
  readonly noticed: string[];
  /** Decisions whose removal alone changes nothing that the matrix asks: another one refuses as well. */
  readonly backed: string[];
  /** Everybody gets the same; there is nothing to take away. */
  readonly isOpen: boolean;
  /** False when the route stays green with all of its decisions gone. */
  isSafe: boolean;
}
const verdictOf = ({ isOpen, isSafe, noticed }: RowReport): string => {
  if (isOpen) return 'open to everybody';
  if (!isSafe) return '**survived**';
  return noticed.length > 0 ? 'killed' : 'killed together';
};

/** A table of Markdown: one line per route. */
export function reportOf(resource: string, reports: readonly RowReport[]): string {
  const lines = reports.map(
    (report) => `| \`${report.key}\` | ${report.noticed.length} | ${report.backed.length} | ${verdictOf(report)} |`,
  );
  return [
    `### ${resource}`,
    '',
    '| Route | killed alone | backed by another | |',
    '|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}
