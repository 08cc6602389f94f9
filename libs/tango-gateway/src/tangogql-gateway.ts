import { notFound, tangoName, unavailable } from '@scizoo/domain';
import { Elements, type Places } from './elements';
import {
  type DeviceDescription,
  type DeviceSummary,
  NOT_READ_TIMEOUT,
  type Reading,
  type ReadLimit,
  type TangoGateway,
} from './gateway';
import { Patience } from './patience';
import { type AttributeFacts, TangoSubscription, type Unsubscribe } from './subscriptions';
import { deviceOf, type GqlAttribute, type GqlDevice, type GqlError, readingOf } from './tangogql-answers';

export interface TangoGqlOptions {
  /** Address of the queries: `http://127.0.0.1:21004/db`. */
  readonly url: string;
  /** Bearer token, where the gateway asks for one. */
  readonly token?: string;
  readonly fetch?: typeof fetch;
}
interface Answer<T> {
  readonly data: T | null;
  readonly errors?: readonly GqlError[];
}

const VALUES = 'name device datatype unit value quality timestamp enumLabels';
const FACTS = 'name label datatype dataformat unit description writable minvalue maxvalue minalarm maxalarm enumLabels';
/** Tango gives up on a device after 3 s; what takes longer than this is the gateway itself. */
const BROWSE_TIMEOUT_MS = 10_000;
/** With less than this part of its time nobody is asked: who is late then need not be slow. */
const LEAST_PART = 0.25;

/**
 * TangoGQL waits for the slowest device of a query, so each device is asked in a query of its own, all at the same time, and
 * within a device with patience. The HTTP status says nothing: faults stand in the answer.
 */
export class TangoGqlGateway implements TangoGateway {
  /** By device, in lower case. */
  private readonly patience = new Map<string, Patience>();
  private readonly elements = new Elements((query, variables, timeoutMs) => this.ask(query, variables, timeoutMs));

  constructor(private readonly options: TangoGqlOptions) {}

  async devices(pattern: string): Promise<DeviceSummary[]> {
    const { data } = await this.ask<{ devices: { name: string; exported: boolean | null }[] | null }>(
      'query ($pattern: String) { devices(pattern: $pattern) { name exported } }',
      { pattern },
      BROWSE_TIMEOUT_MS,
    );
    return (data?.devices ?? []).map(({ name, exported }) => ({ name, exported: exported === true }));
  }

  async describe(device: string): Promise<DeviceDescription> {
    const { data, errors = [] } = await this.ask<{ device: GqlDevice | null }>(
      `query ($name: String!) { device(name: $name) { name exported connected state attributes { ${FACTS} } } }`,
      { name: device },
      BROWSE_TIMEOUT_MS,
    );
    if (!data?.device) throw notFound(`the Tango database knows no device ${device}`);
    return deviceOf(data.device, errors);
  }

  async read(names: readonly string[], limit: ReadLimit): Promise<Reading[]> {
    const endsAt = performance.now() + limit.timeoutMs;
    const places = this.elements.known(names);
    const strangers = names.filter((name) => !places.has(name));
    const found = await Promise.all([
      this.readPlaces(places, limit, endsAt),
      ...strangers.map((name) => this.readStranger(name, limit, endsAt)),
    ]);
    const readings = new Map(found.flat().map((reading) => [reading.name, reading]));
    return names.map((name) => readings.get(name) as Reading);
  }
  private async readPlaces(places: Places, limit: ReadLimit, endsAt: number): Promise<Reading[]> {
    const limits = limitsOf(places, limit);
    const found = await Promise.all(
      [...byDevice([...limits.keys()])].map((one) => this.readDevice(one, limits, endsAt)),
    );
    const readings = new Map(found.flat().map((reading) => [reading.name, reading]));
    return [...places].map(([name, place]) => ({ ...(readings.get(place) as Reading), name }));
  }
  /** An element of Sardana that is asked for the first time, or again after a fault. */
  private async readStranger(name: string, limit: ReadLimit, endsAt: number): Promise<Reading[]> {
    const begin = performance.now();
    const not = (why: string): Reading[] => [{ name, tookMs: Math.round(performance.now() - begin), error: why }];
    if (!tangoName(name)) return not(`not read: ${name} is not device/attribute`);
    try {
      const place = await this.elements.find(name, Math.min(limit.perAttributeMs?.[name] ?? Infinity, endsAt - begin));
      if (place === undefined) return not(`not read: Sardana has no element ${name} with a value`);
      return await this.readPlaces(new Map([[name, place]]), limit, endsAt);
    } catch (error) {
      return not(notReadText(error));
    }
  }

  /** Tells of each value as it comes, and of what is in the way; the same value may be told again. */
  subscribe(names: readonly string[], onReading: (reading: Reading) => void): Unsubscribe {
    const url = new URL('socket', this.options.url);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const { token } = this.options;
    const factsOf = (places: readonly string[]) => this.factsOf(places);
    const locate = (wanted: readonly string[]) => this.locate(wanted);
    const subscription = new TangoSubscription({ url: url.href, token, locate, factsOf }, names, onReading);
    return () => subscription.close();
  }
  private async factsOf(names: readonly string[]): Promise<ReadonlyMap<string, AttributeFacts>> {
    const answers = await Promise.allSettled(
      [...byDevice(names).values()].map(async (call) => {
        const query = 'query ($names: [String]!) { attributes(fullNames: $names) { name datatype unit enumLabels } }';
        const { data } = await this.ask<{ attributes: (GqlAttribute | null)[] | null }>(query, { names: call }, 5000);
        return call.map((name, i) => [name.toLowerCase(), data?.attributes?.[i]] as const);
      }),
    );
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    return new Map(found.filter((entry): entry is [string, GqlAttribute] => entry[1]?.name != null));
  }
  private async locate(names: readonly string[]): Promise<Places> {
    const places = this.elements.known(names);
    const strangers = names.filter((name) => !places.has(name));
    const found = await Promise.allSettled(strangers.map((name) => this.elements.find(name, BROWSE_TIMEOUT_MS)));
    found.forEach((one, i) => {
      if (one.status === 'fulfilled' && one.value !== undefined) places.set(strangers[i] as string, one.value);
    });
    const devices = await this.elements.withDevices([...places.values()]);
    return new Map([...places].map(([name, place]) => [name, devices.get(place) ?? place]));
  }

  private async readDevice(
    [device, names]: readonly [string, readonly string[]],
    limits: ReadonlyMap<string, number>,
    endsAt: number,
  ): Promise<Reading[]> {
    const patience = this.patience.get(device) ?? new Patience();
    this.patience.set(device, patience);
    const readings = await patience.read(names, (some) => this.readTogether(some, limits, endsAt));
    for (const { name, error } of readings) if (error !== undefined) this.elements.forget(name);
    return readings;
  }

  /** Nothing when there is too little time. */
  private async readTogether(
    names: readonly string[],
    limits: ReadonlyMap<string, number>,
    endsAt: number,
  ): Promise<Reading[]> {
    const begin = performance.now();
    const took = () => Math.round(performance.now() - begin);
    const wholeMs = Math.max(...names.map((name) => limits.get(name) as number));
    const timeoutMs = Math.min(endsAt - begin, wholeMs);
    if (timeoutMs < wholeMs * LEAST_PART) return [];
    try {
      const { data, errors = [] } = await this.ask<{ attributes: (GqlAttribute | null)[] | null }>(
        `query ($names: [String]!) { attributes(fullNames: $names) { ${VALUES} } }`,
        { names },
        timeoutMs,
      );
      const tookMs = took();
      return names.map((name, i) => {
        const found = data?.attributes?.[i];
        if (!found) return { name, tookMs, error: 'not read: the gateway gives no answer' };
        // It came, but later than this attribute is allowed to take.
        if (tookMs > (limits.get(name) as number)) return { name, tookMs, error: NOT_READ_TIMEOUT };
        return { ...readingOf(name, found, errors, i), tookMs };
      });
    } catch (error) {
      return names.map((name) => ({ name, tookMs: took(), error: notReadText(error) }));
    }
  }

  /** @throws SciZooError `unavailable` with the fault as cause */
  private async ask<T>(query: string, variables: object, timeoutMs: number): Promise<Answer<T>> {
    const { url, token, fetch: call = fetch } = this.options;
    let answer: Answer<T> | undefined;
    try {
      const response = await call(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
      });
      answer = (await response.json()) as Answer<T>;
    } catch (cause) {
      throw unavailable('the Tango gateway does not answer', cause);
    }
    if (!answer.data && answer.errors?.[0])
      throw unavailable(`the Tango gateway refuses: ${answer.errors[0].message.slice(0, 200)}`);
    return answer;
  }
}

/** Attributes that are asked for in one query each, by device in lower case. */
function byDevice(places: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const place of places) {
    const device = (tangoName(place)?.device ?? place).toLowerCase();
    found.set(device, [...(found.get(device) ?? []), place]);
  }
  return found;
}
/** Milliseconds for each attribute; the longer one where it is asked for under two names. */
function limitsOf(places: Places, limit: ReadLimit): Map<string, number> {
  const limits = new Map<string, number>();
  for (const [name, place] of places) {
    const own = limit.perAttributeMs?.[name] ?? limit.timeoutMs;
    limits.set(place, Math.max(limits.get(place) ?? 0, Math.min(own, limit.timeoutMs)));
  }
  return limits;
}
const notReadText = (error: unknown): string =>
  (error as { cause?: { name?: string } }).cause?.name === 'TimeoutError'
    ? NOT_READ_TIMEOUT
    : `not read: ${(error as Error).message}`;
