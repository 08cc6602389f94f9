import { encodeKey, type FieldMark, remembered, type SequenceRange, SOURCE_PRIORITY } from '@scizoo/domain';
import { METADATA } from './captured-values';

/** Marks of one record as the database keeps them. */
export interface StoredMarks {
  /** What users have set, per field under its encoded path, where every part of the catalogue looks for it. */
  readonly f?: Readonly<Record<string, FieldMark>>;
  /**
   * Marks of events in one text: `[[priority, sequence, tie, name…]…]`. A snapshot of many values is one statement, so its
   * mark stands once for all of them; as one array per field they were most of what each event read and wrote.
   */
  readonly m?: string;
  readonly s?: Readonly<Record<string, readonly SequenceRange[]>>;
}

const USER = SOURCE_PRIORITY.user;
const PREFIX = `${METADATA}.`;
/** Metadata are what most names are; no other field begins with a dot. */
const nameOf = (path: string): string => (path.startsWith(PREFIX) ? path.slice(PREFIX.length - 1) : path);
const pathOf = (name: string): string => (name.startsWith('.') ? METADATA + name : name);

const PATHS_REMEMBERED = 20_000;
export const encodePath = remembered(PATHS_REMEMBERED, encodeKey);
const decodePath = remembered(PATHS_REMEMBERED, (name) =>
  name.replaceAll('%24', '$').replaceAll('%2E', '.').replaceAll('%25', '%'),
);

/** Marks are stored under the encoded path, so that the database does not read it as a path of its own. */
export function decodedMarks(stored: StoredMarks['f'] = {}): Record<string, FieldMark> {
  const marks: Record<string, FieldMark> = {};
  for (const name in stored) marks[decodePath(name)] = stored[name] as FieldMark;
  return marks;
}
export function encodedMarks(marks: Readonly<Record<string, FieldMark>>): Record<string, FieldMark> {
  const stored: Record<string, FieldMark> = {};
  for (const path in marks) stored[encodePath(path)] = marks[path] as FieldMark;
  return stored;
}

/** All marks of a record: what a user has set stands above what events say. */
export function marksOf({ f, m }: StoredMarks = {}): Record<string, FieldMark> {
  const marks = decodedMarks(f);
  const groups = m === undefined ? [] : (JSON.parse(m) as [number, number, number, ...string[]][]);
  for (const group of groups) {
    const mark: FieldMark = [group[0], group[1], group[2]];
    for (let i = 3; i < group.length; i++) {
      const path = pathOf(group[i] as string);
      if (marks[path]?.[0] !== USER) marks[path] = mark;
    }
  }
  return marks;
}

/** The text of the marks of events. */
export function eventMarks(marks: Readonly<Record<string, FieldMark>>): string {
  const groups = new Map<FieldMark, unknown[]>();
  for (const path in marks) {
    const mark = marks[path] as FieldMark;
    if (mark[0] === USER) continue;
    const group = groups.get(mark);
    if (group) group.push(nameOf(path));
    else groups.set(mark, [mark[0], mark[1], mark[2] ?? 0, nameOf(path)]);
  }
  return JSON.stringify([...groups.values()]);
}
