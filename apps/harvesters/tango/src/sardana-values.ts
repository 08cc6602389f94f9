import { withoutDatabase } from '@scizoo/domain';
import type { EventData } from '@scizoo/messaging';
import type { Reading } from '@scizoo/tango-gateway';

/** By name of the element in lower case. */
export type ToldValues = ReadonlyMap<string, Reading>;
export const NOTHING_TOLD: ToldValues = new Map();

/** `motor/motctrl/2/Position` → `motor/motctrl/2` */
const elementIn = (source: string): string => withoutDatabase(source).replace(/\/(position|value)$/i, '');

/** What Sardana read itself just before the scan: the motors may move by the time somebody else asks. */
export function toldAtStart({ snapshot }: EventData<'org.scizoo.scan.started.v1'>): ToldValues {
  const told = new Map<string, Reading>();
  for (const { key, source, value, unit, readAt, quality, error } of snapshot ?? []) {
    // what it could not or would not tell is asked for
    if (error != null || value === undefined) continue;
    const facts = { value, ...(unit && { unit }), ...(quality && { quality: quality as Reading['quality'] }), readAt };
    for (const name of [source ? elementIn(source) : key, key])
      told.set(name.toLowerCase(), { name, tookMs: 0, ...facts });
  }
  return told;
}

/** Values of the last point, as the scan has them: what is read now may be on the way to the next one. */
export function toldAtPoint({ columns }: EventData<'org.scizoo.scan.progress.v1'>, readAt: string): ToldValues {
  const last = Object.entries(columns ?? {}).flatMap(([name, values]): [string, Reading][] => {
    const value = values.at(-1);
    if (value === undefined) return [];
    return [[name.toLowerCase(), { name, tookMs: 0, value, quality: value === null ? 'invalid' : 'valid', readAt }]];
  });
  return new Map(last);
}
