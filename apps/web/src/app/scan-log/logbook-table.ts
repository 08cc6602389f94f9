import type { ScanImage, ScanLogRow, ScanNote } from '../core/api-types';
import type { Entry, ShownNote } from './notes/notes';
import { isNote, woven } from './notes/notes';

/** A cell must not end the row of a table in Markdown. */
const cell = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
const link = ({ pid, runNumber, datasetName }: ScanLogRow): string =>
  `[${cell(runNumber ?? datasetName).replace(/[[\]]/g, '')}](/datasets/${encodeURIComponent(pid)})`;

const picturesOf = (images: readonly ScanImage[], name: string | null): string[] =>
  images.map(
    ({ aid, caption }) =>
      `![${cell(caption || name).replace(/[[\]]/g, '')}](/api/v4/attachments/${encodeURIComponent(aid)}/thumbnail)`,
  );
const scanCells = (row: ScanLogRow, timeOf: (moment: string) => string): string[] => {
  const stars = row.dataQualityMetrics ? '★'.repeat(Math.round(row.dataQualityMetrics)) : '';
  const cells = [row.startTime ? timeOf(row.startTime) : '', row.command, row.state, row.comment, stars];
  return [link(row), ...cells.map(cell)];
};

/** Scans as a table in Markdown, with a link back to each, notes as rows between them, and all pictures below. */
export function scansAsMarkdown(
  entries: readonly Entry[],
  heads: readonly string[],
  timeOf: (moment: string) => string,
): string {
  const lines = entries.map((entry) => {
    const cells = isNote(entry)
      ? ['', timeOf(entry.note.at), '', '', cell(entry.note.text), cell(entry.note.by)]
      : scanCells(entry, timeOf);
    return `| ${cells.join(' | ')} |`;
  });
  const pictures = entries.flatMap((entry) =>
    isNote(entry) ? picturesOf(entry.note.images, null) : picturesOf(entry.images, entry.runNumber),
  );
  const head = [`| ${heads.map(cell).join(' | ')} |`, `|${'---|'.repeat(heads.length)}`];
  return [...head, ...lines, ...(pictures.length > 0 ? ['', pictures.join(' ')] : [])].join('\n');
}
export const noteAsMarkdown = ({ text, images }: ScanNote): string =>
  [text, picturesOf(images, null).join(' ')].filter(Boolean).join('\n\n');

/** The first rows that are shown with the notes between them; where rows are left out, notes beyond them are too. */
export function notesAmong(rows: readonly ScanLogRow[], notes: readonly ShownNote[], most: number): readonly Entry[] {
  const [first, last] = [rows[0]?.startTime ?? '', rows.at(-1)?.startTime ?? ''];
  const entries = woven(rows, notes, first <= last && rows.length > 1 ? 'startTime' : '-startTime');
  const cut = entries.indexOf(rows[most] as Entry);
  return cut < 0 ? entries : entries.slice(0, cut);
}
