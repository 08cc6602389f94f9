import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, conflict, forbidden, invalid, notFound } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import { type Connection, mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { AccessService } from '../../access';
import { pictureFrom } from '../../attachments/picture';
import type { Upload } from '../../attachments/upload';
import { BooksService } from './books.service';

export class LogbookFile {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  name!: string;
  @field.integer({ required: true, description: 'bytes' })
  size!: number;
  @field.yesNo({ required: true, description: 'A picture, which can stand in the text' })
  isPicture!: boolean;
  @field.text({ required: true, description: 'Address within the catalogue' })
  address!: string;
  @field.text({ required: true, description: 'What puts it into the text of an entry' })
  markdown!: string;
}
interface Facts {
  readonly book: string;
  readonly name: string;
  readonly type: string;
  readonly by: string;
  /** An entry was seen to show it: it stays. */
  readonly isUsed?: boolean;
}
interface StoredFile {
  readonly _id: string;
  readonly uploadDate: Date;
  readonly metadata: Facts;
}
/** What is typed is kept in a browser until it is saved; after so long nobody comes back to it. */
const DRAFTS_LAST_MS = 30 * 24 * 3600 * 1000;
const AT_ONCE = 500;
/** By their first bytes: what browsers and cameras name otherwise is still drawn anew. */
const PICTURES: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
];
const isWebP = (bytes: Buffer): boolean =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
const isPicture = (bytes: Buffer): boolean =>
  isWebP(bytes) || PICTURES.some((begin) => begin.every((byte, at) => bytes[at] === byte));
const LONGEST_NAME = 120;
/** Without what would end the name in Markdown or in a header. */
const plainName = (name: string): string =>
  name
    .replace(/[\u0000-\u001f\u007f[\]()\\/"<>|*`]/gu, '_')
    .trim()
    .slice(-LONGEST_NAME) || 'file';

/** Pictures and files in the entries of a book: whoever may read the book gets them, and nobody else. */
@Injectable()
export class BookFiles {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly books: BooksService,
    private readonly access: AccessService,
  ) {}
  private get files() {
    return this.connection.collection<StoredFile>('logbookFiles.files');
  }
  private get bucket(): mongo.GridFSBucket {
    return new mongo.GridFSBucket(this.connection.db as never, {
      bucketName: 'logbookFiles',
      writeConcern: { w: 'majority' },
    });
  }

  async assertMayAdd(book: string, caller: Caller): Promise<void> {
    await this.books.openForWriting(book, caller);
  }
  /** A picture is drawn anew, without what its file hides; anything else is kept as it came and only ever downloaded. */
  async add(book: string, { bytes, name }: Upload, caller: Caller): Promise<LogbookFile> {
    if (bytes.length === 0) throw invalid('The file is empty.');
    const picture = isPicture(bytes) ? await pictureFrom(bytes) : undefined;
    const content = picture?.bytes ?? bytes;
    const facts: Facts = {
      book,
      name: plainName(name),
      type: picture?.type ?? 'application/octet-stream',
      by: caller.username,
    };
    const id = randomUUID();
    const upload = this.bucket.openUploadStreamWithId(id as never, facts.name, { metadata: { ...facts } });
    await pipeline(Readable.from([content]), upload);
    const address = `/api/v4/logbook/books/${encodeURIComponent(book)}/files/${id}`;
    const markdown = `${picture ? '!' : ''}[${facts.name}](${address})`;
    return { id, name: facts.name, size: content.length, isPicture: picture !== undefined, address, markdown };
  }

  /** @throws 404, 403 as the book does */
  async open(book: string, id: string, caller: Caller) {
    await this.books.open(book, caller);
    const [file] = await this.bucket.find({ _id: id as never, 'metadata.book': book }, { maxTimeMS: 5000 }).toArray();
    if (!file) throw notFound('There is no such file in this logbook');
    const { name, type } = file.metadata as unknown as Facts;
    return { stream: this.bucket.openDownloadStream(id as never), size: file.length, name, type };
  }
  /** Of a draft that is thrown away. @throws 403, and 409 when an entry shows it */
  async remove(book: string, id: string, caller: Caller): Promise<void> {
    await this.books.open(book, caller);
    const file = await this.files.findOne({ _id: id, 'metadata.book': book });
    if (!file) throw notFound('There is no such file in this logbook');
    if (file.metadata.by !== caller.username && !this.access.isAdmin(caller))
      throw forbidden('Only who brought a file here, and admins, take it away');
    if (await this.isShown(file)) throw conflict('An entry shows this file, or did in an earlier version');
    await this.bucket.delete(id as never);
  }
  /** Files of drafts that never became entries. @returns how many were taken away */
  async removeForgotten(now = new Date()): Promise<number> {
    const old = {
      uploadDate: { $lt: new Date(now.getTime() - DRAFTS_LAST_MS) },
      'metadata.isUsed': { $exists: false },
    };
    const files = await this.files.find(old, { limit: AT_ONCE, maxTimeMS: 5000 }).toArray();
    let removed = 0;
    for (const file of files) {
      if (await this.isShown(file))
        await this.files.updateOne({ _id: file._id }, { $set: { 'metadata.isUsed': true } });
      else {
        await this.bucket.delete(file._id as never);
        removed += 1;
      }
    }
    return removed;
  }
  /** By an entry, by an earlier version of one, or by a template. */
  private async isShown({ _id, metadata: { book } }: StoredFile): Promise<boolean> {
    const named = new RegExp(`/files/${_id}`, 'u');
    const within = (collection: string, filter: object) =>
      this.connection.collection(collection).findOne(filter, { projection: { _id: 1 }, maxTimeMS: 5000 });
    const entry = { book, $or: [{ text: named }, { 'revisions.text': named }] };
    if (await within('logbookEntries', entry)) return true;
    return (await within('logbookBooks', { 'templates.text': named })) !== null;
  }

  async bytesOf(book: string, id: string, caller: Caller): Promise<{ bytes: Buffer; type: string }> {
    const { stream, type } = await this.open(book, id, caller);
    return { bytes: await buffer(stream), type };
  }
}
