import { encodeKey } from '@scizoo/domain';
import { type Field, fieldsOf, type Shape } from '@scizoo/service-kit';
import type { RecordKind } from '../schema/record-kind';

/** What is asked about: a kind of record, or anything else with declared fields. */
export type Queried = Pick<RecordKind, 'shape' | 'storage' | 'quantities'> & { readonly name: string };

export interface Place {
  /** As stored. */
  readonly path: string;
  readonly type: Field['kind'];
  readonly isList: boolean;
}

function inside(
  declared: Field,
  rest: readonly string[],
): { path: string[]; field: Field; isList: boolean } | undefined {
  if (declared.kind === 'free' || declared.kind === 'any')
    return { path: rest.map(encodeKey), field: { kind: 'any' }, isList: false };
  if (declared.kind === 'nested')
    return rest.length === 0 ? { path: [], field: declared, isList: false } : step(declared.of(), rest);
  if (declared.kind === 'list') {
    const [first, ...others] = rest;
    const isIndex = first !== undefined && /^\d{1,6}$/u.test(first);
    const remaining = isIndex ? others : rest;
    const item = typeof declared.of === 'function' ? ({ kind: 'nested', of: declared.of } as Field) : declared.of;
    const found = inside(item, remaining);
    return found && { ...found, path: isIndex ? [first, ...found.path] : found.path, isList: remaining.length === 0 };
  }
  return rest.length === 0 ? { path: [], field: declared, isList: false } : undefined;
}

function step(shape: Shape, [name, ...rest]: readonly string[]): ReturnType<typeof inside> {
  const fields = fieldsOf(shape);
  const declared = name !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
  const found = declared && inside(declared, rest);
  return found && { ...found, path: [name!, ...found.path] };
}

/** Where a field of the wire is stored; undefined for what is no field of the record. */
export function placeOf(kind: Queried, name: string): Place | undefined {
  if (name === kind.storage.id || name === '_id' || name === 'id') return { path: '_id', type: 'text', isList: false };
  if (name.length > 1000 || name.includes('\0')) return undefined;
  const parts = name.split('.');
  if (parts.some((part) => part === '')) return undefined;
  const found = step(kind.shape, parts);
  return found && { path: found.path.join('.'), type: found.field.kind, isList: found.isList };
}

/** The present name of a field that older clients call otherwise. */
export const presentName = (renamed: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(renamed, name) ? renamed[name]! : name;
