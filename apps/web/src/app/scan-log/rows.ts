import { ALIGNMENT_SCAN } from '@scizoo/domain';
import type { ScanLogRow, ScanLogSummary } from '../core/api-types';
import { METADATA, levelsOf } from '../ui/table/sort';
import type { ScanLogAddress, Span } from './address';

/** Whether a row that came by itself belongs to the view; the server decides the same for rows that were asked for. */
export function belongs(row: ScanLogRow, address: ScanLogAddress, span: Span): boolean {
  if (address.instrument && row.instrument !== address.instrument) return false;
  if (address.proposal && !row.proposalIds.includes(address.proposal)) return false;
  if (span.from && (row.startTime ?? '') < span.from) return false;
  if (span.till && (row.startTime ?? '') > span.till) return false;
  if (address.states.length > 0 && !(row.state && address.states.includes(row.state))) return false;
  if (address.minRating && (row.dataQualityMetrics ?? 0) < address.minRating) return false;
  return isShown(row, address) && hasWords(row, address.text);
}
function isShown(row: ScanLogRow, { hide, has, type, motor, detector }: ScanLogAddress): boolean {
  if (hide.includes('failed') && row.state === 'failed') return false;
  if (hide.includes('alignment') && ALIGNMENT_SCAN.test(row.scanType ?? '')) return false;
  if (has.includes('comment') && !row.comment) return false;
  if (has.includes('images') && row.images.length === 0) return false;
  if (type && row.scanType !== type) return false;
  return (!motor || row.motors.includes(motor)) && (!detector || row.detectors.includes(detector));
}
function hasWords(row: ScanLogRow, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10);
  if (words.length === 0) return true;
  const lists = [row.principalInvestigators, row.detectors, row.motors, row.sampleIds, row.proposalIds];
  const where = [row.runNumber, row.datasetName, row.command, row.comment, row.sourceFolder, ...lists.flat()];
  const all = where.join('\n').toLowerCase();
  return words.every((word) => all.includes(word));
}

type Comparable = string | number | null;
function sortValue(row: ScanLogRow, name: string): Comparable {
  const isKey = name.startsWith(METADATA);
  const value = isKey ? row.metadata[name.slice(METADATA.length)]?.value : row[name as keyof ScanLogRow];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
function compared(a: Comparable, b: Comparable): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}
/** Same order as the server's: level by level, ties by PID; no value counts as the lowest, texts are above numbers. */
export function inOrder(sort: string): (a: ScanLogRow, b: ScanLogRow) => number {
  const levels = levelsOf(sort);
  const lastFalls = levels.at(-1)?.falls === true;
  return (a, b) => {
    for (const { field, falls } of levels) {
      const order = compared(sortValue(a, field), sortValue(b, field));
      if (order !== 0) return falls ? -order : order;
    }
    return (a.pid < b.pid ? -1 : 1) * (lastFalls ? -1 : 1);
  };
}

/** Place of a new row among ordered ones. */
export function placeOf(rows: readonly ScanLogRow[], row: ScanLogRow, sort: string): number {
  const order = inOrder(sort);
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const half = (low + high) >> 1;
    const there = rows[half];
    if (there && order(there, row) < 0) low = half + 1;
    else high = half;
  }
  return low;
}

/** A live row brings only the columns the stream knows; what was asked for before stays. */
export function renewed(old: ScanLogRow | undefined, row: ScanLogRow): ScanLogRow {
  if (!old) return row;
  if (row.updatedAt && old.updatedAt && row.updatedAt < old.updatedAt) return old;
  return { ...row, metadata: { ...old.metadata, ...row.metadata } };
}

/**
 * What is told of a view when rows have come by themselves. Only those that began after the last one that was counted are
 * more: the others may have been counted and not yet loaded.
 */
export function withArrivals(summary: ScanLogSummary, added: readonly ScanLogRow[]): ScanLogSummary {
  const starts = added.map(({ startTime }) => startTime ?? '').sort();
  const later = starts.filter((start) => start > (summary.last ?? ''));
  const keys = new Set([...summary.keys, ...added.flatMap((row) => Object.keys(row.metadata ?? {}))]);
  return {
    ...summary,
    count: summary.count + later.length,
    first: [summary.first ?? '', starts[0] ?? ''].filter(Boolean).sort()[0] ?? null,
    last: later.at(-1) ?? summary.last,
    keys: [...keys],
  };
}
