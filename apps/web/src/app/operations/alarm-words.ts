import type { Words } from '../core/words';
import type { Alarm } from './types';

/** The alarm in the language of the reader, worded from its kind and details. */
export function alarmWords(words: Words, { kind, details, beamline }: Alarm): string {
  const values = Object.fromEntries(details.map(({ name, value }) => [name, valueWords(words, kind, value)]));
  return words.say(`operations.alarm.${kind}`, { beamline: beamline ?? '', ...values });
}

/** Values that are codes themselves; alarms of earlier days have their English text instead. */
const CODES: Readonly<Partial<Record<Alarm['kind'], readonly unknown[]>>> = {
  lag: ['paused', 'still', 'behind'],
  'clock-wrong': ['ahead', 'behind'],
};
const valueWords = (words: Words, kind: Alarm['kind'], value: unknown): unknown =>
  CODES[kind]?.includes(value) ? words.say(`operations.alarmValue.${kind}.${String(value)}`) : value;
