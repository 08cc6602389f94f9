import { Injectable } from '@nestjs/common';
import { type Caller, EVERYBODY, forbidden, mayManageProposals, notFound, readersOf } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { AccessService } from '../access';
import { DatasetsService } from '../datasets/datasets.service';
import { assertPartMayVanish } from '../datasets/retention';
import type { Query } from '../query/condition';
import { both, filterOf, pageOf } from '../query/mongo-filter';
import { type Fields, initialFields, type Stored, withoutNulls } from '../schema/record-kind';
import { type ChangeOptions, QUERY_TIME_MS, RecordStore } from '../schema/record-store';
import { NotePlaces } from '../scan-notes/note-places';
import type { ScanLogImage } from '../scan-log/scan-log.shapes';
import { InjectStore } from '../schema/stores';
import { ATTACHMENT, AttachmentRecord, type AttachmentTarget, type StoredImage } from './attachment.record';
import { pidsOf, RowImages, targetsOf } from './row-images';

/** Deleted ones can be brought back for some minutes; nobody sees them meanwhile. */
export const PRESENT = { deletedAt: { $exists: false } };
const PUBLISHED = { isPublished: true };

export interface Target {
  readonly type: AttachmentTarget['targetType'];
  readonly id: string;
}
const linkTo = ({ type, id }: Target): AttachmentTarget => ({
  targetId: id,
  targetType: type,
  relationType: 'is attached to',
});
const attachedTo = ({ type, id }: Target): Fields => ({
  relationships: { $elemMatch: { targetId: id, targetType: type } },
  ...PRESENT,
});
const withRelationTypes = (fields: Fields): Fields => {
  const links = fields['relationships'] as AttachmentTarget[] | null | undefined;
  if (!links) return fields;
  const relationType = 'is attached to';
  return { ...fields, relationships: links.map((link) => ({ relationType, ...withoutNulls(link as never) })) };
};
export const datasetOf = (attachment: Stored): string | undefined => pidsOf(attachment)[0];
export const noteOf = (attachment: Stored): string | undefined => attachment['note'] as string | undefined;

/** Attachments of datasets, proposals and samples. */
@Injectable()
export class AttachmentsService {
  constructor(
    @InjectStore(ATTACHMENT) private readonly store: RecordStore,
    private readonly access: AccessService,
    private readonly datasets: DatasetsService,
    private readonly notes: NotePlaces,
    private readonly rows: RowImages,
  ) {}

  // --- as a resource of its own (v4) -----------------------------------------------------------------------------

  list(query: Query, caller: Caller): Promise<Stored[]> {
    return this.listed(query, this.access.readFilter(caller, 'attachment'), this.access.readFilter(caller, 'dataset'));
  }
  listPublic(query: Query): Promise<Stored[]> {
    return this.listed(query, { readers: EVERYBODY }, PUBLISHED);
  }
  /** Those of the rule, without what is attached to a dataset that is not for the caller. */
  private async listed(query: Query, rule: Fields, ofDataset: Fields): Promise<Stored[]> {
    const { sort, skip, limit, projection } = pageOf(query);
    const dataset = { from: 'datasets', localField: 'relationships.targetId', foreignField: '_id', as: 'hidden' };
    const hidden = [
      { $lookup: { ...dataset, pipeline: [{ $match: { $nor: [ofDataset] } }, { $project: { _id: 1 } }] } },
      { $match: { hidden: [] } },
      { $unset: 'hidden' },
    ];
    const stages = [
      { $match: both(rule, PRESENT, filterOf(query.where)) },
      ...(sort ? [{ $sort: sort }] : []),
      ...(Object.keys(ofDataset).length === 0 ? [] : hidden),
      { $skip: skip },
      { $limit: limit },
      ...(projection ? [{ $project: projection }] : []),
    ];
    return this.store.collection.aggregate<Stored>(stages, { maxTimeMS: QUERY_TIME_MS }).toArray();
  }

  /** Follows its datasets; what is attached to none has a rule of its own. @throws 404, 403 */
  async readable(aid: string, caller: Caller): Promise<Stored> {
    const attachment = await this.present(aid);
    if (!(await this.mayRead(attachment, caller))) throw forbidden();
    return attachment;
  }
  async mayRead(attachment: Stored, caller: Caller): Promise<boolean> {
    const note = noteOf(attachment);
    if (note !== undefined) return (await this.notes.rightOn(note, caller)) !== 'none';
    const datasets = await this.datasetsOf(pidsOf(attachment));
    if (datasets.length === 0) return this.access.mayRead(caller, 'attachment', attachment);
    return datasets.every((dataset) => this.access.mayRead(caller, 'dataset', dataset));
  }
  private async datasetsOf(pids: readonly string[]): Promise<Stored[]> {
    const found = await Promise.all(pids.map((pid) => this.datasets.find(pid)));
    return found.filter((dataset) => dataset !== undefined);
  }
  /** Nobody puts anything on a dataset that they may not annotate, or on a sample or proposal that they may not change. @throws 403 */
  private async assertMayAttach(caller: Caller, before: readonly AttachmentTarget[], fields: Fields): Promise<void> {
    const { attachmentPrivileged } = this.access.groups;
    if (caller.groups.some((group) => attachmentPrivileged.includes(group))) return;
    // A link to something of another kind with the same id is a new one.
    const nameOf = ({ targetType, targetId }: AttachmentTarget) => `${targetType} ${targetId}`;
    const known = new Set(before.map(nameOf));
    const added = ((fields['relationships'] ?? []) as AttachmentTarget[]).filter((link) => !known.has(nameOf(link)));
    const datasets = added.filter(({ targetType }) => targetType === 'dataset').map(({ targetId }) => targetId);
    for (const dataset of await this.datasetsOf([...new Set(datasets)])) this.access.assertMayAnnotate(caller, dataset);
    for (const sample of await this.recordsOf(added, 'sample')) this.access.assertMayChange(caller, sample);
    const proposals = await this.recordsOf(added, 'proposal');
    if (proposals.length > 0 && !mayManageProposals(caller, this.access.groups)) throw forbidden();
  }
  private recordsOf(targets: readonly AttachmentTarget[], type: 'proposal' | 'sample'): Promise<Stored[]> {
    const ids = targets.filter(({ targetType }) => targetType === type).map(({ targetId }) => targetId);
    if (ids.length === 0) return Promise.resolve([]);
    const records = this.store.connection.collection<Stored>(`${type}s`);
    return records.find({ _id: { $in: ids } }, { maxTimeMS: QUERY_TIME_MS }).toArray() as Promise<unknown> as Promise<
      Stored[]
    >;
  }
  async present(aid: string, session?: ClientSession): Promise<Stored> {
    const attachment = await this.store.find(aid, session);
    if (!attachment || attachment['deletedAt'] !== undefined) throw notFound();
    return attachment;
  }

  async create(body: Fields, caller: Caller): Promise<Stored> {
    const given = withRelationTypes(body);
    this.assertMayOwn(caller, given['ownerGroup'] as string);
    await this.assertMayAttach(caller, [], given);
    return this.insert(given, caller);
  }
  /** @throws 403 unless the caller may have attachments of this group */
  assertMayOwn(caller: Caller, ownerGroup: string | undefined): void {
    const { admin, attachment, attachmentPrivileged } = this.access.groups;
    const holds = (groups: readonly string[]) => caller.groups.some((group) => groups.includes(group));
    if (caller.userId === undefined) throw forbidden();
    if (holds(admin) || holds(attachmentPrivileged)) return;
    const mayOwn = attachment.includes('#all') || holds(attachment);
    if (!mayOwn || ownerGroup === undefined || !caller.groups.includes(ownerGroup)) throw forbidden();
  }

  /** Whoever may annotate the dataset also names its pictures, so for the caption alone ownership is not asked. */
  async change(
    aid: string,
    options: Pick<ChangeOptions, 'caller' | 'fields' | 'unmodifiedSince'> & { captionOnly?: boolean },
  ): Promise<Stored> {
    const attachment = await this.present(aid);
    const annotates = options.captionOnly === true && (await this.mayAnnotateParent(attachment, options.caller));
    return this.store.change(aid, {
      ...options,
      permit: (current) => {
        if (!annotates) this.assertMayOwn(options.caller, current.ownerGroup);
      },
      fields: async (current) => {
        const fields = withRelationTypes(await options.fields(current));
        await this.assertMayAttach(options.caller, targetsOf(current), fields);
        return fields;
      },
      also: (current, next, session) => this.followed(current, next, session),
    });
  }
  /** Readers, and the row or the note that shows it. */
  private async followed(current: Stored, next: Stored, session: ClientSession): Promise<Fields> {
    await this.rows.follow(current, next, session);
    await this.touchNote(next, session);
    return { readers: await this.readersFor(next) };
  }

  /** What the picture stands in: a dataset or a note between scans. */
  async mayAnnotateParent(attachment: Stored, caller: Caller): Promise<boolean> {
    const note = noteOf(attachment);
    if (note !== undefined) return (await this.notes.rightOn(note, caller)) === 'write';
    const pid = datasetOf(attachment);
    const dataset = pid === undefined ? undefined : await this.datasets.ifReadable(pid, caller);
    return dataset !== undefined && this.access.mayAnnotate(caller, dataset);
  }

  // --- as a part of another record -------------------------------------------------------------------------------

  listOf(target: Target, query?: Query): Promise<Stored[]> {
    const where = both(attachedTo(target), query ? filterOf(query.where) : {});
    return this.store.list(where, query ? pageOf(query) : { sort: { createdAt: 1 }, limit: 1000 });
  }
  countOf(target: Target): Promise<number> {
    return this.store.count(attachedTo(target));
  }
  /** Of the oldest attachment that has one. */
  async thumbnailOf(target: Target): Promise<string | undefined> {
    const where = both(attachedTo(target), { thumbnail: { $gt: '' } });
    const found = await this.store.first(where, { sort: { createdAt: 1 }, projection: { thumbnail: 1 } });
    return found?.['thumbnail'] as string | undefined;
  }
  /** The caller's right on the parent is checked before; ownership comes from the parent unless given. */
  createFor(target: Target, owner: Stored, given: Fields, caller: Caller): Promise<Stored> {
    const { ownerGroup, accessGroups, instrumentGroup, isPublished } = owner;
    const inherited = { ownerGroup, accessGroups, instrumentGroup, isPublished: isPublished ?? false };
    return this.insert({ ...inherited, ...given, relationships: [linkTo(target)] }, caller);
  }
  async ofTarget(aid: string, target: Target): Promise<Stored> {
    const attachment = await this.present(aid);
    const isLinked = targetsOf(attachment).some(
      ({ targetId, targetType }) => targetId === target.id && targetType === target.type,
    );
    if (!isLinked) throw notFound();
    return attachment;
  }
  async changeFor(target: Target, aid: string, fields: Fields, caller: Caller): Promise<Stored> {
    await this.ofTarget(aid, target);
    return this.store.change(aid, {
      caller,
      permit: () => undefined,
      fields: () => fields,
      also: (current, next, session) => this.followed(current, next, session),
    });
  }

  private insert(given: Fields, caller: Caller): Promise<Stored> {
    const id = (given['aid'] as string | undefined) ?? randomUUID();
    const record = { ...initialFields(AttachmentRecord), ...given };
    const [pid] = pidsOf(record as Stored);
    if (pid === undefined) return this.store.create(id, record, caller);
    return this.datasets.inTurn(pid, () => this.store.create(id, record, caller, (made, s) => this.keep(made, s)));
  }
  /** What follows from a new attachment of a dataset, in its transaction. */
  async keep(attachment: Stored, session: ClientSession): Promise<void> {
    await this.keepReaders(attachment, session);
    await this.rows.follow(undefined, attachment, session);
  }
  /** Pictures by note, in the order in which they came. */
  async picturesOfNotes(notes: readonly string[]): Promise<Map<string, ScanLogImage[]>> {
    const found = new Map<string, ScanLogImage[]>();
    if (notes.length === 0) return found;
    const projection = { note: 1, caption: 1, image: 1 } as const;
    const pictures = await this.store.list(
      { note: { $in: [...notes] }, ...PRESENT },
      { sort: { createdAt: 1 }, projection },
    );
    for (const picture of pictures) {
      const { width, height } = picture['image'] as StoredImage;
      const shown = { aid: picture._id, caption: String(picture['caption']), width, height };
      found.set(noteOf(picture)!, [...(found.get(noteOf(picture)!) ?? []), shown]);
    }
    return found;
  }
  async touchNote(attachment: Stored, session: ClientSession): Promise<void> {
    const note = noteOf(attachment);
    if (note !== undefined) await this.notes.touch(note, session);
  }

  /** What is attached to datasets is listed to whom these are open, whatever its own fields say. Pictures of notes are not listed. */
  async keepReaders(attachment: Stored, session: ClientSession): Promise<void> {
    const readers = await this.readersFor(attachment);
    await this.store.collection.updateOne({ _id: attachment._id }, { $set: { readers } }, { session });
  }
  private async readersFor(attachment: Stored): Promise<string[]> {
    if (noteOf(attachment) !== undefined) return [];
    const [first, ...others] = (await this.datasetsOf(pidsOf(attachment))).map(readersOf);
    if (!first) return readersOf(attachment);
    return first.filter((reader) => others.every((readers) => readers.includes(reader)));
  }

  /** Deletes for good, and takes the picture off the dataset's row, in one transaction. */
  async removeNow(aid: string, caller: Caller): Promise<Stored> {
    return this.store.remove(aid, caller, async (attachment, session) => {
      if (!attachment['image']) await this.assertMayVanish(attachment, session);
      await this.takeOffParent(attachment, session);
    });
  }
  /** Pictures that people put on a scan are theirs to delete; what came with the data is kept with them. @throws 403 */
  private async assertMayVanish(attachment: Stored, session: ClientSession): Promise<void> {
    const pid = datasetOf(attachment);
    const dataset = pid === undefined ? undefined : await this.datasets.find(pid, session);
    if (dataset) assertPartMayVanish('an attachment', dataset, this.datasets.policy);
  }
  async takeOffParent(attachment: Stored, session: ClientSession): Promise<void> {
    await this.touchNote(attachment, session);
    await this.rows.follow(attachment, undefined, session);
  }
  async putOnParent(attachment: Stored, session: ClientSession): Promise<void> {
    await this.touchNote(attachment, session);
    await this.rows.follow(undefined, attachment, session);
  }
  /** Owner group, staff of the instrument, admin and delete groups. @throws 403 */
  assertMayRemove(caller: Caller, attachment: Stored): void {
    if (this.access.mayDelete(caller) || this.access.mayAnnotate(caller, attachment)) return;
    throw forbidden();
  }
}
