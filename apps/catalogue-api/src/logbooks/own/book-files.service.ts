import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, invalid, notFound } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import { type Connection, mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
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
}
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
  ) {}
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
  async bytesOf(book: string, id: string, caller: Caller): Promise<{ bytes: Buffer; type: string }> {
    const { stream, type } = await this.open(book, id, caller);
    return { bytes: await buffer(stream), type };
  }
}
