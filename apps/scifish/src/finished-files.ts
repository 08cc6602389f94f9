import { type DataFile, type EventData, makeEvent, type SciZooEvent } from '@scizoo/messaging';
import type { Logger } from '@scizoo/service-kit';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const FINISHED = 'org.scizoo.scan.finished.v1';
type Finished = EventData<typeof FINISHED>;

export const isFinished = (event: SciZooEvent): event is SciZooEvent<typeof FINISHED> => event.type === FINISHED;

const limited = async <T>(work: Promise<T>, limitMs: number): Promise<T | undefined> =>
  Promise.race([work.catch(() => undefined), sleep(limitMs, undefined, { ref: false })]);

async function measured(file: DataFile): Promise<DataFile | undefined> {
  const found = await limited(stat(file.path), 2000);
  return found?.isFile() ? { ...file, size: found.size, modifiedAt: found.mtime.toISOString() } : undefined;
}

/**
 * Sizes of the files of a scan that has ended. A recorder tells the end before the file is closed (and the closing waits for
 * our answer), so the sizes follow in a second `scan.finished` of the same scan: next sequence, same facts.
 */
export class FinishedFiles {
  private readonly pending = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly tell: (event: SciZooEvent) => Promise<void>,
    private readonly logger: Logger,
    private readonly pausesMs: readonly number[] = [300, 300, 600, 1200, 2400, 4800],
  ) {}

  follow(event: SciZooEvent<typeof FINISHED>): void {
    if (!event.data.files?.length) return;
    const work = this.measure(event)
      .catch((err: unknown) => this.logger.warn({ err, subject: event.subject }, 'sizes of the files are not told'))
      .finally(() => this.pending.delete(work));
    this.pending.add(work);
  }

  private async measure(event: SciZooEvent<typeof FINISHED>): Promise<void> {
    let before: readonly (DataFile | undefined)[] = [];
    for (const pause of this.pausesMs) {
      await sleep(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      const now = await Promise.all((event.data.files ?? []).map(measured));
      const isSettled = now.every((file, n) => file?.size === before[n]?.size) && before.length === now.length;
      before = now;
      if (isSettled || this.stopping.signal.aborted) break;
    }
    if (before.every((file) => file === undefined)) return; // not on this machine
    const files = (event.data.files ?? []).map((file, n) => before[n] ?? file);
    const { subject, source, scansequence } = event;
    const data: Finished = { ...event.data, files };
    await this.tell(makeEvent(FINISHED, { subject, source, sequence: scansequence + 1 }, data));
  }

  /** Tells what is known now, without waiting for files that still grow. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.pending);
  }
}
