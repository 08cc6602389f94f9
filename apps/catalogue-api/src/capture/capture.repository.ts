import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { decodeKeys, encodeKeys } from '@scizoo/domain';
import type { SciZooEvent } from '@scizoo/messaging';
import type { ClientSession, Connection } from 'mongoose';
import { DatabaseService } from '../database/database.service';
import { inTransaction } from '../ingest/transaction';
import type { CaptureVersion, CaptureVersionHead, VersionState } from './capture.shapes';

export type ActivatedEvent = SciZooEvent<'org.scizoo.capture.activated.v1'>;
/** Of the versions of a beamline at most one is open and at most one active; the database keeps both. */
export interface StoredVersion extends CaptureVersion {
  readonly _id: string;
  /** Draft or checked. */
  readonly open?: true;
  readonly active?: true;
}
interface Counters {
  readonly _id: string;
  readonly versions: number;
  readonly activations: number;
}
export interface OutgoingEvent {
  readonly _id: string;
  readonly beamline: string;
  readonly sequence: number;
  readonly event: ActivatedEvent;
}

const OF_HEAD = { content: 0 } as const;
const idOf = (beamline: string, version: number): string => `${beamline}/${version}`;

const headOf = (stored: Omit<StoredVersion, 'content'>): CaptureVersionHead => {
  const { _id: _, open: __, active: ___, ...head } = stored;
  return head;
};
const wholeOf = (stored: StoredVersion): CaptureVersion => ({
  ...headOf(stored),
  content: decodeKeys(stored.content),
});

/** Versions of capture configurations and the events about them that still have to go to Kafka. */
@Injectable()
export class CaptureRepository {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    database: DatabaseService,
  ) {
    database.atStart('indexes of capture configurations', () => this.createIndexes());
  }

  private get versions() {
    return this.connection.collection<StoredVersion>('captureVersions');
  }
  private get counters() {
    return this.connection.collection<Counters>('captureCounters');
  }
  private get outbox() {
    return this.connection.collection<OutgoingEvent>('captureOutbox');
  }
  private async createIndexes(): Promise<void> {
    // The list of versions, newest first.
    await this.versions.createIndex({ beamline: 1, version: -1 });
    await this.versions.createIndex(
      { beamline: 1, open: 1 },
      { unique: true, partialFilterExpression: { open: true } },
    );
    await this.versions.createIndex(
      { beamline: 1, active: 1 },
      { unique: true, partialFilterExpression: { active: true } },
    );
    // What becomes active by itself, by time.
    await this.versions.createIndex({ 'schedule.at': 1 }, { partialFilterExpression: { state: 'scheduled' } });
    await this.outbox.createIndex({ beamline: 1, sequence: 1 });
  }

  transaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    return inTransaction(this.connection, work);
  }

  async find(beamline: string, version: number, session?: ClientSession): Promise<CaptureVersion | undefined> {
    const found = await this.versions.findOne({ _id: idOf(beamline, version) }, { session });
    return found ? wholeOf(found) : undefined;
  }
  async active(beamline: string, session?: ClientSession): Promise<CaptureVersion | undefined> {
    const found = await this.versions.findOne({ beamline, active: true }, { session });
    return found ? wholeOf(found) : undefined;
  }
  async openDraft(beamline: string, session?: ClientSession): Promise<CaptureVersionHead | undefined> {
    const found = await this.versions.findOne({ beamline, open: true }, { session, projection: OF_HEAD });
    return found ? headOf(found) : undefined;
  }
  /** Heads of active versions and open drafts of all beamlines. */
  async current(): Promise<CaptureVersionHead[]> {
    const found = await this.versions
      .find({ $or: [{ active: true }, { open: true }] }, { projection: OF_HEAD, maxTimeMS: 2000 })
      .toArray();
    return found.map(headOf);
  }
  async list(beamline: string, limit: number): Promise<CaptureVersionHead[]> {
    const found = await this.versions
      .find({ beamline }, { projection: OF_HEAD, maxTimeMS: 2000 })
      .sort({ version: -1 })
      .limit(limit)
      .toArray();
    return found.map(headOf);
  }
  /** Scheduled versions that wait for the visit of a proposal. */
  async ofVisits(): Promise<CaptureVersionHead[]> {
    const found = await this.versions
      .find(
        { state: 'scheduled', 'schedule.at': { $exists: true }, 'schedule.visitStart': { $exists: true } },
        { projection: OF_HEAD, maxTimeMS: 2000 },
      )
      .sort({ 'schedule.at': 1 })
      .limit(100)
      .toArray();
    return found.map(headOf);
  }
  /** Scheduled versions whose time has come, the earliest first. */
  async due(now: Date): Promise<CaptureVersionHead[]> {
    const found = await this.versions
      .find({ state: 'scheduled', 'schedule.at': { $lte: now } }, { projection: OF_HEAD, maxTimeMS: 2000 })
      .sort({ 'schedule.at': 1 })
      .limit(100)
      .toArray();
    return found.map(headOf);
  }

  async nextVersion(beamline: string, session: ClientSession): Promise<number> {
    return (await this.count(beamline, 'versions', session)).versions;
  }
  /** Counts activations; the sequence of the event, which never goes back although versions may. */
  async nextActivation(beamline: string, session: ClientSession): Promise<number> {
    return (await this.count(beamline, 'activations', session)).activations;
  }
  private async count(beamline: string, what: 'versions' | 'activations', session: ClientSession): Promise<Counters> {
    const counted = await this.counters.findOneAndUpdate(
      { _id: beamline },
      { $inc: { [what]: 1 } },
      { upsert: true, returnDocument: 'after', session },
    );
    return counted as Counters;
  }

  async insert(version: CaptureVersion, session: ClientSession): Promise<void> {
    await this.versions.insertOne(stored(version), { session });
  }
  /** @returns whether the version still had this revision */
  async replace(version: CaptureVersion, revision: number, session: ClientSession): Promise<boolean> {
    const { beamline, version: number } = version;
    const { matchedCount } = await this.versions.replaceOne(
      { _id: idOf(beamline, number), revision },
      stored(version),
      { session },
    );
    return matchedCount === 1;
  }

  async post(event: ActivatedEvent, session: ClientSession): Promise<void> {
    const { id, subject: beamline, scansequence: sequence } = event;
    await this.outbox.replaceOne(
      { _id: id },
      { beamline, sequence, event: encodeKeys(event) },
      { session, upsert: true },
    );
  }
  /** Events that Kafka has not taken yet; those of one beamline in their order. */
  async unsent(limit: number): Promise<OutgoingEvent[]> {
    const found = await this.outbox
      .find({}, { maxTimeMS: 5000 })
      .sort({ beamline: 1, sequence: 1 })
      .limit(limit)
      .toArray();
    return found.map((outgoing) => ({ ...outgoing, event: decodeKeys(outgoing.event) }));
  }
  async sent(ids: readonly string[]): Promise<void> {
    await this.outbox.deleteMany({ _id: { $in: [...ids] } });
  }
}

const OPEN_STATES: readonly VersionState[] = ['draft', 'checked'];
function stored(version: CaptureVersion): StoredVersion {
  const { beamline, version: number, state } = version;
  return {
    ...version,
    _id: idOf(beamline, number),
    content: encodeKeys(version.content),
    ...(OPEN_STATES.includes(state) && { open: true as const }),
    ...(state === 'active' && { active: true as const }),
  };
}
