import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { shownChange } from '../history/dataset-history.service';
import type { DatasetChange } from '../history/history.shapes';
import { type Change, HISTORY } from '../schema/history';
import { QUERY_TIME_MS } from '../schema/record-store';
import { SCAN_NOTE } from './scan-note.record';

const MOST = 100;

/** What became of a note; the caller's right is asked for before. */
@Injectable()
export class NoteHistory {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** The newest changes, newest first. */
  async list(id: string): Promise<DatasetChange[]> {
    const found = await this.connection
      .collection<Change>(HISTORY)
      .find(
        { documentId: id, subsystem: SCAN_NOTE.name },
        { sort: { timestamp: -1, seq: -1, _id: -1 }, limit: MOST, maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
    return found.map((change) => shownChange(change as Change));
  }
}
