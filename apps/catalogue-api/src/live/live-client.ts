import type { Caller, ReadRule } from '@scizoo/domain';
import type { ServerResponse } from 'node:http';
import type { Credential } from '../access';
import type { ScanLogFilter } from '../scan-log/scan-log-query';
import type { Visibility } from './change';

/**
 * What a browser may lag behind, and for how long, before it is cut off; it comes back and asks for what it missed. Many
 * rows at once are no lag yet: they leave this process only after the step that wrote them.
 */
const LAG_BYTES = 1_048_576;
const LAG_AT_MOST_MS = 5000;
const LAG_AT_MOST_BYTES = 16 * LAG_BYTES;
const RESET_EVERY_MS = 5000;

export const frame = (event: string, data: unknown, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** One browser that listens. */
export class LiveClient {
  readonly filter: ScanLogFilter;
  readonly columns: readonly string[];
  /** From where it listens. */
  readonly address: string;
  caller!: Caller;
  private readsAll = false;
  private readers: ReadonlySet<string> = new Set();
  /** Frames that came while older ones are still being replayed. */
  private held: string[] | undefined = [];
  private resetTimer?: NodeJS.Timeout;
  private lagsSince?: number;
  isEnded = false;
  /** What this reader must not see is taken out of each frame. */
  filterText: (text: string) => string = (text) => text;

  constructor(
    private readonly response: ServerResponse,
    { filter, columns, address }: { filter: ScanLogFilter; columns: readonly string[]; address: string },
    readonly credential: Credential | undefined,
    private readonly onEnd: (client: LiveClient) => void,
  ) {
    this.filter = filter;
    this.columns = columns;
    this.address = address;
    response.on('close', () => this.end());
    response.on('error', () => this.end());
  }

  /** Same columns, same text of a row. */
  get columnsKey(): string {
    return this.columns.join(',');
  }
  become(caller: Caller, rule: ReadRule): void {
    this.caller = caller;
    this.readsAll = rule.all;
    this.readers = rule.all ? new Set() : rule.anyOf;
  }

  sees({ readers, beamline, proposalIds, isInLog }: Visibility): boolean {
    const { instrument, proposal } = this.filter;
    if (!isInLog) return false;
    if (instrument !== undefined && beamline !== instrument) return false;
    if (proposal !== undefined && !proposalIds.includes(proposal)) return false;
    return this.readsAll || readers.some((reader) => this.readers.has(reader));
  }

  /** A live frame: waits while a replay runs. */
  send(text: string): void {
    if (this.held) this.held.push(text);
    else this.write(text);
  }
  /** At once, also during a replay. */
  write(text: string): void {
    if (this.response.destroyed || this.response.writableEnded) return;
    if (this.isTooSlow()) this.response.destroy();
    else this.response.write(this.filterText(text));
  }
  private isTooSlow(): boolean {
    const { writableLength } = this.response;
    if (writableLength <= LAG_BYTES) this.lagsSince = undefined;
    else this.lagsSince ??= performance.now();
    const lagsMs = this.lagsSince === undefined ? 0 : performance.now() - this.lagsSince;
    return lagsMs > LAG_AT_MOST_MS || writableLength > LAG_AT_MOST_BYTES;
  }
  caughtUp(): void {
    const held = this.held ?? [];
    this.held = undefined;
    if (held.length > 0) this.write(held.join(''));
  }

  /** Something that was shown may have to go, and what is not known: the browser reads its list anew, but not too often. */
  resetSoon(): void {
    this.resetTimer ??= setTimeout(() => {
      this.resetTimer = undefined;
      this.send(frame('reset', {}));
    }, RESET_EVERY_MS);
    this.resetTimer.unref();
  }
  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    clearTimeout(this.resetTimer);
    this.onEnd(this);
    if (!this.response.writableEnded) this.response.end();
  }
}
