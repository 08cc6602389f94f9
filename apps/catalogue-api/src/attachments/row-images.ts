import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { isDeepStrictEqual } from 'node:util';
import type { ScanImage } from '../datasets/dataset.record';
import { DatasetsService } from '../datasets/datasets.service';
import type { Stored } from '../schema/record-kind';
import type { AttachmentTarget, StoredImage } from './attachment.record';

export const targetsOf = (attachment: Stored): AttachmentTarget[] =>
  (attachment['relationships'] as AttachmentTarget[] | undefined) ?? [];
/** Datasets that it is attached to, each once. */
export const pidsOf = (attachment: Stored): string[] => [
  ...new Set(targetsOf(attachment).flatMap(({ targetType, targetId }) => (targetType === 'dataset' ? targetId : []))),
];

/** What a browser draws and what cannot hold a script. */
const DRAWN = /^data:image\/(png|jpe?g|gif|webp);base64,/;

/** The picture that a client has sent as the thumbnail of its attachment. */
export function sentPicture({ thumbnail }: Stored): { type: string; bytes: Buffer } | undefined {
  const [head, kind] = (typeof thumbnail === 'string' && DRAWN.exec(thumbnail)) || [];
  if (head === undefined) return undefined;
  const bytes = Buffer.from((thumbnail as string).slice(head.length), 'base64');
  return { type: `image/${kind === 'jpg' ? 'jpeg' : kind}`, bytes };
}

/** How the row of a dataset shows the attachment; undefined where there is nothing to be seen. */
function shownAs(attachment: Stored): ScanImage | undefined {
  if (attachment['deletedAt'] !== undefined) return undefined;
  const { caption, createdAt, createdBy } = attachment as unknown as ScanImage;
  const entry = { aid: attachment._id, caption, createdAt, createdBy };
  const image = attachment['image'] as StoredImage | undefined;
  if (image) return { ...entry, width: image.width, height: image.height };
  return DRAWN.test(String(attachment['thumbnail'])) ? { ...entry, isAttached: true } : undefined;
}
const byAge = (a: ScanImage, b: ScanImage): number => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0);

/** The pictures that a dataset carries for its row: they follow its attachments, in the order in which these came. */
@Injectable()
export class RowImages {
  constructor(private readonly datasets: DatasetsService) {}

  /** In the transaction that changes the attachment; one of the two is absent when it comes or goes. */
  async follow(before: Stored | undefined, after: Stored | undefined, session: ClientSession): Promise<void> {
    const aid = (after ?? before)?._id;
    const now = after && shownAs(after);
    const linked = now ? pidsOf(after!) : [];
    // What is attached to several is for those who may read them all, and who reads one row may not.
    const shownAt = new Set(linked.length === 1 ? linked : []);
    for (const pid of new Set([...(before ? pidsOf(before) : []), ...shownAt])) {
      const dataset = await this.datasets.find(pid, session);
      if (!dataset) continue;
      const images = (dataset['images'] ?? []) as ScanImage[];
      const others = images.filter((image) => image.aid !== aid);
      const next = now && shownAt.has(pid) ? [...others, now].sort(byAge) : others;
      if (!isDeepStrictEqual(next, images)) await this.datasets.keep(pid, { images: next }, session);
    }
  }
}
