import type { Caller } from '@scizoo/domain';
import type { Shape } from '@scizoo/service-kit';
import { ATTACHMENT, type AttachmentTarget } from '../attachments/attachment.record';
import type { AttachmentsService, Target } from '../attachments/attachments.service';
import type { ImagesService } from '../attachments/images.service';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { v3Query } from '../query/v3-filter';
import type { Count } from '../schema/answers';
import { checked } from '../schema/checked';
import type { Fields, Stored } from '../schema/record-kind';
import { attachmentFromV3, attachmentToV3, UpdateAttachmentV3 } from './attachment-v3';

/**
 * What SciCat's older routes do with the attachments of a record, the same for datasets, proposals and samples. The right
 * on the record itself is checked before.
 */
export class AttachmentRequestsV3 {
  constructor(
    private readonly type: AttachmentTarget['targetType'],
    private readonly createShape: Shape,
    private readonly attachments: AttachmentsService,
    private readonly images: ImagesService,
  ) {}
  private of(id: string): Target {
    return { type: this.type, id };
  }

  /** Proposals lend their attachments to other groups; elsewhere ownership comes from the record alone. */
  async create(parent: Stored, body: unknown, caller: Caller): Promise<Fields> {
    const { id: aid, ...given } = checked(this.createShape, body) as Fields;
    const { ownerGroup, accessGroups, ...fields } = attachmentFromV3(given);
    const owned = this.type === 'proposal' ? { ownerGroup, ...(accessGroups !== undefined && { accessGroups }) } : {};
    const named = aid === undefined || aid === null ? {} : { aid };
    const target = this.of(parent._id);
    return attachmentToV3(await this.attachments.createFor(target, parent, { ...fields, ...owned, ...named }, caller));
  }
  async list(id: string, query: QueryString): Promise<Fields[]> {
    const parsed = v3Query(ATTACHMENT, parameterOf(query, 'filter'), { renamed: { id: 'aid' } });
    return (await this.attachments.listOf(this.of(id), parsed)).map(attachmentToV3);
  }
  async count(id: string): Promise<Count> {
    return { count: await this.attachments.countOf(this.of(id)) };
  }
  async one(id: string, aid: string): Promise<Fields> {
    return attachmentToV3(await this.attachments.ofTarget(aid, this.of(id)));
  }
  async thumbnail(id: string): Promise<Fields> {
    const thumbnail = await this.attachments.thumbnailOf(this.of(id));
    return thumbnail === undefined ? {} : { thumbnail };
  }
  async change(id: string, aid: string, body: unknown, caller: Caller): Promise<Fields> {
    const given = attachmentFromV3(checked(UpdateAttachmentV3, body) as Fields);
    return attachmentToV3(await this.attachments.changeFor(this.of(id), aid, given, caller));
  }
  /** Pictures can be brought back for a while, as on our own routes. */
  async remove(id: string, aid: string, caller: Caller): Promise<Fields> {
    await this.attachments.ofTarget(aid, this.of(id));
    return attachmentToV3(await this.images.remove(aid, caller));
  }
  /** Where the right on the record is enough. */
  async removeNow(id: string, aid: string, caller: Caller): Promise<Fields> {
    await this.attachments.ofTarget(aid, this.of(id));
    return attachmentToV3(await this.attachments.removeNow(aid, caller));
  }
  async removeAll(id: string, caller: Caller): Promise<Fields[]> {
    const removed: Fields[] = [];
    for (const { _id } of await this.attachments.listOf(this.of(id))) removed.push(await this.remove(id, _id, caller));
    return removed;
  }
}
