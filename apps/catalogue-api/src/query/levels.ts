import { invalid } from '@scizoo/domain';
import type { Document } from 'mongodb';
import { pathsOfKey } from './metadata-condition';

/** One level of an order of rows: a field of the record, or a metadata key. */
export interface Level {
  /** As the asker names it; `meta:` before a metadata key. */
  readonly name: string;
  /** Where the value is looked for, the first that is there counts. */
  readonly paths: readonly string[];
  readonly direction: 1 | -1;
}
type Value = string | number | boolean | Date | null;
/** Where a page ended: the value of each level, and the id. */
export interface LevelPosition {
  readonly values: readonly Value[];
  readonly id: string;
}
export const MOST_LEVELS = 4;
const DEEPEST = 50;

/** Quantities are compared in base units, where they have them. */
export function metadataLevel(key: string, direction: 1 | -1): Level {
  if (key.split('.').length > DEEPEST) throw invalid(`sort has a key of more than ${DEEPEST} parts`);
  const paths = pathsOfKey('scientificMetadata', key).flatMap((path) => [`${path}.valueSI`, `${path}.value`, path]);
  return { name: `meta:${key}`, paths, direction };
}

const keyOf = (level: number): string => `_s${level}`;
const SCALARS = ['int', 'long', 'double', 'decimal', 'string', 'date', 'bool'];
/** Lists and groups have no place in an order; they stand with the records that have no value. */
const scalarAt = ({ paths }: Level): Document =>
  paths.reduceRight<Document>(
    (otherwise, path) => ({ $cond: [{ $in: [{ $type: `$${path}` }, SCALARS] }, `$${path}`, otherwise] }),
    { $literal: null },
  );

const literal = (value: unknown): Document => ({ $literal: value });
/** Level by level: the same so far, and beyond here. Compared as MongoDB sorts, whatever the kinds of values. */
function behind(levels: readonly Level[], { values, id }: LevelPosition): Document {
  const same = values.map((value, at) => ({ $eq: [`$${keyOf(at)}`, literal(value)] }));
  const beyond = (field: string, direction: 1 | -1, value: unknown): Document => ({
    [direction === 1 ? '$gt' : '$lt']: [field, literal(value)],
  });
  const steps = levels.map(({ direction }, at) => ({
    $and: [...same.slice(0, at), beyond(`$${keyOf(at)}`, direction, values[at] ?? null)],
  }));
  return { $expr: { $or: [...steps, { $and: [...same, beyond('$_id', tieOf(levels), id)] }] } };
}
const tieOf = (levels: readonly Level[]): 1 | -1 => levels.at(-1)?.direction ?? 1;

/** Stages that put matched records in order, behind a position if there is one. */
export function levelStages(levels: readonly Level[], after?: LevelPosition): Document[] {
  return [
    { $addFields: Object.fromEntries(levels.map((level, at) => [keyOf(at), scalarAt(level)])) },
    ...(after ? [{ $match: behind(levels, after) }] : []),
    { $sort: { ...Object.fromEntries(levels.map(({ direction }, at) => [keyOf(at), direction])), _id: tieOf(levels) } },
  ];
}
/** What a projection must keep so that a cursor can be made. */
export const levelProjection = (levels: readonly Level[]): Record<string, 1> =>
  Object.fromEntries(levels.map((_, at) => [keyOf(at), 1]));

const signOf = (levels: readonly Level[]): string[] =>
  levels.map(({ name, direction }) => `${direction === 1 ? '' : '-'}${name}`);
/** A page's end as text; it names the order, so that it cannot be used with another one. */
export function levelCursor(levels: readonly Level[], last: { readonly _id: string }): string {
  const values = levels.map((_, at) => (last as Record<string, unknown>)[keyOf(at)] as Value);
  const written = values.map((value) => (value instanceof Date ? { time: value.toISOString() } : value));
  return Buffer.from(JSON.stringify([signOf(levels), written, last._id])).toString('base64url');
}
export function parseLevelCursor(cursor: string, levels: readonly Level[]): LevelPosition {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid('cursor is not one of ours');
  }
  const [sign, written, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (!Array.isArray(written) || written.length !== levels.length || typeof id !== 'string')
    throw invalid('cursor is not one of ours');
  if (JSON.stringify(sign) !== JSON.stringify(signOf(levels))) throw invalid('cursor belongs to another sort');
  return { values: written.map(valueOf), id };
}
function valueOf(written: unknown): Value {
  if (written === null || ['string', 'number', 'boolean'].includes(typeof written)) return written as Value;
  const { time } = written as { time?: unknown };
  const moment = typeof time === 'string' ? new Date(time) : new Date(NaN);
  if (Number.isNaN(moment.getTime())) throw invalid('cursor is not one of ours');
  return moment;
}
