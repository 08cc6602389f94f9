import fc from 'fast-check';
import { decodeKeys, encodeKeys } from './metadata-keys';

describe('keys of free metadata at the storage border', () => {
  it('come back as they were and hold nothing that the database reads as an operator or path', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (metadata) => {
        const stored = encodeKeys(metadata);
        for (const key of Object.keys(stored)) expect(key).not.toMatch(/[.$]/);
        expect(decodeKeys(stored)).toEqual(metadata);
      }),
    );
  });
});
