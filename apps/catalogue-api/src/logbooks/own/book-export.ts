import { Injectable } from '@nestjs/common';
import type { Caller } from '@scizoo/domain';
import { BooksService } from './books.service';
import { EntriesService } from './entries.service';
import type { LogbookEntry } from './entry';
import type { EntryQuery } from './entry-query';
import { asMarkdown } from './export';

const PAGE = 200;
const MOST_ENTRIES = 20_000;

/** A book to take along. */
@Injectable()
export class BookExport {
  constructor(
    private readonly books: BooksService,
    private readonly entries: EntriesService,
  ) {}

  async markdown(book: string, query: EntryQuery, caller: Caller): Promise<string> {
    const { title } = await this.books.open(book, caller);
    const found: LogbookEntry[] = [];
    let before = query.before;
    while (found.length < MOST_ENTRIES) {
      const page = await this.entries.page(book, { ...query, limit: PAGE, ...(before && { before }) }, caller);
      found.push(...page.entries);
      const last = page.entries.at(-1);
      if (page.next === null || !last) break;
      before = { createdAt: last.createdAt, _id: last.id };
    }
    return asMarkdown(title, found.toReversed(), (pid) => `/datasets/${encodeURIComponent(pid)}`);
  }
}
