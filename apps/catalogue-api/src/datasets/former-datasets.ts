import { Injectable } from '@nestjs/common';
import { type Caller, conflict } from '@scizoo/domain';
import type { Collection } from 'mongodb';
import type { ClientSession } from 'mongoose';
import { AccessService } from '../access';
import { DatabaseService } from '../database/database.service';
import type { Stored } from '../schema/record-kind';
import { QUERY_TIME_MS } from '../schema/record-store';

interface Former {
  /** The PID. */
  readonly _id: string;
  readonly ownerGroup?: string;
  readonly removedAt: Date;
}

/**
 * PIDs of datasets that were deleted. As in SciCat their files and attachments stay, and follow whatever dataset has the
 * PID: it must not fall to other people, who would read them.
 */
@Injectable()
export class FormerDatasets {
  private readonly former: Collection<Former>;
  constructor(
    private readonly access: AccessService,
    database: DatabaseService,
  ) {
    this.former = database.connection.collection('formerDatasets') as unknown as Collection<Former>;
    // Written in the transaction of the deletion, which should not have to create it.
    database.atStart('PIDs of deleted datasets', () => this.former.createIndex({ removedAt: 1 }));
  }

  async note({ _id, ownerGroup }: Stored, session: ClientSession): Promise<void> {
    const former = { removedAt: new Date(), ...(ownerGroup !== undefined && { ownerGroup }) };
    await this.former.replaceOne({ _id }, former, { upsert: true, session });
  }
  /** @throws 409 when the PID was that of a dataset of another group */
  async assertMayFollow(pid: string, ownerGroup: string, caller: Caller): Promise<void> {
    const { admin, createDatasetPrivileged } = this.access.groups;
    if (caller.groups.some((group) => admin.includes(group) || createDatasetPrivileged.includes(group))) return;
    const found = await this.former.findOne({ _id: pid }, { maxTimeMS: QUERY_TIME_MS });
    if (found && found.ownerGroup !== ownerGroup)
      throw conflict(`The pid ${pid} was that of a dataset of another group; choose another one`);
  }
}
