import type { Place } from './stack';

const VARIABLE = 'SCIZOO_JOURNEYS';

/** Handed from the set-up to the workers, which are processes of their own. */
export const tellPlace = (place: Place): void => {
  process.env[VARIABLE] = JSON.stringify(place);
};
export const place = (): Place => {
  const text = process.env[VARIABLE];
  if (!text) throw new Error('the stack of the journeys is not running: start them with nx run e2e:journeys');
  return JSON.parse(text) as Place;
};
