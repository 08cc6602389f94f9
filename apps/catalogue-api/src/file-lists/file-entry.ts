import { field } from '@scizoo/service-kit';
import type { Fields } from '../schema/record-kind';

/** One file of a list, as clients send it. */
export class DataFileEntry {
  @field.text({ required: true, minLength: 1, maxLength: 4096, description: 'Relative to the source folder' })
  path!: string;
  @field.number({ required: true, min: 0, description: 'bytes' })
  size!: number;
  @field.moment({ required: true })
  time!: Date;
  @field.text({ maxLength: 256, description: 'Checksum' })
  chk?: string;
  @field.text({ maxLength: 256 })
  uid?: string;
  @field.text({ maxLength: 256 })
  gid?: string;
  @field.text({ maxLength: 64 })
  perm?: string;
  @field.text({ maxLength: 64 })
  type?: string;
}

/** The same in an answer. */
export class ShownFileEntry extends DataFileEntry {
  @field.text({ outputOnly: true })
  _id?: string;
}

/** Entries of one list: as many as a body of the usual limit can hold. */
export const MOST_FILES_PER_BLOCK = 250_000;

/** As stored. `l`: only the end of a scan has named this file, no message about the file itself. */
export type FileEntry = Fields & {
  readonly path: string;
  readonly size: number;
  readonly time: Date;
  readonly l?: true;
};

const OPTIONAL = ['chk', 'uid', 'gid', 'perm', 'type'] as const;

/** A checked entry as it is stored. */
export function entryToStored(given: Fields): FileEntry {
  const entry: Fields = { path: given['path'], size: given['size'], time: new Date(given['time'] as string) };
  for (const name of OPTIONAL) if (given[name] !== undefined && given[name] !== null) entry[name] = given[name];
  return entry as FileEntry;
}

/** Ids of files follow from their block and place: 24 hexadecimal characters, as SciCat's clients know them. */
const idOf = (block: string, index: number): string => prefixOf(block) + index.toString(16).padStart(8, '0');
let last = { block: '', prefix: '' };
/** A list is shown block by block. */
function prefixOf(block: string): string {
  if (last.block !== block) last = { block, prefix: block.replaceAll('-', '').padEnd(16, '0').slice(0, 16) };
  return last.prefix;
}

const MEMBERS = ['path', 'size', 'time', ...OPTIONAL] as const;

export interface ShownMembers {
  /** Names of members, when the client wants some only. */
  readonly asked?: ReadonlySet<string> | undefined;
  /** Answers to writing have `id` beside `_id`. */
  readonly withId?: boolean | undefined;
}
/** An entry as it leaves. */
export function entryToWire(block: string, index: number, entry: FileEntry, shown: ShownMembers = {}): Fields {
  const { asked, withId } = shown;
  const _id = idOf(block, index);
  const wire: Fields = withId ? { _id, id: _id } : { _id };
  for (const name of MEMBERS) if (entry[name] !== undefined && (!asked || asked.has(name))) wire[name] = entry[name];
  return wire;
}
