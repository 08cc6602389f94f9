import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import type { ScanLogRow, ScanNote } from '../core/api-types';
import { addressOf } from '../core/http';
import { Session } from '../core/session';

export type LiveState = 'connecting' | 'live' | 'polling' | 'lost';
export interface LiveQuery {
  instrument: string | null;
  proposal: string | null;
  columns: string | null;
}
export interface LiveEars {
  row(row: ScanLogRow): void;
  gone(pid: string): void;
  note(note: ScanNote): void;
  noteGone(id: string): void;
  /** The stream has been broken and is there again: what it does not tell later has to be asked for. */
  back(): void;
  /** What was missed can't be told: load again. */
  reset(): void;
  /** Called in intervals while no stream can be had. */
  poll(): Promise<void>;
}

const POLL_MS = 8_000;
const TRIES_BEFORE_POLLING = 2;
const LONGEST_WAIT_MS = 20_000;
/** A stream that says nothing at all for so long is none: not even the server's ping every ten seconds came through. */
const SILENCE_MS = 30_000;
const HELLO_MS = 15_000;

/** The stream of changed rows: resumed where it broke off, replaced by asking while it can't be had. */
@Injectable()
export class LiveStream {
  private readonly session = inject(Session);
  private source: EventSource | undefined;
  private ears: LiveEars | undefined;
  private query: LiveQuery | undefined;
  private lastId = '';
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private polling: ReturnType<typeof setInterval> | undefined;
  private readonly now = signal<LiveState>('connecting');
  private readonly heard = signal<number | null>(null);
  readonly state = this.now.asReadonly();
  /** When the last event came. */
  readonly lastEvent = this.heard.asReadonly();

  open(query: LiveQuery, ears: LiveEars): void {
    this.close();
    this.query = query;
    this.ears = ears;
    this.lastId = '';
    this.tries = 0;
    this.connect();
  }
  constructor() {
    const online = (): void => {
      if (this.ears && this.now() !== 'live') void this.reconnect();
    };
    const offline = (): void => {
      if (this.ears) this.now.set('lost');
    };
    addEventListener('online', online);
    addEventListener('offline', offline);
    inject(DestroyRef).onDestroy(() => {
      removeEventListener('online', online);
      removeEventListener('offline', offline);
      this.close();
    });
  }
  close(): void {
    clearTimeout(this.silence);
    clearTimeout(this.retry);
    clearInterval(this.polling);
    this.polling = undefined;
    this.source?.close();
    this.source = undefined;
    this.ears = undefined;
  }

  private connect(): void {
    if (!this.query || typeof EventSource === 'undefined') return;
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.source?.close();
    if (!this.polling) this.now.set('connecting');
    const source = new EventSource(
      addressOf('/api/v4/live/scan-log', { ...this.query, lastEventId: this.lastId || null }),
    );
    this.source = source;
    this.watch(source, HELLO_MS);
    source.addEventListener('hello', () => this.connected(source));
    source.addEventListener('ping', (event) => this.alive(source, event));
    source.addEventListener('row', (event) =>
      this.take(source, event, () => this.ears?.row(JSON.parse(event.data) as ScanLogRow)),
    );
    source.addEventListener('gone', (event) =>
      this.take(source, event, () => this.ears?.gone((JSON.parse(event.data) as { pid: string }).pid)),
    );
    source.addEventListener('note', (event) =>
      this.take(source, event, () => this.ears?.note(JSON.parse(event.data) as ScanNote)),
    );
    source.addEventListener('note-gone', (event) =>
      this.take(source, event, () => this.ears?.noteGone((JSON.parse(event.data) as { id: string }).id)),
    );
    source.addEventListener('reset', (event) => this.take(source, event, () => this.ears?.reset()));
    source.onerror = () => this.broken(source);
  }

  /** Takes the stream for broken when nothing is heard of it. */
  private watch(source: EventSource, ms: number): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      source.close();
      this.broken(source);
    }, ms);
  }
  private connected(source: EventSource): void {
    this.watch(source, SILENCE_MS);
    if (this.tries > 0) this.ears?.back();
    this.tries = 0;
    this.heard.set(Date.now());
    this.now.set('live');
    clearInterval(this.polling);
    this.polling = undefined;
  }
  private alive(source: EventSource, event: MessageEvent): void {
    if (this.now() !== 'live') this.connected(source);
    else this.watch(source, SILENCE_MS);
    if (event.lastEventId) this.lastId = event.lastEventId;
  }
  private take(source: EventSource, event: MessageEvent, act: () => void): void {
    this.alive(source, event);
    this.hear();
    act();
  }

  /** Told to the second: what is shown of it would be drawn anew at every event. */
  private hear(): void {
    const now = Date.now();
    if (now - (this.heard() ?? 0) >= 1000) this.heard.set(now);
  }

  /** The browser resumes a stream that broke off; one that was refused is up to us. */
  private broken(source: EventSource): void {
    if (source !== this.source) return;
    clearTimeout(this.silence);
    this.now.set(this.polling ? 'polling' : 'lost');
    this.tries += 1;
    if (this.tries >= TRIES_BEFORE_POLLING) this.startPolling();
    if (source.readyState !== EventSource.CLOSED && this.tries < 4) return;
    source.close();
    clearTimeout(this.retry);
    const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(this.tries, 5)) * (0.7 + Math.random() * 0.6);
    this.retry = setTimeout(() => void this.reconnect(), wait);
  }
  private async reconnect(): Promise<void> {
    // The stream does not say why it was refused; an access cookie at its end is the usual cause.
    if (this.session.user() && this.tries % 2 === 1) await this.session.refresh();
    if (this.ears) this.connect();
  }
  private startPolling(): void {
    if (this.polling || !this.ears) return;
    this.now.set('polling');
    const ask = async (): Promise<void> => {
      try {
        await this.ears?.poll();
        this.heard.set(Date.now());
        this.now.set('polling');
      } catch {
        this.now.set('lost');
      }
    };
    this.polling = setInterval(() => void ask(), POLL_MS);
    void ask();
  }
}
