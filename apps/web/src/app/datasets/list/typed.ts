import type { Condition, Relation } from './search';

const SIGNS: readonly [string, Relation][] = [
  ['>=', 'at-least'],
  ['≥', 'at-least'],
  ['<=', 'at-most'],
  ['≤', 'at-most'],
  ['!=', 'not-equal'],
  ['≠', 'not-equal'],
  ['>', 'greater'],
  ['<', 'less'],
  ['=', 'equal'],
  [':', 'equal'],
];
const NUMBER = '[-+−]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?';
const UNIT = '(?:[a-zA-Zµμ°ÅΩ%][\\w°/^*µμÅΩ·⁻¹²³.-]*)';
const KEY = '[\\p{L}_][\\p{L}\\p{N}_.-]*';
const QUOTED = '"([^"]*)"';
const SIGN = SIGNS.map(([sign]) => sign).join('|');

/** `energy:7.1..7.2 keV`, `temperature > 300 K`, `mode="top up"`: one comparison in a typed text. */
const COMPARISON = new RegExp(
  `(?<![\\p{L}\\p{N}_."])(${KEY})\\s*(${SIGN})\\s*(?:(${NUMBER})\\.\\.(${NUMBER})|(${NUMBER})(?![\\w-]*\\p{L}{3})|${QUOTED}|([^\\s"<>=]+))(?:\\s?(?<=[\\d.]\\s?)(${UNIT})(?=\\s|$))?`,
  'gu',
);
const amount = (written: string): number => Number(written.replace('−', '-'));

/**
 * What somebody typed, taken apart: comparisons of metadata become conditions, the other words stay text.
 * Web addresses and times (`12:30`) are words.
 */
export function takeApart(typed: string): { text: string; conditions: Condition[] } {
  const conditions: Condition[] = [];
  const text = typed.replace(COMPARISON, (whole, ...groups: (string | undefined)[]) => {
    const [key = '', sign, from, till, single, quoted, word, unit] = groups;
    const relation = SIGNS.find(([one]) => one === sign)?.[1] ?? 'equal';
    if (sign === ':' && word?.startsWith('//')) return whole;
    const measured = unit ? { unit } : {};
    if (from !== undefined && till !== undefined)
      conditions.push({ key, relation: 'between', value: amount(from), until: amount(till), ...measured });
    else if (single !== undefined) conditions.push({ key, relation, value: amount(single), ...measured });
    else if (quoted !== undefined) conditions.push({ key, relation, value: quoted });
    else if (sign === ':' && word !== undefined) conditions.push({ key, relation: 'contains', value: word });
    else if (word !== undefined) conditions.push({ key, relation, value: word });
    return ' ';
  });
  return { text: text.replace(/\s+/g, ' ').trim(), conditions };
}
