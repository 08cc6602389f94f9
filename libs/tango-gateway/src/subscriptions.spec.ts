import { jest } from '@jest/globals';
import type { Reading } from './gateway';
import { type AttributeFacts, TangoSubscription } from './subscriptions';

/** As much of a WebSocket as is used, with TangoGQL at its other end. */
class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = Socket.OPEN;
  readonly sent: { type: string; payload?: { variables?: { names: string[] } } }[] = [];
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: () => void;
  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    Socket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as (typeof this.sent)[number]);
  }
  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  value(name: string, attribute: object): void {
    const fullName = `tango://127.0.0.1:10000/${name.toLowerCase()}`;
    this.tell({
      type: 'data',
      id: '1',
      payload: { data: { attributes: { fullName, quality: 'ATTR_VALID', timestamp: 1795947415.5, ...attribute } } },
    });
  }
  static get last(): Socket {
    return Socket.all.at(-1) as Socket;
  }
}
const names = ['B310A-O01/OPT/MONO-01/Grating', 'B310A-E01/DIA/TCO-02/Temperature'];
const facts = new Map<string, AttributeFacts>([
  [(names[0] as string).toLowerCase(), { datatype: 'DevEnum', unit: '', enumLabels: ['NONE', 'G300', 'G800'] }],
  [(names[1] as string).toLowerCase(), { datatype: 'DevDouble', unit: 'K', enumLabels: [] }],
]);
const real = globalThis.WebSocket;
const places: Record<string, string> = { mot01: 'motor/motctrl/1/Position' };
let readings: Omit<Reading, 'tookMs'>[];
let subscription: TangoSubscription;

beforeEach(async () => {
  jest.useFakeTimers();
  globalThis.WebSocket = Socket as unknown as typeof WebSocket;
  [Socket.all, readings] = [[], []];
  const options = {
    url: 'ws://127.0.0.1:21004/socket',
    locate: (wanted: readonly string[]) => Promise.resolve(new Map(wanted.map((name) => [name, places[name] ?? name]))),
    factsOf: () => Promise.resolve(facts),
  };
  subscription = new TangoSubscription(options, names, ({ tookMs: _, ...reading }) => void readings.push(reading));
  await begin();
});
afterEach(() => {
  subscription.close();
  globalThis.WebSocket = real;
  jest.useRealTimers();
});
async function begin(): Promise<void> {
  Socket.last.onopen?.();
  Socket.last.tell({ type: 'connection_ack' });
  await jest.advanceTimersByTimeAsync(1);
}

describe('a subscription', () => {
  it('speaks the older protocol and asks for all names', () => {
    expect([Socket.last.url, Socket.last.protocol]).toEqual(['ws://127.0.0.1:21004/socket', 'graphql-ws']);
    expect(Socket.last.sent.map(({ type }) => type)).toEqual(['connection_init', 'start']);
    expect(Socket.last.sent[1]?.payload?.variables?.names).toEqual(names);
  });

  it('tells values under the names that were asked for, with unit and label', () => {
    Socket.last.value(names[1] as string, { value: 77.5 });
    Socket.last.value(names[0] as string, { value: 2, quality: 'ATTR_ALARM' });
    Socket.last.value('a/b/c/other', { value: 1 });
    const readAt = new Date(1795947415.5 * 1000).toISOString();
    expect(readings).toEqual([
      { name: names[1], value: 77.5, unit: 'K', quality: 'valid', readAt },
      { name: names[0], value: 'G800', quality: 'alarm', readAt },
    ]);
  });

  it('tells what is in the way, and values again afterwards', () => {
    Socket.last.value(names[1] as string, {
      value: null,
      quality: 'ATTR_INVALID',
      error: { desc: 'device is not exported', reason: 'API_X' },
    });
    Socket.last.value(names[1] as string, { value: 77.6 });
    expect(readings.map(({ value, error }) => value ?? error)).toEqual(['not read: device is not exported', 77.6]);
  });

  it('says so when the gateway goes away, once, and comes back by itself', async () => {
    Socket.last.close();
    expect(readings.map(({ error }) => error)).toEqual(Array(2).fill('not read: the Tango gateway does not answer'));
    await jest.advanceTimersByTimeAsync(600);
    Socket.last.close();
    await jest.advanceTimersByTimeAsync(1100);
    expect(Socket.all).toHaveLength(3);
    await begin();
    Socket.last.value(names[1] as string, { value: 77.7 });
    expect(readings.map(({ value }) => value)).toEqual([undefined, undefined, 77.7]);
  });

  it('tells of an element of Sardana, and of an attribute with its database, under the name that was asked for', async () => {
    subscription.close();
    const asked = ['mot01', 'motor/motctrl/1/Position', 'tango://db.example.org:10000/a/b/c/Gap'];
    const options = {
      url: 'ws://127.0.0.1:21004/socket',
      locate: (wanted: readonly string[]) =>
        Promise.resolve(new Map(wanted.map((name) => [name, places[name] ?? name]))),
      factsOf: () => Promise.resolve(new Map([['tango://db.example.org:10000/a/b/c/gap', { unit: 'mm' }]])),
    };
    subscription = new TangoSubscription(options, asked, ({ tookMs: _, ...reading }) => void readings.push(reading));
    readings = [];
    await begin();
    expect(Socket.last.sent[1]?.payload?.variables?.names).toEqual([asked[1], asked[2]]);
    Socket.last.value('motor/motctrl/1/position', { value: 0.5 });
    Socket.last.value('a/b/c/gap', { value: 12 });
    expect(readings.map(({ name, value, unit }) => [name, value, unit])).toEqual([
      ['mot01', 0.5, undefined],
      ['motor/motctrl/1/Position', 0.5, undefined],
      [asked[2], 12, 'mm'],
    ]);
  });

  it('is over when it is closed', async () => {
    subscription.close();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(Socket.all).toHaveLength(1);
    expect(readings).toEqual([]);
  });
});
