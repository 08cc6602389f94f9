import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { conflict, decodeKeys, encodeKey, encodeKeys, notFound } from '@scizoo/domain';
import type { Model } from 'mongoose';
import { type UserSettings, UserSettingsRecord } from './user.record';
import { newId } from './users.service';

const INITIAL = { datasetCount: 25, jobCount: 25, externalSettings: {} };
type Changes = Partial<Omit<UserSettings, '_id' | 'userId'>>;

const encoded = (changes: Changes): Changes =>
  changes.externalSettings ? { ...changes, externalSettings: encodeKeys(changes.externalSettings) } : changes;
const decoded = (settings: UserSettings): UserSettings => ({
  ...settings,
  externalSettings: decodeKeys(settings.externalSettings ?? {}),
});

/** Settings of user interfaces, one record per account. */
@Injectable()
export class UserSettingsService {
  constructor(@InjectModel(UserSettingsRecord.name) private readonly settings: Model<UserSettings>) {}

  async find(userId: string): Promise<UserSettings | null> {
    const settings = await this.settings.findOne({ userId: { $eq: userId } }).lean<UserSettings>();
    return settings && decoded(settings);
  }
  /** Made at the first sign-in, and when somebody asks earlier. */
  ensure(userId: string): Promise<UserSettings> {
    return this.upsert(userId, {});
  }
  async create(userId: string, changes: Changes): Promise<UserSettings> {
    if (await this.find(userId)) throw conflict('The user has settings already');
    return this.upsert(userId, encoded(changes));
  }
  replace(userId: string, changes: Changes): Promise<UserSettings> {
    return this.upsert(userId, { ...INITIAL, ...encoded(changes) });
  }
  change(userId: string, changes: Changes): Promise<UserSettings> {
    return this.upsert(userId, encoded(changes));
  }
  /** Each top-level key replaces the same key; the others stay. */
  changeExternal(userId: string, external: Record<string, unknown>): Promise<UserSettings> {
    const paths = Object.entries(external).map(([key, value]) => [
      `externalSettings.${encodeKey(key)}`,
      encodeKeys(value),
    ]);
    return this.upsert(userId, Object.fromEntries(paths) as Changes);
  }
  async remove(userId: string): Promise<UserSettings> {
    const removed = await this.settings.findOneAndDelete({ userId: { $eq: userId } }).lean<UserSettings>();
    if (!removed) throw notFound();
    return decoded(removed);
  }

  private async upsert(userId: string, changes: Changes): Promise<UserSettings> {
    const touched = new Set(Object.keys(changes).map((path) => path.split('.')[0]));
    const initial = Object.fromEntries(Object.entries(INITIAL).filter(([name]) => !touched.has(name)));
    const update = {
      ...(Object.keys(changes).length > 0 && { $set: changes }),
      $setOnInsert: { _id: newId(), ...initial },
    };
    const options = { upsert: true, returnDocument: 'after' as const };
    const settings = await this.settings
      .findOneAndUpdate({ userId: { $eq: userId } }, update, options)
      .lean<UserSettings>();
    return decoded(settings as UserSettings);
  }
}
