import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import {
  type CaptureContent,
  encodeKey,
  itemsOf,
  type NumberedScan,
  type RecordedValue,
  type ScanForHealth,
} from '@scizoo/domain';
import type { Connection } from 'mongoose';

interface ScanRecord {
  readonly _id: string;
  readonly startTime: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly proposalIds?: readonly string[];
  readonly scan?: { readonly number?: number; readonly state?: string };
  readonly scientificMetadata?: Readonly<Record<string, unknown>>;
}
const DAY_MS = 86_400_000;
const NUMBERS_AT_MOST = 500;
const SCANS_LOOKED_AT = 20;
/** Values of the end may come a moment after the end. */
const SETTLED_MS = 2000;
const MAX_TIME_MS = 5000;

/** As the scan said it, or as a form recorded it. */
const techniqueIn = (entry: unknown): string | undefined =>
  textOf(typeof entry === 'object' && entry !== null && 'value' in entry ? entry.value : entry);
const textOf = (value: unknown): string | undefined => {
  const text = (value as { value?: unknown } | undefined)?.value ?? value;
  return typeof text === 'string' ? text : undefined;
};

/** What the records say about recording: the latest scans of a beamline, their numbers and captured values. */
@Injectable()
export class BeamlineRecords {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  private get datasets() {
    return this.connection.collection<ScanRecord>('datasets');
  }

  async newest(beamline: string): Promise<{ readonly pid: string; readonly at: Date } | undefined> {
    const [latest] = await this.datasets
      .find({ 'scan.beamline': beamline }, { projection: { updatedAt: 1 }, maxTimeMS: MAX_TIME_MS })
      .sort({ startTime: -1, _id: -1 })
      .limit(1)
      .toArray();
    return latest && { pid: latest._id, at: latest.updatedAt };
  }

  async numbered(beamline: string, now: Date): Promise<NumberedScan[]> {
    const found = await this.datasets
      .find(
        {
          'scan.beamline': beamline,
          startTime: { $gte: new Date(now.getTime() - DAY_MS) },
          'scan.number': { $exists: true },
        },
        {
          projection: { startTime: 1, createdAt: 1, 'scan.number': 1, 'scientificMetadata.door': 1 },
          maxTimeMS: MAX_TIME_MS,
        },
      )
      .sort({ startTime: -1, _id: -1 })
      .limit(NUMBERS_AT_MOST)
      .toArray();
    return found.map(({ startTime, createdAt, scan, scientificMetadata }) => ({
      door: textOf(scientificMetadata?.['door']) ?? '',
      number: scan?.number ?? 0,
      startTime,
      arrivedAt: createdAt,
    }));
  }

  /** The latest finished scans with what they have of the items of the configuration. */
  async finished(beamline: string, content: CaptureContent, now: Date): Promise<ScanForHealth[]> {
    const keys = itemsOf(content).map(({ key }) => key);
    const of = (key: string) => `scientificMetadata.${encodeKey(key)}`;
    const fields = Object.fromEntries([...keys, 'scan_type', 'technique'].map((key) => [of(key), 1]));
    const found = await this.datasets
      .find(
        {
          'scan.beamline': beamline,
          startTime: { $gte: new Date(now.getTime() - 7 * DAY_MS) },
          'scan.state': 'finished',
          'scan.number': { $exists: true },
          updatedAt: { $lte: new Date(now.getTime() - SETTLED_MS) },
        },
        { projection: { startTime: 1, proposalIds: 1, ...fields }, maxTimeMS: MAX_TIME_MS },
      )
      .sort({ startTime: -1, _id: -1 })
      .limit(SCANS_LOOKED_AT)
      .toArray();
    return found.map(({ _id, startTime, proposalIds, scientificMetadata = {} }) => ({
      pid: _id,
      startTime,
      scanKind: textOf(scientificMetadata['scan_type']),
      technique: techniqueIn(scientificMetadata['technique']),
      proposal: proposalIds?.[0],
      values: new Map(
        keys.flatMap((key) => {
          const recorded = scientificMetadata[encodeKey(key)];
          return recorded === undefined || recorded === null ? [] : [[key, recorded as RecordedValue] as const];
        }),
      ),
    }));
  }

  /** Whether somebody has beam time there now. */
  async hasVisit(beamline: string, now: Date): Promise<boolean> {
    const visit = await this.connection.collection('proposals').findOne(
      {
        MeasurementPeriodList: { $elemMatch: { instrument: beamline, start: { $lte: now }, end: { $gte: now } } },
        'metadata.withdrawn': { $exists: false },
      },
      { projection: { _id: 1 }, maxTimeMS: MAX_TIME_MS },
    );
    return visit !== null;
  }
}
