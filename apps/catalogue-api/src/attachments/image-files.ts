import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection, mongo } from 'mongoose';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Readable as ReadableStream } from 'node:stream';

export type Rendition = 'image' | 'thumbnail';

/** Bytes of pictures, in the GridFS bucket `images`. */
@Injectable()
export class ImageFiles {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  private get bucket(): mongo.GridFSBucket {
    return new mongo.GridFSBucket(this.connection.db as never, {
      bucketName: 'images',
      writeConcern: { w: 'majority' },
    });
  }
  private idOf(aid: string, rendition: Rendition): never {
    return `${aid}/${rendition}` as never;
  }

  async write(aid: string, rendition: Rendition, bytes: Buffer, type: string): Promise<void> {
    const upload = this.bucket.openUploadStreamWithId(this.idOf(aid, rendition), rendition, {
      metadata: { aid, type },
    });
    await pipeline(ReadableStream.from([bytes]), upload);
  }

  async open(aid: string, rendition: Rendition): Promise<{ stream: Readable; size: number } | undefined> {
    const id = this.idOf(aid, rendition);
    const [file] = await this.bucket.find({ _id: id }, { maxTimeMS: 5000 }).limit(1).toArray();
    return file && { stream: this.bucket.openDownloadStream(id), size: file.length };
  }

  async remove(aid: string): Promise<void> {
    for (const rendition of ['image', 'thumbnail'] as const) {
      const id = this.idOf(aid, rendition);
      const [file] = await this.bucket.find({ _id: id }).limit(1).toArray();
      if (file) await this.bucket.delete(id);
    }
  }

  /**
   * Takes away what a crash has left: bytes whose file was never finished, and files without an attachment.
   * @param before younger ones may still be on their way
   * @returns how many pictures
   */
  async sweepOrphans(before: Date): Promise<number> {
    const db = this.connection.db!;
    const chunks = db.collection('images.chunks');
    const unfinished = await chunks
      .aggregate<{ _id: never }>([
        { $match: { n: 0, _id: { $lt: mongo.ObjectId.createFromTime(Math.floor(before.getTime() / 1000)) } } },
        { $lookup: { from: 'images.files', localField: 'files_id', foreignField: '_id', as: 'file' } },
        { $match: { file: [] } },
        { $group: { _id: '$files_id' } },
      ])
      .toArray();
    for (const { _id } of unfinished) await chunks.deleteMany({ files_id: _id });
    const orphans = await db
      .collection('images.files')
      .aggregate<{ _id: never }>([
        { $match: { uploadDate: { $lt: before } } },
        { $lookup: { from: 'attachments', localField: 'metadata.aid', foreignField: '_id', as: 'attachment' } },
        { $match: { attachment: [] } },
        { $project: { _id: 1 } },
      ])
      .toArray();
    for (const { _id } of orphans) await this.bucket.delete(_id);
    return unfinished.length + orphans.length;
  }
}
