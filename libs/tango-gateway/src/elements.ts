import { tangoName, withoutDatabase } from '@scizoo/domain';
import type { GqlAttribute, GqlError } from './tangogql-answers';

export type Ask = <T>(
  query: string,
  variables: object,
  timeoutMs: number,
) => Promise<{ readonly data: T | null; readonly errors?: readonly GqlError[] }>;
/** Names as they are asked for → the attributes that are meant. */
export type Places = ReadonlyMap<string, string>;

/** What the value of an element is called: of a motor, else of a counter, a channel or an I/O register. */
const VALUES = ['Position', 'Value'] as const;
const ALIASES_FOR_MS = 600_000;
const ALIASES_TIMEOUT_MS = 10_000;

/** Elements of Sardana are devices of Tango with an alias; which of their attributes is the value depends on their kind. */
export class Elements {
  private readonly found = new Map<string, string>();
  private aliases: { readonly askedAt: number; readonly devices: Promise<Places> } | undefined;

  constructor(private readonly ask: Ask) {}

  /** Names of attributes as they are, and elements whose place is known already. */
  known(names: readonly string[]): Map<string, string> {
    return new Map(
      names.flatMap((name) => {
        const place = tangoName(name)?.attribute === undefined ? this.found.get(name.toLowerCase()) : name;
        return place === undefined ? [] : [[name, place]];
      }),
    );
  }
  /** What could not be read may be another device by now. */
  forget(place: string): void {
    for (const [element, known] of this.found) if (known === place) this.found.delete(element);
  }

  /** Undefined when there is no such element, or it has no value. @throws as `ask` does */
  async find(element: string, timeoutMs: number): Promise<string | undefined> {
    const names = VALUES.map((attribute) => `${element}/${attribute}`);
    const query = 'query ($names: [String]!) { attributes(fullNames: $names) { name datatype } }';
    const { data } = await this.ask<{ attributes: (GqlAttribute | null)[] | null }>(query, { names }, timeoutMs);
    // a counter answers for a position that it does not have with an attribute of no type
    const at = (data?.attributes ?? []).findIndex((found) => found?.name != null && found.datatype !== 'DevVoid');
    const place = names[at];
    if (place !== undefined) this.found.set(element.toLowerCase(), place);
    return place;
  }

  /** With the device in place of its alias: TangoGQL subscribes to nothing else. */
  async withDevices(places: readonly string[]): Promise<Places> {
    const parsed = places.map((place) => [place, tangoName(place)] as const);
    if (!parsed.some(([, name]) => name?.isAlias)) return new Map(places.map((place) => [place, place]));
    const devices = await this.devicesByAlias();
    return new Map(
      parsed.map(([place, name]) => {
        const alias = name?.isAlias ? withoutDatabase(name.device).toLowerCase() : '';
        const device = devices.get(alias);
        return [place, device === undefined ? place : `${device}/${name?.attribute}`];
      }),
    );
  }
  private async devicesByAlias(): Promise<Places> {
    if (!this.aliases || Date.now() - this.aliases.askedAt > ALIASES_FOR_MS) {
      const devices = this.askAliases();
      this.aliases = { askedAt: Date.now(), devices };
      devices.catch(() => (this.aliases = undefined));
    }
    return this.aliases.devices;
  }
  private async askAliases(): Promise<Places> {
    const query = 'query { devices(pattern: "*") { name alias } }';
    const { data } = await this.ask<{ devices: { name: string; alias: string | null }[] | null }>(
      query,
      {},
      ALIASES_TIMEOUT_MS,
    );
    return new Map((data?.devices ?? []).flatMap(({ name, alias }) => (alias ? [[alias.toLowerCase(), name]] : [])));
  }
}
