import { Injectable } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../../config';
import { DatabaseService } from '../../database/database.service';
import { Leases } from '../../database/leases';
import { Rounds } from '../../database/rounds';
import { Surroundings } from '../../surroundings';
import { ElogyClient, type ElogyEntry, ElogyRefusal } from './elogy-client';
import { ElogyPictures } from './elogy-pictures';
import { draftOf, type ElogyMark, fingerprintOf, type MirroredEntry, OWN_KEY, together } from './elogy-entry';

const AT_ONCE = 50;
const AWAY_AFTER = 2;
const REFUSED_AGAIN_MS = 3600 * 1000;
const LEASE_MS = 5 * 60_000;
/** Entries older than this are not told when a beamline gets its logbook. */
const LOOK_BACK_MS = 7 * 24 * 3600 * 1000;

interface ToldScan {
  readonly _id: string;
  readonly runNumber?: string;
  readonly proposalIds?: readonly string[];
  readonly scan?: { readonly beamline?: string };
}

/**
 * Entries about scans, written by people or by themselves, told to the logbook that the facility has had before. Ours is
 * the queue: what fails is tried again, and an entry that elogy has already is found there by its key after a crash.
 */
@Injectable()
export class ElogyMirror {
  private readonly logbooks: ReadonlyMap<string, number>;
  private readonly client?: ElogyClient;
  private wasAway = false;

  constructor(
    private readonly database: DatabaseService,
    private readonly leases: Leases,
    rounds: Rounds,
    private readonly pictures: ElogyPictures,
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
  ) {
    const pairs = config.elogyLogbooks.map((pair) => pair.split('=') as [string, string]);
    this.logbooks = new Map(pairs.map(([beamline, logbook]) => [beamline, Number(logbook)]));
    if (config.elogyUrl === undefined || this.logbooks.size === 0) return;
    this.client = new ElogyClient(config.elogyUrl);
    // the latest entries, for the queue
    database.atStart('index of entries for elogy', () => this.entries.createIndex({ createdAt: -1 }));
    const whenFailed = 'entries for elogy will be tried again';
    rounds.every({ what: 'entries for elogy', whenFailed, everyMs: 3000 }, () => this.unlessAway(whenFailed));
  }
  private get connection(): Connection {
    return this.database.connection;
  }
  private get entries() {
    return this.connection.collection<MirroredEntry>('logbookEntries');
  }

  /** While elogy is away the log says so once. */
  private async unlessAway(told: string): Promise<void> {
    try {
      await this.round();
      this.wasAway = false;
    } catch (err) {
      if (!this.wasAway) this.surroundings.logger.warn({ err }, told);
      this.wasAway = true;
    }
  }

  /** @returns how many entries were told; rejects when elogy does not answer */
  async round(): Promise<number> {
    const told = await this.leases.alone('elogy', LEASE_MS, async () => {
      const waiting = await this.waiting();
      const end = Date.now() + LEASE_MS / 2;
      let count = 0;
      // Pictures over a slow line: what is left comes in the next round, before somebody else takes the lease.
      let failures = 0;
      let fault: unknown;
      for (const entry of waiting) {
        if (Date.now() >= end) break;
        try {
          await this.tell(entry);
          [count, failures] = [count + 1, 0];
        } catch (error) {
          fault = error;
          // One that elogy chokes on goes behind all others; when two in a row fail it is elogy.
          await this.putBack(entry);
          if (++failures === AWAY_AFTER) break;
        }
      }
      if (fault !== undefined) throw fault;
      return count;
    });
    return told?.done ?? 0;
  }
  private waiting(): Promise<MirroredEntry[]> {
    const isNew = { elogy: { $exists: false }, deletedAt: { $exists: false } };
    const isRevised = { $expr: { $lt: ['$elogy.revision', '$revision'] } };
    // Its logbook there may have been put right meanwhile.
    const isRefused = {
      deletedAt: { $exists: false },
      'elogy.refusedAt': { $lt: new Date(Date.now() - REFUSED_AGAIN_MS) },
    };
    const isTakenBack = {
      deletedAt: { $exists: true },
      'elogy.entry': { $exists: true },
      'elogy.isArchived': { $ne: true },
    };
    return this.entries
      .find(
        {
          createdAt: { $gte: new Date(Date.now() - LOOK_BACK_MS) },
          'datasets.0': { $exists: true },
          $or: [isNew, isRevised, isTakenBack, isRefused],
        },
        { sort: { elogyFailedAt: 1, createdAt: 1 }, limit: AT_ONCE, maxTimeMS: 5000 },
      )
      .toArray() as unknown as Promise<MirroredEntry[]>;
  }

  private async tell(entry: MirroredEntry): Promise<void> {
    const scan = await this.scanOf(entry);
    const logbook = entry.elogy?.logbook ?? this.logbooks.get(scan?.scan?.beamline ?? '');
    if (logbook === undefined || !scan) return this.mark(entry, { revision: entry.revision });
    const draft = draftOf(entry, { number: scan.runNumber, proposal: scan.proposalIds?.[0] }, (pid) =>
      this.address(pid),
    );
    try {
      const known = await this.known(entry, logbook);
      const there = known ? await this.revise(entry, logbook, known, draft) : await this.client!.create(logbook, draft);
      if (!entry.deletedAt) await this.tellPictures(entry, logbook, there.id);
      await this.mark(entry, {
        revision: entry.revision,
        logbook,
        entry: there.id,
        revisionThere: there.revision_n,
        sent: fingerprintOf(draft.content),
        ...(entry.deletedAt && { isArchived: true }),
      });
    } catch (error) {
      // Locked or changed at this very moment: the next round. Refused for good: said, and the others go on.
      if (!(error instanceof ElogyRefusal)) throw error;
      this.surroundings.logger.warn({ entry: entry._id, reason: error.message }, 'elogy does not take an entry');
      const isArchived = entry.deletedAt ? { isArchived: true } : {};
      if (error.status !== 409)
        await this.mark(entry, {
          ...entry.elogy,
          revision: entry.revision,
          fault: error.message,
          refusedAt: new Date(),
          ...isArchived,
        });
    }
  }
  /** A picture that elogy does not want is no reason to keep the words from it. */
  private async tellPictures(entry: MirroredEntry, logbook: number, id: number): Promise<void> {
    try {
      await this.pictures.tell(this.client!, logbook, id, entry);
    } catch (error) {
      if (!(error instanceof ElogyRefusal)) throw error;
      this.surroundings.logger.warn({ entry: entry._id, reason: error.message }, 'elogy does not take a picture');
    }
  }
  private async known(entry: MirroredEntry, logbook: number): Promise<ElogyEntry | undefined> {
    if (entry.elogy?.entry !== undefined) return this.client!.read(logbook, entry.elogy.entry);
    return this.client!.find(logbook, OWN_KEY, entry._id);
  }
  private revise(
    { elogy }: MirroredEntry,
    logbook: number,
    known: ElogyEntry,
    draft: ReturnType<typeof draftOf>,
  ): Promise<ElogyEntry> {
    if (known.content === draft.content && !draft.archived) return Promise.resolve(known);
    const isOurs = elogy?.sent === undefined || fingerprintOf(known.content) === elogy.sent;
    const content = isOurs ? draft.content : together(known.content, draft.content);
    return this.client!.change(logbook, known.id, known.revision_n, { ...draft, content });
  }

  private async scanOf({ datasets }: MirroredEntry): Promise<ToldScan | null> {
    const projection = { runNumber: 1, proposalIds: 1, 'scan.beamline': 1 };
    return this.connection.collection<ToldScan>('datasets').findOne({ _id: datasets[0] }, { projection });
  }
  private async mark({ _id }: MirroredEntry, elogy: ElogyMark): Promise<void> {
    await this.entries.updateOne({ _id }, { $set: { elogy }, $unset: { elogyFailedAt: 1 } });
  }
  private async putBack({ _id }: MirroredEntry): Promise<void> {
    await this.entries.updateOne({ _id }, { $set: { elogyFailedAt: new Date() } });
  }
  private address(pid: string): string {
    return `${(this.config.publicUrl ?? '').replace(/\/$/u, '')}/datasets/${encodeURIComponent(pid)}`;
  }
}
