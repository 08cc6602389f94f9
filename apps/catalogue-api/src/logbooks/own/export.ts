import type { LogbookEntry } from './entry';

const stamp = (date: Date): string => `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
/** A title must not become something else in the document it is put into. */
const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** A book as one document in Markdown, oldest entry first: what people wrote stands as they wrote it. */
export function asMarkdown(title: string, entries: readonly LogbookEntry[], address: (pid: string) => string): string {
  const parts = entries
    .filter(({ deleted }) => !deleted)
    .map(({ title: heading, text, authors, tags, createdAt, datasets }) =>
      [
        `## ${oneLine(heading)}`,
        `*${stamp(createdAt)}, ${authors.map(oneLine).join(', ')}${tags.length ? ` · ${tags.map(oneLine).join(', ')}` : ''}*`,
        text.trim(),
        datasets.map((pid) => `- [${pid}](${address(pid)})`).join('\n'),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    );
  return [`# ${oneLine(title)}`, ...parts, ''].join('\n\n');
}
