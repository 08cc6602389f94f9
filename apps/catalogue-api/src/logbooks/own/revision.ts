import type { LogbookRevision, StoredEntry } from './entry';

/** The version of an entry that its next one leaves behind. */
export const currentOf = (entry: StoredEntry): LogbookRevision => ({
  revision: entry.revision,
  title: entry.title,
  text: entry.text,
  tags: entry.tags,
  attributes: entry.attributes,
  by: entry.editedBy ?? entry.createdBy,
  at: entry.editedAt ?? entry.createdAt,
});
