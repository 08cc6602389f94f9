import { unavailable } from '@scizoo/domain';
import type { FileHandle } from 'node:fs/promises';
import { type Position, SpoolFolder } from './segments';

export interface SpoolOptions {
  readonly dir: string;
  readonly maxBytes: number;
  readonly segmentBytes?: number;
}
export interface Batch {
  readonly lines: string[];
  /** To acknowledge when the lines are on the broker. */
  readonly end: Position;
}
interface Waiting {
  readonly line: string;
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
}

const SEGMENT_BYTES = 8 * 1024 * 1024;

/**
 * Events on their way to Kafka, in append-only files. What `append` has resolved for is on the disk (fdatasync; what arrives
 * together is synced together), survives a kill and a power cut, and is given by `read` in the order of `append`. The
 * reader's position is written after each batch without a sync: at worst, lines are given again after a power cut.
 */
export class EventSpool {
  private readonly sizes = new Map<number, number>();
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private flushing: Promise<void> = Promise.resolve();
  private isFlushing = false;
  private wake: () => void = () => undefined;
  private closed = false;

  private constructor(
    private readonly folder: SpoolFolder,
    private readonly options: SpoolOptions,
    private position: Position,
    private current: number,
    private file: FileHandle,
  ) {}

  static async open(options: SpoolOptions): Promise<EventSpool> {
    const folder = new SpoolFolder(options.dir);
    const found = await folder.segments();
    const written = await folder.readPosition();
    const kept = found.filter((segment) => !written || segment >= written.segment);
    for (const done of found.filter((segment) => !kept.includes(segment))) await folder.remove(done);
    const current = kept.at(-1) ?? (written?.segment ?? 0) + 1;
    const file = await folder.openSegment(current);
    await folder.dropTornLine(current);
    const first = kept[0] ?? current;
    const position = written?.segment === first ? written : { segment: first, offset: 0 };
    const spool = new EventSpool(folder, options, position, current, file);
    for (const segment of kept.length > 0 ? kept : [current]) spool.sizes.set(segment, await folder.size(segment));
    if (position.offset > (spool.sizes.get(first) ?? 0)) spool.position = { segment: first, offset: 0 };
    return spool;
  }

  /** Bytes that are not on the broker yet. */
  get bytes(): number {
    return [...this.sizes.values()].reduce((sum, size) => sum + size, 0) - this.position.offset;
  }
  get maxBytes(): number {
    return this.options.maxBytes;
  }
  get isFull(): boolean {
    return this.bytes >= this.maxBytes * 0.99;
  }

  /**
   * Resolves when the line is on the disk.
   * @throws SciZooError `unavailable` when there is no room
   */
  append(line: string): Promise<void> {
    const size = Buffer.byteLength(line) + 1;
    if (this.closed) return Promise.reject(unavailable('the spool is closed'));
    if (this.bytes + this.waitingBytes + size > this.options.maxBytes)
      return Promise.reject(unavailable('the spool is full: Kafka has been away for too long'));
    this.waitingBytes += size;
    return new Promise((done, failed) => {
      this.waiting.push({ line, done, failed });
      if (!this.isFlushing) this.flushing = this.flush();
    });
  }

  private async flush(): Promise<void> {
    this.isFlushing = true;
    while (this.waiting.length > 0) {
      const group = this.waiting;
      const bytes = this.waitingBytes;
      this.waiting = [];
      this.waitingBytes = 0;
      try {
        await this.write(Buffer.from(group.map(({ line }) => `${line}\n`).join('')));
        for (const { done } of group) done();
        this.wake();
      } catch (cause) {
        const fault = unavailable(`the spool's disk does not take ${bytes} bytes: ${(cause as Error).message}`, cause);
        for (const { failed } of group) failed(fault);
      }
    }
    this.isFlushing = false; // in the same turn as the last look at `waiting`
  }

  private async write(bytes: Buffer): Promise<void> {
    const size = this.sizes.get(this.current) ?? 0;
    try {
      await this.file.appendFile(bytes);
      await this.file.datasync();
    } catch (error) {
      await this.file.truncate(size);
      throw error;
    }
    this.sizes.set(this.current, size + bytes.length);
    if (size + bytes.length >= (this.options.segmentBytes ?? SEGMENT_BYTES)) await this.nextSegment();
  }

  private async nextSegment(): Promise<void> {
    const next = await this.folder.openSegment(this.current + 1);
    await this.file.close();
    this.file = next;
    this.current += 1;
    this.sizes.set(this.current, 0);
  }

  /** The next lines after those acknowledged, at most about `maxBytes`; none when all are on the broker. */
  async read(maxBytes = 1_000_000): Promise<Batch | undefined> {
    const { segment, offset } = this.position;
    const size = this.sizes.get(segment) ?? 0;
    if (offset >= size) {
      if (segment >= this.current) return undefined;
      await this.acknowledge({ segment: segment + 1, offset: 0 });
      return this.read(maxBytes);
    }
    let bytes = await this.folder.read(segment, offset, Math.min(maxBytes, size - offset));
    if (bytes.lastIndexOf(0x0a) < 0) bytes = await this.folder.read(segment, offset, size - offset);
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    return {
      lines: whole.toString('utf8').split('\n').filter(Boolean),
      end: { segment, offset: offset + whole.length },
    };
  }

  /** Everything before is on the broker. */
  async acknowledge(end: Position): Promise<void> {
    const left = this.position.segment;
    await this.folder.writePosition(end);
    this.position = end;
    for (let segment = left; segment < end.segment; segment++) {
      this.sizes.delete(segment);
      await this.folder.remove(segment);
    }
  }

  /** Resolves when lines have come since the last `read`, or the spool is closed. */
  async more(): Promise<void> {
    if (this.closed || this.bytes > 0) return;
    await new Promise<void>((resolve) => (this.wake = resolve));
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await this.flushing;
    await this.file.close();
  }
}
