import { notFound, unavailable } from '@scizoo/domain';
import {
  type DeviceDescription,
  type DeviceSummary,
  NOT_READ_TIMEOUT,
  type Reading,
  type ReadLimit,
  splitName,
  type TangoGateway,
} from './gateway';
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
/** A device that was too slow as a whole is asked attribute by attribute for so long. */
const SLOW_FOR_MS = 60_000;

/**
 * TangoGQL waits for the slowest device of a query, so each device is asked in a query of its own, all at the same time;
 * a device that did not answer in time is afterwards asked attribute by attribute, so that one slow attribute does not
 * cost the others. The HTTP status says nothing: faults stand in the answer.
 */
export class TangoGqlGateway implements TangoGateway {
  private readonly slowUntil = new Map<string, number>();

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
    const readings = new Map<string, Reading>();
    const calls = this.callsFor(names, readings);
    await Promise.all(
      calls.map(async (call) => {
        for (const reading of await this.readTogether(call, limit)) readings.set(reading.name, reading);
      }),
    );
    return names.map((name) => readings.get(name) as Reading);
  }

  /** Tells of each value as it comes, and of what is in the way; the same value may be told again. */
  subscribe(names: readonly string[], onReading: (reading: Reading) => void): Unsubscribe {
    const url = new URL('socket', this.options.url);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const { token } = this.options;
    const factsOf = (wanted: readonly string[]) => this.factsOf(wanted);
    const subscription = new TangoSubscription({ url: url.href, token, factsOf }, names, onReading);
    return () => subscription.close();
  }
  private async factsOf(names: readonly string[]): Promise<ReadonlyMap<string, AttributeFacts>> {
    const calls = this.callsFor(names, new Map());
    const answers = await Promise.allSettled(
      calls.map(async (call) => {
        const query = 'query ($names: [String]!) { attributes(fullNames: $names) { name datatype unit enumLabels } }';
        const { data } = await this.ask<{ attributes: (GqlAttribute | null)[] | null }>(query, { names: call }, 5000);
        return call.map((name, i) => [name.toLowerCase(), data?.attributes?.[i]] as const);
      }),
    );
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    return new Map(found.filter((entry): entry is [string, GqlAttribute] => entry[1]?.name != null));
  }

  /** Names that are asked for in one query each; what is no name of an attribute is answered at once. */
  private callsFor(names: readonly string[], readings: Map<string, Reading>): string[][] {
    const byDevice = new Map<string, string[]>();
    for (const name of new Set(names)) {
      const device = splitName(name)?.device.toLowerCase();
      if (!device) readings.set(name, { name, tookMs: 0, error: `not read: ${name} is not device/attribute` });
      else byDevice.set(device, [...(byDevice.get(device) ?? []), name]);
    }
    const now = Date.now();
    return [...byDevice].flatMap(([device, ofDevice]) =>
      (this.slowUntil.get(device) ?? 0) > now ? ofDevice.map((name) => [name]) : [ofDevice],
    );
  }

  private async readTogether(names: readonly string[], limit: ReadLimit): Promise<Reading[]> {
    const begin = performance.now();
    const took = () => Math.round(performance.now() - begin);
    const limits = names.map((name) => limit.perAttributeMs?.[name] ?? limit.timeoutMs);
    const timeoutMs = Math.min(limit.timeoutMs, Math.max(...limits));
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
        if (tookMs > (limits[i] as number)) return { name, tookMs, error: NOT_READ_TIMEOUT };
        return { ...readingOf(name, found, errors, i), tookMs };
      });
    } catch (error) {
      const isTimeout = (error as { cause?: { name?: string } }).cause?.name === 'TimeoutError';
      if (isTimeout) this.remember(names);
      const text = isTimeout ? NOT_READ_TIMEOUT : `not read: ${(error as Error).message}`;
      return names.map((name) => ({ name, tookMs: took(), error: text }));
    }
  }

  private remember(names: readonly string[]): void {
    const device = names[0] && splitName(names[0])?.device.toLowerCase();
    if (device && names.length > 1) this.slowUntil.set(device, Date.now() + SLOW_FOR_MS);
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
        signal: AbortSignal.timeout(timeoutMs),
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
