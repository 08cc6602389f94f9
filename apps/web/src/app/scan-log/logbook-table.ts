import type { ScanLogRow } from '../core/api-types';

/** A cell must not end the row of a table in Markdown. */
const cell = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
const link = ({ pid, runNumber, datasetName }: ScanLogRow): string =>
  `[${cell(runNumber ?? datasetName).replace(/[[\]]/g, '')}](/datasets/${encodeURIComponent(pid)})`;

/** Scans as a table in Markdown, with a link back to each and their pictures below. */
export function scansAsMarkdown(
  rows: readonly ScanLogRow[],
  heads: readonly string[],
  timeOf: (moment: string) => string,
): string {
  const lines = rows.map((row) => {
    const stars = row.dataQualityMetrics ? '★'.repeat(Math.round(row.dataQualityMetrics)) : '';
    const cells = [row.startTime ? timeOf(row.startTime) : '', row.command, row.state, row.comment, stars];
    return `| ${[link(row), ...cells.map(cell)].join(' | ')} |`;
  });
  const pictures = rows.flatMap(({ images, runNumber }) =>
    images.map(
      ({ aid, caption }) =>
        `![${cell(caption ?? runNumber).replace(/[[\]]/g, '')}](/api/v4/attachments/${encodeURIComponent(aid)}/thumbnail)`,
    ),
  );
  const head = [`| ${heads.map(cell).join(' | ')} |`, `|${'---|'.repeat(heads.length)}`];
  return [...head, ...lines, ...(pictures.length > 0 ? ['', pictures.join(' ')] : [])].join('\n');
}
