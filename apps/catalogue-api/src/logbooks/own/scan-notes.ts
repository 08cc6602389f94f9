import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { decodeKey } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../../config';
import { EntriesService } from './entries.service';

const AT_ONCE = 100;
/** Older scans are not told when a beamline is switched on. */
const LOOK_BACK_MS = 7 * 24 * 3600 * 1000;
const ENDED = ['finished', 'stopped', 'failed'] as const;

interface NotedScan {
  readonly _id: string;
  readonly datasetName?: string;
  readonly runNumber?: string;
  readonly proposalIds?: readonly string[];
  readonly startTime?: Date;
  readonly endTime?: Date;
  readonly scan: { readonly beamline: string; readonly state: string };
  readonly scientificMetadata?: Readonly<Record<string, unknown>>;
}
interface Moment {
  /** What a scan says that its note is written. */
  readonly mark: 'scan.startNoted' | 'scan.noted';
  readonly which: Readonly<Record<string, unknown>>;
  readonly noteOf: (scan: NotedScan) => {
    readonly key: string;
    readonly state: 'started' | 'finished' | 'stopped' | 'failed';
    readonly reason?: string;
    readonly at: Date | undefined;
  };
}
/** What a control system has told of the start of: a file that was saved is there when it is heard of. */
const STARTS: Moment = {
  mark: 'scan.startNoted',
  which: { 'scan.key': /^sardana\// },
  noteOf: (scan) => ({ key: `scan-start:${scan._id}`, state: 'started', at: scan.startTime }),
};
const ENDS: Moment = {
  mark: 'scan.noted',
  which: { 'scan.state': { $in: [...ENDED] } },
  noteOf: (scan) => ({
    key: `scan:${scan._id}`,
    state: scan.scan.state as (typeof ENDED)[number],
    reason: textOf(scan, 'scan_outcome_reason'),
    at: scan.endTime,
  }),
};

/**
 * Machine notes about scans: that they have ended and, where it is asked for, that they have begun. A scan without a note is
 * the queue, and the key of the note keeps a second one away after a crash.
 */
@Injectable()
export class ScanNotes {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly entries: EntriesService,
    private readonly config: CatalogueConfig,
  ) {}

  /** @returns how many notes were written */
  async round(): Promise<number> {
    const { logbookNotesAbout: about } = this.config;
    const moments = [
      ...(about.includes('scan-starts') ? [STARTS] : []),
      ...(about.includes('scan-ends') ? [ENDS] : []),
    ];
    let notes = 0;
    for (const moment of moments) notes += await this.noteThose(moment);
    return notes;
  }

  private async noteThose({ mark, which, noteOf }: Moment): Promise<number> {
    const scans = (await this.connection
      .collection('datasets')
      .find(
        {
          'scan.beamline': { $in: [...this.config.logbookNotesOf] },
          startTime: { $gte: new Date(Date.now() - LOOK_BACK_MS) },
          ...which,
          [mark]: { $exists: false },
        },
        {
          limit: AT_ONCE,
          projection: {
            ...{ datasetName: 1, runNumber: 1, proposalIds: 1, startTime: 1, endTime: 1, scan: 1 },
            scientificMetadata: 1,
          },
        },
      )
      .toArray()) as unknown as NotedScan[];
    for (const scan of scans) {
      const { key, at, state, reason = '' } = noteOf(scan);
      const { scan: number, command, ...about } = aboutScan(scan);
      const note = await this.entries.note({
        ...about,
        key,
        at,
        text: reason ? `${state}: ${reason}` : state,
        said: { code: `scan-${state}` as const, values: { scan: number, command, reason } },
      });
      await this.connection
        .collection<{ _id: string }>('datasets')
        .updateOne({ _id: scan._id }, { $set: { [mark]: note.id } });
    }
    return scans.length;
  }
}

function textOf({ scientificMetadata: metadata = {} }: NotedScan, key: string): string {
  const found = Object.entries(metadata).find(([name]) => decodeKey(name) === key)?.[1];
  return typeof found === 'string' ? found : '';
}

/** In the book of the scan's proposal, else in that of the beamline. */
function aboutScan(scan: NotedScan) {
  const { proposalIds = [], runNumber, datasetName } = scan;
  const command = textOf(scan, 'scan_command') || (datasetName ?? '');
  const [proposalId] = proposalIds;
  return {
    book: proposalId ? `proposal:${proposalId}` : `beamline:${scan.scan.beamline}`,
    scan: runNumber ?? '',
    command,
    title: [runNumber && `Scan ${runNumber}`, command].filter(Boolean).join(': ').slice(0, 300),
    datasets: [scan._id],
    tags: ['scan'],
  };
}
