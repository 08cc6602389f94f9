import { invalid } from '@scizoo/domain';

/** `Ring current=r3-d101/dia/dcct-01/current<50`, `Shutter=b310a-o/pss/bs-01/state`. */
export const MACHINE_FACT =
  '^[^=<>,]{1,64}=[^/=<>,\\s]+(/[^/=<>,\\s]+){3}([<>]-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?)?$';
const PARTS = /^(?<name>[^=]+)=(?<attribute>[^<>]+)(?:(?<beyond>[<>])(?<limit>.+))?$/u;

/** Something of the machine that is worth a note in the logbook. */
export interface MachineFact {
  readonly name: string;
  /** `device/attribute` */
  readonly attribute: string;
  /** Beyond which it counts as lost; without one each change of a text, a state or a switch is told. */
  readonly limit?: { readonly below: number } | { readonly above: number };
}

export function machineFact(text: string): MachineFact {
  const { name, attribute, beyond, limit } = PARTS.exec(text)?.groups ?? {};
  if (!name || !attribute) throw invalid(`${text} names no attribute of the machine`);
  const facts = { name: name.trim(), attribute };
  if (beyond === undefined) return facts;
  return { ...facts, limit: beyond === '<' ? { below: Number(limit) } : { above: Number(limit) } };
}

export const isBeyond = (limit: NonNullable<MachineFact['limit']>, value: number): boolean =>
  'below' in limit ? value < limit.below : value > limit.above;
export const limitText = (limit: NonNullable<MachineFact['limit']>, unit: string): string =>
  [...('below' in limit ? ['below', String(limit.below)] : ['above', String(limit.above)]), unit]
    .filter(Boolean)
    .join(' ');
