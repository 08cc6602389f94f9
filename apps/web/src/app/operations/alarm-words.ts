import type { Words } from '../core/words';
import type { Alarm } from './types';

/** The alarm in the language of the reader, worded from its kind and details. */
export function alarmWords(words: Words, { kind, details, beamline }: Alarm): string {
  const values = Object.fromEntries(details.map(({ name, value }) => [name, value]));
  return words.say(`operations.alarm.${kind}`, { beamline: beamline ?? '', ...values });
}
