import type { AnnotationField, AnnotationValue, ScanLogRow } from '../../core/api-types';
import type { Column } from '../columns';

/** Why a cell stays as it is. */
export type Refusal = 'column' | 'right' | 'stars' | 'name' | 'long' | 'unsent';
export interface PlannedChange {
  readonly row: ScanLogRow;
  readonly column: string;
  readonly field: AnnotationField;
  /** What the person sees in the preview; the catalogue refuses when it has something else by then. */
  readonly was: AnnotationValue;
  readonly value: AnnotationValue;
}
export interface RefusedCell {
  readonly row: ScanLogRow;
  readonly column: string;
  readonly text: string;
  readonly why: Refusal;
}
export interface PastePlan {
  readonly changes: readonly PlannedChange[];
  readonly refused: readonly RefusedCell[];
  /** Cells that have the value already. */
  readonly same: number;
  /** Cells below the last row or right of the last column. */
  readonly beyond: number;
}
export interface PasteSurroundings {
  /** From the cell downwards and to the right. */
  readonly rows: readonly ScanLogRow[];
  readonly columns: readonly Column[];
  shown(row: ScanLogRow, field: AnnotationField): AnnotationValue;
  /** Something of the person is on its way for this cell. */
  isPending(row: ScanLogRow, field: AnnotationField): boolean;
}

const FIELDS: Readonly<Record<string, AnnotationField>> = {
  comment: 'comment',
  name: 'datasetName',
  rating: 'dataQualityMetrics',
};
const LONGEST: Readonly<Record<string, number>> = { comment: 20_000, datasetName: 2_000 };
const empty = (value: AnnotationValue): AnnotationValue => (value === '' || value === 0 ? null : value);

/** Stars as people write them: `4`, `4/5`, `4 of 5`, `★★★★☆`; nothing and 0 take them away. Undefined: something else. */
export function starsOf(text: string): number | null | undefined {
  const drawn = /^(★{1,5})☆{0,4}$/u.exec(text)?.[1];
  if (drawn) return drawn.length;
  if (text === '') return null;
  const written = /^([0-5])(?:[.,]0+)?(?:\s*(?:\/|of|av)\s*5)?$/.exec(text)?.[1];
  return written === undefined ? undefined : Number(written) || null;
}

function valueOf(field: AnnotationField, text: string): { value: AnnotationValue } | { why: Refusal } {
  if (field === 'dataQualityMetrics') {
    const value = starsOf(text);
    return value === undefined ? { why: 'stars' } : { value };
  }
  if (field === 'datasetName' && text === '') return { why: 'name' };
  return text.length > (LONGEST[field] ?? Infinity) ? { why: 'long' } : { value: text };
}

/** What a block of cells would change, put on the first of the rows and columns; nothing is changed yet. */
export function planPaste(block: readonly (readonly string[])[], around: PasteSurroundings): PastePlan {
  const changes: PlannedChange[] = [];
  const refused: RefusedCell[] = [];
  let [same, beyond] = [0, 0];
  const put = (row: ScanLogRow, column: Column, text: string): void => {
    const field = FIELDS[column.id];
    const refuse = (why: Refusal): void => void refused.push({ row, column: column.id, text, why });
    if (!field) {
      // A column that was copied along and is as it was is no fault.
      const there =
        column.text?.(row) ?? (column.kind === 'scan' ? String(row.scanNumber ?? row.runNumber ?? '') : null);
      return text === '' || text === there ? void same++ : refuse('column');
    }
    const was = around.shown(row, field);
    const given = valueOf(field, text);
    if (!('value' in given)) return refuse(given.why);
    if (empty(given.value) === empty(was)) return void same++;
    if (!row.mayAnnotate) return refuse('right');
    if (around.isPending(row, field)) return refuse('unsent');
    changes.push({ row, column: column.id, field, was: row[field], value: given.value });
  };
  block.forEach((cells, down) =>
    cells.forEach((cell, across) => {
      const [row, column] = [around.rows[down], around.columns[across]];
      if (row && column) put(row, column, cell.trim());
      else if (cell.trim() !== '') beyond++;
    }),
  );
  return { changes, refused, same, beyond };
}
