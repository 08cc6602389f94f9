import type { Instrument } from '../records/record-types';
import { quantityOf } from '../ui/metadata';

/** A text or a list of texts among the free metadata. */
function factOf({ customMetadata }: Instrument, ...names: string[]): string {
  for (const name of names) {
    const { value } = quantityOf(customMetadata?.[name]);
    if (typeof value === 'string' && value !== '') return value;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  }
  return '';
}
export const descriptionOf = (instrument: Instrument): string => factOf(instrument, 'description');
export const staffOf = (instrument: Instrument): string => factOf(instrument, 'staffGroup');
export const locationOf = (instrument: Instrument): string => factOf(instrument, 'location', 'hall', 'place');
export const techniquesOf = (instrument: Instrument): string => factOf(instrument, 'techniques', 'technique');
export const contactOf = (instrument: Instrument): string => factOf(instrument, 'contact', 'email');
