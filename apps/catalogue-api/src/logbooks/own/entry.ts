import { field } from '@scizoo/service-kit';
import { ScanLogRow } from '../../scan-log/scan-log.shapes';

export const ENTRY_KINDS = ['human', 'machine'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];
export const IMPORTANCE = ['normal', 'important', 'critical'] as const;
export type Importance = (typeof IMPORTANCE)[number];
export const TAG = { minLength: 1, maxLength: 64 } as const;

export class LogbookLock {
  @field.text({ required: true, description: 'Name of the one who edits' })
  by!: string;
  @field.moment({ required: true })
  until!: Date;
}

/** What a machine note says, for whom reads another language than English: scans and the machine, each with its values. */
export const NOTE_CODES = [
  'scan-started',
  'scan-finished',
  'scan-stopped',
  'scan-failed',
  'machine-lost',
  'machine-back',
  'machine-changed',
] as const;
export class LogbookNoteInCode {
  @field.text({ required: true, oneOf: NOTE_CODES })
  code!: (typeof NOTE_CODES)[number];
  @field.free({ required: true, description: '`scan`, `command`, `reason`; or `name`, `value`, `before`, `limit`' })
  values!: Readonly<Record<string, string>>;
}

export class LogbookEntry {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  book!: string;
  @field.text({ required: true, oneOf: ENTRY_KINDS })
  kind!: EntryKind;
  @field.text({ required: true })
  title!: string;
  @field.text({ required: true, description: 'Markdown' })
  text!: string;
  @field.nested(() => LogbookNoteInCode, { description: 'What title and text of a machine note say in English' })
  said!: LogbookNoteInCode | null;
  @field.textList({ required: true, description: 'Names, as far as they are known; else accounts' })
  authors!: string[];
  @field.textList({ required: true })
  tags!: string[];
  @field.textList({ required: true, description: 'PIDs of the scans it tells of' })
  datasets!: string[];
  @field.free({ required: true })
  attributes!: Record<string, unknown>;
  @field.text({ description: 'The entry whose thread this one belongs to' })
  replyTo!: string | null;
  @field.yesNo({ required: true, description: 'Stands on top of its book' })
  pinned!: boolean;
  @field.text({ required: true, oneOf: IMPORTANCE })
  importance!: Importance;
  @field.moment({ required: true })
  createdAt!: Date;
  @field.moment()
  editedAt!: Date | null;
  @field.text({ description: 'Name, where it is known; else the account' })
  editedBy!: string | null;
  @field.integer({ required: true })
  revision!: number;
  @field.nested(() => LogbookLock)
  lock!: LogbookLock | null;
  @field.yesNo({ required: true, description: 'Taken back; title and text are gone from lists, the trace stays' })
  deleted!: boolean;
}
export class LogbookPage {
  @field.list(() => LogbookEntry, { required: true })
  entries!: LogbookEntry[];
  @field.list(() => LogbookEntry, { required: true, description: 'Answers to these entries, oldest first' })
  replies!: LogbookEntry[];
  @field.list(() => ScanLogRow, {
    required: true,
    description: 'Scans that the entries tell of, with what was captured; the first of each entry',
  })
  scans!: ScanLogRow[];
  @field.text({ description: 'Cursor of the next page; null at the end' })
  next!: string | null;
}
export class LogbookDay {
  @field.text({ required: true, description: 'In the time zone of the facility', example: '2026-11-22' })
  day!: string;
  @field.integer({ required: true })
  entries!: number;
}
/** For completion and for filters. */
export class LogbookWords {
  @field.textList({
    required: true,
    description: 'Who has written here, who is on the proposal, and who has an account that opens the book',
  })
  authors!: string[];
  @field.textList({ required: true })
  tags!: string[];
}
export class LogbookRevision {
  @field.integer({ required: true })
  revision!: number;
  @field.text({ required: true })
  title!: string;
  @field.text({ required: true })
  text!: string;
  @field.textList()
  tags?: readonly string[];
  @field.free()
  attributes?: Readonly<Record<string, unknown>>;
  @field.text({ required: true })
  by!: string;
  @field.moment({ required: true })
  at!: Date;
}

/** What a person writes. */
export class NewLogbookEntry {
  @field.text({
    minLength: 1,
    maxLength: 128,
    description: 'Chosen by the writer: the same key makes no second entry, so a request can be repeated',
  })
  key?: string;
  @field.text({ required: true, minLength: 1, maxLength: 300 })
  title!: string;
  @field.text({ maxLength: 200_000, description: 'Markdown' })
  text?: string;
  @field.textList({ maxItems: 30, items: { minLength: 1, maxLength: 200 }, description: 'Else the caller' })
  authors?: string[];
  @field.textList({ maxItems: 30, items: TAG })
  tags?: string[];
  @field.textList({ maxItems: 200, items: { minLength: 1, maxLength: 512 } })
  datasets?: string[];
  @field.free({ maxDepth: 2, maxKeys: 50 })
  attributes?: Record<string, unknown>;
  @field.text({ maxLength: 64, description: 'An answer to an answer stands in the same thread' })
  replyTo?: string;
  @field.text({ oneOf: IMPORTANCE })
  importance?: Importance;
}
export class LogbookEntryChange {
  @field.integer({
    required: true,
    min: 1,
    description: 'The revision that the editor saw; an older one is a conflict',
  })
  revision!: number;
  @field.text({ minLength: 1, maxLength: 300 })
  title?: string;
  @field.text({ maxLength: 200_000 })
  text?: string;
  @field.textList({ maxItems: 30, items: { minLength: 1, maxLength: 200 } })
  authors?: string[];
  @field.textList({ maxItems: 30, items: TAG })
  tags?: string[];
  @field.free({ maxDepth: 2, maxKeys: 50 })
  attributes?: Record<string, unknown>;
  @field.yesNo()
  pinned?: boolean;
}
/** Of an entry as it stands in its book: no new version, and also while somebody edits it. */
export class LogbookEntryMarks {
  @field.yesNo()
  pinned?: boolean;
  @field.text({ oneOf: IMPORTANCE })
  importance?: Importance;
}

/** As stored. */
export interface StoredEntry {
  readonly _id: string;
  readonly book: string;
  readonly key?: string;
  readonly kind: EntryKind;
  readonly title: string;
  readonly text: string;
  readonly said?: LogbookNoteInCode;
  readonly authors: readonly string[];
  readonly tags: readonly string[];
  readonly datasets: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly replyTo?: string;
  readonly pinned: boolean;
  readonly importance?: Importance;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly editedAt?: Date;
  readonly editedBy?: string;
  readonly revision: number;
  readonly revisions: readonly LogbookRevision[];
  readonly lock?: LogbookLock & { readonly userId: string };
  readonly deletedAt?: Date;
  readonly deletedBy?: string;
}

/** Accounts that an entry names; names of people may be among them, which are nobody's account. */
export const accountsIn = ({ authors, editedBy, deletedBy, lock }: StoredEntry): string[] =>
  [...authors, editedBy, deletedBy, lock?.by].filter((one) => one !== undefined);

/** @param names of people by their accounts */
export function shownEntry(stored: StoredEntry, names: ReadonlyMap<string, string>, now = new Date()): LogbookEntry {
  const { lock } = stored;
  const isDeleted = stored.deletedAt !== undefined;
  const changedBy = stored.deletedBy ?? stored.editedBy;
  return {
    id: stored._id,
    book: stored.book,
    kind: stored.kind,
    title: isDeleted ? '' : stored.title,
    text: isDeleted ? '' : stored.text,
    said: (!isDeleted && stored.said) || null,
    authors: stored.authors.map((author) => names.get(author) ?? author),
    tags: isDeleted ? [] : [...stored.tags],
    datasets: isDeleted ? [] : [...stored.datasets],
    attributes: isDeleted ? {} : stored.attributes,
    replyTo: stored.replyTo ?? null,
    pinned: stored.pinned && !isDeleted,
    importance: stored.importance ?? 'normal',
    createdAt: stored.createdAt,
    editedAt: stored.deletedAt ?? stored.editedAt ?? null,
    editedBy: changedBy === undefined ? null : (names.get(changedBy) ?? changedBy),
    revision: stored.revision,
    lock: lock && lock.until > now ? { by: names.get(lock.by) ?? lock.by, until: lock.until } : null,
    deleted: isDeleted,
  };
}
