import { decodeKeys, encodeKeys, type Kind, type Owned, readersOf } from '@scizoo/domain';
import { type Field, fieldsOf, type Shape } from '@scizoo/service-kit';
import type { StorageRules } from './mongoose-schema';
import { withSI } from './units';

export const KIND_NAMES = [
  'Dataset',
  'Proposal',
  'Sample',
  'Instrument',
  'PublishedData',
  'Policy',
  'Datablock',
  'OrigDatablock',
  'Attachment',
  'Job',
  'ScanNote',
] as const;
export type KindName = (typeof KIND_NAMES)[number];

/** What the general mechanisms (storage, queries, history) need to know about one kind of record. */
export interface RecordKind {
  /** SciCat's name of the kind in the history. */
  readonly name: KindName;
  /** What is on the wire. */
  readonly shape: Shape;
  /** What is stored: the same and internal members. */
  readonly stored: Shape;
  readonly storage: StorageRules;
  /** Rule of access; without it everybody may read. */
  readonly access?: Kind;
  /** Free metadata in which quantities get SI values. */
  readonly quantities?: string;
  /** Fields that are null on the wire while they have no value; all others are left out. */
  readonly nullOnWire?: readonly string[];
}

export type Fields = Record<string, unknown>;
export type Stored = Fields & Owned & { readonly _id: string };

function valueToStored(declared: Field, value: unknown, addSI: boolean): unknown {
  if (value === null || value === undefined) return value;
  switch (declared.kind) {
    case 'moment':
      return value instanceof Date ? value : new Date(value as string);
    case 'free':
      return encodeKeys(addSI ? withSI(value) : value);
    case 'any':
      return encodeKeys(value);
    case 'nested':
      return fieldsToStored(declared.of(), value as Fields);
    case 'list': {
      const item = declared.of;
      if (typeof item !== 'function' && PLAIN.has(item.kind)) return value;
      return (value as unknown[]).map((element) =>
        typeof item === 'function' ? fieldsToStored(item(), element as Fields) : valueToStored(item, element, addSI),
      );
    }
    default:
      return value;
  }
}
/** Kinds whose values are stored as they come. */
const PLAIN = new Set<Field['kind']>(['text', 'number', 'yes-no']);
function fieldsToStored(shape: Shape, body: Fields, quantities?: string): Fields {
  const declared = fieldsOf(shape);
  const stored: Fields = {};
  for (const name of Object.keys(body)) {
    const field = Object.hasOwn(declared, name) ? declared[name]! : undefined;
    const value = body[name];
    stored[name] = !field || PLAIN.has(field.kind) ? value : valueToStored(field, value, name === quantities);
  }
  return stored;
}

/** A checked body as it is stored: dates as dates, keys of free metadata encoded, SI values beside quantities. */
export const toStored = (kind: RecordKind, body: Fields): Fields => fieldsToStored(kind.stored, body, kind.quantities);

function valueToWire(declared: Field, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  switch (declared.kind) {
    case 'free':
    case 'any':
      return decodeKeys(value);
    case 'nested':
      return fieldsToWire(declared.of(), value as Fields);
    case 'list': {
      const item = declared.of;
      if (!Array.isArray(value) || (typeof item !== 'function' && item.kind !== 'free' && item.kind !== 'any'))
        return value;
      return value.map((element) =>
        typeof item === 'function' ? fieldsToWire(item(), element as Fields) : valueToWire(item, element),
      );
    }
    default:
      return value;
  }
}
function fieldsToWire(shape: Shape, stored: Fields): Fields {
  const wire: Fields = {};
  const declared = fieldsOf(shape);
  for (const name of Object.keys(declared))
    if (stored[name] !== undefined) wire[name] = valueToWire(declared[name]!, stored[name]);
  return wire;
}

/**
 * A stored record as it leaves: only declared fields, so that an internal member can never slip out.
 * @param asked the fields that were read, when not all of them were
 */
export function toWire(kind: RecordKind, stored: Stored, asked?: readonly string[]): Fields {
  const wire: Fields = { _id: stored._id, ...fieldsToWire(kind.shape, stored), [kind.storage.id]: stored._id };
  for (const name of kind.nullOnWire ?? []) if (!asked || asked.includes(name)) wire[name] ??= null;
  return wire;
}

const withInitials = new WeakMap<Shape, readonly (readonly [string, unknown])[]>();
function initialsOf(shape: Shape): readonly (readonly [string, unknown])[] {
  let known = withInitials.get(shape);
  if (!known) {
    known = Object.entries(fieldsOf(shape))
      .filter(([, { initial }]) => initial !== undefined)
      .map(([name, { initial }]) => [name, initial] as const);
    withInitials.set(shape, known);
  }
  return known;
}
/** Fields that a new record has without being told. */
export function initialFields(shape: Shape): Fields {
  const initials: Fields = {};
  for (const [name, initial] of initialsOf(shape))
    initials[name] = typeof initial === 'object' && initial !== null ? copyOf(initial) : initial;
  return initials;
}
const copyOf = (initial: object): unknown =>
  Object.keys(initial).length > 0 ? structuredClone(initial) : Array.isArray(initial) ? [] : {};

/** `readers` follow from the other members of the record, on every write. */
export const withReaders = <T extends Fields>(kind: RecordKind, record: T): T =>
  kind.access ? { ...record, readers: readersOf(record) } : record;

/** Absence and null mean the same: no value. */
export function withoutNulls(fields: Fields): Fields {
  const kept: Fields = {};
  for (const name of Object.keys(fields))
    if (fields[name] !== null && fields[name] !== undefined) kept[name] = fields[name];
  return kept;
}
