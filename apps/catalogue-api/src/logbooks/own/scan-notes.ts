import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { decodeKey } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../../config';
import { DatabaseService } from '../../database/database.service';
import { Surroundings } from '../../surroundings';
import { EntriesService } from './entries.service';

const EVERY_MS = 3000;
const AT_ONCE = 100;
/** Older scans are not told when a beamline is switched on. */
const LOOK_BACK_MS = 7 * 24 * 3600 * 1000;
const ENDED = ['finished', 'stopped', 'failed'];

interface EndedScan {
  readonly _id: string;
  readonly datasetName?: string;
  readonly runNumber?: string;
  readonly proposalIds?: readonly string[];
  readonly endTime?: Date;
  readonly scan: { readonly beamline: string; readonly state: string };
  readonly scientificMetadata?: Readonly<Record<string, unknown>>;
}

/**
 * Machine notes about scans that have ended, at beamlines that want them. A scan without a note is the queue: what fails is
 * tried again in the next round, and the key of the note keeps a second one away after a crash.
 */
@Injectable()
export class ScanNotes implements OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running?: Promise<unknown>;

  constructor(
    private readonly database: DatabaseService,
    private readonly entries: EntriesService,
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
  ) {
    if (config.logbookNotesOf.length > 0) database.atStart('notes of scans', () => Promise.resolve(this.begin()));
  }
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
  private get connection(): Connection {
    return this.database.connection;
  }
  private begin(): void {
    const tick = () => void (this.running ??= this.tick().finally(() => (this.running = undefined)));
    this.timer = setInterval(tick, EVERY_MS);
    this.timer.unref();
  }
  private async tick(): Promise<void> {
    try {
      if (this.database.isUp) await this.round();
    } catch (err) {
      this.surroundings.logger.warn({ err }, 'notes of scans will be tried again');
    }
  }

  /** @returns how many notes were written */
  async round(): Promise<number> {
    const scans = (await this.connection
      .collection('datasets')
      .find(
        {
          'scan.beamline': { $in: [...this.config.logbookNotesOf] },
          startTime: { $gte: new Date(Date.now() - LOOK_BACK_MS) },
          'scan.state': { $in: ENDED },
          'scan.noted': { $exists: false },
        },
        {
          limit: AT_ONCE,
          projection: { datasetName: 1, runNumber: 1, proposalIds: 1, endTime: 1, scan: 1, scientificMetadata: 1 },
        },
      )
      .toArray()) as unknown as EndedScan[];
    for (const scan of scans) {
      const note = await this.entries.note(noteOf(scan));
      await this.connection
        .collection<{ _id: string }>('datasets')
        .updateOne({ _id: scan._id }, { $set: { 'scan.noted': note.id } } as never);
    }
    return scans.length;
  }
}

/** In the book of the scan's proposal, else in that of the beamline. */
function noteOf(scan: EndedScan) {
  const { proposalIds = [], runNumber, datasetName, scientificMetadata: metadata = {} } = scan;
  const text = (key: string): string => {
    const found = Object.entries(metadata).find(([name]) => decodeKey(name) === key)?.[1];
    return typeof found === 'string' ? found : '';
  };
  const command = text('scan_command') || (datasetName ?? '');
  const reason = text('scan_outcome_reason');
  const [proposalId] = proposalIds;
  return {
    book: proposalId ? `proposal:${proposalId}` : `beamline:${scan.scan.beamline}`,
    key: `scan:${scan._id}`,
    title: [runNumber && `Scan ${runNumber}`, command].filter(Boolean).join(': ').slice(0, 300),
    text: `${scan.scan.state}${reason ? `: ${reason}` : ''}`,
    datasets: [scan._id],
    tags: ['scan'],
  };
}
