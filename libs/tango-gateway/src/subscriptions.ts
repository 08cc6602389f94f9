import { withoutDatabase } from '@scizoo/domain';
import type { Places } from './elements';
import type { Reading } from './gateway';
import { type GqlAttribute, type GqlError, readingOf } from './tangogql-answers';

/** What a frame does not tell of an attribute; names in lower case. */
export type AttributeFacts = Pick<GqlAttribute, 'datatype' | 'unit' | 'enumLabels'>;
export interface SubscriptionOptions {
  /** `ws://127.0.0.1:21004/socket` */
  readonly url: string;
  readonly token?: string;
  /** The attributes that are meant, with the device in place of its alias. */
  readonly locate: (names: readonly string[]) => Promise<Places>;
  readonly factsOf: (places: readonly string[]) => Promise<ReadonlyMap<string, AttributeFacts>>;
}
/** Ends the subscription. */
export type Unsubscribe = () => void;

interface Frame {
  readonly type: string;
  readonly payload?: {
    readonly data?: { readonly attributes?: FrameAttribute | null } | null;
    readonly errors?: readonly GqlError[];
  };
}
interface FrameAttribute {
  readonly fullName: string;
  readonly value?: unknown;
  readonly quality?: string | null;
  readonly timestamp?: number | null;
  readonly error?: { readonly desc?: string | null; readonly reason?: string | null } | null;
}
const QUERY =
  'subscription ($names: [String]!) { attributes(fullNames: $names) { fullName value quality timestamp error { reason desc } } }';
const AGAIN_MS = [500, 5000] as const;
/** Unit and labels of a device that was away may be there a little later. */
const FACTS_AGAIN_MS = 10_000;

/** `tango://host:port/b310a-e01/dia/tco-02/temperature` → the name without its database, in lower case. */
const plainName = (fullName: string): string => withoutDatabase(fullName).toLowerCase();

/**
 * Values of attributes as they change, over the older protocol `graphql-ws`: change events where the device sends them,
 * else TangoGQL looks every few seconds (`TANGOGQL_ATTRIBUTE_POLL_PERIOD`) and tells the same value again and again; who
 * listens compares. A device that goes away is told as an error, and its values again when it is back; so is the gateway.
 */
export class TangoSubscription {
  /** Of each attribute that is asked for, the names under which it is told. */
  private told: ReadonlyMap<string, readonly string[]> = new Map();
  private places: readonly string[] = [];
  private facts: ReadonlyMap<string, AttributeFacts> = new Map();
  private factsAt = -Infinity;
  private socket?: WebSocket;
  private failures = 0;
  private isOver = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly options: SubscriptionOptions,
    private readonly names: readonly string[],
    private readonly onReading: (reading: Reading) => void,
  ) {
    this.open();
  }

  close(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private open(): void {
    const { url, token } = this.options;
    const socket = new WebSocket(url, 'graphql-ws');
    this.socket = socket;
    const send = (message: object) => socket.send(JSON.stringify(message));
    socket.onopen = () => send({ type: 'connection_init', payload: token ? { authorization: `Bearer ${token}` } : {} });
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === 'connection_ack') void this.begin(send);
      else if (frame.type === 'data') this.take(frame);
    };
    // `close` follows each error, and says no less
    socket.onclose = () => this.again();
  }

  private async begin(send: (message: object) => void): Promise<void> {
    const { socket } = this;
    // What cannot be located now is asked for as it is: TangoGQL says what is wrong with it.
    const located = await this.options.locate(this.names).catch((): Places => new Map());
    const places = this.names.map((name) => [located.get(name) ?? name, name] as const);
    const told = new Map<string, string[]>();
    for (const [place, name] of places) told.set(plainName(place), [...(told.get(plainName(place)) ?? []), name]);
    this.told = told;
    this.places = [...new Set(places.map(([place]) => place))];
    await this.learn();
    if (this.isOver || this.socket !== socket || socket?.readyState !== WebSocket.OPEN) return;
    this.failures = 0;
    send({ id: '1', type: 'start', payload: { query: QUERY, variables: { names: this.places } } });
  }
  private async learn(): Promise<void> {
    if (Date.now() - this.factsAt < FACTS_AGAIN_MS) return;
    this.factsAt = Date.now();
    const found = await this.options.factsOf(this.places).catch(() => undefined);
    const named = [...(found ?? [])].map(([place, facts]) => [plainName(place), facts] as const);
    this.facts = new Map([...this.facts, ...named]);
  }

  private take({ payload }: Frame): void {
    const told = payload?.data?.attributes;
    const key = plainName(told?.fullName ?? '');
    const names = this.told.get(key) ?? [];
    if (!told || names.length === 0) return;
    const facts = this.facts.get(key);
    if (!facts && !told.error) void this.learn();
    const fault = told.error?.desc || told.error?.reason;
    const errors: GqlError[] = fault ? [{ message: fault, path: ['attributes', 0, 'value'] }] : [];
    const { value, quality, timestamp } = told;
    for (const name of names)
      this.onReading({ ...readingOf(name, { name, ...facts, value, quality, timestamp }, errors, 0), tookMs: 0 });
  }

  private again(): void {
    if (this.isOver) return;
    if (this.failures === 0)
      for (const name of this.names)
        this.onReading({ name, tookMs: 0, error: 'not read: the Tango gateway does not answer' });
    const pause = Math.min(AGAIN_MS[1], AGAIN_MS[0] * 2 ** Math.min(this.failures, 10));
    this.failures += 1;
    this.timer = setTimeout(() => this.open(), pause);
  }
}
