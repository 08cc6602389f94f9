import type { Person } from '@scizoo/messaging';
import { isEmail } from '@scizoo/service-kit';

/** Longer names than the catalogue takes are no names. */
const LONGEST_NAME = 200;

/**
 * Names and address, without whatever else the user office knows of a person. What stands in for an address (`n/a`, two of
 * them, an empty one) is none: the proposal is told without it rather than not at all.
 */
export function plainPerson({ firstName, lastName, email }: Person): Person {
  const address = typeof email === 'string' ? email.trim() : '';
  return {
    ...(firstName && { firstName: firstName.slice(0, LONGEST_NAME) }),
    ...(lastName && { lastName: lastName.slice(0, LONGEST_NAME) }),
    ...(address !== '' && isEmail(address) && { email: address }),
  };
}
