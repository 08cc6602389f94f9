import { Injectable } from '@nestjs/common';
import { type Caller, picturesIn, SciZooError } from '@scizoo/domain';
import { ImagesService } from '../../attachments/images.service';
import { CatalogueConfig } from '../../config';
import { buffer } from 'node:stream/consumers';
import type { ScanLogRow } from '../../scan-log/scan-log.shapes';
import { BookFiles } from './book-files.service';
import { BookSettings } from './book-settings.service';
import { BooksService } from './books.service';
import type { LogbookEntry, LogbookPage } from './entry';
import { EntryPages } from './entry-pages.service';
import type { EntryQuery } from './entry-query';
import { asHtml, asMarkdown, type Told } from './export';

export const EXPORT_FORMATS = ['md', 'html'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const PAGE = 200;
const MOST_ENTRIES = 20_000;
/** One document is held in memory; what comes later is a link to the catalogue. */
const MOST_PICTURE_BYTES = 48 * 1024 * 1024;

/** An entry, a day or a book to take along, in one document that brings its pictures. */
@Injectable()
export class BookExport {
  constructor(
    private readonly books: BooksService,
    private readonly settings: BookSettings,
    private readonly pages: EntryPages,
    private readonly images: ImagesService,
    private readonly files: BookFiles,
    private readonly config: CatalogueConfig,
  ) {}

  async book(id: string, query: EntryQuery, format: ExportFormat, caller: Caller): Promise<string> {
    const found: LogbookPage = { entries: [], replies: [], scans: [], next: null };
    let before = query.before;
    while (found.entries.length < MOST_ENTRIES) {
      const page = await this.pages.page(id, { ...query, limit: PAGE, ...(before && { before }) }, caller);
      found.entries.push(...page.entries);
      found.replies.push(...page.replies);
      found.scans.push(...page.scans);
      const last = page.entries.at(-1);
      if (page.next === null || !last) break;
      before = { createdAt: last.createdAt, _id: last.id };
    }
    return this.document(id, found, format, caller);
  }
  async entry(id: string, format: ExportFormat, caller: Caller): Promise<string> {
    const thread = await this.pages.thread(id, caller);
    return this.document(thread.entries[0]!.book, thread, format, caller);
  }

  /** Oldest first, as one reads a report; answers stand below what they answer. */
  private async document(id: string, page: LogbookPage, format: ExportFormat, caller: Caller): Promise<string> {
    const book = await this.books.open(id, caller);
    const { attributes } = await this.settings.of(book);
    const replies = new Map(page.entries.map((entry) => [entry.id, [] as LogbookEntry[]]));
    for (const reply of page.replies) replies.get(reply.replyTo ?? '')?.push(reply);
    const below = new Set(page.replies.map((reply) => reply.id));
    const scans = new Map(page.scans.map((scan) => [scan.pid, scan]));
    const told: Told[] = page.entries
      .filter((entry) => !below.has(entry.id))
      .toReversed()
      .map((entry) => ({ entry, replies: replies.get(entry.id) ?? [], scans: scansOf(entry, scans) }));
    const all = told.flatMap((one) => [one.entry, ...one.replies]);
    const wanted = new Set([
      ...all.flatMap(({ text }) => picturesIn(text)),
      ...told.flatMap((one) => one.scans.flatMap(picturesOfScan)),
    ]);
    const parts = {
      title: book.title,
      told,
      attributes,
      pictures: await this.bytesOf([...wanted], caller),
      home: (this.config.publicUrl ?? '').replace(/\/$/u, ''),
      timeZone: this.config.timeZone,
    };
    return format === 'html' ? asHtml(parts) : asMarkdown(parts);
  }

  /** As data URLs, by their address. */
  private async bytesOf(addresses: readonly string[], caller: Caller): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    let room = MOST_PICTURE_BYTES;
    for (const address of addresses) {
      const picture = room > 0 ? await this.pictureAt(address, caller) : undefined;
      if (!picture) continue;
      room -= picture.bytes.length;
      found.set(address, `data:${picture.type};base64,${picture.bytes.toString('base64')}`);
    }
    return found;
  }
  private async pictureAt(address: string, caller: Caller): Promise<{ bytes: Buffer; type: string } | undefined> {
    const [, aid, rendition] = /\/attachments\/([^/]+)\/(image|thumbnail)$/u.exec(address) ?? [];
    const [, book, id] = /\/books\/([^/]+)\/files\/([^/]+)$/u.exec(address) ?? [];
    try {
      if (book && id) return await this.files.bytesOf(decodeURIComponent(book), id, caller);
      if (!aid) return undefined;
      const { stream, type } = await this.images.open(aid, rendition === 'image' ? 'image' : 'thumbnail', caller);
      return { bytes: await buffer(stream), type };
    } catch (error) {
      // Gone, or not for this caller: its link stays, as on the page.
      if (error instanceof SciZooError && !error.retriable) return undefined;
      throw error;
    }
  }
}

const scansOf = ({ datasets }: LogbookEntry, scans: ReadonlyMap<string, ScanLogRow>): ScanLogRow[] =>
  datasets.flatMap((pid) => scans.get(pid) ?? []);
const picturesOfScan = ({ images }: ScanLogRow): string[] =>
  images.map(({ aid }) => `/api/v4/attachments/${aid}/thumbnail`);
