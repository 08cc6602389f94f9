import type { Schema } from '@scizoo/catalogue-client';
import { parseScanKey, toldSince } from '@scizoo/domain';
import { type ReceivedMessage, replay, type ReplaySpan } from '@scizoo/messaging';
import type { Logger } from '@scizoo/service-kit';
import type { Catalogue, EventResult, ReplayProgress } from './catalogue';
import { EventHandover, type HandoverOptions } from './event-handover';
import { subjectsOf } from './mappings/mapping';

export type ReplayTask = Pick<Schema<'ReplayTask'>, 'from' | 'to' | 'scan' | 'beamline'>;
export type ReplayCounts = ReplayProgress['counts'];

export interface ReplayerOptions {
  readonly brokers: readonly string[];
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly deadLetterTopic: string;
  readonly batchSize: number;
  readonly logger: Logger;
  readonly catalogue: Catalogue;
  readonly handover: Omit<HandoverOptions, 'onVerdict'>;
}

const TELL_EVERY_MS = 2000;
const BEAMLINE_OF_KEY = /^(?:sardana|file|form)\/[^/]+\/([^/]+)\//;

/**
 * What of a span is wanted: all, one scan, or one beamline (then nothing that belongs to no beamline, as proposals). Messages
 * of other producers bear keys of their own: their topic tells the beamline, and what they become tells the scan.
 */
export function spanOf({ from, to, scan, beamline }: ReplayTask, mappings?: HandoverOptions['mappings']): ReplaySpan {
  const keep = (message: ReceivedMessage): boolean => {
    const mapping = mappings?.get(message.topic);
    if (mapping && scan) return subjectsOf(mapping, message).includes(scan);
    if (mapping) return !beamline || mapping.beamline === beamline;
    const key = message.key?.toString('utf8') ?? '';
    if (scan) return key === scan;
    return !beamline || BEAMLINE_OF_KEY.exec(key)?.[1] === beamline;
  };
  return { from: new Date(from), ...(to && { to: new Date(to) }), keep };
}

export function spanOfScan(scan: string): ReplayTask {
  return { from: (toldSince(parseScanKey(scan)) ?? new Date(0)).toISOString(), scan };
}

/** Hands spans of past messages in once more. The catalogue knows what it has taken before. */
export class Replayer {
  private readonly stopping = new AbortController();
  private running?: Promise<void>;

  constructor(private readonly options: ReplayerOptions) {}

  get isBusy(): boolean {
    return this.running !== undefined;
  }
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  async run(task: ReplayTask, onCounts: (counts: ReplayCounts) => void = () => undefined): Promise<ReplayCounts> {
    const { catalogue, handover: settings, ...rest } = this.options;
    const counts = { read: 0, applied: 0, duplicate: 0, superseded: 0, rejected: 0 };
    const onVerdict = (status: EventResult['status']) => void counts[status]++;
    const handover = new EventHandover(catalogue, { ...settings, onVerdict });
    const onRead = (read: number) => {
      counts.read = read;
      onCounts(counts);
    };
    const { signal } = this.stopping;
    const handle = handover.take.bind(handover);
    await replay({ ...rest, clientId: 'scicow-replay', handle, onRead, signal }, spanOf(task, settings.mappings));
    return counts;
  }

  /** For the catalogue, which is told how it goes. */
  begin(id: string, task: ReplayTask): void {
    if (this.isBusy) return;
    this.running = this.runAndTell(id, task).finally(() => (this.running = undefined));
  }
  private async runAndTell(id: string, task: ReplayTask): Promise<void> {
    const { logger, catalogue } = this.options;
    let latest: ReplayCounts = { read: 0, applied: 0, duplicate: 0, superseded: 0, rejected: 0 };
    const tell = (state: ReplayProgress['state'], error?: string) =>
      catalogue
        .tellReplay(id, { state, counts: latest, ...(error !== undefined && { error }) })
        .catch((err: unknown) => logger.warn({ err, replay: id }, 'the catalogue does not hear of a replay'));
    const timer = setInterval(() => void tell('running'), TELL_EVERY_MS);
    try {
      latest = await this.run(task, (counts) => (latest = counts));
      clearInterval(timer);
      logger.info({ replay: id, ...latest }, 'replay done');
      await tell('done');
    } catch (error) {
      clearInterval(timer);
      // Stopped with the process: the catalogue gives it to the next one.
      if (this.stopping.signal.aborted) return;
      logger.error({ err: error, replay: id }, 'replay failed');
      await tell('failed', (error as Error).message);
    } finally {
      clearInterval(timer);
    }
  }
}
