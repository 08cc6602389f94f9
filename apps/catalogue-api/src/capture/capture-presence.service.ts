import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Caller } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { DatabaseService } from '../database/database.service';
import { UsersService } from '../users/users.service';
import type { CapturePresence, PresentPerson } from './capture.shapes';

interface StoredPresence extends Omit<PresentPerson, 'name'> {
  readonly _id: string;
  readonly beamline: string;
  readonly userId: string;
}
/** A page says every few seconds that it is open. */
const PRESENT_MS = 20_000;

/** Who else has the page of a beamline open; in the database, because several copies of this program serve pages. */
@Injectable()
export class CapturePresenceService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly users: UsersService,
    database: DatabaseService,
  ) {
    database.atStart('indexes of presence', () => this.createIndexes());
  }
  private get present() {
    return this.connection.collection<StoredPresence>('capturePresence');
  }
  private async createIndexes(): Promise<void> {
    await this.present.createIndex({ seenAt: 1 }, { expireAfterSeconds: 60 });
  }

  /** Says that the caller is here. @returns the others */
  async tell(
    beamline: string,
    { version, item }: CapturePresence,
    { userId = '', username }: Caller,
  ): Promise<PresentPerson[]> {
    const now = new Date();
    const about = { ...(version && { version }), ...(item && { item }) };
    await this.present.replaceOne(
      { _id: `${beamline}/${userId}` },
      { beamline, userId, username, seenAt: now, ...about },
      { upsert: true },
    );
    const others = await this.present
      .find(
        { beamline, userId: { $ne: userId }, seenAt: { $gt: new Date(now.getTime() - PRESENT_MS) } },
        { projection: { _id: 0, beamline: 0, userId: 0 }, limit: 20, maxTimeMS: 2000 },
      )
      .sort({ username: 1 })
      .toArray();
    const names = await this.users.namesByAccount(others.map((other) => other.username));
    return others.map((other) => ({ ...other, name: names.get(other.username) ?? other.username }));
  }
  async leave(beamline: string, { userId = '' }: Caller): Promise<void> {
    await this.present.deleteOne({ _id: `${beamline}/${userId}` });
  }
}
