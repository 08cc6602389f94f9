import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Owned, readersOf } from '@scizoo/domain';
import type { ClientSession, Connection } from 'mongoose';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';
import { FileChunks } from './file-chunks';
import type { FileEntry } from './file-entry';
import { storeToldFiles, toldBlockOf } from './told-files';

/** A block as earlier versions stored it: with its list inside. */
type OldBlock = Owned & {
  readonly _id: string;
  readonly datasetId: string;
  readonly createdBy?: string;
  readonly dataFileList: readonly FileEntry[];
};
type StoredDataset = Owned & { readonly _id: string };

const BLOCKS_AT_ONCE = 50;
const FILES_AT_ONCE = 20_000;
/** Files that one transaction moves. */
const take = (blocks: readonly OldBlock[]): OldBlock[] => {
  let files = 0;
  return blocks.filter((block, i) => (files += block.dataFileList.length) <= FILES_AT_ONCE || i === 0);
};

/** Moves lists of files that stand inside their block into chunks, at start; done when none is left. */
@Injectable()
export class ChunkMigration {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly chunks: FileChunks,
    private readonly surroundings: Surroundings,
    database: DatabaseService,
  ) {
    database.atStart('file lists of earlier versions', () => this.run());
  }

  async run(): Promise<void> {
    let moved = 0;
    for (;;) {
      const blocks = take(
        await this.old
          .find({ dataFileList: { $exists: true } })
          .limit(BLOCKS_AT_ONCE)
          .toArray(),
      );
      if (blocks.length === 0) break;
      await this.connection.withSession((session) => session.withTransaction(() => this.move(blocks, session)));
      moved += blocks.length;
    }
    if (moved > 0) this.surroundings.logger.info({ blocks: moved }, 'file lists moved into chunks');
  }
  private get old() {
    return this.connection.collection<OldBlock>('origdatablocks');
  }

  private async move(blocks: readonly OldBlock[], session: ClientSession): Promise<void> {
    const pids = [...new Set(blocks.map(({ datasetId }) => datasetId))];
    const datasets = await this.connection
      .collection<StoredDataset>('datasets')
      .find({ _id: { $in: pids } }, { session })
      .toArray();
    const owners = new Map(datasets.map((dataset) => [dataset._id, dataset]));
    for (const block of blocks) {
      const owner = owners.get(block.datasetId) ?? block;
      if (block.createdBy === 'scicow') await this.moveTold(block, owner, session);
      else await this.moveGiven(block, owner, session);
    }
    for (const { _id } of datasets) await this.recount(_id, session);
  }

  private async moveGiven({ _id, dataFileList }: OldBlock, owner: Owned, session: ClientSession): Promise<void> {
    await this.chunks.replace(_id, dataFileList, session);
    const set = { fileCount: dataFileList.length, sharedWith: owner.sharedWith ?? [], readers: readersOf(owner) };
    await this.old.updateOne({ _id }, { $set: set, $unset: { dataFileList: '' } }, { session });
  }

  /** Events had one block per announced file; now one block has them all. */
  private async moveTold(
    { _id, datasetId: pid, dataFileList }: OldBlock,
    owner: Owned,
    session: ClientSession,
  ): Promise<void> {
    const isList = _id === toldBlockOf(pid);
    const told = {
      pid,
      owner: { ...owner, readers: readersOf(owner) },
      ...(isList ? { listed: dataFileList, announced: [] } : { announced: dataFileList }),
    };
    if (isList) await this.old.updateOne({ _id }, { $unset: { dataFileList: '' } }, { session });
    else await this.old.deleteOne({ _id }, { session });
    await storeToldFiles(this.connection, session, [told], new Date());
  }

  private async recount(pid: string, session: ClientSession): Promise<void> {
    const [sums] = await this.old
      .aggregate<{ size: number; numberOfFiles: number }>(
        [
          { $match: { datasetId: pid, dataFileList: { $exists: false } } },
          { $group: { _id: null, size: { $sum: '$size' }, numberOfFiles: { $sum: '$fileCount' } } },
        ],
        { session },
      )
      .toArray();
    const { size = 0, numberOfFiles = 0 } = sums ?? {};
    await this.connection
      .collection<StoredDataset>('datasets')
      .updateOne({ _id: pid }, { $set: { size, numberOfFiles } }, { session });
  }
}
