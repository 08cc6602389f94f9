import { ALIGNMENT_SCAN } from '@scizoo/domain';
import type { Asset, Hidden, Position, ScanLogFilter, ScanLogSort } from './scan-log-query';

type Condition = Record<string, unknown>;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
/** Where the text filter looks: the members of a row that the page searches too when a row comes by itself. */
const TEXT_FIELDS = [
  'runNumber',
  'datasetName',
  'scientificMetadata.scan_command',
  'comment',
  'sourceFolder',
  'principalInvestigators',
  'scientificMetadata.detectors',
  'scientificMetadata.motors',
  'sampleIds',
  'proposalIds',
] as const;
/** More words than this leave nothing to find anyway. */
const MAX_WORDS = 10;

/** Every word must stand somewhere in the row. */
const wordsOf = (text: string): Condition[] =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, MAX_WORDS)
    .map((word) => {
      const regex = { $regex: escaped(word), $options: 'i' };
      return { $or: TEXT_FIELDS.map((field) => ({ [field]: regex })) };
    });

const WITHOUT: Readonly<Record<Hidden, Condition>> = {
  failed: { 'scan.state': { $ne: 'failed' } },
  alignment: { 'scientificMetadata.scan_type': { $not: ALIGNMENT_SCAN } },
};
const WITH: Readonly<Record<Asset, Condition>> = {
  comment: { comment: { $gt: '' } },
  images: { 'images.0': { $exists: true } },
};

/** What was made of scans is no scan. */
const SCANS: Condition = { type: { $ne: 'derived' } };

/** The filter as a database condition. Words are literals, never a pattern of the caller. */
export function conditionOf(filter: ScanLogFilter): Condition {
  const { instrument, proposal, from, till, text, state, minRating, hide = [], has = [] } = filter;
  const further = [
    ...wordsOf(text ?? ''),
    ...hide.map((name) => WITHOUT[name]),
    ...has.map((name) => WITH[name]),
    ...equal('scientificMetadata.scan_type', filter.type),
    ...equal('scientificMetadata.motors', filter.motor),
    ...equal('scientificMetadata.detectors', filter.detector),
  ];
  return {
    ...SCANS,
    ...(instrument !== undefined && { 'scan.beamline': { $eq: instrument } }),
    ...(proposal !== undefined && { proposalIds: { $eq: proposal } }),
    ...((from || till) && { startTime: { ...(from && { $gte: from }), ...(till && { $lte: till }) } }),
    ...(state && { 'scan.state': { $in: [...state] } }),
    ...(minRating !== undefined && { dataQualityMetrics: { $gte: minRating } }),
    ...(further.length > 0 && { $and: further }),
  };
}
const equal = (field: string, value: string | undefined): Condition[] =>
  value === undefined ? [] : [{ [field]: { $eq: value } }];

/**
 * What lies behind a position, in parts that follow each other. One condition for all of them would be shorter, but the
 * database then reads and sorts everything behind the position, where it can take each part from an index in order.
 * Records without a value come first in rising order and last in falling order.
 */
export function behind({ field, direction }: ScanLogSort, [value, pid]: Position): Condition[] {
  const isRising = direction === 1;
  const sameValue = { [field]: value, _id: { [isRising ? '$gt' : '$lt']: pid } };
  if (value === null) return isRising ? [sameValue, { [field]: { $ne: null } }] : [sameValue];
  if (isRising) return [sameValue, { [field]: { $gt: value } }];
  return [sameValue, { [field]: { $lt: value } }, { [field]: null }];
}

/** The value of the sorted field of a document. */
export function valueAt(document: object, path: string): string | number | Date | null {
  const value = path
    .split('.')
    .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document);
  return typeof value === 'string' || typeof value === 'number' || value instanceof Date ? value : null;
}
