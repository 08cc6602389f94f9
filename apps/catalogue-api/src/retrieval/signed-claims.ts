import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

interface Secrets {
  readonly jwtSecret?: string;
  readonly jwtSecretPrevious?: string | readonly string[];
}
/** Keys for one purpose, made of the secret of this program; the first is in use, the others are of before the last change. */
export function keysFor({ jwtSecret, jwtSecretPrevious }: Secrets, label: string): readonly [Buffer, ...Buffer[]] {
  const keyOf = (secret: string) => createHmac('sha256', secret).update(label).digest();
  const previous = [jwtSecretPrevious ?? []].flat();
  return [keyOf(jwtSecret ?? randomBytes(32).toString('hex')), ...previous.map(keyOf)];
}

/** Claims that whoever holds them can read but not change. */
export class SignedClaims<Claims extends object> {
  private readonly keys: readonly [Buffer, ...Buffer[]];
  constructor(secrets: Secrets, label: string) {
    this.keys = keysFor(secrets, label);
  }
  sign(claims: Claims): string {
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${payload}.${signature(payload, this.keys[0])}`;
  }
  /** @returns undefined for what was not signed here, or was changed since */
  read(token: unknown): Claims | undefined {
    const [payload = '', given = '', ...more] = typeof token === 'string' ? token.split('.') : [];
    const isSigned = this.keys.some((key) => isSame(given, signature(payload, key)));
    return isSigned && more.length === 0
      ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims)
      : undefined;
  }
}

const signature = (payload: string, key: Buffer): string =>
  createHmac('sha256', key).update(payload).digest('base64url');
function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
