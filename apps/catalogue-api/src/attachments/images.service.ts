import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, notFound, type Owned } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ClientSession } from 'mongoose';
import { AccessService } from '../access';
import { DatabaseService } from '../database/database.service';
import { Rounds } from '../database/rounds';
import { DatasetsService } from '../datasets/datasets.service';
import type { Fields, Stored } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { NotePlaces } from '../scan-notes/note-places';
import { ATTACHMENT, type StoredImage } from './attachment.record';
import { AttachmentsService, datasetOf, noteOf, PRESENT } from './attachments.service';
import { ImageFiles, type Rendition } from './image-files';
import { pictureFrom } from './picture';
import { sentPicture } from './row-images';

/** How long a deleted picture can be brought back. */
export const UNDO_MS = 10 * 60 * 1000;

/** Bytes so old belong to no upload under way; also how often they are looked for. */
const ORPHANS_MS = 60 * 60 * 1000;

export interface OpenPicture {
  readonly stream: Readable;
  /** Bytes. */
  readonly size: number;
  readonly type: string;
  /** Never another one at this address. */
  readonly isFinal: boolean;
}
type Also = (attachment: Stored, session: ClientSession) => Promise<void>;
/** A picture belongs to whom the scans belong. Where only the staff of a beamline do, it is theirs. */
const ownershipOf = ({ ownerGroup, accessGroups, instrumentGroup, isPublished }: Owned) => ({
  ownerGroup: ownerGroup ?? instrumentGroup,
  accessGroups: accessGroups ?? [],
  instrumentGroup,
  isPublished: isPublished ?? false,
});

/** Pictures on datasets and on notes between them: bytes in the bucket, an attachment record for every client, an entry in the dataset for the row. */
@Injectable()
export class ImagesService {
  constructor(
    @InjectStore(ATTACHMENT) private readonly store: RecordStore,
    private readonly attachments: AttachmentsService,
    private readonly datasets: DatasetsService,
    private readonly files: ImageFiles,
    private readonly access: AccessService,
    private readonly notes: NotePlaces,
    database: DatabaseService,
    rounds: Rounds,
  ) {
    const whenFailed = 'pictures were not cleared; tried again later';
    database.atStart('clearing of deleted pictures', () => this.sweep());
    rounds.every({ what: 'deleted pictures', whenFailed, everyMs: 60_000 }, () => this.sweep());
    rounds.every({ what: 'pictures without a record', whenFailed, everyMs: ORPHANS_MS }, () => this.sweepOrphans());
  }
  /** Bytes without an attachment, from uploads that a crash has cut off. */
  sweepOrphans(now = new Date()): Promise<number> {
    return this.files.sweepOrphans(new Date(now.getTime() - ORPHANS_MS));
  }

  /** @throws 404 when the dataset is not for the caller, 403 when they may not annotate it */
  async assertMayAdd(pid: string, caller: Caller): Promise<Stored> {
    const dataset = await this.datasets.ifReadable(pid, caller);
    if (!dataset) throw notFound();
    this.access.assertMayAnnotate(
      caller,
      dataset,
      'Only the owner group and the staff of the instrument attach pictures',
    );
    return dataset;
  }

  /** @returns to whom the scans around the note belong. @throws 404, 403 */
  async assertMayAddToNote(note: string, caller: Caller): Promise<Owned> {
    const found = await this.notes.standing(note);
    const right = found ? this.notes.rightIn(found, caller) : 'none';
    if (!found || right === 'none') throw notFound();
    if (right === 'read') throw forbidden('Only who writes notes here puts pictures in them');
    return found;
  }

  async add(dataset: Stored, bytes: Buffer, caption: string, caller: Caller): Promise<Stored> {
    const relationships = [{ targetId: dataset._id, targetType: 'dataset', relationType: 'is attached to' }];
    return this.kept(bytes, { ...ownershipOf(dataset), caption, relationships }, caller, (create) =>
      this.datasets.inTurn(dataset._id, () =>
        create((attachment, session) => this.attachments.keep(attachment, session)),
      ),
    );
  }
  /** @param owner of the scans that the note stands among. The right to write the note is asked for before. */
  addToNote(note: string, owner: Owned, bytes: Buffer, caption: string, caller: Caller): Promise<Stored> {
    return this.kept(bytes, { ...ownershipOf(owner), caption, note }, caller, (create) =>
      create(async (attachment, session) => {
        await this.notes.touch(note, session);
        await this.attachments.keepReaders(attachment, session);
      }),
    );
  }
  /** Bytes first, so that no record is without; they go again when the record cannot be made. */
  private async kept(
    bytes: Buffer,
    about: Fields,
    caller: Caller,
    within: (create: (also: Also) => Promise<Stored>) => Promise<Stored>,
  ): Promise<Stored> {
    const { bytes: drawn, type, width, height, thumbnail } = await pictureFrom(bytes);
    const aid = randomUUID();
    await this.files.write(aid, 'image', drawn, type);
    try {
      await this.files.write(aid, 'thumbnail', thumbnail, 'image/webp');
      const small = `data:image/webp;base64,${thumbnail.toString('base64')}`;
      const record = { ...about, thumbnail: small, image: { type, width, height } };
      return await within((also) => this.store.create(aid, record, caller, also));
    } catch (error) {
      await this.files.remove(aid);
      throw error;
    }
  }

  async open(aid: string, rendition: Rendition, caller: Caller): Promise<OpenPicture> {
    const attachment = await this.visible(aid, caller);
    const image = attachment['image'] as StoredImage | undefined;
    const file = image && (await this.files.open(aid, rendition));
    if (file) return { ...file, type: rendition === 'image' ? image.type : 'image/webp', isFinal: true };
    // What a client has sent is one picture for both; it may send another one.
    const sent = image ? undefined : sentPicture(attachment);
    if (!sent) throw notFound('This attachment has no picture');
    return { stream: Readable.from([sent.bytes]), size: sent.bytes.length, type: sent.type, isFinal: false };
  }
  /** For other systems that are told of the dataset; who may know is their matter. Undefined when the picture is gone. */
  async bytesOf(aid: string): Promise<{ bytes: Buffer; type: string } | undefined> {
    const attachment = await this.store.find(aid);
    if (!attachment?.['image'] || attachment['deletedAt'] !== undefined) return undefined;
    const file = await this.files.open(aid, 'image');
    return file && { bytes: await buffer(file.stream), type: (attachment['image'] as StoredImage).type };
  }
  /** What the caller may not see is not there for them. */
  private async visible(aid: string, caller: Caller): Promise<Stored> {
    const attachment = await this.attachments.present(aid);
    if (!(await this.attachments.mayRead(attachment, caller))) throw notFound();
    return attachment;
  }

  /** A picture goes out of sight and can be brought back for a while; any other attachment goes at once. */
  async remove(aid: string, caller: Caller): Promise<Stored> {
    const attachment = await this.attachments.present(aid);
    await this.assertMayRemove(attachment, caller);
    if (!attachment['image']) return this.attachments.removeNow(aid, caller);
    return this.writing(attachment, async (session) => {
      const deleted = { deletedAt: new Date(), deletedBy: caller.username };
      const { matchedCount } = await this.store.collection.updateOne(
        { _id: aid, ...PRESENT },
        { $set: deleted },
        { session },
      );
      if (matchedCount === 0) throw notFound();
      await this.attachments.takeOffParent(attachment, session);
      return attachment;
    });
  }

  async restore(aid: string, caller: Caller): Promise<Stored> {
    const attachment = await this.store.get(aid);
    await this.assertMayRemove(attachment, caller);
    if (!attachment['image']) throw notFound('This attachment has no picture');
    if (attachment['deletedAt'] === undefined) return attachment;
    if (Date.now() - (attachment['deletedAt'] as Date).getTime() > UNDO_MS) throw notFound('The picture is gone');
    return this.writing(attachment, async (session) => {
      const { modifiedCount } = await this.store.collection.updateOne(
        { _id: aid, deletedAt: { $exists: true } },
        { $unset: { deletedAt: '', deletedBy: '' } },
        { session },
      );
      const { deletedAt: _, deletedBy: __, ...back } = attachment;
      if (modifiedCount > 0) await this.attachments.putOnParent(back as Stored, session);
      return attachment;
    });
  }

  /** A transaction that also writes the dataset of the picture. */
  private writing<T>(attachment: Stored, work: (session: ClientSession) => Promise<T>): Promise<T> {
    return this.datasets.inTurn(datasetOf(attachment) ?? attachment._id, () => this.store.transaction(work));
  }

  private async assertMayRemove(attachment: Stored, caller: Caller): Promise<void> {
    if (caller.userId === undefined) throw forbidden();
    const pid = datasetOf(attachment);
    const dataset = pid === undefined ? undefined : await this.datasets.find(pid);
    if (dataset && this.access.mayAnnotate(caller, dataset)) return;
    if (noteOf(attachment) !== undefined && (await this.attachments.mayAnnotateParent(attachment, caller))) return;
    this.attachments.assertMayRemove(caller, attachment);
  }

  private async sweep(): Promise<void> {
    const gone = await this.store.list({ deletedAt: { $lt: new Date(Date.now() - UNDO_MS) } }, { limit: 100 });
    for (const { _id } of gone) {
      await this.files.remove(_id);
      await this.store.collection.deleteOne({ _id, deletedAt: { $exists: true } });
    }
  }
}
