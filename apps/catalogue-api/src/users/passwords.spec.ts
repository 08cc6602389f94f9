import { jest } from '@jest/globals';
import { hash as hashBcrypt } from '@node-rs/bcrypt';

const real = await import('@node-rs/argon2');
const verify = jest.fn(real.verify);
jest.unstable_mockModule('@node-rs/argon2', () => ({ ...real, verify }));
const { hashPassword, isHash, isOutdated, passwordFits } = await import('./passwords');

describe('passwords', () => {
  beforeEach(() => verify.mockClear());

  it('fit their own hash only', async () => {
    const stored = await hashPassword('sesame-742');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordFits(stored, 'sesame-742')).toBe(true);
    expect(await passwordFits(stored, 'sesame-743')).toBe(false);
    expect([isHash(stored), isOutdated(stored)]).toEqual([true, false]);
  });

  it('cost the same work for an account that does not exist, so that the time tells nothing', async () => {
    expect(await passwordFits(undefined, 'anything')).toBe(false);
    expect(verify).toHaveBeenCalledTimes(1);
    expect(verify.mock.calls[0]?.[0]).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('fit hashes of other catalogues, which are then made anew', async () => {
    const bcrypt = await hashBcrypt('sesame-742', { cost: 4 });
    const weak = await real.hash('sesame-742', { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    for (const stored of [bcrypt, bcrypt.replace(/^\$2.\$/, '$2a$'), weak]) {
      expect([isHash(stored), isOutdated(stored)]).toEqual([true, true]);
      expect(await passwordFits(stored, 'sesame-742')).toBe(true);
      expect(await passwordFits(stored, 'sesame-743')).toBe(false);
    }
  });

  it.each(['sesame', '$2b$10$', `$2b$10$${'x'.repeat(52)}`, '$argon2id$', ''])('%j is no hash', (text) =>
    expect(isHash(text)).toBe(false),
  );
});
