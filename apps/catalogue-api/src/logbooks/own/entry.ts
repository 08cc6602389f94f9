import { field } from '@scizoo/service-kit';

export const ENTRY_KINDS = ['human', 'machine'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];
const TAG = { minLength: 1, maxLength: 64 } as const;

/** A book: of a proposal, or of a beamline for what belongs to no visit. */
export class LogbookBook {
  @field.text({ required: true, description: '`proposal:<id>` or `beamline:<name>`' })
  id!: string;
  @field.text({ required: true })
  title!: string;
  @field.integer({ required: true, description: 'Entries by people' })
  entries!: number;
  @field.moment({ description: 'Latest entry' })
  lastAt!: Date | null;
  @field.yesNo({ required: true })
  mayWrite!: boolean;
  @field.moment({ description: 'Nobody writes any more since: the embargo has ended' })
  closedSince!: Date | null;
}

export class LogbookLock {
  @field.text({ required: true, description: 'Name of the one who edits' })
  by!: string;
  @field.moment({ required: true })
  until!: Date;
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
  @field.textList({ required: true })
  authors!: string[];
  @field.textList({ required: true })
  tags!: string[];
  @field.textList({ required: true, description: 'PIDs of the scans it tells of' })
  datasets!: string[];
  @field.free({ required: true })
  attributes!: Record<string, unknown>;
  @field.text({ description: 'The entry that this one answers' })
  replyTo!: string | null;
  @field.yesNo({ required: true })
  pinned!: boolean;
  @field.moment({ required: true })
  createdAt!: Date;
  @field.moment()
  editedAt!: Date | null;
  @field.text()
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
  @field.text({ description: 'Cursor of the next page; null at the end' })
  next!: string | null;
}
export class LogbookDay {
  @field.text({ required: true, description: 'In the time zone of the facility', example: '2026-11-22' })
  day!: string;
  @field.integer({ required: true })
  entries!: number;
}
export class LogbookRevision {
  @field.integer({ required: true })
  revision!: number;
  @field.text({ required: true })
  title!: string;
  @field.text({ required: true })
  text!: string;
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
  @field.text({ maxLength: 64 })
  replyTo?: string;
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
  @field.textList({ maxItems: 30, items: TAG })
  tags?: string[];
  @field.free({ maxDepth: 2, maxKeys: 50 })
  attributes?: Record<string, unknown>;
  @field.yesNo()
  pinned?: boolean;
}

/** As stored. */
export interface StoredEntry {
  readonly _id: string;
  readonly book: string;
  readonly key?: string;
  readonly kind: EntryKind;
  readonly title: string;
  readonly text: string;
  readonly authors: readonly string[];
  readonly tags: readonly string[];
  readonly datasets: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly replyTo?: string;
  readonly pinned: boolean;
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

export function shownEntry(stored: StoredEntry, now = new Date()): LogbookEntry {
  const { lock } = stored;
  const isDeleted = stored.deletedAt !== undefined;
  return {
    id: stored._id,
    book: stored.book,
    kind: stored.kind,
    title: isDeleted ? '' : stored.title,
    text: isDeleted ? '' : stored.text,
    authors: [...stored.authors],
    tags: isDeleted ? [] : [...stored.tags],
    datasets: isDeleted ? [] : [...stored.datasets],
    attributes: isDeleted ? {} : stored.attributes,
    replyTo: stored.replyTo ?? null,
    pinned: stored.pinned,
    createdAt: stored.createdAt,
    editedAt: stored.deletedAt ?? stored.editedAt ?? null,
    editedBy: stored.deletedBy ?? stored.editedBy ?? null,
    revision: stored.revision,
    lock: lock && lock.until > now ? { by: lock.by, until: lock.until } : null,
    deleted: isDeleted,
  };
}
