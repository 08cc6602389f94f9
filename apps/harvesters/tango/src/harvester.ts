import {
  type CaptureContent,
  type CaptureItem,
  type CaptureSourceKind,
  itemsToRead,
  parseScanKey,
  type ReadMoment,
} from '@scizoo/domain';
import {
  type CaptureActivated,
  type EventData,
  makeEvent,
  parseEvent,
  type ReceivedMessage,
  type Rejections,
  type SciZooEvent,
  sourceOf,
} from '@scizoo/messaging';
import type { Logger } from '@scizoo/service-kit';
import type { Reading, TangoGateway } from '@scizoo/tango-gateway';
import { attributeOf } from './captured-values';
import { ChangeWatch } from './change-watch';
import { count } from './harvester.metrics';
import { type FollowedScan, type ScanMemory, SEQUENCE } from './scan-memory';
import { NOTHING_TOLD, toldAtPoint, toldAtStart } from './sardana-values';
import { notRead, READ_HERE, type Snapshot, takeSnapshot } from './snapshot';

const STARTED = 'org.scizoo.scan.started.v1';
const PROGRESS = 'org.scizoo.scan.progress.v1';
const FINISHED = 'org.scizoo.scan.finished.v1';
const SILENT_AFTER_MS = 30 * 60_000;
const METADATA = 'org.scizoo.scan.metadata.v1';

export interface HarvesterOptions {
  readonly beamlines: readonly string[];
  readonly gateway: Pick<TangoGateway, 'read'> & {
    subscribe(names: readonly string[], onReading: (reading: Reading) => void): () => void;
  };
  readonly configurationOf: (beamline: string) => CaptureActivated | undefined;
  readonly memory: ScanMemory;
  /** Resolves when the event is safe. */
  readonly tell: (event: SciZooEvent) => Promise<void>;
  readonly lateAfterMs: number;
  /** A scan of which nothing else is heard for so long has died; its changes are told no more, or it would never be given up. */
  readonly silentAfterMs?: number;
  readonly logger: Logger;
}
/** What a batch of messages says of one scan. */
interface Told {
  readonly subject: string;
  readonly beamline: string;
  started?: Timely<EventData<typeof STARTED>>;
  finished?: Timely<EventData<typeof FINISHED>>;
  progress?: Timely<EventData<typeof PROGRESS>>;
}
interface Timely<T> {
  readonly data: T;
  /** When it was told. */
  readonly time: string;
  /** Heard of too late to read for it. */
  readonly isLate: boolean;
}

/** Follows scans as they are told on Kafka and tells what Tango says meanwhile. */
export class Harvester {
  private readonly watches = new Map<string, ChangeWatch>();
  /** When a watched scan was last heard of. */
  private readonly heardAt = new Map<string, number>();

  constructor(private readonly options: HarvesterOptions) {}

  /** Goes on with scans that were under way when the harvester stopped. */
  resume(): void {
    for (const [subject, scan] of this.options.memory.open)
      this.watchChanges(subject, parseScanKey(subject).beamline, scan);
  }

  /** Scans that go on are watched as a new configuration says, from now on. */
  async reconfigured(beamline: string): Promise<void> {
    for (const [subject, scan] of this.options.memory.open) {
      if (parseScanKey(subject).beamline !== beamline) continue;
      await this.unwatch(subject);
      this.watchChanges(subject, beamline, scan);
    }
  }

  /** Scans of a batch are looked after at the same time. */
  async take(messages: readonly ReceivedMessage[]): Promise<Rejections> {
    const scans = new Map<string, Told>();
    for (const message of messages) this.sort(message, scans);
    await Promise.all([...scans.values()].map((told) => this.follow(told)));
    return new Map();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.watches.values()].map((watch) => watch.end()));
  }

  private sort({ value }: ReceivedMessage, scans: Map<string, Told>): void {
    const event = ofScan(value);
    if (!event) return;
    const { beamline } = parseScanKey(event.subject);
    if (!this.options.beamlines.includes(beamline)) return;
    const told = scans.get(event.subject) ?? { subject: event.subject, beamline };
    scans.set(event.subject, told);
    const { time } = event;
    // by the clock of who told it: what a spool kept for an hour is new on Kafka all the same
    const isLate = Date.now() - Date.parse(time) > this.options.lateAfterMs;
    if (event.type === STARTED) told.started = { data: event.data as EventData<typeof STARTED>, time, isLate };
    if (event.type === PROGRESS) told.progress = { data: event.data as EventData<typeof PROGRESS>, time, isLate };
    // the first end counts: sizes of files may follow, when nothing moves any more
    if (event.type === FINISHED) told.finished ??= { data: event.data as EventData<typeof FINISHED>, time, isLate };
  }

  private async follow(told: Told): Promise<void> {
    const { subject, beamline, started, finished, progress } = told;
    if (this.watches.has(subject)) this.heardAt.set(subject, performance.now());
    const known = this.options.memory.scan(subject);
    const facts = (started ?? finished)?.data;
    // an end that somebody else told than the start may know less
    const scan: FollowedScan = {
      ...known,
      scanKind: facts?.scanType ?? known.scanKind,
      technique: facts?.technique ?? known.technique,
      proposal: facts?.proposalId ?? known.proposal,
    };
    const work: Promise<void>[] = [];
    if (started && !known.hasStart) {
      if (!finished && !started.isLate) this.watchChanges(subject, beamline, scan);
      work.push(this.atEdge('start', told, scan, started.isLate));
    }
    // of a scan that is over within a moment the last point comes with its end
    if (progress && !progress.isLate && !known.hasEnd) work.push(this.atPoint(told, scan, progress));
    if (finished && !known.hasEnd) work.push(this.atEdge('end', told, scan, finished.isLate));
    await Promise.all(work);
  }

  private async atEdge(
    moment: 'start' | 'end',
    { subject, beamline, started }: Told,
    scan: FollowedScan,
    isLate: boolean,
  ): Promise<void> {
    if (moment === 'end') await this.unwatch(subject);
    const { items, content } = this.itemsFor(beamline, moment, scan);
    const sardana = moment === 'start' && started ? toldAtStart(started.data) : NOTHING_TOLD;
    if (content && items.length > 0) {
      const snapshot = isLate
        ? notRead(items, moment, 'the harvester heard of the scan too late', sardana)
        : await takeSnapshot(items, moment, content, this.timed(moment), sardana);
      await this.send(subject, beamline, SEQUENCE[moment], { when: moment, values: snapshot.values });
      this.account(moment, subject, snapshot);
    }
    const { scanKind, technique, proposal } = scan;
    const done = moment === 'start' ? { hasStart: true } : { hasEnd: true };
    await this.options.memory.note(subject, { scanKind, technique, proposal, ...done });
  }

  /** Of points that passed meanwhile there is one snapshot, of the last. */
  private async atPoint(
    { subject, beamline }: Told,
    scan: FollowedScan,
    { data, time }: Timely<EventData<typeof PROGRESS>>,
  ): Promise<void> {
    const { pointsDone } = data;
    const { items, content } = this.itemsFor(beamline, 'point', scan);
    if (!content || items.length === 0 || pointsDone <= (scan.pointsDone ?? 0)) return;
    const snapshot = await takeSnapshot(items, 'point', content, this.timed('point'), toldAtPoint(data, time));
    const sequence = await this.options.memory.nextSequence(subject);
    await this.send(subject, beamline, sequence, { when: 'point', point: pointsDone - 1, values: snapshot.values });
    this.account('point', subject, snapshot);
    await this.options.memory.note(subject, { pointsDone });
  }

  private watchChanges(subject: string, beamline: string, scan: FollowedScan): void {
    const { gateway, logger, memory } = this.options;
    const { items, content } = this.itemsFor(beamline, 'change', scan, ['tango', 'sardana']);
    if (!content || items.length === 0 || this.watches.has(subject)) return;
    const watch = new ChangeWatch({
      items,
      subscribe: (names, onReading) => gateway.subscribe(names, onReading),
      tell: async (values) => {
        if (this.isSilent(subject)) return void this.unwatch(subject);
        await this.send(subject, beamline, await memory.nextSequence(subject), { when: 'change', values });
        this.account('change', subject, { values, missing: [] });
      },
      onFault: (err) => logger.error({ err, subject }, 'a change is not told'),
    });
    this.watches.set(subject, watch);
    this.heardAt.set(subject, performance.now());
    // The first values at once: a subscription takes a second until it tells them.
    void takeFirst(items, content, gateway).then((readings) => readings.forEach((reading) => watch.takeFirst(reading)));
  }
  private async unwatch(subject: string): Promise<void> {
    const watch = this.watches.get(subject);
    this.watches.delete(subject);
    await watch?.end();
    this.heardAt.delete(subject);
  }
  private isSilent(subject: string): boolean {
    const silentMs = performance.now() - (this.heardAt.get(subject) ?? -Infinity);
    return silentMs > (this.options.silentAfterMs ?? SILENT_AFTER_MS);
  }

  private itemsFor(
    beamline: string,
    moment: ReadMoment,
    scan: FollowedScan,
    kinds: readonly CaptureSourceKind[] = READ_HERE,
  ) {
    const content = this.options.configurationOf(beamline);
    return { content, items: content ? itemsToRead(content, moment, scan, kinds) : [] };
  }
  private timed(moment: ReadMoment): Pick<TangoGateway, 'read'> {
    const { gateway } = this.options;
    return {
      read: async (names, limit) => {
        const end = count.snapshotTimer(moment);
        try {
          return await gateway.read(names, limit);
        } finally {
          end();
        }
      },
    };
  }

  private async send(
    subject: string,
    beamline: string,
    sequence: number,
    data: EventData<typeof METADATA>,
  ): Promise<void> {
    if (data.values.length === 0) return;
    const about = { subject, source: sourceOf('tango', beamline), sequence };
    await this.options.tell(makeEvent(METADATA, about, data));
  }
  private account(moment: ReadMoment, subject: string, snapshot: Snapshot): void {
    count.snapshot(moment, snapshot.values);
    if (snapshot.missing.length === 0) return;
    count.missing(snapshot.missing);
    this.options.logger.warn(
      { subject, moment, keys: snapshot.missing.map(({ key }) => key) },
      'required items have no value',
    );
  }
}

/** What cannot be understood becomes a dead letter elsewhere; here it is nothing to act on. */
function ofScan(value: Buffer | null): SciZooEvent | undefined {
  try {
    const event = parseEvent(value ?? '');
    return event.type === STARTED || event.type === PROGRESS || event.type === FINISHED ? event : undefined;
  } catch {
    return undefined;
  }
}

const takeFirst = (
  items: readonly CaptureItem[],
  { timeBudgetMs }: CaptureContent,
  gateway: Pick<TangoGateway, 'read'>,
): Promise<Reading[]> => gateway.read([...new Set(items.map(attributeOf))], { timeoutMs: timeBudgetMs });
