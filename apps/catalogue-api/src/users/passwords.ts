import { hash, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';

/** Argon2id; 19 MB and two passes, as OWASP advises. Both libraries work in threads of their own. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const BCRYPT = /^\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}$/;
const ARGON2 = /^\$argon2(id|i|d)\$v=19\$m=\d{1,7},t=\d{1,2},p=\d{1,2}\$[A-Za-z0-9+/]{11,128}\$[A-Za-z0-9+/]{16,128}$/;

export const hashPassword = (password: string): Promise<string> => hash(password, COST);
/** A hash that another catalogue made, as it may stand in a file of accounts. */
export const isHash = (text: string): boolean => BCRYPT.test(text) || ARGON2.test(text);
/** A hash that is weaker than those made here; it is made anew when the password is known, at sign-in. */
export const isOutdated = (stored: string): boolean =>
  !stored.startsWith(`$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},`);

let nobody: Promise<string> | undefined;
/** Does the same work for an account that does not exist, so that nobody learns which accounts do. */
export async function passwordFits(stored: string | undefined, password: string): Promise<boolean> {
  if (stored !== undefined && BCRYPT.test(stored)) return verifyBcrypt(password, stored);
  nobody ??= hashPassword(`no account has this ${Math.random()}`);
  const fits = await verify(stored ?? (await nobody), password);
  return fits && stored !== undefined;
}
