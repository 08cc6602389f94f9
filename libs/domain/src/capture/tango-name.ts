/** What a name of Tango says; Tango knows no case. */
export interface TangoName {
  /** As it is asked for: `B310A-E01/DIA/TCO-02`, an alias (`mot01`), or one of these with its database in front. */
  readonly device: string;
  /** Without it the name is that of an element of Sardana, whose value is meant. */
  readonly attribute?: string;
  /** One word for a device, as Sardana calls its elements. */
  readonly isAlias: boolean;
}

/** `tango://host:port/` or `host:port/`: the database that knows the rest. */
const DATABASE = /^(?:tango:\/\/)?[^/:\s]+:\d+\//i;

export const withoutDatabase = (name: string): string => name.replace(DATABASE, '');

/** `a/b/c/attribute`, `alias/attribute`, `a/b/c` or `alias`, each also with its database; undefined when it is none. */
export function tangoName(name: string): TangoName | undefined {
  const parts = withoutDatabase(name).split('/');
  if (parts.length > 4 || !parts.every((part) => part !== '' && !/\s/.test(part))) return undefined;
  const isAlias = parts.length < 3;
  if (parts.length % 2 === 1) return { device: name, isAlias };
  const attribute = parts.at(-1) as string;
  return { device: name.slice(0, -attribute.length - 1), attribute, isAlias };
}
