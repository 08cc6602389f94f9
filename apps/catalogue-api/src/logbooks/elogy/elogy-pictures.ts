import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { ImagesService } from '../../attachments/images.service';
import type { StoredEntry } from '../own/entry';
import type { ElogyClient } from './elogy-client';

/** Of one entry: it may tell of two hundred scans. */
const MOST_PICTURES = 20;
const OWN_KEY = 'scizoo_attachment';

interface Pictured {
  readonly _id: string;
  readonly runNumber?: string;
  readonly images?: readonly { readonly aid: string; readonly caption?: string }[];
}

/** Pictures of the scans of an entry, as attachments there. What elogy has already is found by its metadata. */
@Injectable()
export class ElogyPictures {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly images: ImagesService,
  ) {}

  /** @throws ElogyRefusal when elogy does not want one of them */
  async tell(client: ElogyClient, logbook: number, id: number, entry: StoredEntry): Promise<void> {
    const pictures = await this.of(entry);
    if (pictures.length === 0) return;
    const { attachments = [] } = await client.read(logbook, id);
    const there = new Set(attachments.map(({ metadata }) => metadata?.[OWN_KEY]));
    for (const { aid, name, caption } of pictures) {
      const file = there.has(aid) ? undefined : await this.images.bytesOf(aid);
      if (!file) continue;
      const filename = `${name}.${file.type.split('/')[1] ?? 'bin'}`;
      const metadata = { [OWN_KEY]: aid, ...(caption && { caption }) };
      await client.attach(logbook, id, { ...file, filename, metadata });
    }
  }

  /** In the order of the entry's scans. */
  private async of({ datasets }: StoredEntry): Promise<{ aid: string; name: string; caption?: string }[]> {
    const found = await this.connection
      .collection<Pictured>('datasets')
      .find(
        { _id: { $in: [...datasets] }, 'images.0': { $exists: true } },
        {
          projection: { runNumber: 1, images: 1 },
          maxTimeMS: 5000,
        },
      )
      .toArray();
    const byPid = new Map(found.map((scan) => [scan._id, scan]));
    return datasets
      .flatMap((pid) => {
        const { images = [], runNumber } = byPid.get(pid) ?? {};
        return images.map(({ aid, caption }, at) => ({ aid, caption, name: `scan-${runNumber ?? ''}-${at + 1}` }));
      })
      .slice(0, MOST_PICTURES);
  }
}
